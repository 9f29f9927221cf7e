//! One value of a scenario as it was understood, and where it comes from.

use serde_json::Value as Json;
use std::fmt;

/// Where a value comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Origin {
    /// This line of the file.
    Line(usize),
    /// This line of a file that the file builds on.
    Base(String, usize),
    /// The variant of this id.
    Variant(String),
    /// A flag of the command.
    Flag,
    /// Nobody gave it: the format's default.
    Default,
}

impl Origin {
    /// The line, where it is one of the file.
    #[must_use]
    pub const fn line(&self) -> Option<usize> {
        match self {
            Self::Line(line) | Self::Base(_, line) => Some(*line),
            _ => None,
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => write!(f, "line {line}"),
            Self::Base(file, line) => write!(f, "{file}, line {line}"),
            Self::Variant(id) => write!(f, "variant {id}"),
            Self::Flag => f.write_str("flag"),
            Self::Default => f.write_str("default"),
        }
    }
}

/// One value.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry {
    /// Its path as the format has it: `party.russia.red_line.guarantor.firmness`.
    pub path: String,
    /// The value as understood; `null` for a demand that was dropped.
    pub value: Json,
    /// Where it comes from.
    pub origin: Origin,
}
