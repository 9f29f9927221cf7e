//! What an answer says of its own making: which file it answers for, what the flags changed, what it took.

use crate::scenario::id::{IssueId, PartyId};
use crate::scenario::model::{Firmness, Value};

/// The circumstances of one run, beside what it found.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct RunContext {
    /// The last part of the file's path; `-` for standard input.
    pub file: String,
    /// The file as the user named it, for the commands that the table suggests.
    pub path: String,
    /// The SHA-256 of the bytes that were read, in hexadecimal.
    pub sha256: String,
    /// The variant asked for, by id.
    pub variant: Option<String>,
    /// The demands that the flags drop (`PARTY.DEMAND`).
    pub drop: Vec<String>,
    /// The firmness that the flags give (`PARTY.LINE`).
    pub firmness: Vec<(String, Firmness)>,
    /// The terms that the flags fix.
    pub fix: Vec<(IssueId, Value)>,
    /// The values of assumptions, by their places, that the flags make certain.
    pub assume: Vec<(usize, u32)>,
    /// The parties that alone sign, as the flags have it.
    pub coalition: Option<Vec<PartyId>>,
    /// The files that the scenario builds on, the nearest first: as they are named, with the SHA-256 of their bytes.
    pub extends: Vec<(String, String)>,
    /// The seed of every draw.
    pub seed: u64,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// Whether `run_info` is wanted: threads, seed, samples, seconds. Without it the same question gives the same bytes.
    pub run_info: bool,
}

/// How much of long lists is told to people.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Amount {
    /// What is alike as one, and the first of it, as far as there is room.
    #[default]
    Brief,
    /// What is alike as one, all of it.
    Listed,
    /// Each by itself.
    Details,
}

/// How a table for people is set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Style {
    /// How many terminal columns a line may take.
    pub width: usize,
    /// Whether color may be used (nothing is said by color alone).
    pub color: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self { width: 80, color: false }
    }
}
