//! The sentences of the short answer of `zopa run`: what decides, issue by issue, and the best deals by kind.

use crate::analysis::explanation::lists::Reasons;
use crate::analysis::findings::{Acceptance, BestDeal, ValueFindings};
use crate::engine::ask::answer::Count;
use crate::report::figure::{self, probability, words};
use crate::report::fold::{Fold, rows, sets};
use crate::report::layout::clean;
use crate::report::naming;
use crate::report::rows::{Blocker, blocker};
use crate::report::sentence::because::{party, title};
use crate::report::sentence::{BEST, NOTHING, PROBABILITY, how_far, names, order, over, patterns};
use crate::scenario::id::{DemandId, IssueId, PartyId};
use crate::scenario::model::{Deal, Issue, IssueKind, Scenario, Value, Verdict};

/// The heading of the map, where some deal is agreed.
pub const COULD_BE_AGREED: &str = "Terms that could be agreed";
/// The heading of the map, where none is.
pub const IF_LINES_GIVE_WAY: &str = "If lines give way: how probable the best deal with each term is";
/// Before the strongest conflict.
pub const WHY: &str = "Why:";
/// Before the likeliest unlock.
pub const WAY_OUT: &str = "A way out:";
/// Before the issues of which every value could be agreed.
pub const ANY_VALUE: &str = "Any value:";
/// Before the issues whose values make no difference to the best deal.
pub const NO_DIFFERENCE: &str = "No difference:";
/// Before the issues for which there is no room.
pub const ALSO: &str = "See `--details` for:";
/// Before the command for the page.
pub const PAGE: &str = "As a page:";
/// Said at the end.
pub const CLOSING: &str = "What the positions as coded allow, not a forecast. `--details` shows all of it.";

/// What is said of an issue, and how much its values decide: from 0, where they make no difference, to 1.
#[derive(Clone, PartialEq, Debug)]
pub struct Told {
    /// Which issue.
    pub issue: IssueId,
    /// How much it decides.
    pub decides: f64,
    /// `North shore or South shore; not Offshore island (Green movement: 'No island')`.
    pub text: String,
    /// The same where room is short: `North shore or South shore; not Offshore island (Green movement)`.
    pub short: String,
}

/// The map, an entry an issue, in file order.
#[must_use]
pub fn map(scenario: &Scenario, found: &Acceptance) -> Vec<Told> {
    let is_empty = figure::is_zero(&found.zone.agreed);
    let told = |(id, values): (IssueId, &Vec<ValueFindings>)| {
        let issue = scenario.issues.find(id)?;
        let told = |is_short: bool| {
            if is_empty {
                if_lines_give_way(issue, values, is_short)
            } else {
                Some(what_could_be_agreed(scenario, found, (issue, values), is_short))
            }
        };
        let ((decides, text), (_, short)) = (told(false)?, told(true)?);
        Some(Told { issue: id, decides, text, short })
    };
    found.issues.enumerate().filter_map(told).collect()
}

/// Which values could be agreed, and who stands in the way of the others; briefly, by which line is not said.
fn what_could_be_agreed(
    scenario: &Scenario,
    found: &Acceptance,
    (issue, values): (&Issue, &[ValueFindings]),
    is_short: bool,
) -> (f64, String) {
    let open = |one: &ValueFindings| matches!(one.verdict, Verdict::Possible | Verdict::Certain);
    let allowed: Vec<u32> = places(values).filter(|(_, one)| open(one)).map(|(value, _)| value).collect();
    let mut barred: Vec<(String, Vec<u32>)> = Vec::new();
    for (value, one) in places(values).filter(|(_, one)| !open(one) && one.verdict != Verdict::Impossible) {
        let who = match one.verdict {
            Verdict::Unseen => "in no deal seen".to_owned(),
            _ => stands_in_the_way(scenario, found, &blocker(one), is_short),
        };
        match barred.iter_mut().find(|(known, _)| *known == who) {
            Some((_, values)) => values.push(value),
            None => barred.push((who, vec![value])),
        }
    }
    let n_barred: usize = barred.iter().map(|(_, values)| values.len()).sum();
    let mut parts: Vec<String> = titles(issue, &allowed).into_iter().collect();
    parts.extend(barred.iter().filter_map(|(who, values)| Some(format!("not {} ({who})", titles(issue, values)?))));
    (share(n_barred, values.len()), parts.join("; "))
}

