//! Random deals near a draft: uniform over the coherent deals that differ from it in at most this many issues.
//!
//! First in how many issues, by how many deals there are at each distance; then which, then to what. Deals that turn
//! out incoherent are drawn again.
#![expect(clippy::indexing_slicing, reason = "a kernel: variables and issues are counted by the drawer")]

use crate::rule::formula::Domain;
use crate::rule::lower::Lowered;
use crate::space::digits::Digits;
use crate::space::draw::below;
use rand::Rng;

/// How often a deal may be drawn again.
const MAX_TRIES: u32 = 4096;

/// Draws deals near a draft: uniform over the coherent ones that differ from it in at most this many issues.
#[derive(Clone, Debug)]
pub struct NearDrawer {
    digits: Digits,
    /// Per issue: its variables' values in the draft (none if it is open), and how many values it has otherwise.
    issues: Vec<(std::ops::Range<usize>, Option<Vec<u32>>)>,
    /// `ways[issue][k]`: in how many ways the issues from this one on can differ in exactly k places (scaled).
    ways: Vec<Vec<f64>>,
    changes: usize,
}

impl NearDrawer {
    /// Prepares draws near these values of the variables (none if the issue is open).
    #[must_use]
    pub fn new(lowered: &Lowered, draft: &[Option<Vec<u32>>], changes: usize) -> Self {
        let domains = lowered.formulas.domains();
        let ranges: Vec<_> = lowered.of_issue.iter().cloned().collect();
        let changes = changes.min(ranges.len());
        let mut ways = vec![vec![0.0; changes + 1]; ranges.len() + 1];
        ways[ranges.len()][0] = 1.0;
        for at in (0..ranges.len()).rev() {
            let n: f64 = ranges[at].clone().map(|variable| f64::from(domains[variable].len())).product();
            let (same, other) = match &draft[at] {
                // A draft's value outside the domain (another term is fixed) always counts as a change.
                Some(values)
                    if values
                        .iter()
                        .zip(ranges[at].clone())
                        .all(|(value, variable)| (domains[variable].first..domains[variable].end).contains(value)) =>
                {
                    (1.0, n - 1.0)
                }
                Some(_) => (0.0, n),
                None => (n, 0.0),
            };
            for k in 0..=changes {
                let changed = if k > 0 { other * ways[at + 1][k - 1] } else { 0.0 };
                ways[at][k] = same * ways[at + 1][k] + changed;
            }
            // Only ratios matter: keep the numbers within reach of doubles.
            let most = ways[at].iter().fold(0.0_f64, |most, ways| most.max(*ways));
            if most > 0.0 {
                for ways in &mut ways[at] {
                    *ways /= most;
                }
            }
        }
        let issues = ranges.into_iter().zip(draft.iter().cloned()).collect();
        Self { digits: Digits::new(domains), issues, ways, changes }
    }

    /// Draws 64 deals, a word a digit; gives the lanes that found a coherent deal, as bits.
    pub fn draw(&self, lowered: &Lowered, generator: &mut impl Rng, words: &mut [u64]) -> u64 {
        let domains = lowered.formulas.domains();
        let mut values = vec![0; domains.len()];
        let mut found = 0;
        for lane in 0..64 {
            for _ in 0..MAX_TRIES {
                if !self.draw_one(domains, generator, &mut values) {
                    break;
                }
                if lowered.formulas.holds(lowered.coherent, &|variable| values[variable]) {
                    for (variable, value) in values.iter().enumerate() {
                        self.digits.put(words, variable, lane, *value);
                    }
                    found |= 1 << lane;
                    break;
                }
            }
        }
        found
    }

    fn draw_one<R: Rng>(&self, domains: &[Domain], generator: &mut R, values: &mut [u32]) -> bool {
        let total: f64 = self.ways[0].iter().sum();
        if total <= 0.0 {
            return false;
        }
        let mut pick = unit(generator) * total;
        let mut left = 0;
        while left < self.changes && pick >= self.ways[0][left] {
            pick -= self.ways[0][left];
            left += 1;
        }
        for (at, (range, draft)) in self.issues.iter().enumerate() {
            let random = |generator: &mut R, values: &mut [u32]| {
                for variable in range.clone() {
                    let domain = domains[variable];
                    values[variable] = domain.first + below(generator, u64::from(domain.len())) as u32;
                }
            };
            let Some(draft) = draft else {
                random(generator, values);
                continue;
            };
            let inside = draft
                .iter()
                .zip(range.clone())
                .all(|(value, variable)| (domains[variable].first..domains[variable].end).contains(value));
            let n: f64 = range.clone().map(|variable| f64::from(domains[variable].len())).product();
            let stay = if inside { self.ways[at + 1][left] } else { 0.0 };
            let others = if inside { n - 1.0 } else { n };
            let change = if left > 0 { others * self.ways[at + 1][left - 1] } else { 0.0 };
            if others <= 0.0 || unit(generator) * (stay + change) < stay {
                for (value, variable) in draft.iter().zip(range.clone()) {
                    values[variable] = *value;
                }
                continue;
            }
            left -= usize::from(left > 0);
            loop {
                random(generator, values);
                let same = draft.iter().zip(range.clone()).all(|(value, variable)| values[variable] == *value);
                if !same {
                    break;
                }
            }
        }
        true
    }
}

/// A double from 0 up to and without 1.
fn unit(generator: &mut impl Rng) -> f64 {
    (generator.next_u64() >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
}
