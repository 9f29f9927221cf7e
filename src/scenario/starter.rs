//! The commented file that an author starts from.

/// A whole small scenario that shows every part of the format and runs as it stands.
pub const STARTER: &str = include_str!("starter.toml");
