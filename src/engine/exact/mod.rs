//! The exact engine: counts over every deal without walking through them, by a layered decision diagram.
//!
//! The variables are taken one by one, in an order chosen so that few rules are open at a time (`order`). After each,
//! deals that leave the same questions open are one state (`diagram`): which part of which rule is still undecided, what
//! the agreement still depends on (`residual`), and how many points a party with a reservation has so far (`scale`). One pass
//! back through the layers counts the deals of each state, one pass forward gives every value's share (`fold`).
//!
//! `scenarios/harbor.toml` has 27 deals; after the site is settled, `south` and `north` leave different rules open, so they
//! are two states, and `island` is dead where the green movement's line is enforced. `benches/scenarios/Lw.toml` has 1.2e24
//! deals and some ten thousand states a layer.
//!
//! A figure is one diagram or two: the zone is the deals where no needed line is crossed; a mean probability the same with
//! each crossed line weighing 1 − firmness in place of ending the deal; a line's `only` two zones less one another
//! (`engine`). Each diagram has a budget of states and arcs, counted and not timed. Where one of those that everything
//! else needs passes it, the engine declines and the next one takes over.
//!
//! Sources: R. E. Bryant, *Graph-based algorithms for Boolean function manipulation*, IEEE Transactions on Computers 35,
//! 1986; D. E. Knuth, *The Art of Computer Programming* 4A, section 7.1.4 (frontier method).

pub mod apart;
pub mod arcs;
pub mod best;
pub mod classes;
pub mod completion;
pub mod cost;
mod costs;
pub mod count;
pub mod declined;
pub mod diagram;
pub mod engine;
pub mod fold;
pub mod graph;
pub mod hypergraph;
pub mod keep;
pub mod layers;
mod leave_out;
pub mod listing;
pub mod near;
mod noted;
pub mod number;
pub mod order;
pub mod paths;
pub mod problem;
pub mod residual;
pub mod rows;
pub mod sample;
pub mod scale;
mod sharing;
mod start;
pub mod state;
pub mod step_points;
mod stretch;
mod trial;
pub mod unlock;
