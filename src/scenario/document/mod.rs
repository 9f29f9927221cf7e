//! A scenario file as it is typed, key by key: the one place that lists what an author may write.
//!
//! These types mirror the format one to one. They serve three ends: the JSON Schema of the format is derived from them
//! (their docs are what an editor shows beside a key), a program can build a scenario and write it as TOML, and the tests
//! build thousands of random ones. Files are not read through them: the reader looks at the spanned TOML itself, so that
//! it can report every problem at once with its place; a test holds the two to the same keys.
//!
//! ```
//! use zopa::scenario::document::{Document, Issue, Keyed, Party};
//!
//! let document = Document {
//!     title: "A cease-fire".to_owned(),
//!     issue: Keyed::from_iter([("troops", Issue { yes_no: Some(true), ..Issue::default() })]),
//!     party: Keyed::from_iter([("north", Party::default())]),
//!     ..Document::default()
//! };
//! assert!(document.to_toml_string()?.contains("[issue.troops]\nyes_no = true\n"));
//! # Ok::<(), toml::ser::Error>(())
//! ```

mod agreement;
mod assumption;
mod condition;
mod expect;
mod issue;
mod keyed;
mod party;
mod proposal;
mod rule;
mod shared_line;
mod source;
mod sweep;
mod talk;
mod text;
mod value;
mod variant;
mod whole;

pub use agreement::{Agreement, PartyNames};
pub use assumption::Assumption;
pub use condition::{
    Condition, ConditionTable, Names, OneOrMore, OptionOrNumber, SizeTable, Sizes, Test, TestTable, Unequal,
    UnequalSize, Where,
};
pub use expect::{Count, Expect, VerdictOn, VerdictWord, Verdicts};
pub use issue::{Issue, NumberRange};
pub use keyed::Keyed;
pub use party::{Bonus, Party, Points, RedLine};
pub use proposal::Proposal;
pub use rule::{Firmness, FirmnessWord, Impossible};
pub use shared_line::SharedLine;
pub use source::{BasisWord, DateOrText, Source};
pub use sweep::{DesignWord, Level, Levels, Steps, Sweep, SweepValues, Vary};
pub use talk::{ExponentOf, GivesWayWord, ProtocolWord, Strategies, StrategyOf, StrategyWord, Talk, TurnsOf};
pub use value::{Day, Number, Scalar, Term};
pub use variant::{ByLine, Variant};
pub use whole::Document;
