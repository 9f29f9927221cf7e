//! What the first picture shows: a row an issue, a cell an option, a mark a party; which options stand together in an agreed
//! deal; and where nothing does, the place at which it breaks.
//!
//! In `scenarios/harbor.toml` the row *Jobs* has three cells. `None` has the marks town: refuses, green and port: accept, for
//! the town's line is crossed by each deal without jobs, and each of the others accepts some deal without them. The row and
//! the one below it are joined from *Half* to *30 million*, since some agreed deal has both.
#![expect(clippy::indexing_slicing, reason = "places are counted here")]

use crate::analysis::explanation::lists::Reasons;
use crate::analysis::findings::{Acceptance, ValueFindings};
use crate::engine::ask::answer::AnswerKind;
use crate::engine::tile::census::Census;
use crate::explorer::sets::{Judged, cells_of, each_deal, judged, rows_of};
use crate::report::figure::is_zero;
use crate::report::naming;
use crate::rule::agreement::agreed_word;
use crate::scenario::id::{DemandId, Id, IdVec, IssueId};
use crate::scenario::model::{Issue, IssueKind, Scenario, Verdict};

/// More values of a range than this are drawn in runs that fare alike.
const MOST_VALUES: usize = 8;
/// More runs of a range than this are put together.
const MOST_RUNS: usize = 10;
/// More options than this are put together.
const MOST_OPTIONS: usize = 24;
/// In a picture of more rows than this, those that nobody disputes are folded.
const MOST_ROWS: usize = 12;
/// More parties than this are not told apart in pairs of options.
const MOST_PARTIES: usize = 30;

/// What a party makes of an option.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Mark {
    /// It accepts some deal with it, every line held.
    Accepts,
    /// It accepts none with its lines held; one of them with this chance, as firmly as they are held. None: not known.
    Refuses(Option<f64>),
    /// There is no deal with it, or nothing is known.
    Unknown,
}

/// An option, or a run of them.
#[derive(Clone, PartialEq, Debug)]
pub struct Cell {
    /// What people read.
    pub label: String,
    /// The first and the last of its rows of the issue.
    pub rows: (u32, u32),
    /// What it comes to.
    pub verdict: Verdict,
    /// One mark a party.
    pub marks: Vec<Mark>,
    /// Whether those needed accept a deal with it each by itself, though not the same one.
    pub is_open: bool,
}

/// One issue.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// Which.
    pub issue: IssueId,
    /// Whether its cells are an axis.
    pub is_axis: bool,
    /// Its options in their order.
    pub cells: Vec<Cell>,
}

/// How the options of a row stand to those of the next.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Gap {
    /// Pairs of cells that are in one agreed deal.
    pub agreed: Vec<(usize, usize)>,
    /// Pairs with which those needed accept a deal each by itself.
    pub open: Vec<(usize, usize)>,
}

/// Where nothing leads on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rupture {
    /// Behind this row.
    pub after: usize,
    /// The demands that no deal meets together.
    pub demands: Vec<DemandId>,
}

/// All of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Scene {
    /// The rows that are drawn.
    pub rows: Vec<Row>,
    /// The issues that nobody disputes.
    pub folded: Vec<IssueId>,
    /// Between each row and the next.
    pub gaps: Vec<Gap>,
    /// Whether some deal is agreed.
    pub is_agreed: bool,
    /// Where it breaks, if nothing is agreed and that is known.
    pub rupture: Option<Rupture>,
    /// Which issues each demand speaks of.
    pub topics: IdVec<DemandId, Vec<IssueId>>,
}

