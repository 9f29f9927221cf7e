//! The files that are imported, as one text: places count through all of them, so that each says in which file it stands.

use crate::scenario::source::SourceText;
use crate::scenario::span::Span;

/// A file, or the files of a folder.
#[derive(Debug)]
pub struct Files {
    source: SourceText,
    name: String,
    is_folder: bool,
}

/// One of them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FilePart<'f> {
    /// Its path as messages show it.
    pub(crate) path: &'f str,
    /// Its text; a byte order mark is left out.
    pub(crate) text: &'f str,
    /// Where its text starts among all.
    pub(crate) start: usize,
}

impl<'f> FilePart<'f> {
    fn new((path, text, start): (&'f str, &'f str, usize)) -> Self {
        match text.strip_prefix('\u{feff}') {
            Some(text) => Self { path, text, start: start + '\u{feff}'.len_utf8() },
            None => Self { path, text, start },
        }
    }

    /// The last part of its path.
    pub(crate) fn file_name(&self) -> &str {
        self.path.rsplit(['/', '\\']).next().unwrap_or(self.path)
    }

    /// Its name without folder and ending.
    pub(crate) fn stem(&self) -> &str {
        let name = self.file_name();
        name.rsplit_once('.').map_or(name, |(stem, _)| if stem.is_empty() { name } else { stem })
    }

    /// Whether its name ends so, in whatever letters.
    pub(crate) fn ends_with(&self, ending: &str) -> bool {
        let name = self.file_name().to_lowercase();
        name.ends_with(ending)
    }

    /// The place of bytes of its own text among all texts.
    pub(crate) fn span(&self, own: Span) -> Span {
        self.start + own.start..self.start + own.end
    }

    /// Its first line.
    pub(crate) fn head(&self) -> Span {
        let end = self.text.find('\n').unwrap_or(self.text.len());
        self.span(0..end)
    }
}

impl Files {
    /// A file, or (in the order of their names) those of a folder; each with its path.
    #[must_use]
    pub fn new(name: impl Into<String>, is_folder: bool, files: Vec<(String, String)>) -> Self {
        let mut files = files.into_iter();
        let (path, text) = files.next().unwrap_or_default();
        let source = SourceText::new(path, text).building_on(files.collect());
        Self { source, name: name.into(), is_folder }
    }

    /// All their texts.
    #[must_use]
    pub const fn source(&self) -> &SourceText {
        &self.source
    }

    /// What the file or the folder is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether a folder was named.
    pub(crate) const fn is_folder(&self) -> bool {
        self.is_folder
    }

    /// Each of them.
    pub(crate) fn parts(&self) -> Vec<FilePart<'_>> {
        let own = std::iter::once((self.source.name(), self.source.text(), 0));
        let bases = self.source.bases().iter();
        let others = bases.map(|part| (part.name.as_str(), self.source.slice(&part.span), part.span.start));
        own.chain(others).map(FilePart::new).collect()
    }
}
