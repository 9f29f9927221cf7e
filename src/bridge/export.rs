//! A scenario becomes files of other tools: `zopa export`.

use crate::bridge::gathered::{Gathered, LOST};
use crate::bridge::genius;
use crate::bridge::kind::ExportKind;
use crate::bridge::matrix;
use crate::bridge::negmas;
use crate::scenario::error::Problem;
use crate::scenario::model::Scenario;
use crate::scenario::source::SourceText;

/// Files that were made.
#[derive(Debug)]
pub struct Exported {
    /// Their names and texts: one of a kind that is a file, the name then empty; several of a kind that is a folder.
    pub files: Vec<(String, String)>,
    /// What is lost; places are those of the scenario.
    pub problems: Vec<Problem>,
    /// What else is to be known.
    pub notes: Vec<String>,
}

impl Exported {
    /// How many things are lost.
    #[must_use]
    pub fn n_lost(&self) -> usize {
        self.problems.iter().filter(|problem| problem.code == LOST).count()
    }
}

/// How they are made, where there is a choice.
#[derive(Clone, Copy, Debug, Default)]
pub struct ExportOptions {
    /// Of domains: utilities are divided by the most that they can reach.
    pub normalize: bool,
    /// Of `negmas`: what crosses a party's fixed lines is worth less to it than its reservation.
    pub penalty: bool,
}

/// Makes the files of a kind.
#[must_use]
pub fn export(scenario: &Scenario, source: &SourceText, kind: ExportKind, options: ExportOptions) -> Exported {
    let mut gathered = Gathered::default();
    let files = match kind {
        ExportKind::Matrix => vec![(String::new(), matrix::writing::write(scenario, source, &mut gathered))],
        // Rows are written one by one, by whoever has the file: see `bridge::deals`.
        ExportKind::Csv | ExportKind::Parquet => Vec::new(),
        ExportKind::Negmas => negmas::writing::write(scenario, source, options.penalty, &mut gathered),
        ExportKind::Genius => genius::writing::write(scenario, source, options.normalize, &mut gathered),
    };
    gathered.sort();
    Exported { files, problems: gathered.problems, notes: gathered.notes }
}
