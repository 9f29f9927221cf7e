//! The table of positions: what it says comes out, and going there and back changes nothing.

use crate::bridges::{imported, judged, party, text};
use crate::cli::command::{shell, write, zopa};
use proptest::prelude::*;
use zopa::bridge::export::{ExportOptions, export};
use zopa::bridge::files::Files;
use zopa::bridge::import::import;
use zopa::bridge::import_options::ImportOptions;
use zopa::bridge::kind::{ExportKind, ImportKind};
use zopa::scenario::model::Scenario;
use zopa::scenario::read::whole::read;
use zopa::scenario::source::SourceText;

const FILES: [&str; 2] = ["matrix/harbor.csv", "matrix/talks.csv"];

fn table_of(text: &str) -> String {
    let source = SourceText::new("made.toml", text);
    let scenario = read(&source).0.expect("a sound scenario");
    export(&scenario, &source, ExportKind::Matrix, ExportOptions::default()).files.remove(0).1
}

#[test]
fn a_table_becomes_a_scenario_as_a_person_would_write_it() {
    for name in FILES {
        let made = imported(ImportKind::Matrix, &text(name));
        assert_eq!(made.n_lost(), 0);
        insta::assert_snapshot!(name.replace(['/', '.'], "_"), made.text);
    }
}

/// The table of the harbor by hand: who crosses how many lines, and what each deal is worth.
#[test]
fn cells_mean_what_they_say() {
    let made = imported(ImportKind::Matrix, &text("matrix/harbor.csv"));
    let deals = judged(&made.scenario);
    assert_eq!(deals.len(), 3 * 2 * 3);
    for (values, judgement) in deals {
        let [site, jobs, fund] = values[..] else { panic!("three issues") };
        let fund = f64::from(fund) * 30.0;
        let town = [5.0, 0.0, 0.0][site as usize] + [0.0, 10.0][jobs as usize] + fund / 6.0;
        let port = [-3.0, 10.0, 0.0][site as usize] + (60.0 - fund) / 6.0;
        assert_eq!(judgement.utility[party(0)], Some(town), "{values:?}");
        assert_eq!(judgement.utility[party(1)], Some(port), "{values:?}");
        let mut chance = 1.0;
        for (is_crossed, gives_way) in [(site == 2, 0.1), (jobs == 0, 0.2), (fund < 30.0, 0.0)] {
            chance *= if is_crossed { gives_way } else { 1.0 };
        }
        assert!((judgement.party_probability[party(0)] - chance).abs() < 1e-12, "{values:?}");
        assert_eq!(judgement.accepts[party(1)], site != 0, "{values:?}");
    }
}

#[test]
fn there_and_back_it_is_the_same_table() {
    let table = text("matrix/harbor.csv");
    let (scenario, folder) = (imported(ImportKind::Matrix, &table).text, tempfile::tempdir().unwrap());
    assert_eq!(
        table_of(&scenario).lines().filter(|line| !line.starts_with("# ")).collect::<Vec<_>>().join("\n") + "\n",
        table
    );
    // By the command, under the file's own name, nothing is added to it.
    write(folder.path(), "harbor.csv", &table);
    let line = "zopa import harbor.csv -o harbor.toml --strict && zopa check harbor.toml && zopa export harbor.toml --to matrix --strict -o back.csv";
    assert_eq!(shell(line, folder.path()).code, 0);
    assert_eq!(std::fs::read_to_string(folder.path().join("back.csv")).unwrap(), table);
    // Other marks between the cells, decimal commas, merged cells: the same cells come back in the plain form.
    let plain = table_of(&imported(ImportKind::Matrix, &text("matrix/talks.csv")).text);
    assert_eq!(table_of(&imported(ImportKind::Matrix, &plain).text), plain);
    insta::assert_snapshot!("matrix_talks_back", plain);
}

#[test]
fn every_shipped_scenario_becomes_a_table_that_is_read_again() {
    for entry in std::fs::read_dir(crate::cli::command::root().join("scenarios")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "toml") {
            continue;
        }
        let source = SourceText::new("x.toml", std::fs::read_to_string(&path).unwrap());
        let scenario = read(&source).0.unwrap();
        let exported = export(&scenario, &source, ExportKind::Matrix, ExportOptions::default());
        let table = exported.files[0].1.clone();
        // Whatever is not said of in the table is named: as many remarks as losses.
        let n_remarks =
            table.lines().filter(|line| line.starts_with("# lost:") || line.starts_with("\"# lost:")).count();
        assert_eq!(n_remarks, exported.n_lost(), "{}", path.display());
        let has_issues = scenario.issues.iter().any(|issue| !matches!(issue.type_word(), "members" | "order"));
        if has_issues {
            let made = imported(ImportKind::Matrix, &table);
            assert_eq!(made.scenario.parties.len(), scenario.parties.len());
        }
    }
}

