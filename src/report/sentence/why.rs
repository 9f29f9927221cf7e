//! Why a command is worth typing.

/// For the line whose dropping opens the most.
#[must_use]
pub fn drop(agreed: &str, is_sampled: bool) -> String {
    let what = if is_sampled { "sampled deals" } else { "deals" };
    format!("{agreed} {what} agreed without this line, the most that one line gives")
}
/// For the line that the most deals cross, where no single line opens anything.
#[must_use]
pub const fn crossed_most(is_sampled: bool) -> &'static str {
    if is_sampled {
        "no single line opens a sampled deal; this one is crossed most"
    } else {
        "no single line opens a deal; this one is crossed most"
    }
}
/// For a variant without a title.
pub const VARIANT: &str = "the same scenario under other assumptions";
/// For `check`.
pub const CHECK: &str = "every error and warning of the file";
/// For `test`.
pub const TEST: &str = "the author's expectations";
/// For `show`.
pub const SHOW: &str = "the scenario as understood";
