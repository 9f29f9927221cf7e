//! Where the command starts: from what was typed to the command that answers, and from its end to the exit code.

use crate::cli::exit::{Complaint, Exit, Failure};
use crate::cli::output::write_stdout;
use crate::cli::screen::{Color, Screen, say};
use crate::cli::{
    bench, check, coalitions, compare, completions, explain, export, frontier, idle, import, man, new, pager, report,
    run, schema, show, sweep, test, usage,
};
use crate::engine::ask::instructions;
use crate::space::instructions::InstructionSet;
use clap::error::ErrorKind;
use clap::{Arg, CommandFactory, FromArgMatches, Parser, Subcommand};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

/// Which terms could be accepted, who blocks the rest and by which red line, and what would have to give
///
/// A scenario file says what is to be settled, who negotiates, and which terms each party would not cross. zopa looks at
/// every deal that could be made of it and says which of them nobody would walk away from.
#[derive(Parser, Debug)]
#[command(name = "zopa", version, after_help = AFTER_HELP, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,

    /// Whether to write in color
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t)]
    color: Color,

    /// Print long answers as they are, where a terminal would show them in a pager (ZOPA_PAGER, PAGER, else less)
    #[arg(long, global = true)]
    no_pager: bool,
}

/// What stands below the help of the program.
const AFTER_HELP: &str = "\
Examples:
  zopa new - | zopa run -                   run the starting scenario
  zopa new --from all                       write the scenarios of these examples
  zopa run scenarios/harbor.toml            which terms could be accepted
  zopa compare scenarios/harbor.toml        proposals side by side
  zopa explain scenarios/harbor_deadlock.toml   why there is no deal, and what would open one
  zopa report scenarios/harbor.toml -o report.html   everything as one page for the browser
  zopa check scenarios/harbor.toml          every error and warning of a file

Exit codes: 0 answered (an empty zone of agreement is an answer), 1 an expectation failed,
2 bad usage or a bad scenario, 3 anything else.

ZOPA_INSTRUCTIONS=baseline|avx2|avx512 takes this instruction set in place of the widest that the machine has; the answers
are the same bytes.";

#[derive(Subcommand, Debug)]
enum Command {
    Run(Box<run::RunArguments>),
    Compare(Box<compare::CompareArguments>),
    Explain(Box<explain::ExplainArguments>),
    Coalitions(Box<coalitions::CoalitionsArguments>),
    Frontier(Box<frontier::FrontierArguments>),
    Bench(Box<bench::BenchArguments>),
    Sweep(Box<sweep::SweepArguments>),
    Report(Box<report::ReportArguments>),
    Import(Box<import::ImportArguments>),
    Export(Box<export::ExportArguments>),
    Check(check::CheckArguments),
    Test(test::TestArguments),
    Show(show::ShowArguments),
    New(new::NewArguments),
    Schema(schema::SchemaArguments),
    Completions(completions::CompletionsArguments),
    Man(man::ManArguments),
}

/// The command: what was typed, answered.
#[must_use]
pub fn main() -> ExitCode {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(String::new, |place| format!(" ({}:{})", place.file(), place.line()));
        let words = words_of(panic.payload());
        let mut first = FIRST_FAULT.lock().unwrap_or_else(PoisonError::into_inner);
        first.get_or_insert_with(|| format!("{words}{place}"));
    }));
    catch_unwind(AssertUnwindSafe(answer)).unwrap_or_else(|_| {
        apologize();
        Exit::Failed.into()
    })
}

/// What a panic said.
fn words_of(payload: &(dyn Any + Send)) -> &str {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}

/// What the first panic said.
static FIRST_FAULT: Mutex<Option<String>> = Mutex::new(None);

