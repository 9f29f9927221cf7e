//! What one step from layer to layer does to a state, worked out before there is any state.
//!
//! A state is a few words. Every rule that is open has a field in them while it is: 0 where it can no longer be met, else
//! the number of the question it stands at. Most rules are one conjunction, whose field is one bit: those are moved all at
//! once, by masks.
#![expect(clippy::indexing_slicing, reason = "a kernel: levels, classes and fields are counted here")]

use crate::engine::exact::declined::Declined;
use crate::engine::exact::graph::{FALSE, Graphs, TRUE};
use crate::engine::exact::problem::{Line, Problem, Role};
use crate::engine::exact::residual::MAX_VOICES;
use crate::scenario::id::{Id, VoiceId};
use std::collections::BTreeMap;

/// Words for the fields of a state at most.
pub const MAX_WORDS: usize = 5;

/// Whose lines they are, where they may cease to matter.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Group {
    /// A voice's: once the agreement no longer depends on it, they do not matter.
    Voice(VoiceId),
    /// A sum's bonuses: once the sum is decided, they do not matter.
    Sum(usize),
}

/// What one class does to the fields.
#[derive(Clone, Debug)]
pub struct Move {
    /// Bits that end.
    pub clear: [u64; MAX_WORDS],
    /// Bits that end the deal where they are set.
    pub kill: [u64; MAX_WORDS],
    /// Bits whose rule is met where they are set.
    pub fire: [u64; MAX_WORDS],
    /// Bits that begin, whatever else.
    pub set: [u64; MAX_WORDS],
    /// Bits that begin where their group matters.
    pub set_of: Vec<(Group, [u64; MAX_WORDS])>,
    /// The class alone ends the deal.
    pub killed: bool,
    /// Rules that the class alone meets.
    pub fired: Vec<usize>,
}

/// A field of more than one bit.
#[derive(Clone, Debug)]
pub struct Wide {
    /// The rule.
    pub line: usize,
    /// Where the field stands.
    pub field: Field,
    /// For each number that it may hold: where each class leads (a number, or [`MET`]); none if it stays.
    pub moves: Vec<Option<Vec<u64>>>,
}

/// The rule is met.
pub const MET: u64 = u64::MAX;

/// Some bits of a state.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Which word.
    pub word: usize,
    /// From which bit.
    pub shift: u32,
    /// How many.
    pub width: u32,
}

impl Field {
    /// Its bits, in place.
    #[must_use]
    pub const fn mask(self) -> u64 {
        (u64::MAX >> (64 - self.width)) << self.shift
    }
}

/// How a sum goes on at a level.
#[derive(Clone, Debug)]
pub struct SumStep {
    /// The points of each class.
    pub of_class: Vec<i64>,
    /// The least that the sum may be before this level.
    pub low: i64,
    /// The least that it may be after it.
    pub low_after: i64,
    /// What the rest adds at least.
    pub rest_low: i64,
    /// … and at most.
    pub rest_high: i64,
}

/// One step.
#[derive(Clone, Debug)]
pub struct Level {
    /// By class.
    pub moves: Vec<Move>,
    /// Fields of more than one bit that may move.
    pub wide: Vec<Wide>,
    /// The rule of each one-bit field that may move, by word and bit.
    pub line_of_bit: BTreeMap<(usize, u32), usize>,
    /// The fields of each group that are open after it (bits are used again by other rules later).
    pub of_group: Vec<(Group, [u64; MAX_WORDS])>,
    /// By sum.
    pub sums: Vec<SumStep>,
    /// Parties that nothing of what comes later can make refuse.
    pub ends: Vec<VoiceId>,
}

/// All steps.
#[derive(Clone, Debug)]
pub struct Layers {
    /// How many words the fields take.
    pub n_words: usize,
    /// By level.
    pub levels: Vec<Level>,
    /// The sums that the layers carry, by place in the problem.
    pub sums: Vec<usize>,
    /// Sums that are never reached: they are missed from the start.
    pub missed: Vec<usize>,
    /// Parties that nothing can make refuse.
    pub willing: Vec<VoiceId>,
    drawn: Vec<Drawn>,
}

