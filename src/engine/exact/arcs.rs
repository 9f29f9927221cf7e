//! A diagram as it is kept: layer by layer the arcs between its states.

use crate::engine::exact::problem::Notes;

/// The arcs from one layer to the next.
#[derive(Clone, Debug, Default)]
pub struct Arcs {
    /// Where the arcs of each state begin, and at the end how many there are.
    pub first: Vec<u32>,
    /// The state of the next layer.
    pub to: Vec<u32>,
    /// The class.
    pub class: Vec<u32>,
    /// How much less a deal counts for it; empty where every arc counts whole.
    pub weight: Vec<f64>,
}

/// All layers.
#[derive(Clone, Debug, Default)]
pub struct Diagram {
    /// From layer to layer.
    pub layers: Vec<Arcs>,
    /// How many states each layer has, the last one included.
    pub n_states: Vec<usize>,
    /// What each of the last states has noted; empty where nothing is.
    pub notes: Vec<Notes>,
}

impl Diagram {
    /// How many states and arcs there are.
    #[must_use]
    pub fn size(&self) -> usize {
        self.n_states.iter().sum::<usize>() + self.layers.iter().map(|arcs| arcs.to.len()).sum::<usize>()
    }
}
