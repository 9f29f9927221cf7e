//! What to type next: commands that exist and fit the answer, with what they would show.

use crate::analysis::explanation::lists::Reasons;
use crate::analysis::findings::{Acceptance, DemandFindings};
use crate::engine::ask::answer::Count;
use crate::report::context::RunContext;
use crate::report::figure::size;
use crate::report::json::is_sampled;
use crate::report::layout::clean;
use crate::report::sentence::why;
use crate::report::{figure, naming};
use crate::scenario::model::Scenario;

/// More steps than this are no answer to what to do next.
const MOST: usize = 3;

/// A command and what it is good for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Suggestion {
    /// The command as it can be typed.
    pub command: String,
    /// What it shows.
    pub why: String,
}

/// The commands that answer what a reader asks now, the first question first. `reasons` are why nothing is agreed.
#[must_use]
pub fn suggestions(
    scenario: &Scenario,
    found: &Acceptance,
    reasons: Option<&Reasons>,
    context: &RunContext,
) -> Vec<Suggestion> {
    let step = Step { scenario, context };
    let mut all = Vec::new();
    let is_empty = figure::is_zero(&found.zone.agreed);
    if figure::is_zero(&found.coherent) {
        all.push(step.on("show", "", why::SHOW));
    } else if found.zone.agreed == Count::Unknown {
        all.push(step.on("run", " --engine simulate", why::SIMULATE));
    } else if is_empty {
        all.push(step.on("explain", "", why::EXPLAIN));
        all.extend(reasons.and_then(|reasons| step.unlock(reasons)));
        all.extend(step.compare());
        all.extend(step.sweep());
    } else {
        all.extend(step.sweep());
        all.extend(step.compare());
        all.extend(step.frontier(found));
        all.extend(step.costliest(found));
    }
    all.truncate(MOST);
    all
}

/// The commands after `explain`.
#[must_use]
pub fn after_explain(scenario: &Scenario, found: &Reasons, context: &RunContext) -> Vec<Suggestion> {
    let step = Step { scenario, context };
    let mut all: Vec<Suggestion> = step.unlock(found).into_iter().collect();
    if figure::is_zero(&found.coherent) {
        all.push(step.on("show", "", why::SHOW));
    } else {
        all.push(step.on("run", "", why::RUN));
    }
    all.extend(step.compare());
    all.truncate(MOST);
    all
}

/// The command for everything about the scenario as one page.
#[must_use]
pub fn page(scenario: &Scenario, context: &RunContext) -> Suggestion {
    Step { scenario, context }.on("report", " -o report.html", why::REPORT)
}

/// More demands than this are no command that anybody would type.
const MOST_NAMED: usize = 12;

/// Makes commands on the same file under the same assumptions.
#[derive(Clone, Copy)]
struct Step<'a> {
    scenario: &'a Scenario,
    context: &'a RunContext,
}

impl Step<'_> {
    fn file(&self) -> String {
        quoted(if self.context.path.is_empty() { &self.context.file } else { &self.context.path })
    }

    fn on(&self, command: &str, more: &str, why: &str) -> Suggestion {
        let (file, flags) = (self.file(), flags(self.scenario, self.context));
        Suggestion { command: format!("zopa {command} {file}{flags}{more}"), why: why.to_owned() }
    }

    /// What the likeliest unlock opens; none where none can give way.
    fn unlock(&self, found: &Reasons) -> Option<Suggestion> {
        let unlock = found.likeliest().filter(|unlock| unlock.demands.len() <= MOST_NAMED)?;
        let names = unlock.demands.iter().filter_map(|id| found.demands.find(*id));
        let names: Vec<String> = names.map(|name| self.scenario.demand_text(name)).collect();
        Some(self.on("run", &format!(" --drop {}", names.join(",")), why::UNLOCK))
    }

    fn compare(&self) -> Option<Suggestion> {
        (!self.scenario.proposals.is_empty()).then(|| self.on("compare", "", why::COMPARE))
    }

    /// The first sweep of the file, into a folder of its name.
    fn sweep(&self) -> Option<Suggestion> {
        let sweep = self.scenario.sweeps.first()?;
        let more = format!(" {} -o {}", sweep.id, sweep.id);
        Some(self.on("sweep run", &more, why::SWEEP))
    }

    /// Which deals waste nothing, where there are points and more than one deal to choose from.
    fn frontier(&self, found: &Acceptance) -> Option<Suggestion> {
        let has_points = self.scenario.parties.iter().filter(|party| party.has_utility()).count() > 1;
        let has_choice = size(&found.zone.agreed).is_some_and(|agreed| agreed > 1.0);
        (has_points && has_choice).then(|| self.on("frontier", "", why::FRONTIER))
    }

    /// The demand whose dropping leaves the most agreed deals, where any leaves more than there are.
    fn costliest(&self, found: &Acceptance) -> Option<Suggestion> {
        let demands = found.parties.iter().flat_map(|party| party.red_lines.iter().chain(&party.reservation));
        let known = demands.filter_map(|one| Some((one, size(&one.agreed_if_dropped)?)));
        // The first of equals: file order.
        let (line, if_dropped) =
            known.fold(None, |best: Option<(&DemandFindings, f64)>, (one, figure)| match best {
                Some((_, most)) if most >= figure => best,
                _ => Some((one, figure)),
            })?;
        if if_dropped <= size(&found.zone.agreed)? {
            return None;
        }
        let name = found.demands.find(line.demand)?;
        let why = why::drop(&figure::count(&line.agreed_if_dropped), is_sampled(&found.provenance));
        Some(self.on("run", &format!(" --drop {}", self.scenario.demand_text(name)), &why))
    }
}

/// The flags of this run again, so that the next one differs in one thing only.
pub(crate) fn flags(scenario: &Scenario, context: &RunContext) -> String {
    let mut flags = String::new();
    if let Some(variant) = &context.variant {
        flags += &format!(" --variant {variant}");
    }
    for demand in &context.drop {
        flags += &format!(" --drop {demand}");
    }
    for (line, firmness) in &context.firmness {
        flags += &format!(" --firmness {line}={}", firmness.midpoint());
    }
    for (id, value) in &context.fix {
        if let Some(issue) = scenario.issues.find(*id) {
            flags += &format!(" --fix {}={}", issue.id, naming::value_flag(issue, *value));
        }
    }
    for (place, value) in &context.assume {
        if let Some((assumption, value)) = scenario.assumption_value(*place, *value) {
            flags += &format!(" --assume {assumption}={value}");
        }
    }
    if let Some(parties) = &context.coalition {
        flags += &format!(" --coalition {}", naming::party_ids(scenario, parties).join("+"));
    }
    flags
}

/// A file name as a shell takes it.
pub(crate) fn quoted(file: &str) -> String {
    let is_plain = |one: char| one.is_alphanumeric() || "/._-+,@%:".contains(one);
    if !file.is_empty() && file.chars().all(is_plain) {
        file.to_owned()
    } else {
        format!("'{}'", clean(file).replace('\'', r"'\''"))
    }
}
