//! **enumerate**, depth first: one question at a time, and no further down than it takes to answer it.
//!
//! A walk for all figures of `zopa run` at once has to look at each deal, agreed or not. A single question (`question`,
//! `questions`) need not: its walk goes through the outer variables and leaves a branch as soon as its fate is known (`walk`),
//! with rules as questions and planes (`plan`), variables in an order that settles much early (`order`), and at the end of a
//! branch a tile of 4,096 deals in registers (`tile`, `kernels`), by the widest instructions that the machine has
//! (`draw::lean::wide`). Reservations are planes too (`levels`). Counts by value and probabilities are gathered on the way
//! (`gather`), and all figures are some hundred such walks (`figures`). The same count without pruning is `flat`.
//!
//! ```
//! use zopa::engine::descent::questions::{Counted, count};
//! use zopa::engine::descent::by::By;
//! use zopa::engine::ask::effort::Effort;
//! use zopa::rule::{demand::DemandSet, lower::lower};
//! use zopa::scenario::model::Scenario;
//!
//! let text = std::fs::read_to_string("scenarios/harbor.toml").unwrap();
//! let scenario = Scenario::from_toml_str(&text).unwrap();
//! let lowered = lower(&scenario);
//! let given_up = DemandSet::empty(lowered.demands.len());
//! let counted = count(&scenario, &lowered, &given_up, (&Effort::default(), By::default()));
//! assert_eq!(counted, Ok(Counted { coherent: 27, agreed: 8 }));
//! ```
//!
//! Sources: D. E. Knuth, *The Art of Computer Programming* 4A, section 7.1.3 (bitwise tricks, broadword computing).

pub mod by;
pub mod figures;
pub mod flat;
pub mod gather;
pub mod kernels;
pub mod levels;
pub mod order;
pub mod plan;
pub mod question;
pub mod questions;
pub mod tile;
pub mod walk;
