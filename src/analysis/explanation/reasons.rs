//! Why nothing is agreed, and what would open a deal, as `zopa explain` says it: ranked, counted, and checked.
//!
//! In a space of few deals the conflicts and unlocks come from the least signatures (`analysis::explanation`), in a larger one
//! from a solver (`analysis::explanation::by_solver`, which also says how they are checked). In the first case, before any of them is shown, all
//! deals are walked once more, and each claim is put to the agreement rule itself (`engine::tile::opening`): with an unlock given
//! up something is agreed, with any one of its demands kept nothing is; with only a conflict enforced nothing is agreed,
//! with any one of its demands given up something is. Each deal that is shown in support is judged by the oracle.

use crate::analysis::acceptance::overall;
use crate::analysis::explanation::by_solver::{Solved, solve};
use crate::analysis::explanation::by_walk::every_unlock;
use crate::analysis::explanation::lists::{Checked, Reasons, blank};
use crate::engine::ask::answer::{AnswerKind, Count, EngineName, Provenance};
use crate::engine::ask::effort::{Effort, EngineChoice};
use crate::engine::ask::limit::Stopwatch;
use crate::engine::survey::SAMPLES_BESIDE;
use crate::engine::tile::opening::{Opened, Openings, Question, openings};
use crate::rule::demand::{DemandSet, demands};
use crate::rule::reference::{Oracle, judge};
use crate::scenario::id::{DemandId, IdVec};
use crate::scenario::model::{DemandName, Scenario};

/// Up to this many deals are walked at once; beyond, the solver is asked first.
const FEW_DEALS: u32 = 1 << 18;

/// Explains; at most this many conflicts and this many unlocks are listed.
///
/// # Errors
/// Where what was found does not stand up to the second look, which is a fault of the program.
pub fn reasons(scenario: &Scenario, effort: &Effort, most: usize) -> Checked {
    if effort.engine == EngineChoice::Simulate {
        return Ok(undecided(scenario, EngineName::Simulate, "random deals prove no conflict"));
    }
    let clock = Stopwatch::start();
    let nothing = DemandSet::empty(demands(scenario).len());
    let solved = match effort.engine {
        EngineChoice::Enumerate => Solved::Undecided("no other way was asked for".to_owned()),
        _ if scenario.n_deals() <= FEW_DEALS.into() => Solved::Undecided("the walk is to say it first".to_owned()),
        _ => match solve(scenario, effort, most) {
            Solved::Explained(Ok(found)) if found.is_settled() => return Ok(found),
            Solved::Explained(Err(fault)) => return Err(fault),
            Solved::Agreed(_, Some((coherent, agreed))) => {
                let provenance = Provenance { engine: EngineName::Exact, kind: AnswerKind::Exact, why: None };
                return Ok(Reasons {
                    coherent: Count::Exact(coherent),
                    agreed: Count::Exact(agreed),
                    ..nothing_to_explain(scenario, provenance)
                });
            }
            solved => solved,
        },
    };
    let mut found = blank(scenario, Provenance { engine: EngineName::Enumerate, kind: AnswerKind::Exact, why: None });
    match every_unlock(scenario, &effort.left(clock)) {
        Ok(all) if !all.iter().any(DemandSet::is_empty) => {
            found.rank(scenario, effort, clock, all, most);
            return found.check(scenario, &effort.left(clock));
        }
        Ok(_) => (found.complete, found.conflicts_total, found.unlocks_total) = (true, Some(0), Some(0)),
        Err(why) => found.cut(effort, clock, why),
    }
    // Something is agreed, or the lists are out of reach: what is left to say is how many deals are agreed.
    let zone = Question { given: nothing, within: None, one_is_enough: false };
    let Some(zone) = openings(scenario, &effort.left(clock), &[zone]) else {
        return out_of_reach(scenario, &effort.left(clock), solved);
    };
    found.coherent = Count::Exact(zone.coherent.into());
    found.agreed = Count::Exact(zone.opened.first().map_or(0, |opened| opened.agreed).into());
    if found.agreed != Count::Exact(0_u32.into()) {
        (found.complete, found.conflicts_total, found.unlocks_total) = (true, Some(0), Some(0));
        found.provenance.why = None;
    } else if found.complete {
        return Err("a deal that crosses nothing was found, and none when all were counted".to_owned());
    }
    Ok(found)
}

fn undecided(scenario: &Scenario, engine: EngineName, why: &str) -> Reasons {
    blank(scenario, Provenance { engine, kind: AnswerKind::Undecided, why: Some(why.to_owned()) })
}

