//! The diagram: layer by layer the states that can be reached, and the arcs between them.
#![expect(clippy::indexing_slicing, reason = "a kernel: layers, words and classes are counted here")]

use crate::engine::ask::effort::Watch;
use crate::engine::ask::limit::Deadline;
use crate::engine::exact::arcs::Diagram;
use crate::engine::exact::declined::Declined;
use crate::engine::exact::keep::{Deals, Keeper, Numbered, Size, Whole};
use crate::engine::exact::layers::{Group, Layers, Level, MET};
use crate::engine::exact::number::Number;
use crate::engine::exact::problem::{MAX_NOTE_WORDS, Notes, Problem, Role};
use crate::engine::exact::residual::{AGREED, FAILED, Residuals};
use crate::engine::exact::rows::{Block, Rows};
use crate::engine::exact::state::States;
use crate::scenario::id::VoiceId;

/// What a diagram may have.
#[derive(Clone, Debug)]
pub struct Budget {
    /// States and arcs together.
    pub arcs: usize,
    /// When to stop.
    pub deadline: Deadline,
    /// Who may ask to stop.
    pub watch: Watch,
}

/// Builds the diagram of a problem.
///
/// # Errors
/// Where it passes the budget, or is asked to stop.
pub fn diagram(
    problem: &Problem,
    layers: &Layers,
    residuals: &mut Residuals,
    budget: &Budget,
) -> Result<Diagram, Declined> {
    let weighs = problem.lines.iter().any(|line| match line.role {
        Role::Weigh(_) => true,
        Role::Refuse(_, held) => held < 1.0,
        Role::Kill | Role::Give(..) | Role::Note(_) => false,
    });
    let mut whole = Whole::new(weighs);
    let (n_last, notes) = build(problem, layers, residuals, budget, &mut whole)?;
    whole.made.n_states.push(n_last);
    whole.made.notes = notes;
    Ok(whole.made)
}

/// How many states and arcs the diagram of a problem has.
///
/// # Errors
/// Where it passes the budget, or is asked to stop.
pub fn size(problem: &Problem, layers: &Layers, residuals: &mut Residuals, budget: &Budget) -> Result<usize, Declined> {
    let mut size = Size::default();
    let (n_last, _) = build(problem, layers, residuals, budget, &mut size)?;
    Ok(size.0 + n_last)
}

/// How many deals the diagram of a problem has, without keeping it; `sizes` has how many values each class of each level has.
///
/// # Errors
/// Where it passes the budget, or is asked to stop.
pub fn n_deals<T: Number>(
    problem: &Problem,
    layers: &Layers,
    residuals: &mut Residuals,
    budget: &Budget,
    sizes: &[Vec<u64>],
) -> Result<T, Declined> {
    let mut deals = Deals::new(sizes);
    let (n_last, _) = build(problem, layers, residuals, budget, &mut deals)?;
    Ok(deals.total(n_last))
}

/// Builds the layers and gives their arcs to a keeper; how many states the last one has, and their notes.
fn build(
    problem: &Problem,
    layers: &Layers,
    residuals: &mut Residuals,
    budget: &Budget,
    keeper: &mut impl Keeper,
) -> Result<(usize, Vec<Notes>), Declined> {
    let n_notes = problem.n_note_words();
    if n_notes > MAX_NOTE_WORDS {
        return Err(Declined::TooLarge);
    }
    let n = layers.n_words + usize::from(problem.agreement.is_some()) + layers.sums.len() + n_notes;
    match n {
        0 | 1 => Builder::<1>::new(problem, layers, residuals).build(budget, keeper),
        2 => Builder::<2>::new(problem, layers, residuals).build(budget, keeper),
        3 => Builder::<3>::new(problem, layers, residuals).build(budget, keeper),
        4 => Builder::<4>::new(problem, layers, residuals).build(budget, keeper),
        5 | 6 => Builder::<6>::new(problem, layers, residuals).build(budget, keeper),
        7 | 8 => Builder::<8>::new(problem, layers, residuals).build(budget, keeper),
        9..=16 => Builder::<16>::new(problem, layers, residuals).build(budget, keeper),
        _ => Err(Declined::TooLarge),
    }
}

