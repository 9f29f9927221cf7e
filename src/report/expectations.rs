//! How the authors' expectations fared: what `zopa test` says.
//!
//! In JSON `[{"file", "expect", "passed", "message"}]`; for people a line an expectation, and a last one for all of them.

use crate::analysis::expectation::ExpectationResult;
use crate::report::context::Style;
use crate::report::csv::record;
use crate::report::json::{pretty, put};
use crate::report::{layout, markdown, sentence};
use serde_json::{Map, Value as Json};

/// A file as it was named, and how its expectations fared.
pub type Tested = (String, Vec<ExpectationResult>);

/// Every expectation with its file, in order.
fn each(files: &[Tested]) -> impl Iterator<Item = (&str, &ExpectationResult)> {
    files.iter().flat_map(|(file, results)| results.iter().map(move |result| (file.as_str(), result)))
}

/// `test --format table`.
#[must_use]
pub fn table(files: &[Tested], style: Style) -> String {
    let mut text = String::new();
    for (file, result) in each(files) {
        let word = if result.passed { sentence::PASSED } else { sentence::FAILED };
        let word = match (style.color, result.passed) {
            (false, _) => word.to_owned(),
            (true, true) => format!("\u{1b}[32m{word}\u{1b}[0m"),
            (true, false) => format!("\u{1b}[1;31m{word}\u{1b}[0m"),
        };
        text += &format!("{word}  {}  {}\n", layout::clean(file), result.expect);
        if !result.passed {
            for line in layout::wrap(&layout::clean(&result.message), style.width.saturating_sub(8)) {
                text += &format!("        {line}\n");
            }
        }
    }
    let n_failed = each(files).filter(|(_, result)| !result.passed).count();
    text += &sentence::expectations(each(files).count(), n_failed);
    text.push('\n');
    text
}

/// `test --format json`.
#[must_use]
pub fn json(files: &[Tested]) -> String {
    let one = |(file, result): (&str, &ExpectationResult)| {
        let mut json = Map::new();
        put(&mut json, "file", file);
        put(&mut json, "expect", result.expect.as_str());
        put(&mut json, "passed", result.passed);
        put(&mut json, "message", result.message.as_str());
        Json::Object(json)
    };
    pretty(&each(files).map(one).collect())
}

/// The names of the fields.
const HEADS: [&str; 4] = ["file", "expect", "passed", "message"];

fn fields((file, result): (&str, &ExpectationResult)) -> Vec<String> {
    vec![file.to_owned(), result.expect.clone(), result.passed.to_string(), result.message.clone()]
}

/// `test --format csv`: one row an expectation.
#[must_use]
pub fn csv(files: &[Tested]) -> String {
    let rows = each(files).map(|result| record(&fields(result)));
    record(&HEADS.map(str::to_owned)) + &rows.collect::<String>()
}

/// `test --format markdown`: one table.
#[must_use]
pub fn markdown(files: &[Tested]) -> String {
    let row = |result| fields(result).iter().map(|field| markdown::escaped(field)).collect();
    let rows: Vec<Vec<String>> = each(files).map(row).collect();
    markdown::table(&HEADS.map(|head| (head, false)), &rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tested() -> Vec<Tested> {
        let result = |expect: &str, passed, message: &str| ExpectationResult {
            expect: expect.to_owned(),
            passed,
            message: message.to_owned(),
        };
        vec![("a.toml".to_owned(), vec![result("eight", true, ""), result("nine", false, "8, not 9")])]
    }

    #[test]
    fn what_failed_is_said_with_its_reason() {
        let text = table(&tested(), Style::default());
        assert!(text.contains("FAILED  a.toml  nine\n        8, not 9\n"), "{text}");
        assert!(text.ends_with("1 of 2 expectations failed\n"), "{text}");
        assert!(!text.contains('\u{1b}') && table(&tested(), Style { color: true, width: 80 }).contains('\u{1b}'));
        let list: Json = serde_json::from_str(&json(&tested())).unwrap();
        assert_eq!((&list[0]["passed"], &list[1]["message"]), (&true.into(), &"8, not 9".into()));
        assert_eq!(list[0].as_object().unwrap().keys().collect::<Vec<_>>(), HEADS);
        assert_eq!(csv(&tested()).lines().nth(2), Some("a.toml,nine,false,\"8, not 9\""));
        assert!(markdown(&tested()).contains("| a.toml |"));
    }
}
