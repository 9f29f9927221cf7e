//! Proposals side by side: who accepts, which lines are crossed, how likely, and which deals that could be agreed are near.
//!
//! In `scenarios/harbor.toml` the port's plan has no jobs for the town: the town's line `town.jobs` is crossed by its one
//! completion, and the nearest agreed deal is one change away. Everything that is shown was judged again by the oracle.

use crate::analysis::coalition::votes::Teller;
use crate::analysis::findings::Votes;
use crate::analysis::warning::decide;
use crate::engine::ask::answer::{AnswerKind, EngineName, Provenance};
use crate::engine::ask::effort::on_threads;
use crate::engine::ask::effort::{Effort, EngineChoice};
use crate::engine::ask::limit::{Deadline, Stopwatch};
use crate::engine::exact::declined::Declined;
use crate::engine::exact::{completion, near};
use crate::engine::tile::completion::{Completions, completions};
use crate::engine::tile::near::{Nearest, NearestDeals, nearest};
use crate::rule::demand::demands;
use crate::rule::lower::lower;
use crate::rule::reference::{Judgement, judge};
use crate::rule::utility::TOLERANCE;
use crate::scenario::id::{DemandId, Id, IdVec, ImpossibleId, IssueId, PartyId};
use crate::scenario::model::{Deal, DemandName, Scenario, Terms};
use num_bigint::BigUint;

/// Terms to be compared, under a name.
#[derive(Clone, PartialEq, Debug)]
pub struct Draft {
    /// The id of a proposal, or what stands for one.
    pub id: String,
    /// What people read.
    pub title: String,
    /// The terms; what they leave out is open.
    pub terms: Terms,
}

/// Proposals side by side.
#[derive(Clone, PartialEq, Debug)]
pub struct Comparison {
    /// How the figures were had.
    pub provenance: Provenance,
    /// Every demand by name, under the ids used below.
    pub demands: IdVec<DemandId, DemandName>,
    /// One entry a draft, in the order asked for.
    pub proposals: Vec<ProposalFindings>,
    /// The issues in which two of them differ (open differs from settled).
    pub differences: Vec<IssueId>,
    /// Where an engine and the oracle contradict each other: a fault of the program.
    pub fault: Option<String>,
}

/// What is found of one proposal. A figure that is none is not known, or there is no completion.
#[derive(Clone, PartialEq, Debug)]
pub struct ProposalFindings {
    /// What was asked.
    pub draft: Draft,
    /// The issues that it leaves open.
    pub open: Vec<IssueId>,
    /// The coherent deals with its terms.
    pub completions: Option<BigUint>,
    /// Where there is none: the impossible rules that every deal with its terms crosses.
    pub impossible: Vec<ImpossibleId>,
    /// … the members issues whose size no such deal keeps.
    pub sizes: Vec<IssueId>,
    /// … the issues of which another term is fixed.
    pub unfixed: Vec<IssueId>,
    /// How many completions are agreed, all lines held.
    pub agreed: Option<BigUint>,
    /// The most probable completion, ties in deal order.
    pub best: Option<Deal>,
    /// P(it is agreed).
    pub probability: Option<f64>,
    /// The votes on its best completion, where the agreement rule asks for votes; none without one, or where it is not known.
    pub votes: Option<Votes>,
    /// Where each party stands.
    pub parties: IdVec<PartyId, Position>,
    /// Whether it is known which deals are nearest, and if there are any.
    pub is_near_known: bool,
    /// The nearest agreed deals; none if nothing is agreed.
    pub nearest: Option<Near>,
    /// Where nothing is agreed: the nearest of the most probable deals.
    pub nearest_likely: Option<Near>,
}

/// How many completions a party accepts, all lines held.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Accepts {
    /// Every one.
    All,
    /// Some of them.
    Some,
    /// Not one.
    None,
}

impl Accepts {
    /// The word of the JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Some => "some",
            Self::None => "none",
        }
    }
}

/// Where a party stands towards a proposal.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Position {
    /// How many completions it accepts.
    pub accepts: Option<Accepts>,
    /// Its demands that every completion crosses.
    pub crossed: Vec<DemandId>,
    /// Its lowest and highest utility over the completions.
    pub utility: Option<(f64, f64)>,
    /// P(it accepts the most probable completion).
    pub probability: Option<f64>,
}