/// Makes layers, one after the other.
pub(super) struct Builder<'a, const N: usize> {
    problem: &'a Problem,
    layers: &'a Layers,
    residuals: &'a mut Residuals,
    /// The word of the agreement's remainder.
    agreement: usize,
    /// The first word of the sums.
    sums: usize,
    /// The first word of the notes, and how many there are.
    notes: (usize, usize),
    /// Whether a line may cease to matter.
    has_groups: bool,
    met: Vec<usize>,
    branches: Vec<(u32, f64)>,
    spare: Vec<(u32, f64)>,
}

impl<'a, const N: usize> Builder<'a, N> {
    pub(super) fn new(problem: &'a Problem, layers: &'a Layers, residuals: &'a mut Residuals) -> Self {
        let agreement = layers.n_words;
        let sums = agreement + usize::from(problem.agreement.is_some());
        let n_notes = problem.n_note_words();
        Self {
            notes: (sums + layers.sums.len(), n_notes),
            problem,
            layers,
            residuals,
            agreement,
            sums,
            has_groups: problem.agreement.is_some() || !problem.sums.is_empty() || n_notes > 0,
            met: Vec::new(),
            branches: Vec::new(),
            spare: Vec::new(),
        }
    }

    fn build(&mut self, budget: &Budget, keeper: &mut impl Keeper) -> Result<(usize, Vec<Notes>), Declined> {
        let (mut states, mut next) = (States::<N>::new(), States::<N>::new());
        let (mut rows, mut block) = (Rows::new(), Block::new());
        if let Some(begin) = self.begin() {
            states.number(&begin);
        }
        let mut left = budget.arcs;
        let layers = self.layers;
        for level in &layers.levels {
            next.clear(states.all.len());
            let mut n_arcs = 0;
            let mut take = |some: Numbered, n_next: usize| {
                n_arcs += some.to.len();
                if n_arcs + n_next > left { Err(Declined::TooLarge) } else { keeper.take(some, n_next) }
            };
            if self.has_groups {
                self.each_arc(level, &states, &mut next, &mut take)?;
            } else {
                self.arcs(level, &states.all, (&mut rows, &mut block, &mut next), take)?;
            }
            left = left.saturating_sub(n_arcs + next.all.len());
            keeper.close(states.all.len())?;
            std::mem::swap(&mut states, &mut next);
            if budget.watch.is_stopped() || budget.deadline.has_passed() {
                return Err(Declined::Stopped);
            }
        }
        let (first, n_notes) = self.notes;
        let of_state = |state: &[u64; N]| {
            let mut notes = [0; MAX_NOTE_WORDS];
            notes[..n_notes].copy_from_slice(&state[first..first + n_notes]);
            notes
        };
        let notes = if n_notes > 0 { states.all.iter().map(of_state).collect() } else { Vec::new() };
        Ok((states.all.len(), notes))
    }

    /// The arcs of a layer where no line may cease to matter, many states at once.
    pub(super) fn arcs(
        &mut self,
        level: &Level,
        states: &[[u64; N]],
        (rows, block, next): (&mut Rows<N>, &mut Block<N>, &mut States<N>),
        take: impl FnMut(Numbered, usize) -> Result<(), Declined>,
    ) -> Result<(), Declined> {
        let step = |state: &[u64; N], class| self.step(state, level, class).map(|next| (next, self.branches[0].1));
        block.arcs(states, (level, rows, next), step, take)
    }

