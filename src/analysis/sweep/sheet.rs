//! The signature table under one set of thresholds, laid out for rows side by side.
//!
//! A row of a sweep says with which probability each demand gives way. From that follow, in this order: with which
//! probability each party accepts the deals that cross a given *pattern* of its demands; with which each *signature* is
//! agreed; and, by how many deals have a signature and a value, the means. Eight rows are computed at once, so that every
//! step is a few operations on vectors and no row costs an allocation.
//!
//! Example: of 27 deals 8 cross nothing and 5 cross `town.jobs` alone. With the line held by 0.9 these two signatures are
//! agreed with 1 and 0.1, so they add 8 · 1 + 5 · 0.1 to the sum that `mean_probability` is a 27th of.
#![expect(clippy::indexing_slicing, reason = "a kernel: signatures, patterns and columns are counted by the sheet")]

use crate::engine::tile::best::rounded;
use crate::engine::tile::signature_table::Table;
use crate::rule::agreement::{AgreementRule, Next};
use crate::scenario::id::{Id, PartyId};
use std::collections::BTreeMap;
use std::ops::Range;

/// How many rows are computed at once.
pub(super) const LANES: usize = 8;
/// A number a lane.
pub(super) type Lane = [f64; LANES];

/// A set of crossed demands.
#[derive(Clone, Debug)]
pub(super) struct Signature {
    /// The demands.
    pub(super) crossed: u128,
    /// The place of the first deal that crosses them.
    pub(super) first: u64,
    /// How many deals do.
    pub(super) n: u64,
}

/// What a party's part of a signature can be.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    /// The party's demands that are crossed.
    pub(super) crossed: u128,
    /// … as places, in order.
    demands: Vec<usize>,
    /// How many deals have it.
    pub(super) n: u64,
}

/// The table under one set of thresholds.
#[derive(Clone, Debug)]
pub(super) struct Sheet {
    /// How many coherent deals there are.
    pub(super) coherent: u64,
    /// In the order in which the deals first show them.
    pub(super) signatures: Vec<Signature>,
    /// Every party's patterns.
    pub(super) patterns: Vec<Pattern>,
    /// Which of them are whose.
    pub(super) patterns_of: Vec<Range<usize>>,
    /// The pattern of each party in each signature (`signature * n_parties + party`).
    pattern_at: Vec<usize>,
    /// How many deals of a signature have a row's value (`signature * n_rows + row`).
    pub(super) rows: Vec<u64>,
    /// How many deals have a row's value.
    pub(super) deals: Vec<u64>,
    /// Per row the signatures with such deals, and how many.
    sparse: Vec<Vec<(usize, f64)>>,
    /// How many deals of a signature have a proposal's terms (`signature * n_proposals + proposal`).
    pub(super) completions: Vec<u64>,
    /// Per proposal the signatures with such deals.
    of_proposal: Vec<Vec<usize>>,
}

/// Which demand bits there are: all of each party, and the one of each moved reservation.
#[derive(Clone, Debug)]
pub(super) struct Bits {
    /// Per party.
    pub(super) of_party: Vec<u128>,
    /// Per moved reservation.
    pub(super) moved: Vec<u128>,
}

/// What the rows say, side by side.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    /// Of each pattern the probability that its party accepts.
    patterns: Vec<Lane>,
    /// Of each signature the probability of agreement.
    signatures: Vec<Lane>,
    graph: Vec<Lane>,
    /// The sum of P(d agreed).
    pub(super) sum: Lane,
    /// The highest P(d agreed).
    pub(super) highest: Lane,
    /// Per table row the sum of P(d agreed).
    pub(super) rows: Vec<Lane>,
    /// Per proposal the highest P(d agreed) of its completions; NaN where there are none.
    pub(super) proposals: Vec<Lane>,
    /// Per party the sum of P(party accepts d).
    pub(super) parties: Vec<Lane>,
}

