//! The kinds of files that scenarios are made of, and made into.

/// What is imported.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ImportKind {
    /// A table of positions, one row an option.
    Matrix,
    /// A table of statements that parties agree to or not.
    Statements,
}

impl ImportKind {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Matrix, Self::Statements];

    /// The word of the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Matrix => "matrix",
            Self::Statements => "statements",
        }
    }
}

/// What is exported.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ExportKind {
    /// A table of positions, one row an option.
    Matrix,
}

impl ExportKind {
    /// All of them.
    pub const ALL: [Self; 1] = [Self::Matrix];

    /// The word of the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Matrix => "matrix",
        }
    }
}