#[test]
fn what_is_lost_is_named_and_refused_where_nothing_may_be() {
    let folder = tempfile::tempdir().unwrap();
    let lost = "tests/bridges/files/broken/matrix_lost.csv";
    let out = folder.path().join("x.toml").to_str().unwrap().to_owned();
    let ended = zopa(["import", lost, "-o", &out, "--strict"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (2, ""));
    assert!(!std::path::Path::new(&out).exists());
    let ended = zopa(["import", lost]);
    assert_eq!(ended.code, 0);
    assert!(
        ended.stdout.contains("#   line 2: the quote `said elsewhere` stands beside no red line"),
        "{}",
        ended.stdout
    );
    let ended = zopa(["export", "scenarios/harbor.toml", "--to", "matrix", "--strict"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (2, ""));
}

#[test]
fn a_table_of_utf_16_is_read_too() {
    let folder = tempfile::tempdir().unwrap();
    let units = "\u{feff}issue\toption\tÄ\nx\ty\tno\n".encode_utf16();
    let bytes: Vec<u8> = units.flat_map(u16::to_le_bytes).collect();
    std::fs::write(folder.path().join("t.csv"), bytes).unwrap();
    let answer = shell("zopa import t.csv", folder.path()).answer();
    assert!(answer.contains("name = \"Ä\""), "{answer}");
}

/// Words of cells, harmless and not.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        Just("no".to_owned()),
        Just("no; 5".to_owned()),
        Just("no < 3; 0..4".to_owned()),
        Just("1..5 step 2".to_owned()),
        Just("yes".to_owned()),
        Just("issue".to_owned()),
        Just("option".to_owned()),
        Just("draft: a".to_owned()),
        Just("A: firmness".to_owned()),
        "[a-zA-Z0-9 .,;:#\"'\\-\n]{0,8}",
        "\\PC{0,5}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// No table breaks the reading; and where it gives a scenario, that goes there and back.
    #[test]
    fn no_table_breaks_the_reading(rows in prop::collection::vec(prop::collection::vec(cell(), 0..6), 0..6), is_headed: bool) {
        let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
        let head = if is_headed { "issue,option,A,A: firmness,B,draft: x\n" } else { "" };
        let body: Vec<String> = rows.iter().map(|row| row.iter().map(quoted).collect::<Vec<_>>().join(",")).collect();
        let table = format!("{head}{}", body.join("\n"));
        for kind in ImportKind::ALL {
            let files = Files::new("t.csv", false, vec![("t.csv".to_owned(), table.clone())]);
            if let Ok(made) = import(&files, kind, &ImportOptions::default())
                && kind == ImportKind::Matrix
            {
                let back = table_of(&made.text);
                let again = import(&Files::new("t.csv", false, vec![("t.csv".to_owned(), back.clone())]), kind, &ImportOptions::default());
                let again = again.unwrap_or_else(|wrong| panic!("{wrong:?}\n{back}"));
                prop_assert_eq!(table_of(&again.text), back);
            }
        }
    }

    /// Utilities and lines go there and back.
    #[test]
    fn random_tables_keep_their_meaning(cells in prop::collection::vec(prop_oneof![Just("".to_owned()), Just("no".to_owned()), (-50_i32..50).prop_map(|n| (f64::from(n) / 4.0).to_string()), (0_i32..9).prop_map(|n| format!("no; {n}"))], 12)) {
        let mut table = "issue,option,A,B\n".to_owned();
        for (row, pair) in cells.chunks(2).enumerate() {
            table += &format!("Issue {},Option {},{},{}\n", row / 3, row % 3, pair[0], pair[1]);
        }
        let made = imported(ImportKind::Matrix, &table);
        let back = table_of(&made.text);
        prop_assert_eq!(back.lines().take(7).collect::<Vec<_>>(), table.lines().collect::<Vec<_>>());
        for (values, judgement) in judged(&made.scenario) {
            for at in 0..2 {
                let said: Vec<&str> = values.iter().enumerate().map(|(issue, value)| cells[(issue * 3 + *value as usize) * 2 + at].as_str()).collect();
                prop_assert_eq!(judgement.accepts[party(at)], said.iter().all(|cell| !cell.starts_with("no")));
                let points: f64 = said.iter().filter_map(|cell| cell.trim_start_matches("no").trim_start_matches("; ").parse::<f64>().ok()).sum();
                let has_points = cells.iter().skip(at).step_by(2).any(|cell| cell.ends_with(|letter: char| letter.is_ascii_digit()));
                prop_assert_eq!(judgement.utility[party(at)], has_points.then_some(points));
            }
        }
    }
}

#[test]
fn a_scenario_made_is_a_scenario() {
    let made = imported(ImportKind::Matrix, &text("matrix/talks.csv"));
    assert_eq!(Scenario::from_toml_str(&made.text).unwrap(), made.scenario);
}