impl Sheet {
    /// Lays out the table, where each moved reservation lies above this many levels.
    pub(super) fn new(table: &Table, bits: &Bits, n_below: &[u32]) -> Self {
        let n_proposals = table.n_proposals;
        let n_moved = bits.moved.len();
        let mut bases: BTreeMap<u128, usize> = BTreeMap::new();
        // A signature is a set of kept demands and one of missed reservations.
        let mut places: Vec<usize> = Vec::new();
        let mut sheet = Self {
            coherent: table.coherent,
            signatures: Vec::new(),
            patterns: Vec::new(),
            patterns_of: Vec::new(),
            pattern_at: Vec::new(),
            rows: Vec::new(),
            deals: vec![0; table.n_rows],
            sparse: vec![Vec::new(); table.n_rows],
            completions: Vec::new(),
            of_proposal: vec![Vec::new(); n_proposals],
        };
        let mut last: Option<(u128, usize)> = None;
        for (place, kind) in table.kinds.iter().enumerate() {
            let base = match last {
                Some((crossed, base)) if crossed == kind.crossed => base,
                _ => {
                    let next = bases.len();
                    *bases.entry(kind.crossed).or_insert(next)
                }
            };
            last = Some((kind.crossed, base));
            places.resize(places.len().max((base + 1) << n_moved), usize::MAX);
            let (mut missed, mut crossed) = (0, kind.crossed);
            for (moved, below) in n_below.iter().enumerate() {
                if kind.levels[moved] < *below {
                    missed |= 1 << moved;
                    crossed |= bits.moved[moved];
                }
            }
            let at = &mut places[base << n_moved | missed];
            if *at == usize::MAX {
                *at = sheet.signatures.len();
                sheet.signatures.push(Signature { crossed, first: kind.first, n: 0 });
                sheet.rows.resize(sheet.rows.len() + table.n_rows, 0);
                sheet.completions.resize(sheet.completions.len() + n_proposals, 0);
            }
            sheet.signatures[*at].n += kind.n;
            let ours = &mut sheet.rows[*at * table.n_rows..][..table.n_rows];
            for (ours, theirs) in ours.iter_mut().zip(&table.rows[place * table.n_rows..]) {
                *ours += theirs;
            }
            let ours = &mut sheet.completions[*at * n_proposals..][..n_proposals];
            for (ours, theirs) in ours.iter_mut().zip(&table.completions[place * n_proposals..]) {
                *ours += theirs;
            }
        }
        sheet.find_patterns(bits);
        sheet.thin(n_proposals);
        sheet
    }

    /// Tells apart what each party's part of the signatures can be.
    fn find_patterns(&mut self, bits: &Bits) {
        let n_parties = bits.of_party.len();
        self.pattern_at = vec![0; self.signatures.len() * n_parties];
        for (party, mask) in bits.of_party.iter().enumerate() {
            let from = self.patterns.len();
            let mut known: BTreeMap<u128, usize> = BTreeMap::new();
            for (at, signature) in self.signatures.iter().enumerate() {
                let crossed = signature.crossed & mask;
                let place = *known.entry(crossed).or_insert_with(|| {
                    let demands = (0..128).filter(|demand| crossed >> demand & 1 == 1).collect();
                    self.patterns.push(Pattern { crossed, demands, n: 0 });
                    self.patterns.len() - 1
                });
                self.patterns[place].n += signature.n;
                self.pattern_at[at * n_parties + party] = place;
            }
            self.patterns_of.push(from..self.patterns.len());
        }
    }

    /// Lists what is not zero.
    fn thin(&mut self, n_proposals: usize) {
        let n_rows = self.deals.len();
        for signature in 0..self.signatures.len() {
            for row in 0..n_rows {
                let n = self.rows[signature * n_rows + row];
                if n > 0 {
                    self.deals[row] += n;
                    self.sparse[row].push((signature, lossy(n)));
                }
            }
            for proposal in 0..n_proposals {
                if self.completions[signature * n_proposals + proposal] > 0 {
                    self.of_proposal[proposal].push(signature);
                }
            }
        }
    }

    /// How much memory it takes, in numbers.
    pub(super) fn size(&self) -> usize {
        let sparse: usize = self.sparse.iter().map(Vec::len).sum();
        self.rows.len() + 2 * sparse + self.pattern_at.len() + self.completions.len() + 16 * self.signatures.len()
    }

