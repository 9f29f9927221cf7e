//! What a call asks for: the words that change the scenario, and what may be spent. They come over as JSON, whose keys are
//! the arguments of the Python functions.

use serde::Deserialize;
use std::time::Duration;
use zopa::engine::ask::effort::{Around, Effort, EngineChoice, Watch, Worlds};
use zopa::report::context::RunContext;
use zopa::scenario::model::{Basis, Changes, Scenario};
use zopa::scenario::words::Words;

/// The arguments that every question has.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Asked {
    variant: Option<String>,
    drop: Vec<String>,
    firmness: Vec<String>,
    fix: Vec<String>,
    assume: Vec<String>,
    coalition: Option<String>,
    only_basis: Option<Vec<String>>,
    engine: Option<String>,
    samples: Option<u64>,
    draw: Option<String>,
    around: Option<String>,
    changes: Option<u32>,
    seed: u64,
    threads: Option<usize>,
    time_limit: Option<f64>,
    memory_limit: Option<u64>,
    /// How many deals are listed.
    pub(crate) top: Option<usize>,
    /// The least that `explain` lists of conflicts, and of unlocks.
    pub(crate) max: Option<usize>,
    /// Proposals by id, and terms of one's own.
    pub(crate) proposals: Option<Vec<String>>,
    /// Terms of one's own, each a list of `ISSUE=VALUE`.
    pub(crate) terms: Vec<Vec<String>>,
    /// Over which deals a frontier goes, from where gains are measured, and NegMAS's figures beside it.
    pub(crate) over: Option<String>,
    pub(crate) threat: Option<String>,
    pub(crate) negmas: bool,
    /// How large sets of parties may be.
    pub(crate) size: Option<usize>,
    /// Whether the answer says what differs from run to run.
    pub(crate) run_info: bool,
}

/// Everything that is wrong with the arguments, one message each.
pub(crate) type Wrong = Vec<String>;

/// The scenario under what was asked, and what an answer says of that.
pub(crate) struct Question {
    pub(crate) scenario: Scenario,
    pub(crate) effort: Effort,
    pub(crate) context: RunContext,
}

impl Asked {
    /// Reads the arguments of a call.
    ///
    /// # Errors
    /// Where they are not what they should be.
    pub(crate) fn of(json: &str) -> Result<Self, Wrong> {
        serde_json::from_str(json).map_err(|error| vec![error.to_string()])
    }

    /// The scenario of the file under the variant, then under the words, and what may be spent on it.
    ///
    /// # Errors
    /// Everything that is wrong with the arguments.
    pub(crate) fn question(
        &self,
        written: &Scenario,
        context: RunContext,
        usual_top: usize,
    ) -> Result<Question, Wrong> {
        let mut wrong = Wrong::new();
        let variant = self.variant.as_ref().and_then(|word| noted(&mut wrong, "variant", written.variant_by_id(word)));
        let only_basis = self.only_basis.as_ref().map(|words| {
            words.iter().filter_map(|word| noted(&mut wrong, "only_basis", basis(word))).collect::<Vec<Basis>>()
        });
        let words = Words {
            drop: self.drop.clone(),
            firmness: self.firmness.clone(),
            fix: self.fix.clone(),
            assume: self.assume.clone(),
            coalition: self.coalition.clone(),
            only_basis,
        };
        let changes = written.changes(&words).unwrap_or_else(|misunderstood| {
            wrong.extend(misunderstood.into_iter().map(|one| {
                let help =
                    one.help.map(|help| format!(" ({})", help.replace("`--drop`", "`drop`"))).unwrap_or_default();
                format!("{}: {}{help}", one.key, one.message)
            }));
            Changes::default()
        });
        let engine = noted(&mut wrong, "engine", engine(self.engine.as_deref())).unwrap_or_default();
        let worlds = noted(&mut wrong, "draw", draw(self.draw.as_deref())).unwrap_or_default();
        let around = self.around.as_ref().and_then(|word| noted(&mut wrong, "around", written.proposal_by_id(word)));
        if around.is_some() != self.changes.is_some() {
            wrong.push("`around` and `changes` go together".to_owned());
        }
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let by_variant = variant.and_then(|place| written.variants.get(place)).map(|variant| &variant.changes);
        let all = by_variant.map_or_else(|| changes.clone(), |by_variant| by_variant.then(&changes));
        let scenario = written
            .with(&all)
            .map_err(|problems| problems.into_iter().map(|problem| problem.message).collect::<Wrong>())?;
        let effort = Effort {
            engine,
            samples: self.samples,
            worlds,
            around: around.map(|id| Around {
                terms: scenario.proposals[id].terms.clone(),
                changes: self.changes.unwrap_or_default(),
            }),
            seed: self.seed,
            threads: self.threads,
            time_limit: self.time_limit.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()),
            memory_limit: self.memory_limit.unwrap_or(Effort::default().memory_limit),
            top: self.top.unwrap_or(usual_top),
            watch: Watch::default(),
        };
        let context = RunContext {
            variant: self.variant.clone(),
            drop: changes.drop.iter().map(|demand| written.demand_text(demand)).collect(),
            firmness: changes.firmness.iter().map(|(line, firmness)| (written.demand_text(line), *firmness)).collect(),
            fix: changes.fix,
            assume: changes.assume,
            coalition: changes.coalition,
            seed: self.seed,
            run_info: self.run_info,
            ..context
        };
        Ok(Question { scenario, effort, context })
    }
}

fn noted<T>(wrong: &mut Wrong, key: &str, meaning: Result<T, String>) -> Option<T> {
    meaning.map_err(|message| wrong.push(format!("{key}: {message}"))).ok()
}

fn basis(word: &str) -> Result<Basis, String> {
    Basis::ALL.into_iter().find(|basis| basis.word() == word).ok_or_else(|| {
        let all: Vec<&str> = Basis::ALL.iter().map(|basis| basis.word()).collect();
        format!("there is no basis `{word}`: there are {}", all.join(", "))
    })
}

fn engine(word: Option<&str>) -> Result<EngineChoice, String> {
    Ok(match word {
        None | Some("auto") => EngineChoice::Auto,
        Some("exact") => EngineChoice::Exact,
        Some("enumerate") => EngineChoice::Enumerate,
        Some("simulate") => EngineChoice::Simulate,
        Some(other) => {
            return Err(format!("there is no engine `{other}`: there are auto, exact, enumerate, simulate"));
        }
    })
}

fn draw(word: Option<&str>) -> Result<Worlds, String> {
    Ok(match word {
        None | Some("product") => Worlds::Product,
        Some("drawn") => Worlds::Drawn,
        Some(other) => return Err(format!("there is no way `{other}` to draw: there are product, drawn")),
    })
}
