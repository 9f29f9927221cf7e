//! The words of an expression.

/// A word of the text.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Token {
    /// A name: an issue, a function, a macro variable, or a word of the language (`in`, `true`, …).
    Name(String),
    /// A whole number without its sign. One past `i64::MAX` is only good after a minus.
    Int(u64),
    /// A number with a point or an exponent.
    Double(f64),
    /// A string, its escapes resolved.
    Text(String),
    /// An operator or a bracket.
    Sign(&'static str),
    /// The end of the text.
    End,
}
