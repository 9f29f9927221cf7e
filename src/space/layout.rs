//! How the space of deals is cut into tiles: the last variables run inside a tile, the first ones stand still in it.
//!
//! With three variables of 4, 100 and 50 values and tiles of at most 4,096 deals, the last variable runs inside the tile,
//! the middle one is cut into pages of 81 values (81 · 50 = 4,050 deals), and the first stands still: 4 · 2 tiles. Lanes
//! and tiles count through the deals in deal order.

use crate::rule::formula::Domain;
use crate::rule::set::ValueSet;

/// The cut of a space into tiles.
#[derive(Clone, Debug)]
pub struct Layout {
    domains: Vec<Domain>,
    /// Variables before this one stand still in a tile.
    n_outer: usize,
    /// The variable that is cut into pages, where there is one (then it is variable `n_outer`).
    page: Option<Page>,
    /// The first variable that runs whole inside a tile.
    inner: usize,
    /// How many deals the inner variables make.
    n_inner: u32,
}

#[derive(Clone, Copy, Debug)]
struct Page {
    per_page: u32,
    n_pages: u32,
}

/// Where a tile stands: the values of the outer variables, and the page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// The values of the variables that stand still.
    pub outer: Vec<u32>,
    /// The first value of the page, and one past its last (0, 1 where nothing is cut).
    pub page: (u32, u32),
}

impl Layout {
    /// Cuts a space of these variables into tiles of at most this many lanes.
    #[must_use]
    pub fn new(domains: &[Domain], lanes: u32) -> Self {
        let mut inner = domains.len();
        let mut n_inner = 1_u32;
        for domain in domains.iter().rev() {
            match n_inner.checked_mul(domain.len()) {
                Some(product) if product <= lanes => n_inner = product,
                _ => break,
            }
            inner -= 1;
        }
        let per_page = lanes / n_inner;
        let cut = inner.checked_sub(1).and_then(|at| domains.get(at)).filter(|_| per_page > 1);
        let page = cut.map(|domain| Page { per_page, n_pages: domain.len().div_ceil(per_page) });
        let n_outer = if page.is_some() { inner - 1 } else { inner };
        Self { domains: domains.to_vec(), n_outer, page, inner, n_inner }
    }

    /// How many deals there are; none past 2^63.
    #[must_use]
    pub fn n_deals(domains: &[Domain]) -> Option<u64> {
        let product = domains.iter().try_fold(1_u64, |product, domain| product.checked_mul(u64::from(domain.len())));
        product.filter(|deals| *deals < 1 << 63)
    }

    /// How many tiles there are (at the most 2^63 where [`Layout::n_deals`] is known).
    #[must_use]
    pub fn n_tiles(&self) -> u64 {
        let outer = self.domains.iter().take(self.n_outer).map(|domain| u64::from(domain.len()));
        outer.fold(1, u64::saturating_mul).saturating_mul(self.page.map_or(1, |page| u64::from(page.n_pages)))
    }

    /// The place of a tile.
    #[must_use]
    pub fn place(&self, tile: u64) -> Place {
        let mut rest = tile;
        let mut page = (0, 1);
        if let (Some(cut), Some(domain)) = (self.page, self.domains.get(self.n_outer)) {
            let at = u32::try_from(rest % u64::from(cut.n_pages)).unwrap_or(0);
            rest /= u64::from(cut.n_pages);
            let first = domain.first + at * cut.per_page;
            page = (first, domain.end.min(first + cut.per_page));
        }
        let mut outer = vec![0; self.n_outer];
        for (value, domain) in outer.iter_mut().zip(&self.domains).rev() {
            *value = domain.first + u32::try_from(rest % u64::from(domain.len().max(1))).unwrap_or(0);
            rest /= u64::from(domain.len().max(1));
        }
        Place { outer, page }
    }

    /// The variables that stand still in a tile.
    #[must_use]
    pub const fn n_outer(&self) -> usize {
        self.n_outer
    }

    /// The variable that is cut into pages.
    #[must_use]
    pub fn paged(&self) -> Option<usize> {
        self.page.map(|_| self.n_outer)
    }

    /// The first variable that runs whole inside a tile.
    #[must_use]
    pub const fn inner(&self) -> usize {
        self.inner
    }

    /// How many lanes share one value of the paged variable.
    #[must_use]
    pub const fn n_inner(&self) -> u32 {
        self.n_inner
    }

    /// How many lanes of the tile at this place are deals.
    #[must_use]
    pub const fn n_lanes(&self, place: &Place) -> u32 {
        self.n_inner * (place.page.1 - place.page.0)
    }

