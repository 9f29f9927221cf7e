//! Why a command is worth typing.

/// For the line whose dropping opens the most.
#[must_use]
pub fn drop(agreed: &str, is_sampled: bool) -> String {
    let what = if is_sampled { "sampled deals" } else { "deals" };
    format!("{agreed} {what} without that line")
}
/// For a sweep of the file.
pub const SWEEP: &str = "how sure the answer is";
/// For `explain`, where nothing is agreed.
pub const EXPLAIN: &str = "why, in full";
/// For the likeliest unlock.
pub const UNLOCK: &str = "what that way opens";
/// For `compare`.
pub const COMPARE: &str = "proposals compared";
/// For `frontier`.
pub const FRONTIER: &str = "which deals waste nothing";
/// For `run` after `explain`.
pub const RUN: &str = "term by term";
/// For random deals, where nothing else answered.
pub const SIMULATE: &str = "an estimate from random deals";
/// For `show`, where no deal is coherent.
pub const SHOW: &str = "what rules out every deal";
/// For `report`.
pub const REPORT: &str = "everything as one page";