/// The scene of a scenario.
#[must_use]
pub fn scene(scenario: &Scenario, found: &Acceptance, census: Option<&Census>, reasons: Option<&Reasons>) -> Scene {
    let lowered = census.map_or_else(|| crate::rule::lower::lower(scenario), |census| census.lowered.clone());
    let topics = topics(scenario, &lowered);
    let sets = census.map(|census| judged(scenario, census)).unwrap_or_default();
    let seen = census.map(|census| seen(scenario, census));
    let is_agreed = !is_zero(&found.zone.agreed);
    let rows = scenario.issues.enumerate().map(|(id, issue)| {
        let values = found.issues.find(id).map_or(&[][..], Vec::as_slice);
        let marks = (0..values.len()).map(|place| match &seen {
            Some(seen) => marks_of(scenario, &sets, &seen[id.place()][place]),
            None => marks_as_found(scenario, found, &values[place]),
        });
        row(scenario, (id, issue), values, marks.collect())
    });
    let disputed = |row: &Row| is_disputed(scenario, &lowered, row);
    let (mut rows, mut folded): (Vec<Row>, Vec<Row>) = rows.partition(disputed);
    if rows.len() > MOST_ROWS {
        let is_free = |row: &Row| {
            let all = |cell: &Cell| cell.marks.iter().all(|mark| *mark == Mark::Accepts);
            row.cells.iter().all(|cell| all(cell) && (!is_agreed || cell.verdict != Verdict::Blocked))
        };
        let (free, rest): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(is_free);
        rows = rest;
        folded.extend(free);
    }
    // A picture has at least one row.
    if rows.is_empty() && !folded.is_empty() {
        rows.push(folded.remove(0));
    }
    let mut folded: Vec<IssueId> = folded.into_iter().map(|row| row.issue).collect();
    folded.sort_unstable();
    let gaps = match census.filter(|_| scenario.parties.len() <= MOST_PARTIES) {
        Some(census) => gaps(scenario, census, &sets, &rows),
        None => all_gaps(&rows, is_agreed),
    };
    let known = found.provenance.kind == AnswerKind::Exact && !is_agreed && !is_zero(&found.coherent);
    let rupture = reasons.filter(|_| known).and_then(|reasons| rupture(&rows, &gaps, reasons, &topics));
    Scene { rows, folded, gaps, is_agreed, rupture, topics }
}

/// Which issues each demand speaks of; a reservation of all that have points.
fn topics(scenario: &Scenario, lowered: &crate::rule::lower::Lowered) -> IdVec<DemandId, Vec<IssueId>> {
    let of_variables = |id: DemandId| {
        let nodes = lowered.worlds.iter().filter_map(|world| world.crossed.find(id).copied().flatten());
        let mut issues: Vec<IssueId> = nodes
            .flat_map(|node| lowered.formulas.variables(node))
            .filter_map(|at| lowered.variables.get(at))
            .map(|variable| variable.issue)
            .collect();
        issues.sort_unstable();
        issues.dedup();
        issues
    };
    let topic = |id: DemandId| match lowered.demands.find(id).and_then(|demand| scenario.red_line(demand)) {
        Some(_) => of_variables(id),
        None => scenario.issues.ids().collect(),
    };
    lowered.demands.ids().map(topic).collect()
}

/// Whether any line, reservation or rule speaks of the row's issue.
fn is_disputed(scenario: &Scenario, lowered: &crate::rule::lower::Lowered, row: &Row) -> bool {
    let has_points = scenario.parties.iter().any(|party| party.reservation.is_some());
    let crossed = lowered.worlds.iter().flat_map(|world| world.crossed.iter().copied().flatten());
    let of_sizes = |node: &crate::rule::formula::NodeId| lowered.size_rules.iter().any(|(_, size)| size == node);
    let rules = lowered.incoherent.iter().copied().filter(|node| !of_sizes(node));
    let of_row = lowered.of_issue.find(row.issue).cloned().unwrap_or_default();
    has_points || crossed.chain(rules).any(|node| lowered.formulas.variables(node).iter().any(|at| of_row.contains(at)))
}

/// Which sets the deals of each row of each issue have.
fn seen(scenario: &Scenario, census: &Census) -> Vec<Vec<Vec<bool>>> {
    let n_sets = census.sets.len();
    let mut seen: Vec<Vec<Vec<bool>>> =
        scenario.issues.iter().map(|issue| vec![vec![false; n_sets]; issue.n_rows() as usize]).collect();
    let rows = rows_of(scenario, census);
    each_deal(census, |values, set| {
        for (at, value) in values.iter().enumerate() {
            let issue = census.lowered.variables[at].issue.place();
            for row in &rows[at][*value as usize] {
                seen[issue][*row as usize][set] = true;
            }
        }
    });
    seen
}

fn marks_of(scenario: &Scenario, sets: &[Judged], seen: &[bool]) -> Vec<Mark> {
    let here = || sets.iter().zip(seen).filter(|(_, seen)| **seen).map(|(set, _)| set);
    let mark = |party: usize| {
        if here().next().is_none() {
            Mark::Unknown
        } else if here().any(|set| set.accepts[party]) {
            Mark::Accepts
        } else {
            Mark::Refuses(Some(here().fold(0.0, |best: f64, set| best.max(set.likely[party]))))
        }
    };
    (0..scenario.parties.len()).map(mark).collect()
}

