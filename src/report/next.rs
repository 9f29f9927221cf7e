//! What to type next: commands that exist and fit the answer, with what they would show.

use crate::analysis::findings::{Acceptance, DemandFindings};
use crate::report::context::RunContext;
use crate::report::figure::size;
use crate::report::json::is_sampled;
use crate::report::layout::clean;
use crate::report::sentence::why;
use crate::report::{figure, naming};
use crate::scenario::model::Scenario;

/// How many variants are suggested by name.
const MOST_VARIANTS: usize = 3;

/// A command and what it is good for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Suggestion {
    /// The command as it can be typed.
    pub command: String,
    /// What it shows.
    pub why: String,
}

/// The commands, most telling first.
#[must_use]
pub fn suggestions(scenario: &Scenario, found: &Acceptance, context: &RunContext) -> Vec<Suggestion> {
    let file = quoted(if context.path.is_empty() { &context.file } else { &context.path });
    let mut all = Vec::new();
    if let Some((line, why)) = costliest(found) {
        let name = found.demands.find(line.demand).map(|name| scenario.demand_text(name)).unwrap_or_default();
        let command = format!("zopa run {file}{} --drop {name}", flags(scenario, context));
        all.push(Suggestion { command, why });
    }
    let others = scenario.variants.iter().filter(|one| Some(&one.id) != context.variant.as_ref());
    for variant in others.take(MOST_VARIANTS) {
        let command = format!("zopa run {file} --variant {}", variant.id);
        let why = variant.title.as_deref().map_or_else(|| why::VARIANT.to_owned(), clean);
        all.push(Suggestion { command, why });
    }
    let mut plain = |command: &str, why: &str| {
        all.push(Suggestion { command: format!("zopa {command} {file}"), why: why.to_owned() });
    };
    plain("check", why::CHECK);
    if !scenario.expects.is_empty() {
        plain("test", why::TEST);
    }
    plain("show", why::SHOW);
    all
}

/// The demand whose dropping leaves the most agreed deals; where none opens any, the one that most deals cross.
fn costliest(found: &Acceptance) -> Option<(&DemandFindings, String)> {
    let demands = || found.parties.iter().flat_map(|party| party.red_lines.iter().chain(&party.reservation));
    let most = |figure: &dyn Fn(&DemandFindings) -> Option<f64>| {
        let known = demands().filter_map(|one| Some((one, figure(one)?)));
        // The first of equals: file order.
        known.fold(None, |best: Option<(&DemandFindings, f64)>, (one, figure)| match best {
            Some((_, most)) if most >= figure => best,
            _ => Some((one, figure)),
        })
    };
    let agreed = size(&found.zone.agreed)?;
    let sampled = is_sampled(&found.provenance);
    if let Some((line, if_dropped)) = most(&|one| size(&one.agreed_if_dropped))
        && if_dropped > agreed
    {
        return Some((line, why::drop(&figure::count(&line.agreed_if_dropped), sampled)));
    }
    if agreed > 0.0 {
        return None;
    }
    let (line, _) = most(&|one| size(&one.crossed).filter(|crossed| *crossed > 0.0))?;
    Some((line, why::crossed_most(sampled).to_owned()))
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
