//! The answer for people at a terminal: `--format table`.
//!
//! Of `run`: the headline first, then the terms with who blocks them, what each party's lines cost, who holds
//! the outcome, the most probable deals, the
//! evidence, the simulation, and what to type next. It reads the same without color, and no line is wider than asked
//! (but for ids and commands, which are never cut).

mod coalitions;
mod comparison;
mod costs;
mod deals;
mod drivers;
mod explanation;
mod frontier;
mod influence;
mod measurement;
mod page;
mod part;
mod run;
mod terms;

pub use coalitions::coalitions;
pub use comparison::comparison;
pub use drivers::drivers;
pub use explanation::explanation;
pub use frontier::frontier;
pub use measurement::measurement;
pub use run::acceptance;
