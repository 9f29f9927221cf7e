//! `zopa talks`: what happens at the table.

use crate::analysis::talk::findings::{Asked as AskedOfTalks, Declined, TALKS, TOURNAMENT_TALKS, talks as play};
use crate::analysis::talk::table::{MOST_DEALS, Refused};
use crate::cli::amount::{between, bytes, duration, whole};
use crate::cli::exit::{Complaint, Exit, Failure};
use crate::cli::flags::{Answering, Assumptions, Format, TOP};
use crate::cli::interrupt::stop_on_interrupt;
use crate::cli::progress::Progress;
use crate::cli::request::{Asked, ask, complaint};
use crate::engine::ask::effort::Effort;
use crate::engine::ask::limit::Stopwatch;
use crate::report::context::Style;
use crate::report::{figure, talks as report, terminal};
use crate::scenario::suggest::nearest;
use crate::scenario::talk::{GivesWay, MOST_ROUNDS, Protocol, Strategy, Talk};
use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};
use std::time::Duration;

/// Play talks: how often an agreement is reached of those that are possible, when, and which
///
/// Offers and refusals round by round, until an agreement, the deadline or a breakdown. Nobody offers or accepts what crosses
/// a line that it still holds; lines that are not held to the end give way as time passes.
#[derive(Args, Debug)]
#[command(
    mut_arg("top", |top| top.help("List this many of the deals that talks end in [default: 5]")),
    after_help = "\
Examples:
  zopa talks scenarios/harbor.toml                                       the only talk of the file, or one with every default
  zopa talks scenarios/harbor.toml --strategy town=boulware,port=conceder    other strategies
  zopa talks scenarios/harbor.toml --protocol single_text --rounds 10    one mediated draft
  zopa talks scenarios/harbor.toml --trace 0                             one talk as a story
  zopa talks scenarios/harbor.toml --tournament boulware,linear,conceder    strategies against each other"
)]
pub(crate) struct TalksArguments {
    #[command(flatten)]
    assumptions: Assumptions,

    /// A talk of the scenario [default: the only one; without any, one with every default]
    #[arg(value_name = "TALK")]
    talk: Option<String>,

    /// How many talks [default: 100,000; 1,000 for each assignment of a tournament]
    #[arg(long, value_name = "N", value_parser = between::<u64>(1, 1_000_000_000_000), help_heading = "Talk")]
    talks: Option<u64>,

    /// How a party makes and takes offers, or all of them do: boulware, linear, conceder, firm, reciprocal, micro, random, or `e:2.5`; several with commas between them, or the flag again
    #[arg(long, value_name = "PARTY=STRATEGY", help_heading = "Talk")]
    strategy: Vec<String>,

    /// The deadline, in rounds
    #[arg(long, value_name = "N", value_parser = between::<u32>(1, u64::from(MOST_ROUNDS)), help_heading = "Talk")]
    rounds: Option<u32>,

    /// How offers are made and accepted
    #[arg(long, value_name = "PROTOCOL", value_enum, help_heading = "Talk")]
    protocol: Option<Protocol>,

    /// When lines that are not held to the end give way
    #[arg(long, value_name = "WHEN", value_enum, help_heading = "Talk")]
    gives_way: Option<GivesWay>,

    /// Tell the talk of this number, from 0, step by step
    #[arg(long, value_name = "K", value_parser = whole, help_heading = "Talk")]
    trace: Option<u64>,

    /// Play every assignment of these strategies to the parties
    #[arg(long, value_name = "STRATEGY,…", help_heading = "Talk")]
    tournament: Option<String>,

    /// The seed of every random draw: the same seed gives the same answer
    #[arg(long, value_name = "S", value_parser = whole, default_value = "0", help_heading = "Work")]
    seed: u64,

    /// Threads to work with [default: all cores]
    #[arg(long, value_name = "T", value_parser = between::<u16>(1, 1024), help_heading = "Work")]
    threads: Option<u16>,

    /// Stop after this time with the talks that were played, such as `500ms`, `30s`, `2m`, `1h` [default: none]
    #[arg(long, value_name = "TIME", value_parser = duration, help_heading = "Work")]
    time_limit: Option<Duration>,

    /// Memory to work with, such as `512MiB`, `4GiB`, or plain bytes
    #[arg(long, value_name = "SIZE", value_parser = bytes, default_value = "2GiB", help_heading = "Work")]
    memory_limit: u64,

    #[command(flatten)]
    answering: Answering,
}

impl ValueEnum for Protocol {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }
    fn to_possible_value(&self) -> Option<PossibleValue> {
        let help = match self {
            Self::Alternating => "Parties answer a standing offer, or make one of their own",
            Self::SingleText => "A mediator has one draft, to which parties object",
        };
        Some(PossibleValue::new(self.word()).help(help))
    }
}

impl ValueEnum for GivesWay {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }
    fn to_possible_value(&self) -> Option<PossibleValue> {
        let help = match self {
            Self::AtOnce => "Before the first round",
            Self::Evenly => "At any time alike",
            Self::Late => "Rather late",
            Self::Last => "In the last round",
        };
        Some(PossibleValue::new(self.word()).help(help))
    }
}

