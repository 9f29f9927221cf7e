//! Talks: offers and refusals round by round, until an agreement, the deadline or a breakdown.
//!
//! `zopa run` says what could be accepted; a talk simulates how parties get there, or not. In the harbor scenario with
//! a line that gives way with chance 0.5, a talk draws whether and when it does; in each round each party makes or takes the
//! offers that its strategy allows, and none that crosses a line it still holds. The distance between *possible* (some deal
//! is agreed once all has given way that will) and *reached* is what these strategies leave on the table.
//!
//! [`reference`] plays one talk straight from the definitions and tells it step by step; [`player`] plays the same talk from
//! what it remembers and is held to the reference. Every draw is a function of the seed, its stream and the number of the
//! talk ([`chance`]), so talks can be played in any order by any number of threads.

pub mod chance;
pub mod findings;
pub mod play;
pub mod player;
pub mod reference;
pub mod setting;
pub mod table;
pub mod tally;
pub mod tournament;
