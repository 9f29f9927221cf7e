//! What a walk goes by: the instructions it takes, and how large its tiles are.

use crate::engine::ask::instructions::chosen;
use crate::engine::descent::tile::LANES;
use crate::space::instructions::InstructionSet;

/// What a walk goes by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct By {
    /// The instructions.
    pub set: InstructionSet,
    /// How many lanes a tile may have.
    pub lanes: usize,
}

impl Default for By {
    fn default() -> Self {
        Self { set: chosen(), lanes: LANES }
    }
}