    /// How many lanes one value of an inner variable holds before the next value comes.
    #[must_use]
    pub fn stride(&self, variable: usize) -> u32 {
        self.domains.iter().skip(variable + 1).map(|domain| domain.len()).product()
    }

    /// The value of a variable on a lane.
    #[must_use]
    pub fn value(&self, place: &Place, variable: usize, lane: u32) -> u32 {
        if let Some(value) = place.outer.get(variable) {
            return *value;
        }
        if self.paged() == Some(variable) {
            return place.page.0 + lane / self.n_inner;
        }
        let Some(domain) = self.domains.get(variable) else { return 0 };
        domain.first + lane / self.stride(variable) % domain.len()
    }

    /// The values of all variables on a lane.
    #[must_use]
    pub fn values(&self, place: &Place, lane: u32) -> Vec<u32> {
        (0..self.domains.len()).map(|variable| self.value(place, variable, lane)).collect()
    }

    /// Sets the bits of the lanes on which an inner or paged variable has a value of the set.
    pub fn fill(&self, place: &Place, variable: usize, set: &ValueSet, plane: &mut [u64]) {
        plane.fill(0);
        let (first, end, stride) = match self.paged() {
            Some(paged) if paged == variable => (place.page.0, place.page.1, self.n_inner),
            _ => {
                let Some(domain) = self.domains.get(variable) else { return };
                (domain.first, domain.end, self.stride(variable))
            }
        };
        let period = (end - first) * stride;
        let n_lanes = u32::try_from(plane.len() * 64).unwrap_or(u32::MAX).min(self.n_lanes(place));
        let mut base = 0;
        while base < n_lanes && period > 0 {
            for (start, stop) in set.within(first, end).runs() {
                set_run(plane, base + (start - first) * stride, (base + (stop - first) * stride).min(n_lanes));
            }
            base += period;
        }
    }
}

/// Sets the bits from `from` up to and without `to`.
pub fn set_run(plane: &mut [u64], from: u32, to: u32) {
    for (at, word) in plane.iter_mut().enumerate().take(to.div_ceil(64) as usize).skip(from as usize / 64) {
        let base = u32::try_from(at * 64).unwrap_or(u32::MAX);
        let low = from.saturating_sub(base).min(64);
        let high = to.saturating_sub(base).min(64);
        let below = |n: u32| if n >= 64 { u64::MAX } else { (1 << n) - 1 };
        *word |= below(high) & !below(low);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn domains(lengths: &[u32]) -> Vec<Domain> {
        lengths.iter().map(|len| Domain { first: 0, end: *len }).collect()
    }

    #[test]
    fn tiles_count_through_the_deals_in_order() {
        for lengths in [&[4, 100, 50][..], &[2, 3, 2], &[10_000], &[70, 70, 1, 3], &[1], &[5000, 2], &[2, 5000]] {
            let domains = domains(lengths);
            let layout = Layout::new(&domains, 4096);
            let mut expected = vec![0_u32; lengths.len()];
            let mut count = 0_u64;
            for tile in 0..layout.n_tiles() {
                let place = layout.place(tile);
                for lane in 0..layout.n_lanes(&place) {
                    assert_eq!(layout.values(&place, lane), expected, "{lengths:?} tile {tile} lane {lane}");
                    count += 1;
                    for at in (0..expected.len()).rev() {
                        expected[at] += 1;
                        if expected[at] < lengths[at] {
                            break;
                        }
                        expected[at] = 0;
                    }
                }
            }
            assert_eq!(Some(count), Layout::n_deals(&domains));
        }
    }

    #[test]
    fn planes_say_what_values_say() {
        let domains = [
            Domain { first: 2, end: 5 },
            Domain { first: 0, end: 90 },
            Domain { first: 1, end: 8 },
            Domain { first: 0, end: 9 },
        ];
        let layout = Layout::new(&domains, 4096);
        assert_eq!(layout.paged(), Some(1));
        let set = ValueSet::of([1, 3, 4, 7, 65, 66]);
        for tile in 0..layout.n_tiles() {
            let place = layout.place(tile);
            for variable in 1..4 {
                let mut plane = vec![0; 64];
                layout.fill(&place, variable, &set, &mut plane);
                for lane in 0..layout.n_lanes(&place) {
                    let bit = plane[lane as usize / 64] >> (lane % 64) & 1 == 1;
                    assert_eq!(bit, set.contains(layout.value(&place, variable, lane)));
                }
            }
        }
    }
}
