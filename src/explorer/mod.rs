//! Pages: one self-contained HTML file that says everything about a scenario, works without a network, and recounts
//! itself where the reader changes an assumption.
//!
//! [`page`] puts the parts together, one file a part; [`table`] is the census that the page carries, [`picture`] the small
//! drawings, [`seal`] what keeps a page shut: a policy that lets nothing run but the one script whose hash it names. The
//! script and the style stand in `assets/`.

pub mod coalitions;
pub mod controls;
pub mod drivers;
pub mod lines;
pub mod map;
pub mod method;
pub mod page;
pub mod picture;
pub mod proposals;
pub mod scatter;
pub mod seal;
pub mod story;
pub mod table;
pub mod told;
pub mod utilities;
pub mod why;
