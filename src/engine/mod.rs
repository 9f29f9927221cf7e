//! Engines: who walks the space of deals.

pub mod answer;
pub mod archive;
pub mod best;
pub mod census;
pub mod classes;
pub mod clock;
pub mod completion;
pub mod dominance;
pub mod effort;
pub mod enumerate;
pub mod exact;
pub mod field;
pub mod interval;
pub mod joint;
pub mod joint_drafts;
pub mod joint_openings;
pub mod judge;
pub mod nearest;
pub mod opening;
pub mod recount;
pub mod satisfy;
pub mod signature;
pub mod simulate;
pub mod survey;
pub mod table;
pub mod tally;
