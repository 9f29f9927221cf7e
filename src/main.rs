//! The command `zopa`.

fn main() -> std::process::ExitCode {
    zopa::cli::main()
}
