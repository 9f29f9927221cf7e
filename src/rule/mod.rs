//! What it means: rules judged on deals, by the oracle as written and by kernels on machine words.

pub mod agreement;
pub mod demand;
pub mod formula;
pub mod kernel;
pub mod lower;
pub mod reference;
pub mod set;
pub mod utility;
