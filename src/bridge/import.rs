//! Other tools' files become a scenario: `zopa import`.

use crate::bridge::files::{FilePart, Files};
use crate::bridge::gathered::{Gathered, LOST};
use crate::bridge::genius;
use crate::bridge::genius::reading::is_genius;
use crate::bridge::geniusweb::{self, is_geniusweb};
use crate::bridge::grid;
use crate::bridge::import_options::ImportOptions;
use crate::bridge::kind::ImportKind;
use crate::bridge::ktab::{self, is_ktab};
use crate::bridge::matrix;
use crate::bridge::matrix::head::is_matrix;
use crate::bridge::negmas;
use crate::bridge::negmas::reading::is_negmas;
use crate::bridge::negolog::{self, is_negolog};
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
    if parts.iter().any(|part| (part.ends_with(".xml") || !files.is_folder()) && is_genius(part.text)) {
        return Some(ImportKind::Genius);
    }
    let json = || parts.iter().filter(|part| part.ends_with(".json") || !files.is_folder());
    if json().any(|part| is_geniusweb(part.text)) {
        return Some(ImportKind::Geniusweb);
    }
    if json().any(|part| is_negolog(part.text)) {
        return Some(ImportKind::Negolog);
    }
    let yaml = |part: &&FilePart| part.ends_with(".yml") || part.ends_with(".yaml") || !files.is_folder();
    if parts.iter().filter(yaml).any(|part| is_negmas(part.text)) {
        return Some(ImportKind::Negmas);
    }
    let part = parts.first().filter(|_| !files.is_folder())?;
    let rows = grid::first_rows(part.text);
    let first = rows.first()?;
    if is_ktab(&rows) {
        return Some(ImportKind::Ktab);
    }
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
    if files.is_folder() && !kind.may_be_folder() {
        let problem = Problem::error(
            "folder",
            0..0,
            format!("`{}` is a folder, and `{}` is one file", files.name(), kind.word()),
        );
        return Err(Refusal::Files(vec![problem.with_help("name the file in it")]));
    }
    let outline = match (kind, parts.first()) {
        (ImportKind::Matrix, Some(part)) => matrix::reading::read(files, part, &mut gathered),
        (ImportKind::Statements, Some(part)) => statements::read(files, part, options, &mut gathered),
        (ImportKind::Genius, Some(_)) => genius::reading::read(files, options, &mut gathered),
        (ImportKind::Geniusweb, Some(_)) => geniusweb::read(files, options, &mut gathered),
        (ImportKind::Negmas, Some(_)) => negmas::reading::read(files, options, &mut gathered),
        (ImportKind::Ktab, Some(part)) => ktab::read(files, part, options, &mut gathered),
        (ImportKind::Negolog, Some(_)) => negolog::read(files, options, &mut gathered),
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
