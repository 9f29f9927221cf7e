//! The flags of `zopa sweep`, and what each of its commands does.

use crate::analysis::sweep::design::{Rows, Shift};
use crate::analysis::sweep::summary::Summary;
use crate::cli::amount::{between, bytes, duration, whole};
use crate::cli::exit::{Complaint, Exit, Failure};
use crate::cli::input::Input;
use crate::cli::interrupt::stop_on_interrupt;
use crate::cli::output::{Output, Shown, keep_apart, write_stdout};
use crate::cli::progress::Progress;
use crate::cli::request::read_scenario;
use crate::cli::sweep::folder::{Folder, Stage, files};
use crate::cli::sweep::form::Form;
use crate::cli::sweep::manifest::{MOST_SHARDS, Manifest};
use crate::cli::sweep::results::read;
use crate::cli::sweep::slurm::{Wishes, job, last_error, submit};
use crate::engine::ask::effort::Effort;
use crate::engine::ask::limit::Stopwatch;
use crate::engine::ask::pace::Limit;
use crate::report::context::Style;
use crate::report::{drivers, figure, terminal};
use crate::scenario::limit;
use crate::scenario::sweep::{Sweep, SweepDesign};
use clap::{Args, Subcommand, ValueEnum};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Evaluate a scenario under many assumptions, one row of a table each
///
/// A `[sweep]` of the scenario says what moves and how; without one the lines move that carry a range of firmness. The
/// rows are computed in shards, here or on many machines that share a folder, and put together in DIR/rows.parquet (or
/// .csv): the same bytes however they were cut.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  zopa sweep run scenarios/ukraine_security_guarantees.toml -o firmness --rows 4   plan, compute and merge on this machine
  zopa sweep plan scenarios/ukraine_security_guarantees.toml -o planned --rows 8 --shards 4   cut it into shards
  zopa sweep shard planned 0                                compute one of them, here or elsewhere
  zopa sweep status planned                                 which are there
  zopa sweep submit planned --slurm --dry-run               the batch scripts for a cluster
  zopa sweep merge planned --partial                        put together what is there
  zopa sweep summary planned                                what its rows tell")]
pub(crate) struct SweepArguments {
    #[command(subcommand)]
    command: SweepCommand,
}

#[derive(Subcommand, Debug)]
enum SweepCommand {
    /// Plan a sweep, compute every shard on this machine, and merge
    #[command(after_help = "Examples:\n  zopa sweep run scenarios/harbor.toml lines -o lines")]
    Run {
        #[command(flatten)]
        planned: Planned,
        #[command(flatten)]
        spending: Spending,
    },
    /// Write the manifest of a sweep, and nothing else
    #[command(after_help = "Examples:\n  zopa sweep plan scenarios/harbor.toml lines -o planned --shards 2")]
    Plan {
        #[command(flatten)]
        planned: Planned,
    },
    /// Compute one shard on this machine; one that is there already is left alone
    #[command(
        after_help = "Examples:\n  zopa sweep plan scenarios/harbor.toml lines -o planned\n  zopa sweep shard planned 0"
    )]
    Shard {
        /// The folder of the sweep
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// Which shard, from 0 [default: SLURM_ARRAY_TASK_ID, HQ_TASK_ID or JOB_COMPLETION_INDEX]
        #[arg(value_name = "I", value_parser = whole, allow_negative_numbers = true)]
        place: Option<u64>,
        #[command(flatten)]
        spending: Spending,
    },
    /// Hand the missing shards to a cluster as one job array, and a merge behind it
    ///
    /// Submitting again sends just what is still missing, three times at most a shard.
    #[command(
        after_help = "Examples:\n  zopa sweep plan scenarios/harbor.toml lines -o planned\n  zopa sweep submit planned --slurm --dry-run"
    )]
    Submit {
        /// The folder of the sweep, which every node has to see
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// To Slurm, by `sbatch`
        #[arg(long, required = true)]
        slurm: bool,
        /// The partition to run in [default: the cluster's]
        #[arg(long, value_name = "P", value_parser = word_of_slurm)]
        partition: Option<String>,
        /// The time limit of a shard, as Slurm writes it [default: the cluster's]
        #[arg(long, value_name = "T", value_parser = word_of_slurm)]
        time: Option<String>,
        /// Cores of a shard [default: the cluster's]
        #[arg(long, value_name = "C", value_parser = between::<u32>(1, 1024))]
        cpus: Option<u32>,
        /// Print the batch scripts, and hand in nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Say which shards are there, by the files alone
    #[command(
        after_help = "Examples:\n  zopa sweep plan scenarios/harbor.toml lines -o planned\n  zopa sweep status planned"
    )]
    Status {
        /// The folder of the sweep
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
    /// Say what the rows tell: drivers, circumstances, how proposals fare
    #[command(
        after_help = "Examples:\n  zopa sweep run scenarios/harbor.toml lines -o planned\n  zopa sweep summary planned --format json"
    )]
    Summary {
        /// The folder of the sweep
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// How to write it
        #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
        format: SummaryFormat,
        #[command(flatten)]
        spending: Spending,
        /// Write it to this file, whole or not at all, instead of standard output
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Put the shards together in DIR/rows.parquet, or rows.csv
    #[command(
        after_help = "Examples:\n  zopa sweep plan scenarios/harbor.toml lines -o planned\n  zopa sweep merge planned --partial"
    )]
    Merge {
        /// The folder of the sweep
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// Leave out the rows of shards that are missing
        #[arg(long)]
        partial: bool,
    },
}

