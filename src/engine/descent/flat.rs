//! The same count without any cleverness: every tile, and in every tile every atom of every rule.
//!
//! A rule is written as cubes: "price high, and jobs none or fund 0" is the two cubes "price high, jobs none" and "price
//! high, fund 0". A tile looks at the planes of all atoms of all cubes, also of those that stand still in it, which are
//! planes of ones or of zeros. It is what a count costs when nothing is settled before the last variable, a second opinion
//! on the descent, and the loop whose bound (loads a clock) is easiest to state.
#![expect(clippy::indexing_slicing, reason = "a kernel: atoms and planes are numbered here")]

use crate::engine::descent::kernels::Kernels;
use crate::engine::descent::tile::{LANES, Run, Tile};
use crate::engine::exact::declined::Declined;
use crate::rule::formula::{Domain, Formulas, Node, NodeId};
use crate::rule::set::ValueSet;
use crate::space::instructions::InstructionSet;
use crate::space::layout::{Layout, Place};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// More cubes than this are given up.
const MAX_CUBES: usize = 4096;
/// How many strands the tiles are cut into at most.
const STRANDS: u64 = 64;

type Atom = (usize, ValueSet);
type Cube = BTreeMap<usize, ValueSet>;

/// Rules as cubes.
#[derive(Clone, Debug)]
pub struct Flat {
    layout: Layout,
    domains: Vec<Domain>,
    n_deals: u64,
    atoms: Vec<Atom>,
    /// Of no deal, of all deals, and of each atom that is the same in every tile.
    planes: Vec<Tile>,
    /// The lengths of the cubes.
    runs: Vec<Run>,
    /// The atoms of the cubes, in a row.
    uses: Vec<u32>,
    /// Per variable its atoms, each with the places where it is used.
    of_variable: Vec<Vec<(u32, Vec<usize>)>>,
}

impl Flat {
    /// Deals are counted that none of these formulas holds on.
    ///
    /// # Errors
    /// Where the cubes are too many, or the deals pass 2^63.
    pub fn new(formulas: &Formulas, roots: &[NodeId]) -> Result<Self, Declined> {
        let n_deals = Layout::n_deals(formulas.domains()).ok_or(Declined::TooLarge)?;
        let mut all: Vec<Cube> = Vec::new();
        for root in roots {
            all.extend(cubes(formulas, *root, true)?);
            if all.len() > MAX_CUBES {
                return Err(Declined::TooLarge);
            }
        }
        let mut known: BTreeMap<Atom, u32> = BTreeMap::new();
        let (mut runs, mut uses): (Vec<Run>, Vec<u32>) = (Vec::new(), Vec::new());
        // Those of one length in a row.
        all.sort_by_key(Cube::len);
        for cube in all {
            let length = cube.len().max(1);
            if cube.is_empty() {
                uses.push(1);
            }
            for atom in cube {
                let next = known.len() as u32 + 2;
                uses.push(*known.entry(atom).or_insert(next));
            }
            match runs.last_mut() {
                Some(run) if run.length == length => run.n += 1,
                _ => runs.push(Run { length, n: 1 }),
            }
        }
        let mut atoms = vec![(usize::MAX, ValueSet::default()); known.len()];
        let mut of_variable = vec![Vec::new(); formulas.domains().len()];
        for (atom, plane) in known {
            let places = uses.iter().enumerate().filter(|(_, used)| **used == plane).map(|(at, _)| at).collect();
            of_variable[atom.0].push((plane, places));
            atoms[plane as usize - 2] = atom;
        }
        let layout = Layout::new(formulas.domains(), LANES as u32);
        let mut planes = vec![Tile::NONE, Tile::ALL];
        for (variable, set) in &atoms {
            let mut tile = Tile::NONE;
            if *variable >= layout.inner() && n_deals > 0 {
                layout.fill(&layout.place(0), *variable, set, &mut tile.0);
            }
            planes.push(tile);
        }
        Ok(Self { layout, domains: formulas.domains().to_vec(), n_deals, atoms, planes, runs, uses, of_variable })
    }

    /// How many planes a tile looks at.
    #[must_use]
    pub const fn n_uses(&self) -> usize {
        self.uses.len()
    }