    /// The arcs of a layer, state by state.
    fn each_arc(
        &mut self,
        level: &Level,
        states: &States<N>,
        next: &mut States<N>,
        take: &mut impl FnMut(Numbered, usize) -> Result<(), Declined>,
    ) -> Result<(), Declined> {
        let (mut from, mut to, mut classes, mut weights) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (number, state) in (0..).zip(&states.all) {
            for class in 0..level.moves.len() {
                let Some(base) = self.step(state, level, class) else { continue };
                let class = u32::try_from(class).map_err(|_| Declined::TooLarge)?;
                for at in 0..self.branches.len() {
                    let (agreement, weight) = self.branches[at];
                    let state = self.settled(base, level, agreement);
                    from.push(number);
                    to.push(next.number(&state));
                    classes.push(class);
                    weights.push(weight);
                }
            }
            let some = Numbered { first: &[0], from: &from, to: &to, class: &classes, weight: &weights };
            take(some, next.all.len())?;
            from.clear();
            to.clear();
            classes.clear();
            weights.clear();
        }
        Ok(())
    }

    /// The state before anything is settled; none if no deal counts.
    fn begin(&mut self) -> Option<[u64; N]> {
        let mut state = [0; N];
        let mut agreement = self.problem.agreement.unwrap_or(AGREED);
        for place in &self.layers.missed {
            match self.problem.sums[*place].role {
                Role::Refuse(party, _) => agreement = self.residuals.answered(agreement, party, false),
                Role::Note(place) => state[self.notes.0 + place / 64] |= 1 << (place % 64),
                _ => return None,
            }
        }
        if self.problem.agreement.is_some() {
            for party in &self.layers.willing {
                if !self.is_missed(*party) {
                    agreement = self.residuals.answered(agreement, *party, true);
                }
            }
            if agreement == FAILED {
                return None;
            }
            state[self.agreement] = agreement.into();
        }
        for (at, place) in self.layers.sums.iter().enumerate() {
            let low = self.layers.levels.first().map_or(0, |level| level.sums[at].low);
            if self.matters(agreement, self.problem.sums[*place].role) {
                state[self.sums + at] = u64::try_from(1 - low).unwrap_or(1);
            }
        }
        Some(state)
    }

    fn is_missed(&self, party: VoiceId) -> bool {
        let refuses = |place: &usize| matches!(self.problem.sums[*place].role, Role::Refuse(of, _) if of == party);
        self.layers.missed.iter().any(refuses)
    }

    fn matters(&self, agreement: u32, role: Role) -> bool {
        match role {
            Role::Refuse(party, _) => self.residuals.depends_on(agreement, party),
            _ => true,
        }
    }

    fn group_matters(&self, state: &[u64; N], group: Group) -> bool {
        match group {
            Group::Voice(party) => {
                self.problem.agreement.is_none()
                    || u32::try_from(state[self.agreement]).is_ok_and(|node| self.residuals.depends_on(node, party))
            }
            Group::Sum(place) => {
                self.layers.sums.iter().position(|one| *one == place).is_some_and(|at| state[self.sums + at] != 0)
            }
        }
    }

    /// The fields after a class; none if the deal ends. `branches` then holds what the agreement may depend on, and how
    /// much less the deal counts.
    fn step(&mut self, state: &[u64; N], level: &Level, class: usize) -> Option<[u64; N]> {
        let go = &level.moves[class];
        if go.killed {
            return None;
        }
        let n_words = self.layers.n_words;
        let mut next = *state;
        self.met.clear();
        for word in 0..n_words {
            if state[word] & go.kill[word] != 0 {
                return None;
            }
            let mut fired = state[word] & go.fire[word];
            while fired != 0 {
                let bit = fired.trailing_zeros();
                fired &= fired - 1;
                self.met.extend(level.line_of_bit.get(&(word, bit)));
            }
            next[word] &= !go.clear[word];
        }
        for wide in &level.wide {
            let field = wide.field;
            let number = (state[field.word] & field.mask()) >> field.shift;
            let Some(Some(leads)) = wide.moves.get(usize::try_from(number).unwrap_or(usize::MAX)) else { continue };
            next[field.word] &= !field.mask();
            match leads[class] {
                MET if self.problem.lines[wide.line].role == Role::Kill => return None,
                MET => self.met.push(wide.line),
                number => next[field.word] |= number << field.shift,
            }
        }
        for (word, bits) in next.iter_mut().zip(&go.set).take(n_words) {
            *word |= bits;
        }
        self.met.extend(&go.fired);
        for (group, bits) in &go.set_of {
            if self.group_matters(state, *group) {
                for word in 0..n_words {
                    next[word] |= bits[word];
                }
            }
        }
        self.branches.clear();
        if !self.has_groups {
            let weight = self.met.iter().fold(1.0, |weight, line| match self.problem.lines[*line].role {
                Role::Weigh(less) => weight * less,
                _ => weight,
            });
            self.branches.push((AGREED, weight));
            return Some(next);
        }
        self.answer(state, &mut next, level, class)?;
        Some(next)
    }

