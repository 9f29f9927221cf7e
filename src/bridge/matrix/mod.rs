//! The table that a mediator's staff keeps: one row an option, one column a party.
//!
//! ```text
//! issue,option,Town,Town: firmness,Port,draft: first
//! Site,North shore,no,firm,3,
//! Site,South shore,5,,,x
//! Fund,0..60 step 30,0..10,,no > 30,30
//! ```

pub(crate) mod cell;
pub(crate) mod head;
pub(crate) mod reading;
pub(crate) mod wording;
pub(crate) mod writing;
