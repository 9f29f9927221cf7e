//! The files that rows stand in: CSV, or Parquet where this build has it.

use crate::analysis::sweep::batch::RowBatch;
use crate::analysis::sweep::column::Column;
use crate::report::sweep::{head, write_lines};
use clap::ValueEnum;
use std::io::{Result, Write};

/// A form of files.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Form {
    /// Text, for a few rows and for spreadsheets
    Csv,
    /// Columns, compressed, for many rows; DuckDB, Polars and pandas read it
    Parquet,
}

impl Form {
    /// What is taken where nothing else is asked for.
    pub(crate) const USUAL: Self = if cfg!(feature = "parquet") { Self::Parquet } else { Self::Csv };

    /// The word of it, which ends the names of its files.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Parquet => "parquet",
        }
    }

    /// Whether this build writes and reads it.
    pub(crate) const fn is_there(self) -> bool {
        matches!(self, Self::Csv) || cfg!(feature = "parquet")
    }

    /// Rows as they are handed from the threads that compute them to the one that writes.
    pub(crate) fn piece(self, columns: &[Column], batch: RowBatch) -> Piece {
        match self {
            Self::Csv => {
                let mut text = String::new();
                write_lines(columns, &batch, &mut text);
                Piece::Text(text)
            }
            #[cfg(feature = "parquet")]
            Self::Parquet => Piece::Batch(batch),
            // Nobody begins such a file.
            #[cfg(not(feature = "parquet"))]
            Self::Parquet => Piece::Text(String::new()),
        }
    }
}

/// Some rows on their way into a file.
pub(crate) enum Piece {
    /// Lines.
    Text(String),
    /// Columns.
    #[cfg(feature = "parquet")]
    Batch(RowBatch),
}

/// A file of rows being written.
pub(crate) enum Sink<'o> {
    Csv(&'o mut (dyn Write + Send)),
    #[cfg(feature = "parquet")]
    Parquet(Box<crate::report::parquet::Writer<&'o mut (dyn Write + Send)>>),
}

impl<'o> Sink<'o> {
    /// Begins a file. A shard of CSV opens with a line of its own, the whole table with the names of its columns.
    pub(crate) fn begin(
        form: Form,
        out: &'o mut (dyn Write + Send),
        columns: &[Column],
        about: &[(&str, String)],
        opening: Option<&str>,
    ) -> Result<Self> {
        match form {
            Form::Csv => {
                match opening {
                    Some(line) => out.write_all(line.as_bytes())?,
                    None => out.write_all(head(columns).as_bytes())?,
                }
                Ok(Self::Csv(out))
            }
            #[cfg(feature = "parquet")]
            Form::Parquet => Ok(Self::Parquet(Box::new(crate::report::parquet::Writer::new(out, columns, about)?))),
            #[cfg(not(feature = "parquet"))]
            Form::Parquet => {
                let _ = about;
                Err(std::io::Error::other("this build of zopa writes no Parquet"))
            }
        }
    }

    /// Adds rows.
    pub(crate) fn push(&mut self, piece: &Piece) -> Result<()> {
        match (self, piece) {
            (Self::Csv(out), Piece::Text(text)) => out.write_all(text.as_bytes()),
            #[cfg(feature = "parquet")]
            (Self::Parquet(writer), Piece::Batch(batch)) => writer.push(batch),
            #[cfg(feature = "parquet")]
            _ => Err(std::io::Error::other("rows of another form")),
        }
    }

    /// Writes what is left.
    pub(crate) fn finish(self) -> Result<()> {
        match self {
            Self::Csv(_) => Ok(()),
            #[cfg(feature = "parquet")]
            Self::Parquet(writer) => writer.finish(),
        }
    }
}
