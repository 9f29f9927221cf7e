//! Where something stands in the scenario file, and the days that it names.

use std::ops::Range as ByteRange;

/// A byte range of the scenario file; empty (`0..0`) for what no file wrote.
pub type Span = ByteRange<usize>;

/// A calendar day, as TOML writes a local date.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Date {
    /// Year, 0 to 9999.
    pub year: u16,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day, 1 to 31.
    pub day: u8,
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}
