//! What was typed becomes what it means, in one place: the scenario of the file, changed by the variant, then by the flags.

use crate::cli::exit::{Complaint, Exit, Failure};
use crate::cli::flags::{Assumptions, Bases, Work, WorldsAsked};
use crate::cli::input::{Input, sha256};
use crate::cli::screen::{Screen, say};
use crate::engine::ask::effort::{Around, Effort, Watch, Worlds};
use crate::report::context::RunContext;
use crate::scenario::error::{Problem, Problems, render};
use crate::scenario::model::{Changes, Scenario};
use crate::scenario::read::whole::read;
use crate::scenario::source::SourceText;
use crate::scenario::words::{Words, with_repair};
use annotate_snippets::Renderer;

/// A scenario under the assumptions that were asked for.
#[derive(Debug)]
pub(crate) struct Asked {
    /// The file's text.
    pub(crate) source: SourceText,
    /// The scenario as the file has it.
    pub(crate) written: Scenario,
    /// The variant's place.
    pub(crate) variant: Option<usize>,
    /// What the flags change.
    pub(crate) flags: Changes,
    /// The scenario with the variant's and the flags' changes made.
    pub(crate) scenario: Scenario,
    /// What an answer says of its own making.
    pub(crate) context: RunContext,
}

/// Reads a scenario file and applies the variant and the flags. What `--around` names must be there too, so that
/// everything wrong with the flags is said at once.
///
/// # Errors
/// Where the file cannot be read (or not within the memory) or is wrong, or the flags name what is not there.
pub(crate) fn ask(assumptions: &Assumptions, work: Option<&Work>) -> Result<Asked, Failure> {
    let input = Input::read(&assumptions.scenario)?.in_folder(assumptions.folder.as_deref());
    work.map_or(Ok(()), |work| input.fits_into(work.memory_limit))?;
    let (source, written) = read_scenario(&input)?;
    let mut flags = Flags { scenario: &written, complaints: Vec::new() };
    let variant =
        assumptions.variant.as_ref().and_then(|word| flags.understand("--variant", written.variant_by_id(word)));
    let by_flags = flags.changes(assumptions);
    if let Some(word) = work.and_then(|work| work.around.as_ref()) {
        flags.understand("--around", written.proposal_by_id(word));
    }
    if !flags.complaints.is_empty() {
        return Err(Failure { exit: Exit::Misused, complaints: flags.complaints });
    }

    complain(&source, &written.unlikely(&by_flags.assume));
    let scenario = changed(&source, &written, variant, &by_flags)?;
    let context = RunContext {
        path: assumptions.scenario.display().to_string(),
        sha256: input.sha256(),
        file: input.file,
        variant: assumptions.variant.clone(),
        drop: by_flags.drop.iter().map(|demand| written.demand_text(demand)).collect(),
        firmness: by_flags.firmness.iter().map(|(line, firmness)| (written.demand_text(line), *firmness)).collect(),
        fix: by_flags.fix.clone(),
        assume: by_flags.assume.clone(),
        coalition: by_flags.coalition.clone(),
        extends: extended(&source),
        ..RunContext::default()
    };
    Ok(Asked { source, written, variant, flags: by_flags, scenario, context })
}

impl Asked {
    /// The same with the terms of a proposal, or of `--terms`, fixed besides those of `--fix`.
    ///
    /// # Errors
    /// Where a flag names what is not there, or `--fix` gives one of these issues another value.
    pub(crate) fn fixing(self, proposal: Option<&str>, terms: Option<&str>) -> Result<Self, Failure> {
        let mut flags = Flags { scenario: &self.written, complaints: Vec::new() };
        let proposed = proposal.and_then(|word| flags.understand("--proposal", self.written.proposal_by_id(word)));
        let proposed = proposed.map(|id| &self.written.proposals[id].terms);
        let settled = |(issue, value): (_, &Option<_>)| Some((issue, (*value)?));
        let mut asked: Vec<_> = proposed.into_iter().flat_map(|terms| terms.enumerate().filter_map(settled)).collect();
        match terms.map(|text| self.written.parse_terms(text)) {
            Some(Ok(terms)) => asked.extend(terms),
            Some(Err(wrong)) => flags.complaints.extend(wrong.iter().map(|wrong| complaint("--terms", wrong))),
            None => {}
        }
        for (issue, value) in &asked {
            let id = &self.written.issues[*issue].id;
            if proposal.is_none() && self.flags.fix.iter().any(|(fixed, other)| fixed == issue && other != value) {
                let complaint = Complaint::new(format!("`--fix` gives `{id}` another value than `--terms` does"));
                flags.complaints.push(complaint.with_help("leave one of the two out"));
            }
        }
        if !flags.complaints.is_empty() {
            return Err(Failure { exit: Exit::Misused, complaints: flags.complaints });
        }
        let more = Changes { fix: asked, ..Changes::default() };
        let mut flags = self.flags.then(&more);
        flags.fix.sort_by_key(|(issue, _)| *issue);
        let scenario = changed(&self.source, &self.written, self.variant, &flags)?;
        let context = RunContext { fix: flags.fix.clone(), ..self.context };
        Ok(Self { flags, scenario, context, ..self })
    }
}