    /// Counts, on the threads of the pool it is called in; none where it was stopped.
    #[must_use]
    pub fn count(&self, set: InstructionSet, is_stopped: &(dyn Fn() -> bool + Sync)) -> Option<u64> {
        if self.n_deals == 0 {
            return Some(0);
        }
        let n_tiles = self.layout.n_tiles();
        let n_strands = STRANDS.min(n_tiles);
        let first = |at: u64| (n_tiles / n_strands) * at + (n_tiles % n_strands).min(at);
        let strand = |at: u64| (!is_stopped()).then(|| self.strand(Kernels::of(set), first(at)..first(at + 1)));
        (0..n_strands).into_par_iter().map(strand).sum()
    }

    fn strand(&self, kernels: Kernels, tiles: std::ops::Range<u64>) -> u64 {
        let mut planes = self.planes.clone();
        let mut uses = self.uses.clone();
        let mut total = 0;
        let mut place = self.layout.place(tiles.start);
        // Variables from this one on have changed since the last tile.
        let mut changed = 0;
        let mut outside = self.outside(&place);
        for tile in tiles {
            for variable in changed..place.outer.len() {
                for (plane, places) in &self.of_variable[variable] {
                    let holds = u32::from(self.atoms[*plane as usize - 2].1.contains(place.outer[variable]));
                    places.iter().for_each(|at| uses[*at] = holds);
                }
            }
            if self.layout.paged().is_some() {
                // A short last page leaves lanes that are no deals.
                outside = self.outside(&place);
                for variable in place.outer.len()..self.of_variable.len() {
                    for (plane, _) in &self.of_variable[variable] {
                        let set = &self.atoms[*plane as usize - 2].1;
                        self.layout.fill(&place, variable, set, &mut planes[*plane as usize].0);
                    }
                }
            }
            total += u64::from(kernels.cubes(&outside, &self.runs, &uses, &planes));
            changed = self.advance(&mut place, tile);
        }
        total
    }

    /// The lanes of a tile that are no deals.
    fn outside(&self, place: &Place) -> Tile {
        Tile(Tile::first(self.layout.n_lanes(place) as usize).0.map(|word| !word))
    }

    /// Goes on to the tile behind this one; gives the first variable that changes.
    fn advance(&self, place: &mut Place, tile: u64) -> usize {
        if self.layout.paged().is_some() {
            *place = self.layout.place(tile + 1);
            return 0;
        }
        for (variable, (value, domain)) in place.outer.iter_mut().zip(&self.domains).enumerate().rev() {
            *value += 1;
            if *value < domain.end {
                return variable;
            }
            *value = domain.first;
        }
        0
    }
}

/// A formula (or its opposite) as cubes.
fn cubes(formulas: &Formulas, root: NodeId, holds: bool) -> Result<Vec<Cube>, Declined> {
    let is_empty = |holds: bool| if holds { vec![Cube::new()] } else { Vec::new() };
    Ok(match formulas.node(root) {
        Node::False => is_empty(!holds),
        Node::True => is_empty(holds),
        Node::Atom(variable, set) => {
            let domain = formulas.domains()[*variable];
            let set = if holds { set.clone() } else { set.complement(domain.first, domain.end) };
            vec![Cube::from([(*variable, set)])]
        }
        Node::Not(inner) => cubes(formulas, *inner, !holds)?,
        Node::And(parts) | Node::Or(parts) => {
            let all = matches!(formulas.node(root), Node::And(_)) == holds;
            let mut found = is_empty(all);
            for part in parts {
                let part = cubes(formulas, *part, holds)?;
                if all {
                    found = found.iter().flat_map(|one| part.iter().filter_map(|other| both(one, other))).collect();
                } else {
                    found.extend(part);
                }
                if found.len() > MAX_CUBES {
                    return Err(Declined::TooLarge);
                }
            }
            found
        }
    })
}

/// What two cubes have in common.
fn both(one: &Cube, other: &Cube) -> Option<Cube> {
    let mut made = one.clone();
    for (variable, set) in other {
        let common = match made.get(variable) {
            None => set.clone(),
            Some(known) => {
                let runs = set.runs().iter().flat_map(|(start, end)| {
                    let inside = known.within(*start, *end);
                    inside.runs().iter().flat_map(|(start, end)| *start..*end).collect::<Vec<_>>()
                });
                ValueSet::of(runs.collect::<Vec<_>>())
            }
        };
        if common.is_empty() {
            return None;
        }
        made.insert(*variable, common);
    }
    Some(made)
}
