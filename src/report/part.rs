//! A part of an answer that is one table: a name a row, and figures beside it. Set for the terminal and for Markdown alike.

/// Heading, legend, and the rows below.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Part {
    /// The heading.
    pub heading: &'static str,
    /// What the columns hold.
    pub legend: &'static str,
    /// The heads of the columns, that of the names first.
    pub heads: Vec<&'static str>,
    /// As many cells a row as there are heads.
    pub rows: Vec<Vec<String>>,
    /// What is said of the rows that are left out.
    pub more: Option<String>,
}
