//! What is wrong with a scenario file: every problem at once, each with its place, its words underlined, and the repair.
//!
//! ```text
//! error[unknown-issue]: no issue `guarantor`
//!   --> harbor.toml:31:15
//!    |
//! 31 | require = { guarantor = { includes = "russia" } }
//!    |             ^^^^^^^^^
//!    |
//!    = help: did you mean `guarantors`?
//! ```

use crate::scenario::limit;
use crate::scenario::source::SourceText;
use crate::scenario::span::Span;
use crate::scenario::visible::{of_same_length, visible};
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use std::fmt;

/// Whether a problem keeps the scenario from being used.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    /// The scenario cannot be used.
    Error,
    /// The scenario can be used, but something in it is odd.
    Warning,
}

impl Severity {
    /// The word of the JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// One thing that is wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// How bad it is.
    pub severity: Severity,
    /// What kind of problem it is, for programs: kebab-case.
    pub code: &'static str,
    /// Where it is, in bytes of the file; `0..0` for what concerns the file as a whole.
    pub span: Span,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// A few words beside the underlined text.
    pub label: Option<Box<str>>,
    /// The repair.
    pub help: Option<String>,
    /// The word that was probably meant, in place of the one that stands there.
    pub meant: Option<Box<str>>,
}

impl Problem {
    /// An error.
    pub fn error(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self { severity: Severity::Error, code, span, message: message.into(), label: None, help: None, meant: None }
    }

    /// A warning.
    pub fn warning(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, span, message) }
    }

    /// With words beside the underlined text.
    #[must_use]
    pub fn with_label(self, label: impl Into<String>) -> Self {
        Self { label: Some(label.into().into_boxed_str()), ..self }
    }

    /// With the repair.
    #[must_use]
    pub fn with_help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// With the repair "did you mean", where there is a near word.
    #[must_use]
    pub fn suggest(self, near: Option<&str>) -> Self {
        match near {
            Some(near) => Self { meant: Some(near.into()), ..self.with_help(format!("did you mean `{near}`?")) },
            None => self,
        }
    }

    /// The text that would stand in place of the problem's with the word that was probably meant, in the same quotation
    /// marks; none where no word is known, or the place holds more than the word.
    #[must_use]
    pub fn mended(&self, source: &SourceText) -> Option<String> {
        let meant = self.meant.as_deref()?;
        let there = source.slice(&self.span);
        let marks =
            ["\"", "'"].into_iter().find(|mark| there.len() >= 2 && there.starts_with(mark) && there.ends_with(mark));
        let marks = marks.unwrap_or_default();
        let word = there.get(marks.len()..there.len().checked_sub(marks.len())?)?;
        let is_word = |text: &str| {
            !text.is_empty()
                && text.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.' | '*'))
        };
        // A part of a dotted name cannot take the whole name.
        let is_whole = meant.contains('.') == word.contains('.');
        (is_word(word) && is_word(meant) && is_whole).then(|| format!("{marks}{meant}{marks}"))
    }

    /// Its line and column, both from 1; columns count characters.
    #[must_use]
    pub fn line_column(&self, source: &SourceText) -> (usize, usize) {
        source.line_column(self.span.start)
    }
}

/// The problems of one file, in the order of the file.
#[derive(Clone, PartialEq, Eq)]
pub struct Problems {
    source: SourceText,
    list: Vec<Problem>,
}

impl Problems {
    /// The problems of a text.
    #[must_use]
    pub const fn new(source: SourceText, list: Vec<Problem>) -> Self {
        Self { source, list }
    }

    /// The text.
    #[must_use]
    pub const fn source_text(&self) -> &SourceText {
        &self.source
    }

    /// The problems in the order of the file.
    #[must_use]
    pub fn list(&self) -> &[Problem] {
        &self.list
    }

    /// Line and column of each.
    #[must_use]
    pub fn places(&self) -> Vec<(usize, usize)> {
        self.list.iter().map(|problem| problem.line_column(&self.source)).collect()
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&render(&self.source, &self.list, &Renderer::plain()))
    }
}

/// The same as [`fmt::Display`]: a `main` that ends with `?` prints what people read.
impl fmt::Debug for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Problems {}

/// The problems as people read them, each with its lines of the file and the words underlined.
#[must_use]
pub fn render(source: &SourceText, problems: &[Problem], renderer: &Renderer) -> String {
    let mut text = String::new();
    for problem in problems.iter().take(limit::PROBLEMS) {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(&render_one(source, problem, renderer));
    }
    text
}

/// Bytes of one line that are shown before and after the place.
const SHOWN: usize = 400;

fn render_one(source: &SourceText, problem: &Problem, renderer: &Renderer) -> String {
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    // Words of the file, and the file's own name, are shown and never obeyed.
    let (message, name) = (visible(&problem.message), visible(source.name_at(problem.span.start)));
    let (label, help) = (problem.label.as_deref().map(visible), problem.help.as_deref().map(visible));
    let title = level.primary_title(message.as_ref()).id(problem.code);
    let group = if problem.span == (0..0) {
        Group::with_title(title).element(annotate_snippets::Origin::path(name.as_ref()))
    } else {
        let window = Window::around(source, &problem.span);
        let mut annotation = AnnotationKind::Primary.span(window.span.clone());
        if let Some(label) = &label {
            annotation = annotation.label(label.as_ref());
        }
        let snippet = Snippet::source(of_same_length(window.text))
            .path(name.as_ref())
            .line_start(window.line)
            .fold(false)
            .annotation(annotation);
        Group::with_title(title).element(snippet)
    };
    let group = match &help {
        Some(help) => group.element(Level::HELP.message(help.as_ref())),
        None => group,
    };
    renderer.render(&[group]).to_string()
}

/// The lines that a problem shows: its own, so that neither a large file nor a long line costs anything.
struct Window<'s> {
    text: &'s str,
    line: usize,
    span: Span,
}

impl<'s> Window<'s> {
    fn around(source: &'s SourceText, span: &Span) -> Self {
        let text = source.all();
        let start = source.boundary(span.start);
        // The second half of a line break `\r\n` is shown as its first.
        let halved = |at: usize| at.checked_sub(1).filter(|before| source.slice(&(*before..at + 1)) == "\r\n");
        let start = halved(start).unwrap_or(start);
        let (line, _) = source.line_column(start);
        let first = source.line_start(source.line(start)).max(source.boundary(start.saturating_sub(SHOWN)));
        // A line ends before its line break, be that `\n` or `\r\n`.
        let line_end = |at: usize| at + text.get(at..).and_then(|rest| rest.lines().next()).map_or(0, str::len);
        // Of what spans many lines the first is shown.
        let end = source.boundary(span.end).clamp(start, line_end(start));
        let last = line_end(start).min(source.boundary(end.saturating_add(SHOWN)).max(end));
        let end = end.min(last);
        Self { text: source.slice(&(first..last)), line, span: start - first..end - first }
    }
}
