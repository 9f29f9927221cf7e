//! The words on who holds the outcome.

/// The heading of the part.
pub const INFLUENCE: &str = "Who holds the outcome";
/// The heads of the columns: the party, its two figures, and what they come to.
pub const COLUMNS: [&str; 4] = ["party", "only objector", "with its yes", "its yes"];
/// A party that is heard.
pub const HEARD: &str = "heard, does not sign";
/// A party that stands in the way of nothing.
pub const ACCEPTS_ALL: &str = "accepts every deal";
/// A party whose yes would change nothing where everyone is needed.
pub const BACKED: &str = "changes nothing alone: others object too";
/// A party whose yes would change nothing under another rule.
pub const CHANGES_NOTHING: &str = "changes nothing alone";
/// A pivotal party none of whose lines opens anything by itself.
pub const TOGETHER: &str = "pivotal, by several of its lines at once";

/// The legend of the part; `agreed` is how many deals are agreed as it is.
#[must_use]
pub fn legend(agreed: &str, is_sampled: bool) -> String {
    let what = if is_sampled { "sampled deals" } else { "deals" };
    format!(
        "Only objector: {what} that everybody else accepts and this party does not. With its yes: agreed {what} were its \
         acceptance given ({agreed} as it is). Pivotal: that adds to them."
    )
}

/// A pivotal party, with the lines of which each holds deals up by itself.
#[must_use]
pub fn pivotal(lines: &[String]) -> String {
    format!("pivotal, by {}", lines.join(", "))
}
