//! What `zopa check` found: every problem of some files, each with its place.
//!
//! In JSON `[{"severity", "code", "file", "line", "column", "message", "help", "end_line", "end_column", "utf16", "repairs"}]`
//! (`utf16`: where it starts and ends in the file, in units of UTF-16; a repair is a title and its edits); for people as the
//! underlined words of the files, and one line a file.

use crate::report::csv::record;
use crate::report::json::{pretty, put};
use crate::report::{markdown, sentence};
use crate::scenario::error::{Problem, Problems, render};
use annotate_snippets::Renderer;
use serde_json::{Map, Value as Json};

/// Every problem with its file, in the order of the files.
fn each(files: &[Problems]) -> impl Iterator<Item = (&Problems, &Problem)> {
    files.iter().flat_map(|file| file.list().iter().map(move |problem| (file, problem)))
}

/// `check --format table`.
#[must_use]
pub fn table(files: &[Problems], renderer: &Renderer) -> String {
    let mut text = String::new();
    for file in files {
        if !file.list().is_empty() {
            text += &render(file.source_text(), file.list(), renderer);
            text += "\n\n";
        }
    }
    for file in files {
        text += &sentence::problems::count(file);
        text.push('\n');
    }
    text
}

/// `check --format json`.
#[must_use]
pub fn json(files: &[Problems]) -> String {
    let one = |(file, problem): (&Problems, &Problem)| {
        let (line, column) = problem.line_column(file.source_text());
        let mut json = Map::new();
        put(&mut json, "severity", problem.severity.word());
        put(&mut json, "code", problem.code);
        put(&mut json, "file", file.source_text().name_at(problem.span.start));
        put(&mut json, "line", line);
        put(&mut json, "column", column);
        put(&mut json, "message", problem.message.as_str());
        put(&mut json, "help", problem.help.clone());
        let source = file.source_text();
        let (end_line, end_column) = source.end_line_column(&problem.span);
        put(&mut json, "end_line", end_line);
        put(&mut json, "end_column", end_column);
        let place = Json::from(source.utf16(&problem.span).to_vec());
        put(&mut json, "utf16", place.clone());
        let repair = problem.mended(source).map(|text| {
            let edit = serde_json::json!({ "file": source.name_at(problem.span.start), "utf16": place, "text": text });
            serde_json::json!({ "title": sentence::problems::repair(problem.meant.as_deref().unwrap_or(&text)), "edits": [edit] })
        });
        put(&mut json, "repairs", repair.into_iter().collect::<Vec<_>>());
        Json::Object(json)
    };
    pretty(&each(files).map(one).collect())
}

/// The fields of the JSON as text.
fn fields((file, problem): (&Problems, &Problem)) -> Vec<String> {
    let (line, column) = problem.line_column(file.source_text());
    vec![
        problem.severity.word().to_owned(),
        problem.code.to_owned(),
        file.source_text().name_at(problem.span.start).to_owned(),
        line.to_string(),
        column.to_string(),
        problem.message.clone(),
        problem.help.clone().unwrap_or_default(),
    ]
}

/// Their names.
const HEADS: [&str; 7] = ["severity", "code", "file", "line", "column", "message", "help"];

/// `check --format csv`: one row a problem.
#[must_use]
pub fn csv(files: &[Problems]) -> String {
    let rows = each(files).map(|problem| record(&fields(problem)));
    record(&HEADS.map(str::to_owned)) + &rows.collect::<String>()
}

/// `check --format markdown`: a line a file, and a table of all problems.
#[must_use]
pub fn markdown(files: &[Problems]) -> String {
    let mut text = String::new();
    for file in files {
        text += &format!("- {}\n", markdown::escaped(&sentence::problems::count(file)));
    }
    let rows: Vec<Vec<String>> =
        each(files).map(|problem| fields(problem).iter().map(|field| markdown::escaped(field)).collect()).collect();
    if !rows.is_empty() {
        text.push('\n');
        text += &markdown::table(&HEADS.map(|head| (head, matches!(head, "line" | "column"))), &rows);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::source::SourceText;

    fn files() -> Vec<Problems> {
        let source = SourceText::new("a|b.toml", "format = 1\ntitel = \"x\"\n");
        let wrong = Problem::error("unknown-key", 11..16, "no key `titel`").suggest(Some("title"));
        let odd = Problem::warning("no-source", 0..0, "no source");
        vec![Problems::new(source, vec![odd, wrong]), Problems::new(SourceText::new("c.toml", ""), Vec::new())]
    }

    #[test]
    fn every_problem_has_its_place_in_every_form() {
        let list: Json = serde_json::from_str(&json(&files())).unwrap();
        assert_eq!(list[1]["line"], 2);
        assert_eq!((&list[0]["help"], &list[1]["help"]), (&Json::Null, &"did you mean `title`?".into()));
        let mut keys = HEADS.to_vec();
        keys.extend(["end_line", "end_column", "utf16", "repairs"]);
        assert_eq!(list[1].as_object().unwrap().keys().collect::<Vec<_>>(), keys);
        assert_eq!((&list[1]["end_line"], &list[1]["end_column"]), (&2.into(), &6.into()));
        let edit = serde_json::json!({ "file": "a|b.toml", "utf16": [11, 16], "text": "title" });
        assert_eq!(list[1]["repairs"], serde_json::json!([{ "title": "write `title`", "edits": [edit] }]));
        assert_eq!((&list[0]["utf16"], &list[0]["repairs"]), (&serde_json::json!([0, 0]), &serde_json::json!([])));
        assert_eq!(
            csv(&files()).lines().nth(2),
            Some("error,unknown-key,a|b.toml,2,1,no key `titel`,did you mean `title`?")
        );
        assert!(markdown(&files()).contains("a\\|b.toml"));
        let text = table(&files(), &Renderer::plain());
        assert!(text.contains("^^^^^"), "{text}");
        assert!(text.ends_with("a|b.toml: 1 error, 1 warning\nc.toml: nothing wrong\n"), "{text}");
    }

    #[test]
    fn no_files_give_an_empty_list() {
        assert_eq!(json(&[]), "[]\n");
        assert_eq!(csv(&[]).lines().count(), 1);
    }
}
