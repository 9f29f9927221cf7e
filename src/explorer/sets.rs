//! The deals of a census, and what their sets of crossed demands come to.
#![expect(clippy::indexing_slicing, reason = "a kernel: variables and sets are counted by the census")]

use crate::engine::tile::census::Census;
use crate::rule::agreement::agreed_word;
use crate::scenario::id::{Id, IssueId};
use crate::scenario::model::{Scenario, Value};

/// What a set of crossed demands, one in each world, comes to.
#[derive(Clone, PartialEq, Debug)]
pub struct Judged {
    /// Whether each party accepts in every world, its lines held.
    pub accepts: Vec<bool>,
    /// How likely each party accepts, its lines held as firmly as coded, averaged over the worlds.
    pub likely: Vec<f64>,
    /// Whether it is agreed in every world.
    pub agreed: bool,
}

/// Every set of the census.
#[must_use]
pub fn judged(scenario: &Scenario, census: &Census) -> Vec<Judged> {
    let n_parties = scenario.parties.len();
    let judge = |worlds: &Vec<crate::rule::demand::DemandSet>| {
        let (mut accepts, mut likely, mut agreed) = (vec![true; n_parties], vec![0.0; n_parties], true);
        for (set, world) in worlds.iter().zip(&census.lowered.worlds) {
            let (mut yes, mut chance) = (vec![1_u64; n_parties], vec![1.0; n_parties]);
            for demand in set.iter() {
                let party = census.lowered.demands[demand].party().place();
                yes[party] = 0;
                chance[party] *= world.gives_way[demand];
            }
            agreed &= agreed_word(scenario, &yes) & 1 == 1;
            for party in 0..n_parties {
                accepts[party] &= yes[party] == 1;
                likely[party] += chance[party] * if worlds.len() == 1 { 1.0 } else { world.probability };
            }
        }
        Judged { accepts, likely, agreed }
    };
    census.sets.iter().map(judge).collect()
}

/// Goes through the coherent deals: what each variable is, and the deal's set.
pub fn each_deal(census: &Census, mut visit: impl FnMut(&[u32], usize)) {
    let domains = census.lowered.formulas.domains();
    let mut values: Vec<u32> = vec![0; domains.len()];
    for run in &census.runs {
        let mut rest = run.first;
        for (value, domain) in values.iter_mut().zip(domains).rev() {
            let n = u64::from(domain.len()).max(1);
            *value = domain.first + u32::try_from(rest % n).unwrap_or(0);
            rest /= n;
        }
        for _ in 0..run.n {
            visit(&values, run.set);
            // To the next deal, as a counter turns over.
            for (value, domain) in values.iter_mut().zip(domains).rev() {
                *value += 1;
                if *value < domain.end {
                    break;
                }
                *value = domain.first;
            }
        }
    }
}

/// For each variable and each of its values the rows of its issue in which a deal with it counts.
#[must_use]
pub fn rows_of(scenario: &Scenario, census: &Census) -> Vec<Vec<Vec<u32>>> {
    let domains = census.lowered.formulas.domains();
    let of = |(variable, domain): (&crate::rule::lower::Variable, &crate::rule::formula::Domain)| {
        let issue = &scenario.issues[variable.issue];
        let rows = |value: u32| match variable.member {
            Some(member) if value == 1 => vec![member],
            Some(_) => Vec::new(),
            None => match issue.in_order(Value(value)) {
                Some(_) => (0..issue.n_rows()).filter(|row| issue.has_row(Value(value), *row)).collect(),
                None => vec![value],
            },
        };
        (0..domain.end).map(rows).collect()
    };
    census.lowered.variables.iter().zip(domains).map(of).collect()
}

/// Of one issue, for each of its variables and each value of it, the cells in which a deal with that value counts.
pub type CellsOfValues = Vec<(usize, Vec<Vec<usize>>)>;

/// The cells of issues, given as the first and the last of the rows that each of them stands for.
#[must_use]
pub fn cells_of(scenario: &Scenario, census: &Census, drawn: &[(IssueId, Vec<(u32, u32)>)]) -> Vec<CellsOfValues> {
    let counts_in = rows_of(scenario, census);
    let of_issue = |issue: IssueId| census.lowered.of_issue.find(issue).cloned().unwrap_or_default();
    let of_row = |(issue, cells): &(IssueId, Vec<(u32, u32)>)| {
        let cell_of = |at: u32| cells.iter().position(|(first, last)| (*first..=*last).contains(&at));
        let of_variable = |at: usize| {
            let within = |rows: &Vec<u32>| rows.iter().filter_map(|one| cell_of(*one)).collect();
            (at, counts_in[at].iter().map(within).collect())
        };
        of_issue(*issue).map(of_variable).collect()
    };
    drawn.iter().map(of_row).collect()
}