/// What is planned.
#[derive(Args, Clone, Debug)]
struct Planned {
    /// The scenario file; `-` reads standard input
    #[arg(value_name = "SCENARIO")]
    scenario: PathBuf,
    /// A sweep of the scenario [default: the lines that carry a range of firmness move]
    #[arg(value_name = "SWEEP")]
    sweep: Option<String>,
    /// The folder of the sweep; made where it is not there
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// How many rows; base points of a saltelli design [default: as the sweep says]
    #[arg(long, value_name = "N", value_parser = whole)]
    rows: Option<u64>,
    /// The seed of every random number
    #[arg(long, value_name = "S", value_parser = whole, default_value = "0")]
    seed: u64,
    /// How many shards, 1000 at most [default: one for every 10,000 rows]
    #[arg(long, value_name = "K", value_parser = between::<u64>(1, MOST_SHARDS))]
    shards: Option<u64>,
    /// The form of the files of rows
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Form::USUAL)]
    format: Form,
    /// How the points of a sobol or saltelli design are moved
    #[arg(long, value_name = "SHIFT", value_enum, default_value_t)]
    shift: ShiftWord,
}

/// What a sweep, a shard or a summary may spend.
#[derive(Args, Clone, Debug)]
struct Spending {
    /// Threads to work with [default: all cores]
    #[arg(long, value_name = "T", value_parser = between::<u16>(1, 1024), help_heading = "Work")]
    threads: Option<u16>,
    /// Stop after this time, such as `30s`, `2m`, `1h`; what is finished by then stays [default: none]
    #[arg(long, value_name = "TIME", value_parser = duration, help_heading = "Work")]
    time_limit: Option<Duration>,
    /// Memory to work with, such as `512MiB`, `4GiB`, or plain bytes; a row has a quarter of it, 512 MiB at most
    #[arg(long, value_name = "SIZE", value_parser = bytes, default_value = "2GiB", help_heading = "Work")]
    memory_limit: u64,
}

impl Spending {
    /// What may be spent from now on; the first interrupt ends it.
    fn begin(&self) -> Effort {
        let effort = Effort {
            threads: self.threads.map(usize::from),
            time_limit: self.time_limit,
            memory_limit: self.memory_limit,
            ..Effort::default()
        };
        stop_on_interrupt(&effort.watch);
        effort
    }
}

/// A shift by its word.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug, Default)]
enum ShiftWord {
    /// Digit by digit, from the seed
    #[default]
    Digital,
    /// Not at all: the published points
    None,
}

/// How a summary is written.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug, Default)]
enum SummaryFormat {
    /// For people, in a terminal
    #[default]
    Table,
    /// For programs
    Json,
    /// For a memo
    Markdown,
}

