//! What it means: rules judged on deals, by the oracle as written and by kernels on machine words.

pub mod demand;
pub mod reference;
pub mod utility;