/// The deals of one kind that are nearest to a proposal.
#[derive(Clone, PartialEq, Debug)]
pub struct Near {
    /// In how many settled issues they differ from it.
    pub distance: usize,
    /// How many there are at this distance.
    pub count: u64,
    /// The first of them in deal order, with the issues that change.
    pub deals: Vec<(Deal, Vec<IssueId>)>,
    /// The votes on each of them, where the agreement rule asks for votes.
    pub votes: Vec<Votes>,
    /// What each of them has: P(it is agreed).
    pub probability: Option<f64>,
}

/// Compares drafts.
#[must_use]
pub fn compare(scenario: &Scenario, drafts: Vec<Draft>, effort: &Effort) -> Comparison {
    on_threads(effort, || compare_here(scenario, drafts, effort))
}

fn compare_here(scenario: &Scenario, drafts: Vec<Draft>, effort: &Effort) -> Comparison {
    let deadline = Deadline::after(effort.time_limit);
    let clock = Stopwatch::start();
    let mut comparing = Comparing { scenario, demands: demands(scenario), fault: None };
    let teller = Teller::of(scenario);
    let judges_all = effort.engine != EngineChoice::Simulate;
    let mut is_counted = false;
    let mut completions = |draft: &Draft| {
        let walked = if judges_all { completions(scenario, &draft.terms, effort, deadline) } else { None };
        let takes_diagrams = matches!(effort.engine, EngineChoice::Auto | EngineChoice::Exact);
        let counted = || {
            is_counted |= takes_diagrams;
            takes_diagrams.then(|| completion::completions(scenario, &draft.terms, &effort.left(clock)).ok()).flatten()
        };
        walked.or_else(counted)
    };
    let found: Vec<Option<Completions>> = drafts.iter().map(&mut completions).collect();
    let terms: Vec<Terms> = drafts.iter().map(|draft| draft.terms.clone()).collect();
    // One deal is looked at even where none is listed: the most probable ones say how probable.
    let looking = Effort { top: effort.top.max(1), ..effort.clone() };
    let deals = if judges_all { nearest(scenario, &terms, &looking, deadline) } else { None };
    let takes_diagrams = deals.is_none() && matches!(effort.engine, EngineChoice::Auto | EngineChoice::Exact);
    let by_diagrams = if takes_diagrams { by_diagrams(scenario, &terms, &looking, clock) } else { Vec::new() };
    let unknown: Vec<String> =
        drafts.iter().zip(&found).filter(|(_, found)| found.is_none()).map(|(draft, _)| draft.id.clone()).collect();
    let missed =
        drafts.iter().zip(&by_diagrams).filter(|(_, found)| found.is_err()).map(|(draft, _)| draft.id.as_str());
    let nearest = match (&deals, by_diagrams.iter().any(Result::is_ok)) {
        (Some(_), _) => None,
        (None, false) => Some("the nearest deals are not known".to_owned()),
        (None, true) => {
            let missed: Vec<&str> = missed.collect();
            (!missed.is_empty()).then(|| format!("the deals nearest to {} are not known", missed.join(", ")))
        }
    };
    let mut provenance = provenance(effort, &unknown, found.len(), nearest);
    if is_counted || by_diagrams.iter().any(Result::is_ok) {
        provenance.engine = EngineName::Exact;
    }
    let differences = scenario.issues.ids().filter(|issue| {
        let mut values = terms.iter().map(|terms| terms[*issue]);
        let first = values.next();
        values.any(|value| Some(value) != first)
    });
    let differences = differences.collect();
    let mut proposals: Vec<ProposalFindings> =
        drafts.into_iter().zip(found).map(|(draft, found)| comparing.proposal(draft, found)).collect();
    let is_walked = deals.is_some();
    let (near, is_agreed) = match deals {
        Some(NearestDeals::Agreed(near)) => (near, true),
        Some(NearestDeals::Likely(near)) => (near, false),
        Some(NearestDeals::Nothing) | None => (Vec::new(), false),
    };
    for (place, proposal) in proposals.iter_mut().enumerate() {
        proposal.is_near_known = is_walked || by_diagrams.get(place).is_some_and(Result::is_ok);
    }
    let walked = near.into_iter().map(|near| Some((near, is_agreed)));
    let diagrammed = by_diagrams.into_iter().map(|found| found.ok().flatten());
    for (proposal, found) in proposals.iter_mut().zip(walked.chain(diagrammed)) {
        let Some((near, is_agreed)) = found else { continue };
        let mut near = comparing.near(&proposal.draft, near, is_agreed);
        near.deals.truncate(effort.top);
        near.votes = teller.iter().flat_map(|teller| near.deals.iter().map(|(deal, _)| teller.on(deal))).collect();
        *(if is_agreed { &mut proposal.nearest } else { &mut proposal.nearest_likely }) = Some(near);
    }
    for proposal in &mut proposals {
        proposal.votes = teller.as_ref().and_then(|teller| teller.on_terms(&proposal.draft.terms, &effort.left(clock)));
    }
    let Comparing { demands, fault, .. } = comparing;
    Comparison { provenance, demands, proposals, differences, fault }
}