/// Answers.
pub(crate) fn sweep(arguments: &SweepArguments) -> Result<Exit, Failure> {
    match &arguments.command {
        SweepCommand::Run { planned, spending } => {
            let clock = Stopwatch::start();
            let folder = plan(planned)?;
            let effort = spending.begin();
            computed(&folder, 0..folder.manifest.n_shards, &effort.left(clock))?;
            merged(&folder, false, &effort.left(clock))?;
            summary(&folder, SummaryFormat::Table, &Output::stdout().showing(Shown::Page), &effort.left(clock))
        }
        SweepCommand::Plan { planned } => {
            let folder = plan(planned)?;
            let (rows, shards) = (folder.manifest.rows().len(), folder.manifest.n_shards);
            let known = if folder.is_new { "" } else { ", planned already" };
            let path = planned.output.join("manifest.toml");
            say(&format!("{}: {rows} rows in {shards} shards{known}\n", path.display()))
        }
        SweepCommand::Shard { folder, place, spending } => {
            let clock = Stopwatch::start();
            let opened = Folder::open(folder)?;
            let place = place.or_else(from_surroundings).ok_or_else(|| {
                let complaint = Complaint::new("no shard is named");
                Failure::misused(complaint.with_help("write its number, from 0, behind the folder"))
            })?;
            if place >= opened.manifest.n_shards {
                let n_shards = opened.manifest.n_shards;
                let complaint = Complaint::new(format!("no shard {place}: there are {n_shards}, from 0"));
                return Err(Failure::misused(complaint));
            }
            computed(&opened, place..place + 1, &spending.begin().left(clock))
        }
        SweepCommand::Submit { folder, slurm: _, partition, time, cpus, dry_run } => {
            let wishes = Wishes { partition: partition.clone(), time: time.clone(), cpus: *cpus };
            submitted(folder, &wishes, *dry_run)
        }
        SweepCommand::Status { folder } => {
            let opened = Folder::open(folder)?;
            let stages = opened.stages();
            let count = |stage: Stage| stages.iter().filter(|other| **other == stage).count();
            let left = opened
                .time_left(count(Stage::Finished))
                .map_or_else(String::new, |left| format!("; {} left at the pace so far", figure::seconds(left)));
            let damaged = match count(Stage::Damaged) {
                0 => String::new(),
                n => format!(" ({n} of them there, but not as written)"),
            };
            say(&format!(
                "{} shards: {} finished, {} running, {} failed, {} missing{damaged}{left}\n",
                stages.len(),
                count(Stage::Finished),
                count(Stage::Running),
                count(Stage::Failed),
                count(Stage::Missing) + count(Stage::Damaged)
            ))
        }
        SweepCommand::Summary { folder, format, spending, output } => {
            let clock = Stopwatch::start();
            let output = Output::prepare(output.as_deref(), files(folder))?.showing(match format {
                SummaryFormat::Table => Shown::Page,
                SummaryFormat::Json => Shown::Json,
                SummaryFormat::Markdown => Shown::Text,
            });
            let opened = Folder::open(folder)?;
            summary(&opened, *format, &output, &spending.begin().left(clock))
        }
        SweepCommand::Merge { folder, partial } => {
            let opened = Folder::open(folder)?;
            let effort = Effort::default();
            stop_on_interrupt(&effort.watch);
            merged(&opened, *partial, &effort)
        }
    }
}

/// The text of the scenario, the sweep, and what the rows of a folder tell.
///
/// # Errors
/// Where it is no folder of a sweep, its rows are not there, or it was told to stop.
pub(crate) fn of_folder(path: &Path, effort: &Effort) -> Result<(String, Sweep, Summary), Failure> {
    let folder = Folder::open(path)?;
    let Manifest { text, sweep, .. } = &folder.manifest;
    let found = read(&folder, effort)?.ok_or_else(|| cut(effort, NO_SUMMARY))?;
    Ok((text.clone(), sweep.clone(), found))
}

/// Says what the rows tell.
fn summary(folder: &Folder, format: SummaryFormat, output: &Output, effort: &Effort) -> Result<Exit, Failure> {
    let Manifest { scenario, sweep, seed, .. } = &folder.manifest;
    let found = read(folder, effort)?.ok_or_else(|| cut(effort, NO_SUMMARY))?;
    let text = match format {
        SummaryFormat::Table => {
            let screen = output.screen();
            terminal::drivers(scenario, sweep, &found, Style { width: screen.width, color: screen.color })
        }
        SummaryFormat::Json => drivers::as_json(scenario, sweep, *seed, &found),
        SummaryFormat::Markdown => drivers::as_markdown(scenario, sweep, &found),
    };
    output.write(&text)?;
    Ok(Exit::Answered)
}

/// Computes these shards, one behind the other.
fn computed(folder: &Folder, mut places: Range<u64>, effort: &Effort) -> Result<Exit, Failure> {
    let n_rows = places.clone().map(|place| folder.n_rows(place)).sum();
    effort.watch.begin(n_rows);
    let progress = Progress::of_rows(&effort.watch);
    let evaluator = folder.evaluator(effort);
    let first = places.try_for_each(|place| {
        let is_there = folder.compute(&evaluator, place, &effort.watch)?;
        if is_there { Ok(()) } else { Err(cut(effort, "this shard is not finished, and those that are stay")) }
    });
    drop(progress);
    first.map(|()| Exit::Answered)
}

