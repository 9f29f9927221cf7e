//! A scenario becomes files of other tools: `zopa export`.

use crate::bridge::gathered::{Gathered, LOST};
use crate::bridge::kind::ExportKind;
use crate::bridge::matrix;
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

/// Makes the files of a kind.
#[must_use]
pub fn export(scenario: &Scenario, source: &SourceText, kind: ExportKind) -> Exported {
    let mut gathered = Gathered::default();
    let files = match kind {
        ExportKind::Matrix => vec![(String::new(), matrix::writing::write(scenario, source, &mut gathered))],
    };
    gathered.sort();
    Exported { files, problems: gathered.problems, notes: gathered.notes }
}
