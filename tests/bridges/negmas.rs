//! Folders of NegMAS: the utilities that they must have, by hand; there and back; red lines as penalties.

use crate::bridges::{folder, from_folder, judged, party};
use std::collections::BTreeMap;
use std::path::Path;
use zopa::bridge::export::{ExportOptions, Exported, export};
use zopa::bridge::import_options::ImportOptions;
use zopa::bridge::kind::{ExportKind, ImportKind};
use zopa::scenario::model::Scenario;
use zopa::scenario::source::SourceText;

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() < 1e-9
}

#[test]
fn a_folder_has_the_utilities_that_its_functions_say() {
    let made = from_folder(ImportKind::Negmas, "negmas/deal", &ImportOptions::default());
    insta::assert_snapshot!("negmas_deal", made.text);
    assert_eq!(made.n_lost(), 1, "the discount");
    for (values, judgement) in judged(&made.scenario) {
        let [price, kind, parts, days] = values[..] else { panic!("four issues") };
        let x = f64::from(price) * 10.0 + 10.0;
        let n = [1.0, 2.5, 4.0][parts as usize];
        let d = f64::from(days);
        let buyer =
            0.05 + 0.4 * (1.5 - 0.05 * x) + 0.3 * [1.0, 0.5, 0.0][kind as usize] + 0.2 * n + 0.1 * (d + 0.5 * d * d);
        let seller = [0.0, 0.25, 1.0][price as usize]
            + 2.0 * [0.0, 1.0, 0.5][kind as usize]
            + 0.5 * [0.1, 0.2, 0.9][parts as usize];
        assert!(near(judgement.utility[party(0)].unwrap(), buyer), "{values:?}");
        assert!(near(judgement.utility[party(1)].unwrap(), seller), "{values:?}");
    }
    let reservations: Vec<Option<f64>> = made.scenario.parties.iter().map(|party| party.reservation).collect();
    assert_eq!(reservations, [Some(0.25), None]);
}

fn exported(text: &str, options: ExportOptions) -> Exported {
    let source = SourceText::new("x.toml", text);
    export(&Scenario::from_toml_str(text).unwrap(), &source, ExportKind::Negmas, options)
}

fn write(exported: &Exported, to: &Path) {
    for (name, text) in &exported.files {
        std::fs::write(to.join(name), text).unwrap();
    }
}

#[test]
fn there_and_back_the_utilities_are_the_same() {
    let made = from_folder(ImportKind::Negmas, "negmas/deal", &ImportOptions::default());
    let out = tempfile::tempdir().unwrap();
    write(&exported(&made.text, ExportOptions::default()), out.path());
    let again = folder(ImportKind::Negmas, out.path(), &ImportOptions::default());
    for ((values, one), (_, other)) in judged(&made.scenario).iter().zip(&judged(&again.scenario)) {
        for at in 0..2 {
            assert!(near(one.utility[party(at)].unwrap(), other.utility[party(at)].unwrap()), "{values:?}");
        }
    }
    assert_eq!(again.scenario.parties[party(1)].reservation, None);
}

const LINES: &str = r#"
format = 1
title = "Lines: \"and\" points"
[issue.site]
title = "Site"
options = { north = "North #1", south = "South" }
[issue.fund]
title = "Fund"
range = { min = 0, max = 60, step = 30 }
[issue.open]
title = "Open"
yes_no = true
[party.town]
name = "Town"
reservation = 2
[party.town.points]
site = { north = 5, south = 1 }
fund = { at_min = 0, at_max = 6 }
[party.town.red_line.fund]
title = "Money for the north"
require = { fund = { above = 0 } }
when = { site = "north" }
[party.town.red_line.soft]
title = "Open"
reject = { open = true }
firmness = "soft"
[party.port]
name = "Port"
[party.port.red_line.open]
title = "Not open"
reject = { open = true }
[party.guest]
name = "Guest"
"#;

/// What the exported functions give to a deal, by a reading of the files that knows nothing of the program's own.
fn penalties(file: &str) -> Vec<BTreeMap<usize, String>> {
    let rows = file.lines().filter_map(|line| line.strip_prefix("  - {")?.strip_suffix('}'));
    rows.map(|row| {
        row.split("], ")
            .map(|cell| {
                let (place, value) = cell.split_once(": [").unwrap();
                (place.parse().unwrap(), value.trim_end_matches(']').to_owned())
            })
            .collect()
    })
    .collect()
}

#[test]
fn fixed_lines_become_penalties_below_the_reservation() {
    let made = exported(LINES, ExportOptions { penalty: true, ..ExportOptions::default() });
    let all: String = made.files.iter().map(|(name, text)| format!("== {name}\n{text}\n")).collect();
    insta::assert_snapshot!("negmas_penalty", all);
    let scenario = Scenario::from_toml_str(LINES).unwrap();
    let words = [vec!["\"North #1\"", "\"South\""], vec!["0", "30", "60"], vec!["\"no\"", "\"yes\""]];
    for (at, id) in [(0, "Town.yml"), (1, "Port.yml")] {
        let text = &made.files.iter().find(|(name, _)| name == id).unwrap().1;
        let rows = penalties(text);
        let amounts = text.lines().find_map(|line| line.strip_prefix("  utilities: [")?.strip_suffix(']')).unwrap();
        let amounts: Vec<f64> = amounts.split(", ").map(|amount| amount.parse().unwrap()).collect();
        assert_eq!(amounts.len(), rows.len());
        let reserved: f64 =
            text.lines().find_map(|line| line.strip_prefix("reserved_value: ")).unwrap().parse().unwrap();
        let mut hard = scenario.clone();
        hard.parties[party(at)].red_lines.retain(|line| line.firmness.low >= 1.0);
        for (values, judgement) in judged(&hard) {
            let matches = rows
                .iter()
                .zip(&amounts)
                .filter(|(row, _)| row.iter().all(|(place, value)| words[*place][values[*place] as usize] == value));
            let utility = judgement.utility[party(at)].unwrap_or(0.0) + matches.map(|(_, amount)| amount).sum::<f64>();
            assert_eq!(utility >= reserved, judgement.accepts[party(at)], "{values:?} {utility}");
        }
    }
    let lost: Vec<&str> = made.problems.iter().map(|problem| problem.message.as_str()).collect();
    assert!(lost.iter().any(|lost| lost.contains("town.soft") && lost.contains("not fixed")), "{lost:?}");
    assert!(lost.iter().any(|lost| lost.contains("`guest`")), "{lost:?}");
    // Without it every line is lost.
    let plain = exported(LINES, ExportOptions::default());
    assert_eq!(plain.problems.iter().filter(|problem| problem.message.contains("red line")).count(), 3);
}