    /// Computes some rows, from each demand's probability of giving way. What `found` holds is overwritten.
    pub(super) fn compute(&self, rule: &AgreementRule, gives_way: &[Lane], found: &mut Found) {
        found.patterns.clear();
        found.patterns.extend(self.patterns.iter().map(|pattern| {
            let mut product = [1.0; LANES];
            for demand in &pattern.demands {
                multiply(&mut product, &gives_way[*demand]);
            }
            product
        }));
        found.signatures.clear();
        for signature in 0..self.signatures.len() {
            let agreed = self.agreement(rule, signature, &found.patterns, &mut found.graph);
            found.signatures.push(agreed);
        }
        (found.sum, found.highest) = ([0.0; LANES], [0.0; LANES]);
        for (signature, agreed) in self.signatures.iter().zip(&found.signatures) {
            add(&mut found.sum, agreed, lossy(signature.n));
            raise(&mut found.highest, agreed);
        }
        found.rows.clear();
        found.rows.extend(self.sparse.iter().map(|entries| {
            let mut sum = [0.0; LANES];
            for (signature, n) in entries {
                add(&mut sum, &found.signatures[*signature], *n);
            }
            sum
        }));
        found.proposals.clear();
        found.proposals.extend(self.of_proposal.iter().map(|signatures| {
            let mut highest = if signatures.is_empty() { [f64::NAN; LANES] } else { [0.0; LANES] };
            for signature in signatures {
                raise(&mut highest, &found.signatures[*signature]);
            }
            highest
        }));
        found.parties.clear();
        found.parties.extend(self.patterns_of.iter().map(|patterns| {
            let mut sum = [0.0; LANES];
            for pattern in patterns.clone() {
                add(&mut sum, &found.patterns[pattern], lossy(self.patterns[pattern].n));
            }
            sum
        }));
    }

    /// The probability that a signature is agreed.
    fn agreement(&self, rule: &AgreementRule, signature: usize, patterns: &[Lane], graph: &mut Vec<Lane>) -> Lane {
        let of_party = &self.pattern_at[signature * self.patterns_of.len()..];
        let accepts = |party: PartyId| &patterns[of_party[party.place()]];
        match rule {
            AgreementRule::Everyone(parties) => {
                let mut product = [1.0; LANES];
                for party in parties {
                    multiply(&mut product, accepts(*party));
                }
                product
            }
            AgreementRule::Graph { nodes, root } => {
                graph.clear();
                let read = |graph: &[Lane], next: Next| match next {
                    Next::Agreed => [1.0; LANES],
                    Next::Failed => [0.0; LANES],
                    Next::Node(node) => graph[node],
                };
                for node in nodes {
                    let (p, yes, no) = (accepts(node.party), read(graph, node.yes), read(graph, node.no));
                    graph.push(std::array::from_fn(|lane| p[lane] * yes[lane] + (1.0 - p[lane]) * no[lane]));
                }
                read(graph, *root)
            }
            // No sheet is made under this rule.
            AgreementRule::Direct => [0.0; LANES],
        }
    }

    /// The place of the most probable deal of a lane, ties to 12 digits in deal order; none if none is probable.
    pub(super) fn best(&self, found: &Found, lane: usize) -> Option<u64> {
        let highest = found.highest[lane];
        if highest <= 0.0 {
            return None;
        }
        let near = highest * (1.0 - 1e-11);
        let digits = std::cell::OnceCell::new();
        let is_best = |p: f64| p >= highest || (p >= near && rounded(p) >= *digits.get_or_init(|| rounded(highest)));
        let mut of_lane = self.signatures.iter().zip(&found.signatures);
        of_lane.find(|(_, agreed)| is_best(agreed[lane])).map(|(signature, _)| signature.first)
    }
}

fn multiply(product: &mut Lane, by: &Lane) {
    for (product, by) in product.iter_mut().zip(by) {
        *product *= by;
    }
}

fn add(sum: &mut Lane, more: &Lane, times: f64) {
    for (sum, more) in sum.iter_mut().zip(more) {
        *sum += more * times;
    }
}

fn raise(highest: &mut Lane, other: &Lane) {
    for (highest, other) in highest.iter_mut().zip(other) {
        *highest = if *other > *highest { *other } else { *highest };
    }
}

/// A count as a double: tables have far fewer deals than 2^53.
#[expect(clippy::cast_precision_loss, reason = "tables have far fewer deals than 2^53")]
pub(super) const fn lossy(count: u64) -> f64 {
    count as f64
}
