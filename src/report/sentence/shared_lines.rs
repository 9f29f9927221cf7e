//! The words on lines that several parties hold.

/// The heading.
pub const SHARED: &str = "Shared lines";
/// What the columns hold.
pub const LEGEND: &str = "Lines that several parties hold, all holders at once. Only: deals on which nothing else is crossed. \
                          If dropped: what would be agreed without the line, and the probability of some deal; if fixed: that \
                          probability with every holder holding it for certain.";
/// The heads of the columns.
pub const COLUMNS: [&str; 5] = ["line", "only", "if dropped", "some deal", "if fixed"];
