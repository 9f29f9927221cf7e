//! From a scenario to its page: every question that a page answers is asked here, once, within one limit for all of them.

use crate::analysis::acceptance::accept;
use crate::analysis::coalition::sets::{ALL_SETS, coalitions};
use crate::analysis::comparison::{Draft, compare};
use crate::analysis::explanation::reasons::reasons;
use crate::analysis::frontier::by_walk::{parties_with_utility, trace};
use crate::analysis::frontier::findings::Question;
use crate::analysis::sweep::summary::Summary;
use crate::analysis::witness::contradiction;
use crate::engine::ask::effort::{Effort, EngineChoice};
use crate::engine::ask::limit::Stopwatch;
use crate::engine::tile::census::census;
use crate::explorer::page::{Extent, page};
use crate::explorer::story::Story;
use crate::explorer::table::{MOST_DEALS, MOST_RUNS};
use crate::report::context::RunContext;
use crate::scenario::model::Scenario;
use crate::scenario::sweep::Sweep;
use std::time::Duration;

/// How long conflicts and unlocks are looked for where nobody says otherwise.
const TIME_LIMIT: Duration = Duration::from_secs(10);
/// How many conflicts and unlocks, and how many deals of the frontier, a page lists.
const MOST_LISTED: usize = 50;
/// How many deals of the frontier a page draws.
const MOST_DRAWN: usize = 2000;
/// How many of the best deals, and of the deals nearest to a proposal.
const MOST_BEST: usize = 5;

/// What a page is made of.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The scenario, under the assumptions asked for.
    pub scenario: &'a Scenario,
    /// The file it was read from.
    pub text: &'a str,
    /// What the rows of a sweep of it tell.
    pub driven: Option<(&'a Sweep, &'a Summary)>,
    /// The circumstances.
    pub context: &'a RunContext,
}

/// The page as one HTML file.
///
/// # Errors
/// Where one answer contradicts another: a fault of the program.
pub fn tell(subject: Subject, extent: Extent, effort: &Effort) -> Result<String, String> {
    let Subject { scenario, text, driven, context } = subject;
    let effort = Effort { top: MOST_BEST, ..effort.clone() };
    let clock = Stopwatch::start();
    let is_whole = extent == Extent::Whole;
    // One limit over all parts; where nobody gives one, what may take long has its own.
    let left = || effort.left(clock);
    let bounded = || match effort.time_limit {
        Some(_) => left(),
        None => Effort { time_limit: Some(TIME_LIMIT), ..effort.clone() },
    };
    let found = accept(scenario, &left());
    if let Some(fault) = contradiction(&found, &effort) {
        return Err(fault);
    }
    let reasons = is_whole.then(|| reasons(scenario, &bounded(), MOST_LISTED)).transpose()?;
    let n_signing = scenario.parties.iter().filter(|party| party.signs).count();
    let is_asked = is_whole && (3..=ALL_SETS).contains(&n_signing) && effort.engine != EngineChoice::Simulate;
    let coalitions = is_asked.then(|| coalitions(scenario, &bounded(), n_signing));
    let draft = |one: &crate::scenario::model::Proposal| Draft {
        id: one.id.clone(),
        title: one.title.clone(),
        terms: one.terms.clone(),
    };
    let drafts: Vec<Draft> = scenario.proposals.iter().map(draft).collect();
    let compared = (!drafts.is_empty()).then(|| compare(scenario, drafts, &left()));
    if let Some(fault) = compared.as_ref().and_then(|compared| compared.fault.clone()) {
        return Err(fault);
    }
    let question = Question { top: MOST_DRAWN, ..Question::default() };
    let is_valued = is_whole && !parties_with_utility(scenario).is_empty();
    let traced = is_valued.then(|| trace(scenario, &bounded(), question));
    let census = is_whole.then(|| census(scenario, &bounded(), MOST_DEALS, MOST_RUNS)).flatten();
    let story = Story {
        scenario,
        text,
        found: &found,
        coalitions: coalitions.as_ref(),
        reasons: reasons.as_ref(),
        compared: compared.as_ref(),
        traced: traced.as_ref(),
        driven,
        census: census.as_ref(),
        context,
    };
    Ok(page(story, extent))
}