fn merged(folder: &Folder, is_part_enough: bool, effort: &Effort) -> Result<Exit, Failure> {
    let n_rows = folder.merge(is_part_enough, &Limit::of(effort))?;
    let n_rows = n_rows.ok_or_else(|| cut(effort, "the shards are there, and not put together"))?;
    say(&format!("{}: {n_rows} rows\n", folder.rows_path().display()))
}

/// Hands in what is missing.
fn submitted(path: &Path, wishes: &Wishes, is_dry: bool) -> Result<Exit, Failure> {
    let folder = Folder::open(path)?;
    let job = job(&folder, path, wishes)?;
    if is_dry {
        return say(&format!("{}\n{}", job.script, job.merge));
    }
    if !job.shards.is_empty() {
        let said = submit(&job, path)?;
        write_stdout(said.as_bytes())?;
    } else if job.given_up.is_empty() {
        return say("every shard is finished\n");
    }
    if let Some(first) = job.given_up.first() {
        let n = job.given_up.len();
        let complaint = Complaint::new(format!(
            "{n} of {} shards failed three times, the first is {first}; its last words:\n{}",
            folder.manifest.n_shards,
            last_error(path, *first)
        ));
        let help = "mend what is wrong, remove their files in DIR/log, and submit again";
        return Err(Failure::failed(complaint.with_help(help)));
    }
    Ok(Exit::Answered)
}

/// A word that stands in a batch script.
fn word_of_slurm(text: &str) -> Result<String, String> {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_:,.".contains(letter);
    if !text.is_empty() && text.chars().all(is_plain) {
        Ok(text.to_owned())
    } else {
        Err("letters, digits and - _ : , . alone".to_owned())
    }
}

fn say(text: &str) -> Result<Exit, Failure> {
    Output::stdout().showing(Shown::Text).write(text)?;
    Ok(Exit::Answered)
}

/// Plans what was typed.
fn plan(planned: &Planned) -> Result<Folder, Failure> {
    if !planned.format.is_there() {
        let complaint = Complaint::new("this build of zopa writes no Parquet");
        return Err(Failure::misused(
            complaint.with_help("take `--format csv`, or build it with its default features"),
        ));
    }
    // Neither the folder nor a file of the sweep may be the scenario itself.
    let written = files(&planned.output);
    written.iter().chain([&planned.output]).try_for_each(|path| keep_apart(path, &planned.scenario))?;
    let (source, scenario) = read_scenario(&Input::read(&planned.scenario)?)?;
    let mut sweep = Manifest::sweep_of(&scenario, planned.sweep.as_deref())?;
    sweep.rows = planned.rows.unwrap_or(sweep.rows);
    let shift = if planned.shift == ShiftWord::None { Shift::None } else { Shift::Digital };
    let rows = Rows::new(&sweep.factors, sweep.design, sweep.rows, planned.seed, shift);
    let (n_rows, group) = (rows.len(), rows.group());
    if n_rows == 0 || n_rows > limit::SWEEP_ROWS {
        let complaint = Complaint::new(format!("a sweep cannot have {n_rows} rows"));
        return Err(Failure::misused(complaint.with_help(format!("from 1 to {} is possible", limit::SWEEP_ROWS))));
    }
    if sweep.design == SweepDesign::Grid && planned.rows.is_some() {
        let complaint = Complaint::new(format!("`--rows`: a grid has as many rows as combinations, {n_rows}"));
        return Err(Failure::misused(complaint.with_help("leave it out")));
    }
    let n_groups = n_rows / group;
    let n_shards = planned.shards.unwrap_or_else(|| n_rows.div_ceil(10_000).min(MOST_SHARDS));
    let n_shards = n_shards.clamp(1, n_groups);
    let text = source.text().to_owned();
    let bases = source.bases().iter().map(|base| (base.name.clone(), source.slice(&base.span).to_owned())).collect();
    Folder::plan(
        &planned.output,
        Manifest { text, bases, scenario, sweep, seed: planned.seed, shift, n_shards, form: planned.format },
    )
}

/// The shard that a cluster asks for.
fn from_surroundings() -> Option<u64> {
    let named = ["SLURM_ARRAY_TASK_ID", "HQ_TASK_ID", "JOB_COMPLETION_INDEX"];
    named.iter().find_map(|name| std::env::var(name).ok()?.parse().ok())
}

/// What stands where a summary would.
const NO_SUMMARY: &str = "the rows are there, and not summed up";

/// It was told to stop, or its time has passed: how far it came.
fn cut(effort: &Effort, so_far: &str) -> Failure {
    let why = if effort.watch.is_stopped() { "interrupted" } else { "the time limit passed" };
    Failure::failed(Complaint::new(format!("{why}: {so_far}")).with_help("start it again to go on"))
}
