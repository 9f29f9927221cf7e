//! What a descent goes by: the variables in order, each rule as the questions it asks of the outer ones, and a plane for
//! whatever it can come to inside a tile.
//!
//! The rule "price high, and jobs none or fund 0" with the price outside and the others inside asks one question. At a low
//! price nothing is left of it; at a high one it is a plane that is known beforehand: the deals of a tile with no jobs or
//! no fund. So a tile never evaluates a formula: it joins planes. A rule that holds where either of two things does is two
//! rules, and the earlier one to be settled ends its branch earlier.
#![expect(clippy::indexing_slicing, reason = "a kernel: variables, classes and planes are numbered here")]

use crate::engine::descent::levels::Levels;
use crate::engine::descent::order::{Order, Shape};
use crate::engine::descent::question::{Question, Reservation, alternatives};
use crate::engine::descent::tile::{Choice, LANES, Tile};
use crate::engine::exact::classes::{Classes, classes};
use crate::engine::exact::declined::Declined;
use crate::engine::exact::graph::{FALSE, Graphs, TRUE};
use crate::rule::formula::{Domain, Formulas, Node, NodeId};
use std::collections::BTreeMap;

/// A rule that asks nothing more and is not crossed.
pub const NEVER: u32 = 0;
/// A rule that is crossed by all that is below.
pub const ALWAYS: u32 = 1;
/// A rule that is crossed where the plane of the other bits says so.
pub const PLANE: u32 = 1 << 31;
/// More planes than this (32 MB) are given up.
const MAX_PLANES: usize = 1 << 16;

/// What a rule acts on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Target {
    /// It is crossed for this group.
    Group(usize),
    /// It gives this bonus of this reservation.
    Bonus(usize, usize),
    /// It makes a deal less likely, by the factor of this soft rule.
    Soft(usize),
}

/// A variable outside of the tiles.
#[derive(Clone, Debug)]
pub struct Level {
    /// How many values each of its classes has.
    pub sizes: Vec<u64>,
    /// The rules that may ask for it.
    pub touched: Vec<u32>,
    /// Per reservation, the points of each class.
    pub points: Vec<Vec<f64>>,
}

/// A reservation on planes.
#[derive(Clone, Debug)]
pub struct Worth {
    /// Its group.
    pub group: usize,
    /// What is worth less is refused.
    pub limit: f64,
    /// The points of each lane.
    pub inner: Vec<f64>,
    /// Their levels.
    pub levels: Levels,
    /// The plane of the lowest level.
    pub first: u32,
    /// The points of each bonus.
    pub bonuses: Vec<f64>,
    /// The least and the most that everything from each level on (and inside) can add.
    pub rest: Vec<(f64, f64)>,
}

/// Where a walk takes a variable.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// On this level outside of the tiles.
    Outer(usize),
    /// Inside a tile, as this one of the inner variables.
    Inner(usize),
    /// Nowhere: nothing reads it.
    Free,
}

/// Which variables a walk takes in which place, to turn a lane of a tile into deals.
#[derive(Clone, Debug)]
pub struct Axes {
    /// The outer variables, a level each.
    pub outer: Vec<usize>,
    /// The variables inside a tile, with the lanes of each of their classes.
    pub inner: Vec<(usize, Vec<Tile>)>,
    /// The class of each inner variable on each lane.
    pub lane_classes: Vec<Vec<u32>>,
    /// By variable and class, its values in order.
    pub values: Vec<Vec<Vec<u32>>>,
    /// By variable, the class of each value of its domain.
    pub class_of: Vec<Vec<u32>>,
    /// The domains.
    pub domains: Vec<Domain>,
    /// Where each variable is.
    pub places: Vec<Place>,
}

/// A question made ready.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The outer variables in order.
    pub levels: Vec<Level>,
    /// What each rule acts on, and where it begins.
    pub rules: Vec<(Target, u32)>,
    /// The questions: level, then where each class leads (another question's place here, or a constant).
    pub table: Vec<u32>,
    /// The planes.
    pub planes: Vec<Tile>,
    /// The factor of each soft rule.
    pub factors: Vec<f64>,
    /// Which variable stands where.
    pub axes: Axes,
    /// The lanes of a tile that are no deals.
    pub outside: Tile,
    /// Each reservation.
    pub worths: Vec<Worth>,
    /// How many groups there are.
    pub n_groups: usize,
    /// The decision over them.
    pub choices: Vec<Choice>,
    /// Where it begins.
    pub root: u32,
    /// How many deals each node has below it, by level; the tile's own lanes at the last.
    pub below: Vec<u128>,
    /// How many deals each deal of the walk stands for: values of variables that nothing reads.
    pub factor: u128,
    /// The nodes to be expected, as work in nanoseconds on one thread, roughly.
    pub cost: f64,
}

