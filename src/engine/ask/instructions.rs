//! The one file that looks at the environment: which instruction set the engines of this process take.
//!
//! It is the widest that the machine has, unless the variable `ZOPA_INSTRUCTIONS` names another: `baseline`, `avx2` or
//! `avx512`. So can anyone see that all give the same bytes, and how long each takes. The variable is read once, when an
//! engine first asks; a program that uses the library is asked the same as the command, and so are the tests. The command
//! asks when it starts, and refuses a word that it cannot do.

use crate::space::instructions::InstructionSet;
use std::fmt;
use std::sync::OnceLock;

/// The environment variable that names the instruction set.
pub const VARIABLE: &str = "ZOPA_INSTRUCTIONS";

/// Why what the variable says cannot be done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unusable {
    /// No instruction set has this name.
    Unknown(String),
    /// The machine, or this build, does not have it.
    Absent(InstructionSet),
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(word) => write!(f, "`{VARIABLE}` is `{word}`, which is no instruction set"),
            Self::Absent(set) if cfg!(feature = "portable") => {
                write!(f, "`{VARIABLE}` is `{set}`, which this build leaves out (its feature `portable`)")
            }
            Self::Absent(set) => write!(f, "`{VARIABLE}` is `{set}`, which this machine does not have"),
        }
    }
}

impl std::error::Error for Unusable {}

/// What a word of the variable asks for; nothing at all, or an empty word, for the widest that the machine has.
///
/// # Errors
/// Where the word is no set, or a set that the machine does not have.
pub fn asked_by(word: Option<&str>) -> Result<InstructionSet, Unusable> {
    let Some(word) = word.filter(|word| !word.is_empty()) else { return Ok(InstructionSet::widest()) };
    let set = InstructionSet::of_word(word).ok_or_else(|| Unusable::Unknown(word.to_owned()))?;
    if set.is_here() { Ok(set) } else { Err(Unusable::Absent(set)) }
}

/// What the variable asked for when this was first called in this process.
///
/// # Errors
/// Where that cannot be done.
pub fn asked() -> Result<InstructionSet, Unusable> {
    static ASKED: OnceLock<Result<InstructionSet, Unusable>> = OnceLock::new();
    let look = || asked_by(std::env::var_os(VARIABLE).map(|word| word.to_string_lossy().into_owned()).as_deref());
    ASKED.get_or_init(look).clone()
}

/// The instruction set of this process.
///
/// # Panics
/// Where `ZOPA_INSTRUCTIONS` cannot be done: an answer by other instructions than were asked for would say nothing of it.
/// Whoever uses the library and wants to refuse in better words calls [`asked`] first, as the command does.
#[must_use]
pub fn chosen() -> InstructionSet {
    #[expect(clippy::panic, reason = "what was asked for is not ignored; the command has refused it by then")]
    asked().unwrap_or_else(|unusable| panic!("{unusable}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_a_set_of_this_machine_or_refused() {
        assert_eq!(asked_by(None), Ok(InstructionSet::widest()));
        assert_eq!(asked_by(Some("")), Ok(InstructionSet::widest()));
        for set in InstructionSet::KNOWN {
            let expected = if set.is_here() { Ok(set) } else { Err(Unusable::Absent(set)) };
            assert_eq!(asked_by(Some(set.word())), expected);
        }
        let odd = asked_by(Some("sse2")).unwrap_err();
        assert_eq!(odd.to_string(), "`ZOPA_INSTRUCTIONS` is `sse2`, which is no instruction set");
    }
}