/// The values by how probable their best deal is, the best first (briefly, those alone); nothing where that is not known.
fn if_lines_give_way(issue: &Issue, values: &[ValueFindings], is_short: bool) -> Option<(f64, String)> {
    let mut groups: Vec<(f64, String, Vec<u32>)> = Vec::new();
    for (value, one) in places(values).filter(|(_, one)| one.verdict != Verdict::Impossible) {
        let best = one.best_probability?;
        let shown = probability(Some(best));
        match groups.iter_mut().find(|(_, known, _)| *known == shown) {
            Some((most, _, values)) => {
                *most = most.max(best);
                values.push(value);
            }
            None => groups.push((best, shown, vec![value])),
        }
    }
    groups.sort_by(|(left, ..), (right, ..)| right.total_cmp(left));
    let (most, least) = (groups.first()?.0, groups.last()?.0);
    if groups.len() == 1 {
        return Some((0.0, String::new()));
    }
    let part = |(_, shown, values): &(f64, String, Vec<u32>)| {
        let values = titles(issue, values)?;
        Some(if shown == "0" { format!("never with {values}") } else { format!("{shown} with {values}") })
    };
    let parts: Vec<String> = if is_short {
        groups.iter().take(1).filter_map(part).collect()
    } else if groups.len() > MOST_GROUPS {
        let rest: Vec<u32> = groups.iter().skip(MOST_GROUPS - 1).flat_map(|(.., values)| values.clone()).collect();
        let rest = format!("less with the {} others", words(rest.len()));
        groups.iter().take(MOST_GROUPS - 1).filter_map(part).chain([rest]).collect()
    } else {
        groups.iter().filter_map(part).collect()
    };
    Some((if most > 0.0 { (most - least) / most } else { 0.0 }, parts.join("; ")))
}

/// More groups of values of one issue than this are no overview.
const MOST_GROUPS: usize = 3;

fn places(values: &[ValueFindings]) -> impl Iterator<Item = (u32, &ValueFindings)> {
    (0..).zip(values)
}

fn share(part: usize, of: usize) -> f64 {
    let [part, of] = [part, of].map(|n| f64::from(u32::try_from(n).unwrap_or(u32::MAX)));
    if of > 0.0 { part / of } else { 0.0 }
}

/// Values as one text; of members those that a deal may have. None where there is none to name.
fn titles(issue: &Issue, rows: &[u32]) -> Option<String> {
    if rows.is_empty() {
        return None;
    }
    if matches!(issue.kind, IssueKind::Members { .. }) {
        let members: Vec<String> = rows.iter().map(|row| clean(&naming::row_title(issue, *row))).collect();
        return Some(naming::any_of(&members));
    }
    if let IssueKind::Order { .. } = issue.kind {
        let is_all = rows.len() as u64 >= u64::from(issue.n_rows());
        return Some(if is_all { "any order".to_owned() } else { order::rows(issue, rows).join(", ") });
    }
    Some(naming::values_title(issue, rows).unwrap_or_else(|| "any value".to_owned()))
}

/// `Green movement: 'No island off the coast'`, `Port`, `several lines together`.
fn stands_in_the_way(scenario: &Scenario, found: &Acceptance, blocker: &Blocker, is_short: bool) -> String {
    match blocker {
        Blocker::Demands(demands) => {
            let named = || demands.iter().filter_map(|id| found.demands.find(*id));
            let signs = |id: PartyId| scenario.parties.find(id).is_some_and(|party| party.signs);
            // A party that does not sign stands in nobody's way.
            let of_signers: Vec<_> = named().filter(|demand| signs(demand.party())).collect();
            match of_signers.as_slice() {
                [one] if !is_short => format!("{}: {}", party(scenario, one.party()), title(scenario, one)),
                several => {
                    let mut parties: Vec<PartyId> = several.iter().map(|demand| demand.party()).collect();
                    parties.dedup();
                    names(scenario, &parties)
                }
            }
        }
        Blocker::Parties(parties) => names(scenario, parties),
        Blocker::Together | Blocker::None => "several lines together".to_owned(),
    }
}

/// The strongest conflict, in words.
#[must_use]
pub fn firmest(scenario: &Scenario, reasons: &Reasons) -> Option<String> {
    let conflict = reasons.firmest(scenario)?;
    let alone = sets(&[conflict.to_vec()]);
    let said = patterns::conflict(scenario, reasons, alone.first()?, None);
    let said = said.trim_end_matches('.');
    Some(match (reasons.conflicts_total, reasons.conflicts.len()) {
        (Some(1), _) => format!("{said}."),
        (Some(n), listed) if n == listed => format!("{said} (the firmest of {}).", words(n)),
        _ => format!("{said} (the firmest conflict known)."),
    })
}

/// The likeliest unlock, in words.
#[must_use]
pub fn likeliest(scenario: &Scenario, reasons: &Reasons) -> Option<String> {
    let Some(unlock) = reasons.likeliest() else {
        let is_known = reasons.unlocks_total.is_some();
        let none = "none is likely: each needs a reservation, or a line held for certain, to be given up.";
        return (is_known && !reasons.unlocks.is_empty()).then(|| none.to_owned());
    };
    let alone = Fold { places: unlock.demands.iter().map(|demand| vec![*demand]).collect(), rows: vec![0] };
    let said = patterns::unlock(scenario, reasons, &alone);
    let chance = probability(Some(unlock.chance));
    let of = match (reasons.unlocks_total, reasons.conflicts_total) {
        (Some(1), _) => ", the only one".to_owned(),
        (Some(n), _) => format!(", the likeliest of {}", words(n)),
        (None, _) => ", the likeliest known".to_owned(),
    };
    let said = said.trim_end_matches('.');
    Some(format!("{said} (chance {chance}{of})."))
}