impl Layers {
    /// The levels over which a rule is read, from the first of them on, as they are without it; none where it is read nowhere,
    /// or some sum or agreement hangs on the rules.
    #[must_use]
    pub fn stretch_without(&self, problem: &Problem, graphs: &Graphs, line: usize) -> Option<(usize, Vec<Level>)> {
        let left_out = self.drawn.iter().find(|one| one.line == line)?;
        let is_plain = problem.lines.iter().all(|line| group(line).is_none()) && problem.sums.is_empty();
        let (first, last) = (left_out.first, left_out.last);
        // What always holds stands at the first level.
        if !is_plain || (first == 0 && problem.lines.iter().any(|line| line.root == TRUE)) {
            return None;
        }
        let mut levels: Vec<Level> =
            self.levels[first..=last].iter().map(|level| Level::empty(level.moves.len())).collect();
        for one in self.drawn.iter().filter(|one| one.line != line && one.first <= last && one.last >= first) {
            let line = &problem.lines[one.line];
            if let Some(level) = one.first.checked_sub(first).and_then(|at| levels.get_mut(at)) {
                begin(level, one, line, graphs);
            }
            go_on(&mut levels, first, one, line, graphs);
        }
        Some((first, levels))
    }
}

impl Level {
    /// Without any rule.
    fn empty(n_classes: usize) -> Self {
        let empty = Move {
            clear: [0; MAX_WORDS],
            kill: [0; MAX_WORDS],
            fire: [0; MAX_WORDS],
            set: [0; MAX_WORDS],
            set_of: Vec::new(),
            killed: false,
            fired: Vec::new(),
        };
        Self {
            moves: vec![empty; n_classes],
            wide: Vec::new(),
            line_of_bit: BTreeMap::new(),
            of_group: Vec::new(),
            sums: Vec::new(),
            ends: Vec::new(),
        }
    }
}

/// A rule with the stretch of levels over which it is read.
#[derive(Clone, Debug)]
struct Drawn {
    line: usize,
    first: usize,
    last: usize,
    /// The nodes of the rule but its first: (node, number).
    numbers: BTreeMap<u32, u64>,
    field: Option<Field>,
}

fn group(line: &Line) -> Option<Group> {
    match line.role {
        Role::Kill | Role::Weigh(_) | Role::Note(_) => None,
        Role::Refuse(voice, _) => Some(Group::Voice(voice)),
        Role::Give(sum, _) => Some(Group::Sum(sum)),
    }
}

/// Works out all steps.
///
/// # Errors
/// Where more is open at once than a state holds.
pub fn layers(problem: &Problem, graphs: &Graphs, n_classes: &[usize]) -> Result<Layers, Declined> {
    let mut drawn: Vec<Drawn> = problem
        .lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.root > TRUE)
        .filter_map(|(place, line)| numbered(place, line.root, graphs))
        .collect();
    drawn.sort_by_key(|one| (one.first, one.line));
    let n_words = place_fields(&mut drawn)?;
    let mut levels: Vec<Level> = n_classes.iter().map(|n| Level::empty(*n)).collect();
    for one in &drawn {
        let line = &problem.lines[one.line];
        begin(&mut levels[one.first], one, line, graphs);
        go_on(&mut levels, 0, one, line, graphs);
    }
    // What always holds is met at the first step.
    for (place, line) in problem.lines.iter().enumerate().filter(|(_, line)| line.root == TRUE) {
        for one in levels.first_mut().into_iter().flat_map(|level| &mut level.moves) {
            match line.role {
                Role::Kill => one.killed = true,
                _ => one.fired.push(place),
            }
        }
    }
    let mut of_group: Vec<BTreeMap<Group, [u64; MAX_WORDS]>> = vec![BTreeMap::new(); levels.len()];
    for one in &drawn {
        if let (Some(group), Some(field)) = (group(&problem.lines[one.line]), one.field) {
            for of_group in &mut of_group[one.first..one.last] {
                of_group.entry(group).or_default()[field.word] |= field.mask();
            }
        }
    }
    for (level, of_group) in levels.iter_mut().zip(of_group) {
        level.of_group = of_group.into_iter().collect();
    }
    let (sums, missed) = add_sums(problem, &drawn, &mut levels);
    let willing = add_ends(problem, &drawn, &sums, &mut levels);
    Ok(Layers { n_words, levels, sums, missed, willing, drawn })
}