/// The scenario of the file under a variant, then under the flags.
fn changed(
    source: &SourceText,
    written: &Scenario,
    variant: Option<usize>,
    flags: &Changes,
) -> Result<Scenario, Failure> {
    let by_variant = variant.and_then(|place| written.variants.get(place)).map(|variant| &variant.changes);
    let changes = by_variant.map_or_else(|| flags.clone(), |by_variant| by_variant.then(flags));
    written.with(&changes).map_err(|problems| {
        complain(source, &problems);
        Failure::said(Exit::Misused)
    })
}

/// Reads the scenario of a file; what is odd about it is said on standard error.
///
/// # Errors
/// Where it holds an error; its problems are said already.
pub(crate) fn read_scenario(input: &Input) -> Result<(SourceText, Scenario), Failure> {
    match read_input(input) {
        Ok((source, scenario, problems)) => {
            complain(&source, &problems);
            scenario.map(|scenario| (source, scenario)).ok_or_else(|| Failure::said(Exit::Misused))
        }
        Err(problems) => {
            complain(problems.source_text(), problems.list());
            Err(Failure::said(Exit::Misused))
        }
    }
}

/// The text of a scenario with those it builds on, the scenario where nothing is wrong, and every problem.
pub(crate) fn read_input(input: &Input) -> Result<(SourceText, Option<Scenario>, Vec<Problem>), Problems> {
    let source = SourceText::from_bytes(input.path.as_str(), &input.bytes)?;
    let (source, mut problems) = source.resolved(input.folder.as_deref(), input.own.as_deref());
    let is_found = problems.is_empty();
    let (scenario, found) = read(&source);
    // What a base would have said is missing, if there is none: that is said once.
    if is_found {
        problems.extend(found);
    }
    Ok((source, scenario.filter(|_| is_found), problems))
}

/// The files that a text builds on, the nearest first, with the sums of their bytes.
pub(crate) fn extended(source: &SourceText) -> Vec<(String, String)> {
    source.bases().iter().map(|base| (base.name.clone(), sha256(source.slice(&base.span).as_bytes()))).collect()
}

/// Says the problems of a file on standard error.
pub(crate) fn complain(source: &SourceText, problems: &[Problem]) {
    if !problems.is_empty() {
        say(&render(source, problems, &renderer(Screen::of_stderr())));
    }
}

/// How problems are drawn.
pub(crate) fn renderer(screen: Screen) -> Renderer {
    let renderer = if screen.color { Renderer::styled() } else { Renderer::plain() };
    renderer.term_width(screen.width)
}

/// What an engine may spend, and what it is asked to draw.
pub(crate) fn effort(work: &Work, top: usize, scenario: &Scenario) -> Effort {
    let draft = work.around.as_ref().and_then(|word| scenario.proposal_by_id(word).ok());
    Effort {
        engine: work.engine,
        samples: work.samples,
        worlds: match work.draw {
            WorldsAsked::Product => Worlds::Product,
            WorldsAsked::Drawn => Worlds::Drawn,
        },
        around: draft.map(|draft| Around {
            terms: scenario.proposals[draft].terms.clone(),
            changes: work.changes.unwrap_or_default(),
        }),
        seed: work.seed,
        threads: work.threads.map(usize::from),
        time_limit: work.time_limit,
        memory_limit: work.memory_limit,
        top,
        watch: Watch::default(),
    }
}

/// The flags, read against the scenario of the file; what is wrong with them is gathered.
struct Flags<'s> {
    scenario: &'s Scenario,
    complaints: Vec<Complaint>,
}

impl Flags<'_> {
    /// The changes that the flags make.
    fn changes(&mut self, assumptions: &Assumptions) -> Changes {
        let words = Words {
            drop: assumptions.drop.clone(),
            firmness: assumptions.firmness.clone(),
            fix: assumptions.fix.clone(),
            assume: assumptions.assume.clone(),
            coalition: assumptions.coalition.clone(),
            only_basis: assumptions.only_basis.as_ref().map(|Bases(kept)| kept.clone()),
        };
        self.scenario.changes(&words).unwrap_or_else(|wrong| {
            self.complaints.extend(
                wrong.into_iter().map(|wrong| Complaint {
                    message: format!("`--{}`: {}", wrong.key, wrong.message),
                    help: wrong.help,
                }),
            );
            Changes::default()
        })
    }

    /// What a word of this flag means, or a complaint.
    fn understand<T>(&mut self, flag: &str, meaning: Result<T, String>) -> Option<T> {
        meaning.map_err(|wrong| self.complaints.push(complaint(flag, &wrong))).ok()
    }
}

/// A complaint about a flag, with the repair apart where the text has one.
pub(crate) fn complaint(flag: &str, wrong: &str) -> Complaint {
    let (message, help) = with_repair(wrong);
    Complaint { message: format!("`{flag}`: {message}"), help: help.map(str::to_owned) }
}
