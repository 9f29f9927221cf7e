//! What was typed becomes what it means, in one place: the scenario of the file, changed by the variant, then by the flags.

use crate::cli::exit::{Complaint, Exit, Failure};
use crate::cli::flags::{Assumptions, Bases, Work, WorldsAsked};
use crate::cli::input::{Input, sha256};
use crate::cli::screen::{Screen, say};
use crate::engine::ask::effort::{Around, Effort, Watch, Worlds};
use crate::report::context::RunContext;
use crate::scenario::error::{Problem, Problems, render};
use crate::scenario::id::PartyId;
use crate::scenario::model::{Changes, DemandName, Firmness, IssueKind, Scenario};
use crate::scenario::read::whole::read;
use crate::scenario::source::SourceText;
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
        let by_whom = if proposal.is_some() { "--proposal" } else { "--terms" };
        for (issue, value) in &asked {
            let id = &self.written.issues[*issue].id;
            if self.flags.fix.iter().any(|(fixed, other)| fixed == issue && other != value) {
                let complaint = Complaint::new(format!("`--fix` gives `{id}` another value than `{by_whom}` does"));
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
    /// The changes that the flags make, each kind in the order of the file.
    fn changes(&mut self, assumptions: &Assumptions) -> Changes {
        let scenario = self.scenario;
        let mut changes = Changes::default();
        for text in listed(&assumptions.drop) {
            if let Some(demands) = self.understand("--drop", scenario.parse_demands(text)) {
                let is_known = |demand: &DemandName| changes.drop.contains(demand);
                self.once("--drop", text, demands.iter().all(is_known));
                let new: Vec<DemandName> = demands.into_iter().filter(|demand| !is_known(demand)).collect();
                changes.drop.extend(new);
            }
        }
        for text in listed(&assumptions.firmness) {
            if let Some((line, firmness)) = self.firmness(text) {
                self.once("--firmness", text, changes.firmness.iter().any(|(known, _)| *known == line));
                changes.firmness.push((line, firmness));
            }
        }
        for text in &with_whole_orders(scenario, &assumptions.fix) {
            if let Some((issue, value)) = self.understand("--fix", scenario.parse_term(text)) {
                self.once("--fix", text, changes.fix.iter().any(|(known, _)| *known == issue));
                changes.fix.push((issue, value));
            }
        }
        for text in listed(&assumptions.assume) {
            if let Some((place, value)) = self.understand("--assume", scenario.parse_assumed(text)) {
                self.once("--assume", text, changes.assume.iter().any(|(known, _)| *known == place));
                changes.assume.push((place, value));
            }
        }
        if let Some(text) = &assumptions.coalition {
            match scenario.parse_coalition(text) {
                Ok(parties) => changes.coalition = Some(parties),
                Err(wrong) => self.complaints.extend(wrong.iter().map(|wrong| complaint("--coalition", wrong))),
            }
        }
        if let Some(Bases(kept)) = &assumptions.only_basis {
            for (id, party) in scenario.parties.enumerate() {
                for (place, line) in party.red_lines.iter().enumerate() {
                    let demand = DemandName::RedLine(id, place);
                    if !kept.contains(&line.basis) && !changes.drop.contains(&demand) {
                        changes.drop.push(demand);
                    }
                }
            }
        }
        changes.drop.sort_by_key(in_file_order);
        changes.firmness.sort_by_key(|(line, _)| in_file_order(line));
        changes.fix.sort_by_key(|(issue, _)| *issue);
        changes.assume.sort_unstable();
        changes
    }

    /// `PARTY.LINE=F`; everything wrong with it.
    fn firmness(&mut self, text: &str) -> Option<(DemandName, Firmness)> {
        let Some((name, firmness)) = text.split_once('=') else {
            let complaint = Complaint::new(format!("`--firmness`: `{text}` gives no firmness"));
            self.complaints.push(complaint.with_help(format!("write `{text}=0.5`")));
            return None;
        };
        let line = self.understand("--firmness", self.scenario.parse_demand(name.trim()));
        let firmness = self.understand("--firmness", Scenario::parse_firmness(firmness.trim()));
        if let Some(DemandName::Reservation(_)) = line {
            let complaint =
                Complaint::new(format!("`--firmness`: `{}` is a reservation, which always holds", name.trim()));
            self.complaints.push(complaint.with_help("leave it out with `--drop`"));
            return None;
        }
        Some((line?, firmness?))
    }

    /// What a word of this flag means, or a complaint.
    fn understand<T>(&mut self, flag: &str, meaning: Result<T, String>) -> Option<T> {
        meaning.map_err(|wrong| self.complaints.push(complaint(flag, &wrong))).ok()
    }

    /// Complains where the flag is given twice for one key.
    fn once(&mut self, flag: &str, text: &str, is_known: bool) {
        if is_known {
            let key = text.split('=').next().unwrap_or_default();
            let complaint = Complaint::new(format!("`{flag}` is given twice for `{}`", key.trim()));
            self.complaints.push(complaint.with_help("leave one of the two out"));
        }
    }
}

/// The words of a flag that is given several times, or once with commas between them.
fn listed(given: &[String]) -> impl Iterator<Item = &str> {
    given.iter().flat_map(|text| text.split(',')).map(str::trim)
}

/// The terms of `--fix`: behind an order, what stands between commas without `=` are its next items.
fn with_whole_orders(scenario: &Scenario, given: &[String]) -> Vec<String> {
    let is_order = |term: &str| {
        let id = term.split('=').next().unwrap_or_default().trim();
        scenario.issues.iter().any(|issue| issue.id == id && matches!(issue.kind, IssueKind::Order { .. }))
    };
    let mut terms: Vec<String> = Vec::new();
    for text in given {
        // The flag again begins a term anew.
        for (place, piece) in text.split(',').map(str::trim).enumerate() {
            match terms.last_mut().filter(|last| place > 0 && !piece.contains('=') && is_order(last)) {
                Some(last) => *last = format!("{last}+{piece}"),
                None => terms.push(piece.to_owned()),
            }
        }
    }
    terms
}

/// A complaint about a flag, with the repair apart where the text has one.
pub(crate) fn complaint(flag: &str, wrong: &str) -> Complaint {
    let repairs = ["did you mean ", "there is ", "there are ", "write ", "its ", "the nearest "];
    let parts = wrong.split_once(": ").filter(|(_, repair)| repairs.iter().any(|words| repair.starts_with(words)));
    match parts {
        Some((message, repair)) => Complaint::new(format!("`{flag}`: {message}")).with_help(repair),
        None => Complaint::new(format!("`{flag}`: {wrong}")),
    }
}

/// Parties in file order, each party's lines, then its reservation.
fn in_file_order(demand: &DemandName) -> (PartyId, usize) {
    match demand {
        DemandName::RedLine(party, place) => (*party, *place),
        DemandName::Reservation(party) => (*party, usize::MAX),
    }
}