/// Numbers the questions of a rule so that two which a state may stand at after the same level differ.
fn numbered(line: usize, root: u32, graphs: &Graphs) -> Option<Drawn> {
    let first = graphs.question(root)?.level;
    // For each node the level after which it can first be reached, in the order of levels.
    let mut since: BTreeMap<(usize, u32), usize> = BTreeMap::new();
    let mut open: BTreeMap<(usize, u32), usize> = BTreeMap::from([((first, root), 0)]);
    while let Some(((level, node), reached)) = open.pop_first() {
        if node != root {
            since.insert((level, node), reached);
        }
        for child in &graphs.question(node)?.children {
            if let Some(next) = graphs.question(*child) {
                let at = open.entry((next.level, *child)).or_insert(level);
                *at = (*at).min(level);
            }
        }
    }
    let last = since.keys().map(|(level, _)| *level).max().unwrap_or(first);
    // A node lives from the level after which it is reached to its own.
    let mut lives: Vec<(usize, usize, u32)> =
        since.into_iter().map(|((level, node), from)| (from, level, node)).collect();
    lives.sort_unstable();
    let mut free: Vec<usize> = Vec::new();
    let mut numbers = BTreeMap::new();
    for (from, level, node) in lives {
        let number = free.iter().position(|until| *until <= from).unwrap_or(free.len());
        if number == free.len() {
            free.push(level);
        } else {
            free[number] = level;
        }
        numbers.insert(node, number as u64 + 1);
    }
    Some(Drawn { line, first, last, numbers, field: None })
}

/// Gives every rule its field; fields whose rules are never open together share bits.
fn place_fields(drawn: &mut [Drawn]) -> Result<usize, Declined> {
    // For each bit the level until which it is taken.
    let mut taken = vec![[0_usize; 64]; MAX_WORDS];
    let mut n_words = 0;
    for one in drawn {
        let most = one.numbers.values().copied().max().unwrap_or(0);
        if most == 0 {
            continue;
        }
        let width = 64 - most.leading_zeros();
        let fits = |word: &[usize; 64], shift: usize| {
            word[shift..shift + width as usize].iter().all(|until| *until <= one.first)
        };
        let found = taken.iter().enumerate().find_map(|(word, bits)| {
            (0..=64 - width as usize).find(|shift| fits(bits, *shift)).map(|shift| (word, shift))
        });
        let (word, shift) = found.ok_or(Declined::Tangled)?;
        taken[word][shift..shift + width as usize].fill(one.last);
        n_words = n_words.max(word + 1);
        one.field = Some(Field { word, shift: u32::try_from(shift).unwrap_or(0), width });
    }
    Ok(n_words)
}

fn begin(level: &mut Level, one: &Drawn, line: &Line, graphs: &Graphs) {
    let Some(question) = graphs.question(line.root) else { return };
    for (class, child) in question.children.iter().enumerate() {
        let step = &mut level.moves[class];
        match *child {
            FALSE => {}
            TRUE if line.role == Role::Kill => step.killed = true,
            TRUE => step.fired.push(one.line),
            node => {
                let (Some(number), Some(field)) = (one.numbers.get(&node), one.field) else { continue };
                let bits = number << field.shift;
                match group(line) {
                    None => step.set[field.word] |= bits,
                    Some(group) => match step.set_of.iter_mut().find(|(known, _)| *known == group) {
                        Some((_, words)) => words[field.word] |= bits,
                        None => {
                            let mut words = [0; MAX_WORDS];
                            words[field.word] = bits;
                            step.set_of.push((group, words));
                        }
                    },
                }
            }
        }
    }
}

/// The steps of a rule after its first, as far as they are among these levels, the first of which is given.
fn go_on(levels: &mut [Level], offset: usize, one: &Drawn, line: &Line, graphs: &Graphs) {
    let Some(field) = one.field else { return };
    let most = one.numbers.values().copied().max().unwrap_or(0);
    for (node, number) in &one.numbers {
        let Some(question) = graphs.question(*node) else { continue };
        let Some(level) = question.level.checked_sub(offset).and_then(|at| levels.get_mut(at)) else { continue };
        let leads = |child: &u32| match *child {
            FALSE => 0,
            TRUE => MET,
            next => one.numbers.get(&next).copied().unwrap_or(0),
        };
        if field.width == 1 {
            let bit = 1 << field.shift;
            level.line_of_bit.insert((field.word, field.shift), one.line);
            for (step, child) in level.moves.iter_mut().zip(&question.children) {
                match leads(child) {
                    0 => step.clear[field.word] |= bit,
                    MET => {
                        step.clear[field.word] |= bit;
                        let met = if line.role == Role::Kill { &mut step.kill } else { &mut step.fire };
                        met[field.word] |= bit;
                    }
                    _ => {}
                }
            }
        } else {
            let at = level.wide.iter().position(|wide| wide.line == one.line).unwrap_or_else(|| {
                let moves = vec![None; most as usize + 1];
                level.wide.push(Wide { line: one.line, field, moves });
                level.wide.len() - 1
            });
            level.wide[at].moves[*number as usize] = Some(question.children.iter().map(leads).collect());
        }
    }
}

