//! Where proposals come from.

use crate::rule::kernel::Planes;
use crate::rule::lower::Lowered;
use crate::space::draw::Drawer;
use crate::space::lanes::Lanes;
use crate::space::near::NearDrawer;

/// Where proposals come from.
#[derive(Clone, Debug)]
pub enum Source {
    /// Uniform over the coherent deals.
    Coherent(Drawer),
    /// Uniform over the coherent deals near a draft.
    Near(NearDrawer),
}

impl Source {
    /// Whether every value is free.
    pub(crate) fn is_free(&self) -> bool {
        matches!(self, Self::Coherent(drawer) if drawer.is_free())
    }

    pub(crate) fn scratch(&self) -> Vec<Planes> {
        match self {
            Self::Coherent(drawer) => drawer.scratch(),
            Self::Near(_) => Vec::new(),
        }
    }

    /// Draws 64 proposals; gives those that are there, as bits.
    pub(crate) fn draw(
        &self,
        lowered: &Lowered,
        generator: &mut Lanes,
        scratch: &mut [Planes],
        words: &mut [u64],
    ) -> u64 {
        match self {
            Self::Coherent(drawer) => drawer.draw(generator, scratch, words),
            Self::Near(drawer) => drawer.draw(lowered, generator, words),
        }
    }
}
