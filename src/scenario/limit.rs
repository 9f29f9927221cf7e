//! How large a scenario may be. Generous for anything a person writes, and small enough that no file can make the
//! reading slow or the memory run out; past a limit stands a clear error.

/// Bytes of a file.
pub const FILE_BYTES: usize = 16 << 20;
/// Keys, values and tables of a file, as [`n_pieces`](crate::scenario::pieces::n_pieces) counts them.
pub const PIECES: u64 = 1 << 21;
/// Issues.
pub const ISSUES: usize = 1_000;
/// Options of one issue.
pub const OPTIONS: usize = 1_000;
/// Members of one issue.
pub const MEMBERS: usize = 30;
/// Values of one range.
pub const RANGE_VALUES: u32 = 1_000_000;
/// Parties.
pub const PARTIES: usize = 200;
/// Red lines, impossible rules and bonuses together.
pub const RULES: usize = 10_000;
/// Proposals.
pub const PROPOSALS: usize = 10_000;
/// Variants.
pub const VARIANTS: usize = 1_000;
/// Expectations.
pub const EXPECTS: usize = 10_000;
/// Sources.
pub const SOURCES: usize = 10_000;
/// Tables and lists inside each other, from the top of the file.
pub const NESTING: usize = 64;
/// Combinations of the values of the issues that one expression names.
pub const EXPRESSION_COMBINATIONS: u64 = 1 << 20;
/// Steps of trying all expressions of a file on all of these (one that is repeated word for word counts once).
pub const EXPRESSION_STEPS: u64 = 1 << 28;
/// Lists of `coalitions`.
pub const COALITIONS: usize = 1_000;
/// Problems that are kept; past them a last one says how many more there are.
pub const PROBLEMS: usize = 200;
/// Points given value by value, all parties and issues together.
pub const POINTS: u64 = 1 << 24;
/// Tables that stand below their own sub-tables, times all tables.
pub const LATE_TABLES: u64 = 400_000_000;
/// Assumptions.
pub const ASSUMPTIONS: usize = 100;
/// Combinations of the values of all assumptions.
pub const COMBINATIONS: u64 = 1_024;
/// Sweeps.
pub const SWEEPS: usize = 1_000;
/// Talks.
pub const TALKS: usize = 1_000;
/// Factors of a sweep: as many as the Saltelli design has pairs of Sobol' coordinates for.
pub const FACTORS: usize = 64;
/// Values of a factor that are given one by one.
pub const LEVELS: usize = 1_000;
/// Rows of a sweep.
pub const SWEEP_ROWS: u64 = 1_000_000_000;
/// Points, bonuses and reservations, without their sign: sums of all of them stay exact to a point.
pub const WORTH: f64 = 1e15;
/// Files that build on each other.
pub const BASES: usize = 8;
