//! Other tools' files become a scenario: `zopa import`.

use crate::bridge::files::{FilePart, Files};
use crate::bridge::gathered::{Gathered, LOST};
use crate::bridge::grid;
use crate::bridge::import_options::ImportOptions;
use crate::bridge::kind::ImportKind;
use crate::bridge::matrix;
use crate::bridge::matrix::head::is_matrix;
use crate::bridge::outline::Outline;
use crate::bridge::scribe;
use crate::bridge::statements;
use crate::scenario::error::{Problem, Problems, Severity};
use crate::scenario::model::Scenario;
use crate::scenario::read::whole::read;
use crate::scenario::source::SourceText;

/// A scenario that was made.
#[derive(Debug)]
pub struct Imported {
    /// The file.
    pub text: String,
    /// What it is, read again.
    pub scenario: Scenario,
    /// What is lost, and what is odd; places are those of the files.
    pub problems: Vec<Problem>,
    /// What else is to be known.
    pub notes: Vec<String>,
}

impl Imported {
    /// How many things are lost.
    #[must_use]
    pub fn n_lost(&self) -> usize {
        self.problems.iter().filter(|problem| problem.code == LOST).count()
    }
}

/// Why no scenario was made.
#[derive(Debug)]
pub enum Refusal {
    /// The files are wrong; places are theirs.
    Files(Vec<Problem>),
    /// What they say is no scenario; places are those of the scenario that would have been.
    Scenario(Problems),
}

/// The kind that files are of, by what stands in them; none where nothing is known by it.
#[must_use]
pub fn guess(files: &Files) -> Option<ImportKind> {
    let parts = files.parts();
    let part = parts.first()?;
    let rows = grid::first_rows(part.text);
    let first = rows.first()?;
    if is_matrix(first) {
        return Some(ImportKind::Matrix);
    }
    statements::is_statements(first).then_some(ImportKind::Statements)
}

/// Makes a scenario.
///
/// # Errors
/// Everything that is wrong with the files.
pub fn import(files: &Files, kind: ImportKind, options: &ImportOptions) -> Result<Imported, Refusal> {
    let mut gathered = Gathered::default();
    let parts = files.parts();
    let outline = match (kind, parts.first()) {
        (ImportKind::Matrix, Some(part)) => matrix::reading::read(files, part, &mut gathered),
        (ImportKind::Statements, Some(part)) => statements::read(files, part, options, &mut gathered),
        (_, None) => Outline::default(),
    };
    gathered.sort();
    if gathered.has_errors() {
        return Err(Refusal::Files(gathered.problems));
    }
    let lost: Vec<String> = gathered
        .problems
        .iter()
        .filter(|problem| problem.code == LOST)
        .map(|problem| line_of(files, &parts, problem))
        .collect();
    let opening = format!("Made of {} by `zopa import --from {}`.", files.name(), kind.word());
    let text = scribe::scenario(&outline, &opening, &lost, &gathered.notes);
    let source = SourceText::new("the imported scenario", text.as_str());
    let (scenario, problems) = read(&source);
    match scenario {
        Some(scenario) if problems.iter().all(|problem| problem.severity != Severity::Error) => {
            Ok(Imported { text, scenario, problems: gathered.problems, notes: gathered.notes })
        }
        _ => Err(Refusal::Scenario(Problems::new(source, problems))),
    }
}

/// What is lost, with its line, and its file where there are several.
fn line_of(files: &Files, parts: &[FilePart], problem: &Problem) -> String {
    if problem.span == (0..0) {
        return problem.message.clone();
    }
    let (line, _) = problem.line_column(files.source());
    if parts.len() == 1 {
        return format!("line {line}: {}", problem.message);
    }
    let name = files.source().name_at(problem.span.start);
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    format!("{name}, line {line}: {}", problem.message)
}