/// The deals nearest to each draft by diagrams, for spaces that nobody can walk, and whether they are agreed: the most probable
/// ones where nothing is. Of a draft an error where diagrams cannot say, and none if no deal is probable at all.
fn by_diagrams(
    scenario: &Scenario,
    drafts: &[Terms],
    effort: &Effort,
    clock: Stopwatch,
) -> Vec<Result<Option<(Nearest, bool)>, Declined>> {
    let of = |terms: &Terms| match near::nearest(scenario, terms, &effort.left(clock))? {
        Some(near) => Ok(Some((near, true))),
        None => Ok(near::nearest_likely(scenario, terms, &effort.left(clock))?.map(|near| (near, false))),
    };
    drafts.iter().map(of).collect()
}

/// How the figures were had, and which are missing.
fn provenance(effort: &Effort, unknown: &[String], n_drafts: usize, nearest: Option<String>) -> Provenance {
    let cut = if effort.watch.is_stopped() {
        "interrupted"
    } else if effort.engine == EngineChoice::Simulate {
        "proposals are compared by judging every deal, and `simulate` was asked for"
    } else if effort.time_limit.is_some() {
        "out of reach within the time limit"
    } else {
        "more deals than can be judged one by one"
    };
    let missing = if unknown.is_empty() {
        nearest
    } else {
        let of = if unknown.len() == n_drafts { "these proposals".to_owned() } else { unknown.join(", ") };
        let nearest = nearest.map_or_else(String::new, |nearest| format!("; {nearest}"));
        Some(format!("the completions of {of} are not known{nearest}"))
    };
    Provenance {
        engine: EngineName::Enumerate,
        kind: if unknown.is_empty() { AnswerKind::Exact } else { AnswerKind::Undecided },
        why: missing.map(|missing| format!("{cut}: {missing}")),
    }
}

/// Turns what the walks found into findings, the oracle at hand.
struct Comparing<'a> {
    scenario: &'a Scenario,
    demands: IdVec<DemandId, DemandName>,
    fault: Option<String>,
}