impl Plan {
    /// Makes a question ready, for tiles of at most this many lanes (4,096 in earnest; tests want more tiles of few deals).
    ///
    /// # Errors
    /// Where the rules' graphs or planes grow too large, or the deals pass 2^120.
    pub fn new(formulas: &Formulas, question: &Question, lanes: usize) -> Result<Self, Declined> {
        let most = lanes.clamp(1, LANES);
        let mut formulas = formulas.clone();
        let mut rules = Vec::new();
        for (group, roots) in question.groups.iter().enumerate() {
            let mut split = std::collections::BTreeSet::new();
            roots.iter().for_each(|root| alternatives(&mut formulas, *root, &mut split));
            rules.extend(split.into_iter().map(|root| (Target::Group(group), root)));
        }
        for (at, reservation) in question.reservations.iter().enumerate() {
            let bonuses = reservation.bonuses.iter().enumerate();
            rules.extend(bonuses.map(|(bonus, (root, _))| (Target::Bonus(at, bonus), *root)));
        }
        rules.extend(question.soft.iter().enumerate().map(|(at, (root, _))| (Target::Soft(at), *root)));
        let roots: Vec<NodeId> = rules.iter().map(|(_, root)| *root).collect();
        let worth = |variable: usize, value: u32| {
            question.reservations.iter().map(|held| held.points(variable, value).to_bits().cast_signed()).collect()
        };
        let classes = classes(&formulas, &roots, &worth);
        let lanes: Vec<Lanes> = classes.iter().map(Lanes::of).collect();
        let used = (0..classes.len()).filter(|variable| classes[*variable].first.len() > 1).collect::<Vec<_>>();
        let shape = shape(&formulas, (&rules, question), &classes, (&lanes, most));
        let order = shape.order(&used);
        let cost = shape.cost(&order.variables);
        Drafting::new(&formulas, question, &classes, &lanes, order)?.plan(&rules, cost)
    }
}

/// How a variable would run inside a tile.
#[derive(Debug)]
struct Lanes {
    /// The class of each lane.
    of: Vec<u32>,
    /// How many values a lane stands for.
    each: u64,
}

impl Lanes {
    /// A lane a class, where all classes have the same number of values; otherwise a lane a value.
    fn of(classes: &Classes) -> Self {
        match classes.sizes.first() {
            Some(first) if classes.sizes.iter().all(|size| size == first) => {
                Self { of: (0..).take(classes.first.len()).collect(), each: *first }
            }
            _ => Self { of: classes.of.clone(), each: 1 },
        }
    }
}

fn shape(
    formulas: &Formulas,
    (rules, question): (&[(Target, NodeId)], &Question),
    classes: &[Classes],
    (lanes, most): (&[Lanes], usize),
) -> Shape {
    let shares = shares(formulas);
    let mut read = Vec::new();
    for (target, root) in rules {
        let support = formulas.variables(*root);
        let ends = if *target == Target::Group(0) { shares[root.0 as usize] } else { 0.0 };
        read.push((support, ends));
    }
    for reservation in &question.reservations {
        let has_points = |variable: &usize| reservation.points.get(*variable).is_some_and(|points| !points.is_empty());
        read.push(((0..classes.len()).filter(has_points).collect(), 0.0));
    }
    Shape {
        most,
        branches: classes.iter().map(|classes| classes.first.len()).collect(),
        lanes: lanes.iter().map(|lanes| lanes.of.len()).collect(),
        rules: read,
    }
}

/// The share of deals on which each formula holds, as if its parts held independently; children come first.
fn shares(formulas: &Formulas) -> Vec<f64> {
    let mut found: Vec<f64> = Vec::with_capacity(formulas.nodes().len());
    for node in formulas.nodes() {
        let of = |id: &NodeId| found[id.0 as usize];
        let share = match node {
            Node::False => 0.0,
            Node::True => 1.0,
            Node::Atom(variable, set) => {
                let n = formulas.domains().get(*variable).map_or(1, |domain| domain.len().max(1));
                set.runs().iter().fold(0.0, |sum, (start, end)| sum + f64::from(end - start)) / f64::from(n)
            }
            Node::Not(inner) => 1.0 - of(inner),
            Node::And(parts) => parts.iter().fold(1.0, |product, part| product * of(part)),
            Node::Or(parts) => 1.0 - parts.iter().fold(1.0, |product, part| product * (1.0 - of(part))),
        };
        found.push(share);
    }
    found
}