/// The steps of the sums; those that are decided from the start are left out.
fn add_sums(problem: &Problem, drawn: &[Drawn], levels: &mut [Level]) -> (Vec<usize>, Vec<usize>) {
    let (mut kept, mut missed) = (Vec::new(), Vec::new());
    for (place, sum) in problem.sums.iter().enumerate() {
        // (first level, last level, points) of each bonus; one that always holds is given at the first level.
        let of_line = |(at, line): (usize, &Line)| match line.role {
            Role::Give(of, points) if of == place && line.root != FALSE => {
                let found = drawn.iter().find(|one| one.line == at);
                Some(found.map_or((0, 0, points), |one| (one.first, one.last, points)))
            }
            _ => None,
        };
        let bonuses: Vec<(usize, usize, i64)> = problem.lines.iter().enumerate().filter_map(of_line).collect();
        let least = |points: &[i64]| points.iter().copied().min().unwrap_or(0);
        let most = |points: &[i64]| points.iter().copied().max().unwrap_or(0);
        let rest = |level: usize, least_or_most: &dyn Fn(&[i64]) -> i64, zero: &dyn Fn(i64) -> i64| {
            let of_classes: i64 = sum.of_class.iter().skip(level).map(|points| least_or_most(points)).sum();
            let open = bonuses.iter().filter(|(_, last, _)| *last >= level);
            of_classes + open.map(|(_, _, points)| zero(*points)).sum::<i64>()
        };
        let rest_low = |level: usize| rest(level, &least, &|points| points.min(0));
        let rest_high = |level: usize| rest(level, &most, &|points| points.max(0));
        if rest_low(0) >= sum.needed {
            continue;
        }
        if rest_high(0) < sum.needed {
            missed.push(place);
            continue;
        }
        let low = |level: usize| -> i64 {
            let of_classes: i64 = sum.of_class.iter().take(level).map(|points| least(points)).sum();
            let begun = bonuses.iter().filter(|(first, _, _)| *first < level);
            of_classes + begun.map(|(_, _, points)| (*points).min(0)).sum::<i64>()
        };
        for (at, level) in levels.iter_mut().enumerate() {
            level.sums.push(SumStep {
                of_class: sum.of_class.get(at).cloned().unwrap_or_default(),
                low: low(at),
                low_after: low(at + 1),
                rest_low: rest_low(at + 1),
                rest_high: rest_high(at + 1),
            });
        }
        kept.push(place);
    }
    (kept, missed)
}

/// Marks the level after which each party can no longer be made to refuse; gives those that never can.
fn add_ends(problem: &Problem, drawn: &[Drawn], sums: &[usize], levels: &mut [Level]) -> Vec<VoiceId> {
    if problem.agreement.is_none() {
        return Vec::new();
    }
    let n_levels = levels.len();
    let mut last: BTreeMap<VoiceId, usize> = BTreeMap::new();
    let mut note = |party: VoiceId, level: usize| {
        let at = last.entry(party).or_insert(level);
        *at = (*at).max(level);
    };
    for (place, line) in problem.lines.iter().enumerate() {
        if let Role::Refuse(party, _) = line.role
            && line.root != FALSE
        {
            note(party, drawn.iter().find(|one| one.line == place).map_or(0, |one| one.last));
        }
    }
    for place in sums {
        if let Role::Refuse(party, _) = problem.sums[*place].role {
            note(party, n_levels.saturating_sub(1));
        }
    }
    for (party, level) in &last {
        levels[*level].ends.push(*party);
    }
    (0..MAX_VOICES).map(VoiceId::from_place).filter(|voice| !last.contains_key(voice)).collect()
}