    /// Sums, and what the parties say to it all; none if the deal ends.
    fn answer(&mut self, state: &[u64; N], next: &mut [u64; N], level: &Level, class: usize) -> Option<()> {
        let mut weight = 1.0;
        for line in &self.met {
            if let Role::Weigh(less) = self.problem.lines[*line].role {
                weight *= less;
            }
        }
        let agreement = match self.problem.agreement {
            Some(_) => u32::try_from(state[self.agreement]).unwrap_or(FAILED),
            None => AGREED,
        };
        self.branches.push((agreement, weight));
        for (at, place) in self.layers.sums.iter().enumerate() {
            let word = state[self.sums + at];
            if word == 0 {
                continue;
            }
            let step = &level.sums[at];
            let mut sum = i64::try_from(word).unwrap_or(i64::MAX) - 1 + step.low + step.of_class[class];
            for line in &self.met {
                if let Role::Give(of, points) = self.problem.lines[*line].role
                    && of == *place
                {
                    sum += points;
                }
            }
            let wanted = &self.problem.sums[*place];
            next[self.sums + at] = 0;
            if sum + step.rest_high < wanted.needed {
                match wanted.role {
                    Role::Refuse(party, held) => self.refuse(party, held)?,
                    Role::Note(place) => next[self.notes.0 + place / 64] |= 1 << (place % 64),
                    _ => return None,
                }
            } else if sum + step.rest_low < wanted.needed {
                next[self.sums + at] = u64::try_from(sum - step.low_after + 1).unwrap_or(1);
            }
        }
        for at in 0..self.met.len() {
            match self.problem.lines[self.met[at]].role {
                Role::Refuse(party, held) => self.refuse(party, held)?,
                Role::Note(place) => next[self.notes.0 + place / 64] |= 1 << (place % 64),
                _ => {}
            }
        }
        Some(())
    }

    /// A party refuses with a probability; none if no branch is left.
    fn refuse(&mut self, party: VoiceId, held: f64) -> Option<()> {
        if self.problem.agreement.is_none() {
            return Some(());
        }
        self.spare.clear();
        for at in 0..self.branches.len() {
            let (node, weight) = self.branches[at];
            if !self.residuals.depends_on(node, party) {
                self.spare.push((node, weight));
                continue;
            }
            let refused = self.residuals.answered(node, party, false);
            if refused != FAILED {
                self.spare.push((refused, weight * held));
            }
            if held < 1.0 {
                self.spare.push((node, weight * (1.0 - held)));
            }
        }
        std::mem::swap(&mut self.branches, &mut self.spare);
        (!self.branches.is_empty()).then_some(())
    }

    /// A state with its agreement: those that can no longer refuse have accepted, and what no longer matters is gone.
    fn settled(&mut self, mut state: [u64; N], level: &Level, agreement: u32) -> [u64; N] {
        let mut node = agreement;
        if self.problem.agreement.is_some() {
            for party in &level.ends {
                node = self.residuals.answered(node, *party, true);
            }
            state[self.agreement] = node.into();
            for (at, place) in self.layers.sums.iter().enumerate() {
                if !self.matters(node, self.problem.sums[*place].role) {
                    state[self.sums + at] = 0;
                }
            }
        }
        for (group, bits) in &level.of_group {
            if !self.group_matters(&state, *group) {
                for word in 0..self.layers.n_words {
                    state[word] &= !bits[word];
                }
            }
        }
        state
    }
}