/// A plan in the making.
struct Drafting<'a> {
    formulas: &'a Formulas,
    question: &'a Question,
    classes: &'a [Classes],
    order: Order,
    graphs: Graphs<'a>,
    /// Per inner variable (from the first one in order): the lanes of each class.
    masks: Vec<Vec<Tile>>,
    /// Per lane the class of each inner variable.
    n_lanes: usize,
    lane_classes: Vec<Vec<u32>>,
    factor: u128,
    /// The plane of each node of the graphs that asks only inside the tile.
    known: BTreeMap<u32, Tile>,
    codes: BTreeMap<u32, u32>,
    table: Vec<u32>,
    planes: Vec<Tile>,
}

impl<'a> Drafting<'a> {
    fn new(
        formulas: &'a Formulas,
        question: &'a Question,
        classes: &'a [Classes],
        lanes: &[Lanes],
        order: Order,
    ) -> Result<Self, Declined> {
        let mut all = order.variables.clone();
        all.extend((0..classes.len()).filter(|variable| !order.variables.contains(variable)));
        let graphs = Graphs::new(formulas, classes, &all);
        let mut factor = 1_u128;
        let mut multiply = |n: u64| {
            factor = factor.checked_mul(u128::from(n)).filter(|n| *n < 1 << 120).ok_or(Declined::TooLarge)?;
            Ok(())
        };
        for unread in &all[order.variables.len()..] {
            multiply(classes[*unread].of.len() as u64)?;
        }
        let inner = &order.variables[order.n_outer..];
        for variable in inner {
            multiply(lanes[*variable].each)?;
        }
        // The last variable runs fastest.
        let mut lane_classes = vec![Vec::new()];
        for variable in inner {
            let longer = lane_classes.iter().flat_map(|prefix: &Vec<u32>| {
                lanes[*variable].of.iter().map(|class| prefix.iter().copied().chain([*class]).collect())
            });
            lane_classes = longer.collect();
        }
        let mut masks: Vec<Vec<Tile>> = Vec::new();
        for (at, variable) in inner.iter().enumerate() {
            let mut of = vec![Tile::NONE; classes[*variable].first.len()];
            for (lane, classes) in lane_classes.iter().enumerate() {
                of[classes[at] as usize].insert(lane);
            }
            masks.push(of);
        }
        Ok(Self {
            formulas,
            question,
            classes,
            n_lanes: lane_classes.len().min(LANES),
            order,
            graphs,
            masks,
            lane_classes,
            factor,
            known: BTreeMap::new(),
            codes: BTreeMap::new(),
            table: vec![u32::MAX; 2],
            planes: Vec::new(),
        })
    }

    fn plan(mut self, rules: &[(Target, NodeId)], cost: f64) -> Result<Plan, Declined> {
        let mut begun = Vec::new();
        for (target, root) in rules {
            let node = self.graphs.of(*root)?;
            begun.push((*target, self.code(node)?));
        }
        let worths = self.worths()?;
        let outer: Vec<usize> = self.order.variables[..self.order.n_outer].to_vec();
        let mut levels: Vec<Level> = Vec::new();
        for variable in &outer {
            let classes = &self.classes[*variable];
            let of_class =
                |held: &Reservation| classes.first.iter().map(|value| held.points(*variable, *value)).collect();
            let points = self.question.reservations.iter().map(of_class).collect();
            let touched = (0..).zip(rules).filter(|(_, (_, root))| self.formulas.variables(*root).contains(variable));
            let touched = touched.map(|(at, _)| at).collect();
            levels.push(Level { sizes: classes.sizes.clone(), touched, points });
        }
        let mut below = vec![self.n_lanes as u128];
        for level in levels.iter().rev() {
            let n = level.sizes.iter().map(|size| u128::from(*size)).sum::<u128>();
            let all = below.last().and_then(|below| below.checked_mul(n)).ok_or(Declined::TooLarge)?;
            below.push(all);
        }
        below.reverse();
        if below.first().and_then(|all| all.checked_mul(self.factor)).is_none_or(|all| all >= 1 << 120) {
            return Err(Declined::TooLarge);
        }
        let outside = Tile(Tile::first(self.n_lanes).0.map(|word| !word));
        let axes = self.axes();
        Ok(Plan {
            levels,
            rules: begun,
            table: self.table,
            planes: self.planes,
            factors: self.question.soft.iter().map(|(_, factor)| *factor).collect(),
            axes,
            outside,
            worths,
            n_groups: self.question.groups.len(),
            choices: self.question.choices.clone(),
            root: self.question.root,
            below,
            factor: self.factor,
            cost,
        })
    }

