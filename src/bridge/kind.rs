//! The kinds of files that scenarios are made of, and made into.

/// What is imported.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ImportKind {
    /// A table of positions, one row an option.
    Matrix,
    /// A table of statements that parties agree to or not.
    Statements,
    /// A domain and profiles of Genius.
    Genius,
    /// Profiles of `GeniusWeb`.
    Geniusweb,
    /// A folder of `NegMAS`.
    Negmas,
    /// Profiles of `NegoLog`.
    Negolog,
    /// Actors on a line, as KTAB has them.
    Ktab,
}

impl ImportKind {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Matrix, Self::Statements, Self::Genius, Self::Geniusweb, Self::Negmas, Self::Negolog, Self::Ktab];

    /// The word of the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Matrix => "matrix",
            Self::Statements => "statements",
            Self::Genius => "genius",
            Self::Geniusweb => "geniusweb",
            Self::Negmas => "negmas",
            Self::Negolog => "negolog",
            Self::Ktab => "ktab",
        }
    }

    /// Whether it is a domain with the utilities of its profiles.
    #[must_use]
    pub const fn has_utilities(self) -> bool {
        matches!(self, Self::Genius | Self::Geniusweb | Self::Negmas | Self::Negolog)
    }

    /// Whether it may be a folder of files.
    #[must_use]
    pub const fn may_be_folder(self) -> bool {
        !matches!(self, Self::Matrix | Self::Statements | Self::Ktab)
    }
}

/// What is exported.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ExportKind {
    /// A table of positions, one row an option.
    Matrix,
    /// A domain and profiles of Genius: a folder.
    Genius,
    /// An outcome space and utility functions of `NegMAS`: a folder.
    Negmas,
    /// A table of the deals, as CSV.
    Csv,
    /// A table of the deals, as Parquet.
    Parquet,
}

impl ExportKind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Matrix, Self::Genius, Self::Negmas, Self::Csv, Self::Parquet];

    /// The word of the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Matrix => "matrix",
            Self::Genius => "genius",
            Self::Negmas => "negmas",
            Self::Csv => "csv",
            Self::Parquet => "parquet",
        }
    }

    /// Whether it is a folder of files.
    #[must_use]
    pub const fn is_folder(self) -> bool {
        matches!(self, Self::Genius | Self::Negmas)
    }

    /// Whether it is a table of the deals.
    #[must_use]
    pub const fn is_of_deals(self) -> bool {
        matches!(self, Self::Csv | Self::Parquet)
    }
}
