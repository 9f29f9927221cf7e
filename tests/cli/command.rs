//! Runs the built command and looks at what came back.

use std::ffi::OsStr;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// The teaching scenario: 27 deals, 8 of them agreed.
pub const HARBOR: &str = "scenarios/harbor.toml";

/// What came back.
#[derive(Debug)]
pub struct Ended {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ended {
    /// The answer of a command that must answer.
    #[track_caller]
    pub fn answer(self) -> String {
        assert_eq!(self.code, 0, "{}{}", self.stdout, self.stderr);
        assert_eq!(self.stderr, "", "an answer without warnings leaves standard error empty");
        self.stdout
    }

    /// What a command that must refuse said: bad usage or a bad scenario, nothing on standard output, no panic.
    #[track_caller]
    pub fn refusal(self) -> String {
        assert_eq!(self.code, 2, "{}{}", self.stdout, self.stderr);
        assert_eq!(self.stdout, "", "standard output carries answers only");
        assert!(self.stderr.starts_with("error"), "{}", self.stderr);
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
        self.stderr
    }
}

/// What in the surroundings of a test would change an answer: words on terminals and colors, and on the place in a job array.
const SURROUNDINGS: [&str; 9] = [
    "COLUMNS",
    "NO_COLOR",
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "TERM",
    "SLURM_ARRAY_TASK_ID",
    "HQ_TASK_ID",
    "JOB_COMPLETION_INDEX",
    "FORCE_COLOR",
];

/// The command, ready to run in the root of the project, wherever the tests run.
pub fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zopa"));
    command.current_dir(root());
    plain(&mut command);
    command
}

/// Takes from a command what is said around it.
fn plain(command: &mut Command) -> &mut Command {
    SURROUNDINGS.iter().for_each(|name| {
        command.env_remove(name);
    });
    command.stdin(Stdio::null())
}

/// The root of the project.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs the command with these arguments.
pub fn zopa<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Ended {
    finish(command().args(arguments))
}

/// Runs a command to its end.
pub fn finish(command: &mut Command) -> Ended {
    let output = command.output().unwrap();
    Ended {
        code: output.status.code().expect("ended by itself, not by a signal"),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Runs the command with these bytes on standard input.
pub fn zopa_reading(arguments: &[&str], input: &[u8]) -> Ended {
    let mut child =
        command().args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A command that refuses its input early closes the pipe; that is its right.
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    Ended {
        code: output.status.code().expect("ended by itself, not by a signal"),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The command in a shell, with `zopa` on the path.
#[cfg(unix)]
pub fn shell(line: &str, folder: &Path) -> Ended {
    let bin = Path::new(env!("CARGO_BIN_EXE_zopa")).parent().unwrap();
    let path = std::env::join_paths(
        std::iter::once(bin.to_owned()).chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    );
    finish(plain(&mut Command::new("sh")).args(["-c", line]).current_dir(folder).env("PATH", path.unwrap()))
}

/// A file of its own in a folder.
pub fn write(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

/// The JSON of an answer.
#[track_caller]
pub fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}
