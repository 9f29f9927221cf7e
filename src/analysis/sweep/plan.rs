//! What a sweep computes, and how it is cut into shards.
//!
//! Shards hold whole groups of rows, in order, as equal as can be: 10 rows in groups of 1 over 3 shards are the rows 0..3,
//! 3..6 and 6..10.

use crate::scenario::model::{DemandName, Scenario};
use crate::scenario::sweep::{DEFAULT_ROWS, Factor, Levels, RowTalks, Sweep, SweepDesign, Target};
use std::ops::Range;

/// The sweep of a scenario that names none: every line whose firmness is a range moves in it, by a Latin hypercube. None
/// where no line has such a range.
#[must_use]
pub fn of_ranges(scenario: &Scenario) -> Option<Sweep> {
    let mut factors = Vec::new();
    for (id, party) in scenario.parties.enumerate() {
        for (place, line) in
            party.red_lines.iter().enumerate().filter(|(_, line)| line.firmness.low < line.firmness.high)
        {
            factors.push(Factor {
                key: format!("firmness.{}.{}", party.id, line.id),
                target: Target::Firmness(DemandName::RedLine(id, place)),
                levels: Levels::Range { low: line.firmness.low, high: line.firmness.high },
                span: line.span.clone(),
            });
        }
    }
    (!factors.is_empty()).then(|| Sweep {
        id: String::new(),
        title: None,
        design: SweepDesign::Lhs,
        rows: DEFAULT_ROWS,
        factors,
        talks: RowTalks::default(),
        note: None,
        span: 0..0,
    })
}

/// The rows of one shard, of `n_shards` that hold `n_groups` groups of `group` rows.
#[must_use]
pub fn shard(n_groups: u64, group: u64, n_shards: u64, place: u64) -> Range<u64> {
    let cut = |at: u64| {
        let product = u128::from(n_groups) * u128::from(at) / u128::from(n_shards.max(1));
        u64::try_from(product).unwrap_or(u64::MAX).saturating_mul(group)
    };
    cut(place)..cut(place + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_tile_the_rows_and_hold_whole_groups() {
        for (n_groups, group, n_shards) in
            [(10, 1, 3), (7, 5, 7), (1_000_000, 12, 400), (3, 4, 3), (999_999_999, 1, 1000)]
        {
            let mut next = 0;
            for place in 0..n_shards {
                let rows = shard(n_groups, group, n_shards, place);
                assert_eq!(rows.start, next);
                assert!(rows.end > rows.start && (rows.end - rows.start).is_multiple_of(group), "{rows:?}");
                next = rows.end;
            }
            assert_eq!(next, n_groups * group);
        }
    }
}
