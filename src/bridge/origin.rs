//! Where an imported scenario comes from: its `[source]` tables.

use crate::bridge::files::Files;
use crate::bridge::outline::{Outline, OutlineSource};
use crate::bridge::words::{Ids, id_of, in_one_line};
use crate::scenario::model::Source;

/// What parts several sources in one cell.
pub(crate) const BETWEEN: &str = " | ";

/// How the note of the source of an imported file begins.
const NOTE: &str = "Imported as `";

/// Whether a source is the imported file itself.
pub(crate) fn is_own(source: &Source) -> bool {
    source.note.as_ref().is_some_and(|note| note.starts_with(NOTE))
}

/// An outline that names the file it comes from.
pub(crate) fn begin(files: &Files, kind: &str) -> Outline {
    let name = files.name();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| if stem.is_empty() { name } else { stem });
    let id = id_of(name);
    let own = OutlineSource {
        id: if id.is_empty() { "imported".to_owned() } else { id },
        title: name.to_owned(),
        note: format!("{NOTE}{kind}`."),
        ..OutlineSource::default()
    };
    Outline { title: stem.to_owned(), sources: vec![own], ..Outline::default() }
}

/// The sources that cells name.
#[derive(Debug, Default)]
pub(crate) struct SourceBook {
    ids: Option<Ids>,
    sources: Vec<OutlineSource>,
}

impl SourceBook {
    /// The keys of the sources that a cell names, several with `|` between them; those of the file itself where it names none.
    pub(crate) fn cite(&mut self, text: &str, outline: &Outline) -> Vec<String> {
        let own = outline.sources.first().map_or("", |source| source.id.as_str());
        if text.is_empty() {
            return vec![own.to_owned()];
        }
        let ids = self.ids.get_or_insert_with(|| {
            let mut ids = Ids::default();
            ids.give(own, "source", &[]);
            ids
        });
        let mut cited = Vec::new();
        for title in text.split('|').map(in_one_line).filter(|title| !title.is_empty()) {
            let id = match self.sources.iter().find(|source| source.title == title) {
                Some(known) => known.id.clone(),
                None => {
                    let id = ids.give(title.split("://").last().unwrap_or(&title), "source", &[]);
                    let is_url = title.starts_with("https://") || title.starts_with("http://");
                    let url = if is_url { title.clone() } else { String::new() };
                    self.sources.push(OutlineSource { id: id.clone(), title, url, note: String::new() });
                    id
                }
            };
            if !cited.contains(&id) {
                cited.push(id);
            }
        }
        cited
    }

    /// Puts them behind the file itself.
    pub(crate) fn into(self, outline: &mut Outline) {
        outline.sources.extend(self.sources);
    }
}