/// A fault of the program itself is said as such, with what to report.
fn apologize() {
    let fault = FIRST_FAULT.lock().unwrap_or_else(PoisonError::into_inner).take().unwrap_or_default();
    say(&format!(
        "error: internal fault: {fault}\n  This is a fault of zopa, not of your scenario; we are sorry. Please report it with the line above, the\n  \
         command as typed, the scenario file, and `zopa --version` ({}).",
        env!("CARGO_PKG_VERSION")
    ));
}

/// The program and its commands as clap knows them, every name and every default filled in.
pub(crate) fn program() -> clap::Command {
    let mut program = commands();
    program.build();
    program
}

/// The same before that.
pub(crate) fn commands() -> clap::Command {
    // What begins with a minus sign and a digit is the value of the flag before it, be it one that this flag may have or not.
    let with_numbers = |arg: Arg| {
        if arg.is_positional() || !arg.get_action().takes_values() { arg } else { arg.allow_negative_numbers(true) }
    };
    let inner = |command: clap::Command| command.mut_args(with_numbers);
    let program =
        Arguments::command().mut_args(with_numbers).mut_subcommands(|command| inner(command).mut_subcommands(inner));
    idle::hide(program)
}

/// A help as it is shown on a screen.
fn painted(help: &clap::Error, screen: Screen) -> String {
    let text = help.render();
    if screen.color { text.ansi().to_string() } else { text.to_string() }
}

fn answer() -> ExitCode {
    Color::of_words(std::env::args_os()).hold();
    if let Err(unusable) = instructions::asked() {
        let here: Vec<String> = InstructionSet::all().iter().map(|set| format!("`{set}`")).collect();
        let complaint = Complaint::new(unusable.to_string()).with_help(format!("there is {} here", here.join(", ")));
        Failure::misused(complaint).say();
        return Exit::Misused.into();
    }
    let mut program = program();
    let found = program.try_get_matches_from_mut(std::env::args_os());
    if let Err(failure) = found.as_ref().map_or(Ok(()), idle::refuse) {
        failure.say();
        return failure.exit.into();
    }
    let arguments = match found.and_then(|found| Arguments::from_arg_matches(&found)) {
        Ok(arguments) => arguments,
        Err(help) if help.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            say(&painted(&help, Screen::of_stderr()));
            return Exit::Misused.into();
        }
        // Help and the version are answers, on standard output; anything else is bad usage.
        Err(error) if error.use_stderr() => {
            let failure = Failure::misused(usage::complaint(&error, &program, std::env::args_os()));
            failure.say();
            return failure.exit.into();
        }
        Err(help) => {
            return write_stdout(painted(&help, Screen::of_stdout()).as_bytes()).map_or_else(
                |failure| {
                    failure.say();
                    failure.exit.into()
                },
                |()| Exit::Answered.into(),
            );
        }
    };
    pager::hold(!arguments.no_pager);
    let ending = match arguments.command {
        Command::Run(arguments) => run::run(&arguments),
        Command::Compare(arguments) => compare::compare(&arguments),
        Command::Explain(arguments) => explain::explain(&arguments),
        Command::Coalitions(arguments) => coalitions::coalitions(&arguments),
        Command::Frontier(arguments) => frontier::frontier(&arguments),
        Command::Bench(arguments) => bench::bench(&arguments),
        Command::Sweep(arguments) => sweep::sweep(&arguments),
        Command::Report(arguments) => report::report(&arguments),
        Command::Import(arguments) => import::import(&arguments),
        Command::Export(arguments) => export::export(&arguments),
        Command::Check(arguments) => check::check(&arguments),
        Command::Test(arguments) => test::test(&arguments),
        Command::Show(arguments) => show::show(&arguments),
        Command::New(arguments) => new::new(&arguments),
        Command::Schema(arguments) => schema::schema(&arguments),
        Command::Completions(arguments) => completions::completions(&arguments, self::program()),
        Command::Man(arguments) => man::man(&arguments, commands()),
    };
    match ending {
        Ok(exit) => exit.into(),
        Err(failure) => {
            failure.say();
            failure.exit.into()
        }
    }
}
