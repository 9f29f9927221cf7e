//! The answer for people at a terminal: `--format table`.
//!
//! Of `run` a screen: the headline, why nothing is agreed or what could be, and what to type next. With `--details`
//! the terms with who blocks them, what each party's lines cost, who holds the outcome, the most probable deals, the
//! evidence and the simulation. It reads the same without color, and no line is wider than asked (but for ids and
//! commands, which are never cut).

mod answer;
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
mod talks;
mod terms;

pub use answer::answer;
pub use coalitions::coalitions;
pub use comparison::comparison;
pub use drivers::drivers;
pub use explanation::explanation;
pub use frontier::frontier;
pub use measurement::measurement;
pub use run::acceptance;
pub use talks::talks;