    fn axes(&mut self) -> Axes {
        let (outer, inner) = self.order.variables.split_at(self.order.n_outer);
        let values = self.classes.iter().zip(self.formulas.domains()).map(|(classes, domain)| {
            let mut values = vec![Vec::new(); classes.first.len()];
            for (value, class) in (domain.first..).zip(&classes.of) {
                values[*class as usize].push(value);
            }
            values
        });
        let mut places = vec![Place::Free; self.classes.len()];
        outer.iter().enumerate().for_each(|(at, variable)| places[*variable] = Place::Outer(at));
        inner.iter().enumerate().for_each(|(at, variable)| places[*variable] = Place::Inner(at));
        Axes {
            places,
            outer: outer.to_vec(),
            inner: inner.iter().copied().zip(std::mem::take(&mut self.masks)).collect(),
            lane_classes: std::mem::take(&mut self.lane_classes),
            values: values.collect(),
            class_of: self.classes.iter().map(|classes| classes.of.clone()).collect(),
            domains: self.formulas.domains().to_vec(),
        }
    }

    /// What a node of the graphs is to the descent: a constant, a plane, or a place in the table.
    fn code(&mut self, node: u32) -> Result<u32, Declined> {
        match node {
            FALSE => return Ok(NEVER),
            TRUE => return Ok(ALWAYS),
            _ => {}
        }
        if let Some(code) = self.codes.get(&node) {
            return Ok(*code);
        }
        let Some(question) = self.graphs.question(node).cloned() else { return Ok(NEVER) };
        let code = if question.level < self.order.n_outer {
            let children = question.children.iter().map(|child| self.code(*child)).collect::<Result<Vec<_>, _>>()?;
            let place = u32::try_from(self.table.len()).map_err(|_| Declined::TooLarge)?;
            self.table.push(u32::try_from(question.level).unwrap_or(u32::MAX));
            self.table.extend(children);
            place
        } else {
            let tile = self.plane(node)?;
            PLANE | self.add(&[tile])?
        };
        self.codes.insert(node, code);
        Ok(code)
    }

    /// The lanes on which a node that asks only inside the tile holds.
    fn plane(&mut self, node: u32) -> Result<Tile, Declined> {
        match node {
            FALSE => return Ok(Tile::NONE),
            TRUE => return Ok(Tile::ALL),
            _ => {}
        }
        if let Some(tile) = self.known.get(&node) {
            return Ok(*tile);
        }
        let Some(question) = self.graphs.question(node).cloned() else { return Ok(Tile::NONE) };
        let mut tile = Tile::NONE;
        for (class, child) in question.children.iter().enumerate() {
            let child = self.plane(*child)?;
            tile = tile.or(&child.and(&self.masks[question.level - self.order.n_outer][class]));
        }
        if self.known.len() >= MAX_PLANES {
            return Err(Declined::TooLarge);
        }
        self.known.insert(node, tile);
        Ok(tile)
    }

    /// Adds planes and gives the number of the first.
    fn add(&mut self, planes: &[Tile]) -> Result<u32, Declined> {
        let first = self.planes.len();
        if first + planes.len() > MAX_PLANES {
            return Err(Declined::TooLarge);
        }
        self.planes.extend_from_slice(planes);
        u32::try_from(first).map_err(|_| Declined::TooLarge)
    }

    fn worths(&mut self) -> Result<Vec<Worth>, Declined> {
        let mut worths = Vec::new();
        let (outer, inner) = self.order.variables.split_at(self.order.n_outer);
        let (outer, inner) = (outer.to_vec(), inner.to_vec());
        let unread: Vec<usize> = (0..self.classes.len()).filter(|at| !self.order.variables.contains(at)).collect();
        let reservations = &self.question.reservations;
        for held in reservations {
            let of = |variable: usize, class: u32| held.points(variable, self.classes[variable].first[class as usize]);
            // A variable of a single class has the same points in every deal.
            let always = unread.iter().fold(0.0, |sum, variable| sum + of(*variable, 0));
            let lane = |classes: &Vec<u32>| {
                inner.iter().zip(classes).fold(always, |sum, (variable, class)| sum + of(*variable, *class))
            };
            let points: Vec<f64> = self.lane_classes.iter().map(lane).collect();
            let (levels, planes) = Levels::new(&points);
            let mut rest = vec![levels.range()];
            for (_, points) in &held.bonuses {
                rest[0] = (rest[0].0 + points.min(0.0), rest[0].1 + points.max(0.0));
            }
            for variable in outer.iter().rev() {
                let of_classes = (0..).take(self.classes[*variable].first.len()).map(|class| of(*variable, class));
                let ends = of_classes.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), points| {
                    (points.min(least), points.max(most))
                });
                let (least, most) = rest[rest.len() - 1];
                rest.push((least + ends.0, most + ends.1));
            }
            rest.reverse();
            let first = self.add(&planes)?;
            let bonuses = held.bonuses.iter().map(|(_, points)| *points).collect();
            worths.push(Worth { group: held.group, limit: held.limit, inner: points, levels, first, bonuses, rest });
        }
        Ok(worths)
    }
}