/// Where the deals are not at hand: a demand that each deal with the value crosses and that never gives way is certain, the
/// chance of any other is not known.
fn marks_as_found(scenario: &Scenario, found: &Acceptance, value: &ValueFindings) -> Vec<Mark> {
    let is_known = found.provenance.kind == AnswerKind::Exact && !is_zero(&value.deals);
    let never = |party| {
        let own = value.blocked_by.iter().filter_map(|id| found.demands.find(*id)).filter(|name| name.party() == party);
        own.clone().any(|name| scenario.gives_way(name) == 0.0)
    };
    let mark = |(party, share): (_, &crate::engine::ask::answer::Share)| match share.value {
        Some(share) if share > 0.0 => Mark::Accepts,
        Some(_) if is_known => Mark::Refuses(never(party).then_some(0.0)),
        _ => Mark::Unknown,
    };
    value.accepted_by.enumerate().map(mark).collect()
}

fn row(scenario: &Scenario, (id, issue): (IssueId, &Issue), values: &[ValueFindings], marks: Vec<Vec<Mark>>) -> Row {
    let is_axis = matches!(issue.kind, IssueKind::Range(_)) && values.len() > MOST_VALUES;
    let mut cells: Vec<Cell> = (0..)
        .zip(values.iter().zip(marks))
        .map(|(place, (value, marks)): (u32, _)| Cell {
            label: naming::row_title(issue, place),
            rows: (place, place),
            verdict: value.verdict,
            is_open: is_open(scenario, &marks),
            marks,
        })
        .collect();
    let most = if is_axis { MOST_RUNS } else { MOST_OPTIONS };
    if is_axis || cells.len() > MOST_OPTIONS {
        let alike = |one: &Cell, other: &Cell| one.verdict == other.verdict && one.marks == other.marks;
        cells = joined(scenario, issue, cells, &alike);
        if cells.len() > most {
            let wide = cells.len().div_ceil(most);
            let place: Vec<u32> = cells.iter().map(|cell| cell.rows.0).collect();
            let group = |cell: &Cell| place.iter().position(|first| *first == cell.rows.0).unwrap_or(0) / wide;
            let together: Vec<usize> = cells.iter().map(group).collect();
            let of = |cell: &Cell| {
                let at = place.iter().rposition(|first| *first <= cell.rows.1).unwrap_or(0);
                together[at]
            };
            cells = joined(scenario, issue, cells, &|one, other| of(one) == of(other));
        }
    }
    Row { issue: id, is_axis, cells }
}

/// Neighbors that may stand together, put together: what holds of one of them holds of some value of the run.
fn joined(scenario: &Scenario, issue: &Issue, cells: Vec<Cell>, alike: &dyn Fn(&Cell, &Cell) -> bool) -> Vec<Cell> {
    let mut runs: Vec<Cell> = Vec::new();
    for cell in cells {
        match runs.last_mut() {
            Some(run) if alike(run, &cell) => {
                run.rows.1 = cell.rows.1;
                run.verdict = better(run.verdict, cell.verdict);
                run.marks = run.marks.iter().zip(&cell.marks).map(|(one, other)| kinder(*one, *other)).collect();
                run.is_open = is_open(scenario, &run.marks);
            }
            _ => runs.push(cell),
        }
    }
    for run in &mut runs {
        let (first, last) = run.rows;
        if first < last {
            run.label = format!("{} – {}", naming::row_title(issue, first), naming::row_title(issue, last));
        }
    }
    runs
}

fn better(one: Verdict, other: Verdict) -> Verdict {
    let rank = |verdict| match verdict {
        Verdict::Possible => 0,
        Verdict::Certain => 1,
        Verdict::Blocked => 2,
        Verdict::Unseen => 3,
        Verdict::Impossible => 4,
    };
    match (one, other) {
        (Verdict::Certain, Verdict::Certain) => Verdict::Certain,
        (Verdict::Certain, _) | (_, Verdict::Certain) => Verdict::Possible,
        _ if rank(one) <= rank(other) => one,
        _ => other,
    }
}

fn kinder(one: Mark, other: Mark) -> Mark {
    match (one, other) {
        (Mark::Accepts, _) | (_, Mark::Accepts) => Mark::Accepts,
        (Mark::Refuses(Some(one)), Mark::Refuses(Some(other))) => Mark::Refuses(Some(one.max(other))),
        (Mark::Refuses(chance), _) | (_, Mark::Refuses(chance)) => Mark::Refuses(chance),
        _ => Mark::Unknown,
    }
}

/// Whether those who are needed accept, each by itself.
fn is_open(scenario: &Scenario, marks: &[Mark]) -> bool {
    let words: Vec<u64> = marks.iter().map(|mark| u64::from(*mark == Mark::Accepts)).collect();
    agreed_word(scenario, &words) & 1 == 1
}