/// Answers.
pub(crate) fn talks(arguments: &TalksArguments) -> Result<Exit, Failure> {
    let TalksArguments { assumptions, answering, .. } = arguments;
    let output = answering.output([&assumptions.scenario])?;
    let mut asked = ask(assumptions, None)?;
    let (talk, tournament) = talk(arguments, &asked)?;
    let effort = Effort {
        seed: arguments.seed,
        threads: arguments.threads.map(usize::from),
        time_limit: arguments.time_limit,
        memory_limit: arguments.memory_limit,
        ..Effort::default()
    };
    stop_on_interrupt(&effort.watch);
    let clock = Stopwatch::start();
    let progress = Progress::of(&effort.watch);
    let question = AskedOfTalks { talks: arguments.talks, trace: arguments.trace, tournament };
    let found = play(&asked.scenario, &talk, &question, &effort);
    drop(progress);
    let found = found.map_err(|declined| declined_words(arguments, declined))?;
    asked.context.seed = arguments.seed;
    asked.context.seconds = clock.seconds();
    asked.context.run_info = !answering.no_run_info;
    let (scenario, context, top) = (&asked.scenario, &asked.context, answering.top(TOP));
    let screen = output.screen();
    output.write(&match answering.form.format {
        Format::Table => {
            terminal::talks(scenario, &found, context, top, Style { width: screen.width, color: screen.color })
        }
        Format::Json => report::as_json(scenario, &found, context, top),
        Format::Markdown => report::as_markdown(scenario, &found, context, top),
        Format::Csv => report::as_csv(scenario, &found),
    })?;
    Ok(Exit::Answered)
}

/// The talk that is asked for, changed by the flags, and the strategies of a tournament.
fn talk(arguments: &TalksArguments, asked: &Asked) -> Result<(Talk, Vec<Strategy>), Failure> {
    let scenario = &asked.scenario;
    let mut complaints = Vec::new();
    let ids: Vec<&str> = scenario.talks.iter().map(|talk| talk.id.as_str()).collect();
    let mut talk = match (&arguments.talk, scenario.talks.as_slice()) {
        (None, []) => Talk::default(),
        (None, [only]) => only.clone(),
        (None, _) => {
            let complaint = Complaint::new("the scenario has several talks");
            complaints.push(complaint.with_help(format!("name one: {}", ids.join(", "))));
            Talk::default()
        }
        (Some(word), list) => list.iter().find(|talk| talk.id == *word).cloned().unwrap_or_else(|| {
            let complaint = Complaint::new(format!("no talk `{word}`"));
            complaints.push(match nearest(word, ids.iter().copied()) {
                Some(near) => complaint.with_help(format!("did you mean `{near}`?")),
                None if ids.is_empty() => complaint.with_help("the scenario has no `[talk]`: leave it out"),
                None => complaint.with_help(format!("there are {}", ids.join(", "))),
            });
            Talk::default()
        }),
    };
    for text in arguments.strategy.iter().flat_map(|text| text.split(',')).map(str::trim) {
        let (party, word) = match text.split_once('=') {
            Some((party, word)) => match scenario.party_by_id(party.trim()) {
                Ok(party) => (Some(party), word.trim()),
                Err(wrong) => {
                    complaints.push(complaint("--strategy", &wrong));
                    continue;
                }
            },
            None => (None, text),
        };
        match (Strategy::parse(word), party) {
            (Err(wrong), _) => complaints.push(complaint("--strategy", &wrong)),
            (Ok(strategy), Some(party)) => {
                talk.strategies.retain(|(one, _)| *one != party);
                talk.strategies.push((party, strategy));
            }
            (Ok(strategy), None) => {
                talk.usual = strategy;
                talk.strategies.clear();
            }
        }
    }
    talk.rounds = arguments.rounds.unwrap_or(talk.rounds);
    talk.protocol = arguments.protocol.unwrap_or(talk.protocol);
    talk.gives_way = arguments.gives_way.unwrap_or(talk.gives_way);
    let mut tournament: Vec<Strategy> = Vec::new();
    for word in arguments.tournament.iter().flat_map(|text| text.split(',')).map(str::trim) {
        match Strategy::parse(word) {
            Ok(strategy) if tournament.contains(&strategy) => {
                let twice = Complaint::new(format!("`--tournament`: `{word}` is given twice"));
                complaints.push(twice.with_help("leave one of the two out"));
            }
            Ok(strategy) => tournament.push(strategy),
            Err(wrong) => complaints.push(complaint("--tournament", &wrong)),
        }
    }
    if complaints.is_empty() { Ok((talk, tournament)) } else { Err(Failure { exit: Exit::Misused, complaints }) }
}

/// Why there is no answer, and what would help.
fn declined_words(arguments: &TalksArguments, declined: Declined) -> Failure {
    let fewer = "fix terms with `--fix ISSUE=VALUE`, or take a coarser `step`, until there are fewer";
    Failure::misused(match declined {
        Declined::Table(Refused::Deals) => {
            let most = figure::whole(&MOST_DEALS);
            Complaint::new(format!("a talk looks at every coherent deal, and here are more than {most}"))
                .with_help(fewer)
        }
        Declined::Table(Refused::Memory) => {
            let complaint = Complaint::new("what a talk looks at takes more than `--memory-limit`");
            complaint.with_help(format!("allow more, or {fewer}"))
        }
        Declined::Table(Refused::Time) => {
            Complaint::new("the time was over before the first talk").with_help("allow more with `--time-limit`")
        }
        Declined::NoSuchTalk(1) => Complaint::new(format!(
            "`--trace {}`: nothing is drawn here, so there is one talk",
            arguments.trace.unwrap_or(0)
        ))
        .with_help("its number is 0"),
        Declined::NoSuchTalk(n) => {
            let complaint = Complaint::new(format!("`--trace {}`: there are {n} talks", arguments.trace.unwrap_or(0)));
            complaint.with_help(format!("their numbers are 0 to {}", n - 1))
        }
        Declined::Assignments(n) => {
            let complaint = Complaint::new(format!("`--tournament`: {n} assignments of strategies are too many"));
            complaint
                .with_help("take fewer strategies: 10,000 assignments at most, and their gains within `--memory-limit`")
        }
    })
}

const _: () = assert!(TALKS == 100_000 && TOURNAMENT_TALKS == 1_000, "as the help says");