/// What can be said without looking at every deal: what the solver finds, and how many random deals are agreed.
fn out_of_reach(scenario: &Scenario, effort: &Effort, solved: Solved) -> Checked {
    let clock = Stopwatch::start();
    if effort.watch.is_stopped() {
        return Ok(undecided(scenario, EngineName::Enumerate, "interrupted"));
    }
    let (done, total) = effort.watch.progress();
    if done < total {
        let why = format!("the time limit passed after {done} of {total} deals");
        return Ok(undecided(scenario, EngineName::Enumerate, &why));
    }
    let too_many = format!("the {} deals are too many to look at each", scenario.n_deals());
    let (is_proven, why_not) = match solved {
        Solved::Explained(checked) => return checked,
        Solved::Agreed(..) => (true, String::new()),
        Solved::Undecided(why) => (false, why),
    };
    let samples = effort.samples.unwrap_or(SAMPLES_BESIDE);
    let rest = Effort { engine: EngineChoice::Simulate, samples: Some(samples), ..effort.left(clock) };
    let sampled = overall(scenario, &rest);
    let seen = matches!(sampled.zone.agreed, Count::Samples(agreed) if agreed > 0);
    if !seen && !is_proven {
        let drawn = match sampled.provenance.kind {
            AnswerKind::Undecided => "no random deals were drawn",
            _ => "no random deal is agreed",
        };
        let why = format!("{too_many}, {drawn}, and no conflict is proven: {why_not}");
        return Ok(undecided(scenario, EngineName::Enumerate, &why));
    }
    if seen {
        let why = format!("{too_many}; these are samples");
        let provenance = Provenance { engine: EngineName::Simulate, kind: AnswerKind::Estimate, why: Some(why) };
        let found = nothing_to_explain(scenario, provenance);
        return Ok(Reasons { coherent: sampled.coherent, agreed: sampled.zone.agreed, ..found });
    }
    let why = format!("{too_many}; a deal that is agreed was found, and how many there are is not known");
    Ok(nothing_to_explain(scenario, Provenance { engine: EngineName::Exact, kind: AnswerKind::Exact, why: Some(why) }))
}

/// Something is agreed: both lists are whole, and empty.
fn nothing_to_explain(scenario: &Scenario, provenance: Provenance) -> Reasons {
    Reasons { conflicts_total: Some(0), unlocks_total: Some(0), complete: true, ..blank(scenario, provenance) }
}

impl Reasons {
    /// Whether nothing is left to be found out: how many there are of both, and what the unlocks listed open.
    fn is_settled(&self) -> bool {
        let are_counted = self.unlocks.iter().all(|unlock| unlock.agreed != Count::Unknown);
        self.conflicts_total.is_some() && self.unlocks_total.is_some() && are_counted
    }

    /// Puts every claim to a second look, and counts what the unlocks open. Where there was no time for that, nothing is
    /// shown.
    ///
    /// # Errors
    /// The first claim that does not stand up to it.
    pub fn check(mut self, scenario: &Scenario, effort: &Effort) -> Checked {
        let claims = self.claims();
        let questions: Vec<Question> = claims.iter().map(|claim| claim.question.clone()).collect();
        let Some(Openings { coherent, opened }) = openings(scenario, effort, &questions) else {
            let why = if effort.watch.is_stopped() { "interrupted" } else { "the time limit passed" };
            let why = format!("{why} before what was found could be checked");
            return Ok(undecided(scenario, EngineName::Enumerate, &why));
        };
        for (claim, opened) in claims.iter().zip(&opened) {
            claim.hold(scenario, &self.demands, opened)?;
        }
        self.coherent = Count::Exact(coherent.into());
        self.agreed = Count::Exact(0_u32.into());
        // The first claim is that nothing is agreed as it is; then come the unlocks.
        for (unlock, opened) in self.unlocks.iter_mut().zip(opened.into_iter().skip(1)) {
            unlock.agreed = Count::Exact(opened.agreed.into());
            unlock.witness = opened.first;
        }
        Ok(self)
    }

    /// What the lists claim: that nothing is agreed as it is, what each unlock opens, then that nothing in the lists is too
    /// much or too little.
    fn claims(&self) -> Vec<Claim> {
        let n_demands = self.demands.len();
        let set = |demands: &[DemandId]| {
            let mut set = DemandSet::empty(n_demands);
            demands.iter().for_each(|demand| set.insert(*demand));
            set
        };
        let claim = |given, opens| Claim { question: Question { given, within: None, one_is_enough: false }, opens };
        let mut claims = vec![claim(DemandSet::empty(n_demands), false)];
        claims.extend(self.unlocks.iter().map(|unlock| claim(set(&unlock.demands), true)));
        for (place, unlock) in self.unlocks.iter().enumerate() {
            for kept in &unlock.demands {
                let mut given = set(&unlock.demands);
                given.remove(*kept);
                let question = Question { given, within: Some(place + 1), one_is_enough: false };
                claims.push(Claim { question, opens: false });
            }
        }
        for conflict in &self.conflicts {
            let others = set(conflict).complement(n_demands);
            for more in conflict {
                let mut given = others.clone();
                given.insert(*more);
                claims.push(Claim { question: Question { given, within: None, one_is_enough: true }, opens: true });
            }
            claims.push(claim(others, false));
        }
        claims
    }
}

/// That giving up these demands opens a deal, or none.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Claim {
    question: Question,
    opens: bool,
}

impl Claim {
    fn hold(&self, scenario: &Scenario, demands: &IdVec<DemandId, DemandName>, opened: &Opened) -> Result<(), String> {
        let names = || {
            let names: Vec<String> =
                self.question.given.iter().map(|demand| scenario.demand_text(&demands[demand])).collect();
            names.join(", ")
        };
        if self.opens != (opened.agreed > 0) {
            let wanted = if self.opens { "a deal" } else { "nothing" };
            return Err(format!("giving up [{}] should open {wanted}, but opens {} deals", names(), opened.agreed));
        }
        let Some(deal) = &opened.first else { return Ok(()) };
        let is_enforced = |demand| !self.question.given.contains(demand);
        if judge(scenario, deal).coherent() && Oracle::new(scenario).is_agreed_where(deal, &is_enforced) {
            Ok(())
        } else {
            Err(format!("the deal that giving up [{}] should open is not agreed by the oracle", names()))
        }
    }
}
