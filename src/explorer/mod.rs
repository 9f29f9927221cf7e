//! Pages: one self-contained HTML file that says everything about a scenario, works without a network, and recounts
//! itself where the reader changes an assumption.
//!
//! [`page`] puts the parts together, one file a part; [`table`] is the census that the page carries, [`picture`] the small
//! drawings, [`scene`] and [`first`] the one of the whole case, [`seal`] what keeps a page shut: a policy that lets nothing run but the one script whose hash it names. The
//! script and the style stand in `assets/`.

pub mod brief;
pub mod coalitions;
pub mod controls;
pub mod drivers;
pub mod first;
pub mod lines;
pub mod map;
pub mod method;
pub mod page;
pub mod picture;
pub mod proposals;
pub mod scatter;
pub mod scene;
pub mod seal;
pub mod sets;
pub mod story;
pub mod table;
pub mod told;
pub mod utilities;
pub mod why;
#[cfg(feature = "explore")]
pub mod workbench;