/// Pairs of cells of neighboring rows, from the deals.
fn gaps(scenario: &Scenario, census: &Census, sets: &[Judged], rows: &[Row]) -> Vec<Gap> {
    let n_parties = scenario.parties.len();
    let drawn: Vec<(IssueId, Vec<(u32, u32)>)> =
        rows.iter().map(|row| (row.issue, row.cells.iter().map(|cell| cell.rows).collect())).collect();
    let cells = cells_of(scenario, census, &drawn);
    let wide = |at: usize| rows.get(at).map_or(0, |row| row.cells.len());
    let mut pairs: Vec<Vec<(bool, u64)>> =
        (1..rows.len()).map(|below| vec![(false, 0); wide(below - 1) * wide(below)]).collect();
    let masks: Vec<u64> = sets
        .iter()
        .map(|set| (0..n_parties).fold(0, |mask, party| mask | u64::from(set.accepts[party]) << party))
        .collect();
    let mut at_row: Vec<Vec<usize>> = vec![Vec::new(); rows.len()];
    each_deal(census, |values, set| {
        for (row, here) in at_row.iter_mut().enumerate() {
            here.clear();
            for (variable, of_value) in &cells[row] {
                here.extend_from_slice(&of_value[values[*variable] as usize]);
            }
        }
        for (gap, pairs) in pairs.iter_mut().enumerate() {
            for above in &at_row[gap] {
                for below in &at_row[gap + 1] {
                    let pair = &mut pairs[above * wide(gap + 1) + below];
                    pair.0 |= sets[set].agreed;
                    pair.1 |= masks[set];
                }
            }
        }
    });
    let is_open = |mask: u64| {
        let words: Vec<u64> = (0..n_parties).map(|party| mask >> party & 1).collect();
        agreed_word(scenario, &words) & 1 == 1
    };
    let place = |gap: usize, at: usize| (at / wide(gap + 1), at % wide(gap + 1));
    let gap = |(gap, pairs): (usize, &Vec<(bool, u64)>)| Gap {
        agreed: (0..pairs.len()).filter(|at| pairs[*at].0).map(|at| place(gap, at)).collect(),
        open: (0..pairs.len()).filter(|at| is_open(pairs[*at].1)).map(|at| place(gap, at)).collect(),
    };
    pairs.iter().enumerate().map(gap).collect()
}

/// Where deals are not at hand: every pair of cells that are each in the zone, or each open.
fn all_gaps(rows: &[Row], is_agreed: bool) -> Vec<Gap> {
    let chosen = |row: &Row, of: &dyn Fn(&Cell) -> bool| {
        row.cells.iter().enumerate().filter(|(_, cell)| of(cell)).map(|(at, _)| at).collect::<Vec<_>>()
    };
    let pairs = |above: &Row, below: &Row, of: &dyn Fn(&Cell) -> bool| {
        let below = chosen(below, of);
        chosen(above, of).into_iter().flat_map(|one| below.iter().map(move |other| (one, *other))).collect()
    };
    let in_zone = |cell: &Cell| is_agreed && matches!(cell.verdict, Verdict::Certain | Verdict::Possible);
    let gap = |two: &[Row]| match two {
        [above, below] => {
            Gap { agreed: pairs(above, below, &in_zone), open: pairs(above, below, &|cell| cell.is_open) }
        }
        _ => Gap::default(),
    };
    rows.windows(2).map(gap).collect()
}