/// Deals of one kind: with one probability, crossing the same demands.
#[derive(Clone, PartialEq, Debug)]
pub struct Kind {
    /// `probability 1, crosses nothing: 8 deals`.
    pub head: String,
    /// `Where the harbor is built: North shore or South shore`, for each issue of which not every value will do.
    pub terms: Vec<String>,
}

/// The best deals, folded: the first of each kind, the most probable first, then the second of each.
#[must_use]
pub fn kinds(scenario: &Scenario, found: &Acceptance) -> Vec<Kind> {
    let mut of_kind: Vec<(&BestDeal, Vec<Vec<u32>>)> = Vec::new();
    for best in &found.zone.best {
        let row: Vec<u32> = best.deal.iter().map(|value| value.0).collect();
        let shown = probability(Some(best.probability));
        match of_kind
            .iter_mut()
            .find(|(known, _)| known.crossed == best.crossed && probability(Some(known.probability)) == shown)
        {
            Some((_, rows)) => rows.push(row),
            None => of_kind.push((best, vec![row])),
        }
    }
    let folded: Vec<(&BestDeal, Vec<Fold<u32>>)> =
        of_kind.into_iter().map(|(first, deals)| (first, largest_first(rows(&deals)))).collect();
    let most = folded.iter().map(|(_, folds)| folds.len()).max().unwrap_or(0);
    let round = |at: usize| folded.iter().filter_map(move |(first, folds)| Some((*first, folds.get(at)?)));
    (0..most).flat_map(round).map(|(first, fold)| kind(scenario, found, first, fold)).collect()
}

fn largest_first(mut folds: Vec<Fold<u32>>) -> Vec<Fold<u32>> {
    folds.sort_by_key(|fold| std::cmp::Reverse(fold.rows.len()));
    folds
}

fn kind(scenario: &Scenario, found: &Acceptance, first: &BestDeal, fold: &Fold<u32>) -> Kind {
    let crossed: Vec<_> = first.crossed.iter().filter_map(|id: &DemandId| found.demands.find(*id)).collect();
    let mut parties: Vec<PartyId> = crossed.iter().map(|demand| demand.party()).collect();
    parties.dedup();
    let what = match crossed.as_slice() {
        [] => NOTHING.to_owned(),
        [one] => format!("{}: {}", party(scenario, one.party()), title(scenario, one)),
        several => format!("{} lines of {}", words(several.len()), names(scenario, &parties)),
    };
    let n = fold.rows.len();
    let deals = if n == 1 { "1 deal".to_owned() } else { format!("{n} deals") };
    let cross = if n == 1 { "that crosses" } else { "that cross" };
    Kind {
        head: format!("{deals} of {PROBABILITY} {} {cross} {what}:", probability(Some(first.probability))),
        terms: terms(scenario, fold),
    }
}

/// What deals share and where they vary: a term for each issue, but those of which every value is there.
#[must_use]
pub fn terms(scenario: &Scenario, fold: &Fold<u32>) -> Vec<String> {
    let issues = scenario.issues.iter().zip(&fold.places);
    let term = |(issue, values): (&Issue, &Vec<u32>)| {
        Some(format!("{}: {}", clean(&issue.title), naming::values_title(issue, values)?))
    };
    issues.filter_map(term).collect()
}

/// The deals as rows to fold.
#[must_use]
pub fn row(deal: &Deal) -> Vec<u32> {
    deal.iter().map(|Value(value)| *value).collect()
}

/// The heading of the best deals; where more deals are agreed than were looked at one by one, how many these are.
#[must_use]
pub fn best(found: &Acceptance) -> String {
    let n_best = found.zone.best.iter().filter(|best| best.probability >= 1.0).count();
    match &found.zone.agreed {
        Count::Exact(agreed) if n_best > 0 && *agreed > num_bigint::BigUint::from(n_best) => {
            format!("{BEST}, of the first {n_best} of {} agreed", figure::whole(agreed))
        }
        _ => BEST.to_owned(),
    }
}

/// What follows the first sentence: over how many deals the figures are or what firmness changes, and how far all of it
/// is known.
#[must_use]
pub fn context(found: &Acceptance) -> Vec<String> {
    let is_empty = figure::is_zero(&found.zone.agreed);
    let first = if is_empty { may_give_way(found) } else { over(found) };
    let mut lines: Vec<String> = first.into_iter().collect();
    lines.extend(how_far(found));
    lines
}

/// The chance that some deal is agreed after all.
fn may_give_way(found: &Acceptance) -> Option<String> {
    let any = found.zone.any_probability.filter(|any| *any > 0.0)?;
    let about = if found.zone.any_probability_interval.is_some() { "about " } else { "" };
    Some(format!("Lines may give way: some deal is then agreed with probability {about}{}.", probability(Some(any))))
}

/// The simulation in a line.
#[must_use]
pub fn simulation(found: &Acceptance) -> Option<String> {
    let simulation = found.simulation.as_ref().filter(|one| one.proposals > 0)?;
    Some(format!(
        "{} random proposals: {} agreed, {} all lines held.",
        figure::whole(&simulation.proposals),
        figure::percent(simulation.mean_probability.value),
        figure::percent(simulation.share.value),
    ))
}