impl Comparing<'_> {
    /// Notes that the oracle says something else of a deal that a walk found.
    fn hold(&mut self, is_so: bool, draft: &Draft, what: &str) {
        if !is_so && self.fault.is_none() {
            self.fault = Some(format!("a walk and the oracle contradict each other on `{}`: {what}", draft.id));
        }
    }

    fn proposal(&mut self, draft: Draft, found: Option<Completions>) -> ProposalFindings {
        let is_empty = found.as_ref().is_some_and(|found| found.n == BigUint::ZERO);
        let mut findings = ProposalFindings {
            open: draft.terms.enumerate().filter(|(_, term)| term.is_none()).map(|(id, _)| id).collect(),
            completions: found.as_ref().map(|found| found.n.clone()),
            impossible: Vec::new(),
            sizes: Vec::new(),
            unfixed: Vec::new(),
            agreed: found.as_ref().map(|found| found.agreed.clone()),
            best: None,
            probability: None,
            votes: None,
            parties: IdVec::filled(Position::default(), self.scenario.parties.len()),
            is_near_known: false,
            nearest: None,
            nearest_likely: None,
            draft,
        };
        if is_empty {
            self.contradictions(&mut findings);
        } else if let Some(found) = found {
            self.positions(&mut findings, found);
        }
        findings
    }

    /// Why no coherent deal has the terms: what every deal with them crosses.
    fn contradictions(&self, findings: &mut ProposalFindings) {
        let scenario = self.scenario;
        let mut boxed = scenario.clone();
        boxed.fix = boxed.open_terms();
        for issue in scenario.issues.ids() {
            let (term, fixed) = (findings.draft.terms[issue], scenario.fix.find(issue).copied().flatten());
            if term.is_some() && fixed.is_some() && term != fixed {
                findings.unfixed.push(issue);
            }
            boxed.fix[issue] = term.or(fixed);
        }
        // Terms that are fixed otherwise are the reason; of the rules, those count that the proposal itself crosses.
        if !findings.unfixed.is_empty() {
            boxed.fix = findings.draft.terms.clone();
        }
        let lowered = lower(&boxed);
        let always = |node| decide(&lowered.formulas, node) == Some(true);
        let rules = lowered.incoherent.iter().take(scenario.impossible.len()).enumerate();
        findings.impossible =
            rules.filter(|(_, node)| always(**node)).map(|(place, _)| ImpossibleId::from_place(place)).collect();
        findings.sizes = lowered.size_rules.iter().filter(|(_, node)| always(*node)).map(|(issue, _)| *issue).collect();
    }

    fn positions(&mut self, findings: &mut ProposalFindings, found: Completions) {
        let draft = &findings.draft;
        let best: Option<Judgement> = found.best.as_ref().map(|deal| judge(self.scenario, deal));
        if let (Some(deal), Some(best)) = (&found.best, &best) {
            self.hold(best.coherent() && self.scenario.has_terms(deal, &draft.terms), draft, "its completion is none");
            self.hold(found.agreed < found.n || best.agreed, draft, "a completion is not agreed");
            self.hold(found.agreed != BigUint::ZERO || !best.agreed, draft, "a completion is agreed");
        }
        for party in self.scenario.parties.ids() {
            let accepts = match &found.accepts[party] {
                n if *n == BigUint::ZERO => Accepts::None,
                n if *n == found.n => Accepts::All,
                _ => Accepts::Some,
            };
            let crossed = found.crossed.iter().filter(|demand| demand.party() == party);
            let crossed: Vec<DemandId> = crossed
                .filter_map(|name| self.demands.enumerate().find(|(_, known)| *known == name))
                .map(|(id, _)| id)
                .collect();
            if let Some(best) = &best {
                let is_so = match accepts {
                    Accepts::All => best.accepts[party],
                    Accepts::None => !best.accepts[party],
                    Accepts::Some => true,
                };
                self.hold(is_so, draft, "who accepts it");
                self.hold(crossed.iter().all(|id| best.crossed.contains(id)), draft, "which lines it crosses");
            }
            let utility = found.utility[party];
            if let (Some((low, high)), Some(best)) = (utility, best.as_ref().and_then(|best| best.utility[party])) {
                let is_so = low <= best + TOLERANCE && best <= high + TOLERANCE;
                self.hold(is_so, draft, "what it is worth");
            }
            let probability = best.as_ref().map(|best| best.party_probability[party]);
            findings.parties[party] = Position { accepts: Some(accepts), crossed, utility, probability };
        }
        findings.probability = best.and_then(|best| best.probability);
        findings.best = found.best;
    }

    fn near(&mut self, draft: &Draft, found: Nearest, is_agreed: bool) -> Near {
        let mut probability = None;
        let mut deals = Vec::new();
        for deal in found.deals {
            let judgement = judge(self.scenario, &deal);
            let changes: Vec<IssueId> = draft
                .terms
                .enumerate()
                .filter(|(issue, term)| term.is_some_and(|value| value != deal[*issue]))
                .map(|(issue, _)| issue)
                .collect();
            self.hold(judgement.coherent() && judgement.agreed == is_agreed, draft, "a near deal is agreed, or not");
            self.hold(changes.len() == found.distance, draft, "how far a near deal is");
            if !is_agreed && probability.is_none() {
                probability = judgement.probability;
            }
            deals.push((deal, changes));
        }
        Near { distance: found.distance, count: found.count, deals, votes: Vec::new(), probability }
    }
}