fn rupture(rows: &[Row], gaps: &[Gap], reasons: &Reasons, topics: &IdVec<DemandId, Vec<IssueId>>) -> Option<Rupture> {
    let speaks = |conflict: &[DemandId], row: usize| {
        let of = |demand: &DemandId| topics.find(*demand).is_some_and(|issues| issues.contains(&rows[row].issue));
        conflict.iter().any(of)
    };
    let first = reasons.conflicts.first()?;
    let about = |row: usize| reasons.conflicts.iter().find(|conflict| speaks(conflict, row)).unwrap_or(first);
    if let Some(row) = rows.iter().position(|row| !row.cells.iter().any(|cell| cell.is_open)) {
        return Some(Rupture { after: row, demands: about(row).clone() });
    }
    if let Some(gap) = gaps.iter().position(|gap| gap.open.is_empty()) {
        return Some(Rupture { after: gap, demands: about(gap).clone() });
    }
    let last = (0..rows.len()).rev().find(|row| speaks(first, *row)).unwrap_or(0);
    Some(Rupture { after: last.saturating_sub(1), demands: first.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::acceptance::accept;
    use crate::analysis::explanation::reasons::reasons;
    use crate::engine::ask::effort::Effort;
    use crate::engine::tile::census::census;
    use crate::rule::reference::judge;
    use crate::scenario::model::{Deal, Value};

    const SHIPPED: [&str; 3] = [
        include_str!("../../scenarios/harbor.toml"),
        include_str!("../../scenarios/harbor_deadlock.toml"),
        include_str!("../../scenarios/deliberation.toml"),
    ];

    fn found(text: &str) -> (Scenario, Scene) {
        let scenario = Scenario::from_toml_str(text).expect("it is a scenario");
        let effort = Effort { samples: Some(0), ..Effort::default() };
        let (found, reasons) = (accept(&scenario, &effort), reasons(&scenario, &effort, 50).expect("it holds"));
        let census = census(&scenario, &effort, 1 << 20, 1 << 20).expect("it is small");
        let scene = scene(&scenario, &found, Some(&census), Some(&reasons));
        (scenario, scene)
    }

    fn all_deals(scenario: &Scenario) -> Vec<Deal> {
        let mut deals = vec![Vec::new()];
        for issue in scenario.issues.iter() {
            let more = |deal: &Vec<Value>| {
                let deal = deal.clone();
                (0..issue.n_values()).map(move |value| deal.iter().copied().chain([Value(value)]).collect::<Vec<_>>())
            };
            deals = deals.iter().flat_map(more).collect();
        }
        deals.into_iter().map(|deal| deal.into_iter().collect()).collect()
    }

    #[test]
    fn marks_and_pairs_are_what_the_oracle_says_of_every_deal() {
        for text in SHIPPED {
            let (scenario, scene) = found(text);
            let judged: Vec<_> = all_deals(&scenario).into_iter().map(|deal| (judge(&scenario, &deal), deal)).collect();
            let judged: Vec<_> = judged.into_iter().filter(|(judgement, _)| judgement.coherent()).collect();
            let is_in = |deal: &Deal, row: usize, cell: usize| {
                let Row { issue, cells, .. } = &scene.rows[row];
                let (first, last) = cells[cell].rows;
                (first..=last).any(|at| scenario.issues[*issue].has_row(deal[*issue], at))
            };
            for (at, row) in scene.rows.iter().enumerate() {
                for (place, cell) in row.cells.iter().enumerate() {
                    let here = || judged.iter().filter(|(_, deal)| is_in(deal, at, place));
                    for (party, mark) in scenario.parties.ids().zip(&cell.marks) {
                        // What each deal leaves of the party's yes: the chance that all its crossed demands give way.
                        let demands = crate::rule::demand::demands(&scenario);
                        let own = |crossed: &[DemandId]| {
                            let own = crossed.iter().map(|id| &demands[*id]).filter(|name| name.party() == party);
                            own.fold(1.0, |chance, name| chance * scenario.gives_way(name))
                        };
                        let best = here().map(|(judgement, _)| own(&judgement.crossed)).fold(0.0, f64::max);
                        let accepts = here()
                            .any(|(judgement, _)| judgement.crossed.iter().all(|id| demands[*id].party() != party));
                        let expected = match here().next() {
                            None => Mark::Unknown,
                            Some(_) if accepts => Mark::Accepts,
                            Some(_) => Mark::Refuses(Some(best)),
                        };
                        assert_eq!(*mark, expected, "{} {party:?}", cell.label);
                    }
                    let Some(below) = scene.rows.get(at + 1) else { continue };
                    for other in 0..below.cells.len() {
                        let agreed = here().any(|(judgement, deal)| judgement.agreed && is_in(deal, at + 1, other));
                        assert_eq!(scene.gaps[at].agreed.contains(&(place, other)), agreed, "{}", cell.label);
                    }
                }
            }
        }
    }

    #[test]
    fn the_band_breaks_where_no_term_is_left_and_names_the_lines() {
        let (_, agreed) = found(SHIPPED[0]);
        assert_eq!((agreed.is_agreed, agreed.rupture), (true, None));
        let (scenario, scene) = found(SHIPPED[1]);
        let Some(Rupture { after, demands }) = scene.rupture else { panic!("nothing is agreed") };
        let all = crate::rule::demand::demands(&scenario);
        let names: Vec<String> = demands.iter().map(|id| scenario.demand_text(&all[*id])).collect();
        assert_eq!((after, names), (1, ["town.jobs", "port.not_half", "port.not_all"].map(str::to_owned).to_vec()));
    }
}
