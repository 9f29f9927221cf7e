//! Files that build on files: `extends` and `remove`.

use crate::cli::command::{Ended, zopa};
use crate::generator;
use std::fs;
use std::path::Path;
use zopa::report::understood::Understood;
use zopa::scenario::model::{Changes, Scenario};
use zopa::scenario::source::SourceText;
use zopa::scenario::written::Written;

const BASE: &str = r#"format = 1
title = "Common"
[issue]
x.yes_no = true
y.yes_no = true
[party.a]
weight = 2
red_line.x = { title = "x", require = { x = true } }
red_line.y = { title = "y", require = { y = true } }
[party.b.red_line]
z = { title = "z", reject = { x = true, y = true } }
[party.c]
[proposal.both]
terms = { x = true, y = true }
[agreement]
at_least = 2
"#;

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn understood(scenario: &Scenario) -> Vec<(String, String)> {
    let written = Written::of(&SourceText::new("", ""));
    let all = Understood::new(scenario, &written, None, &Changes::default());
    all.entries().iter().map(|one| (one.path.clone(), one.value.to_string())).collect()
}

fn read_in(text: &str, folder: &Path) -> Scenario {
    Scenario::from_toml_str_in(text, folder).unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn a_unit_is_replaced_in_its_place_and_new_ones_follow() {
    let own = "format = 1\nextends = \"common.toml\"\nremove = [\"party.a.red_line.x\", \"proposal.both\", \"agreement\"]\n\
        title = \"Own\"\n[issue.z]\nyes_no = true\n[issue.x]\noptions = { no = \"No\", yes = \"Yes\", more = \"More\" }\n\
        [party.a]\nname = \"Alpha\"\nred_line.y = { title = \"y, again\", require = { y = false } }\n\
        red_line.w = { title = \"w\", require = { z = true } }\n\
        [party.b.red_line.z]\ntitle = \"z\"\nreject = { y = true }\n[party.d]\n";
    let folder = folder(&[("common.toml", BASE)]);
    let scenario = read_in(own, folder.path());
    let ids = |list: Vec<&String>| list.into_iter().cloned().collect::<Vec<_>>().join(" ");
    assert_eq!(scenario.title, "Own");
    assert_eq!(ids(scenario.issues.iter().map(|issue| &issue.id).collect()), "x y z");
    assert_eq!(scenario.issues.iter().next().unwrap().n_values(), 3);
    assert_eq!(ids(scenario.parties.iter().map(|party| &party.id).collect()), "a b c d");
    let a = scenario.parties.iter().next().unwrap();
    assert_eq!((a.name.as_str(), a.weight), ("Alpha", 2.0));
    let lines: Vec<&str> = a.red_lines.iter().map(|line| line.title.as_str()).collect();
    assert_eq!(lines, ["y, again", "w"]);
    assert!(scenario.proposals.is_empty() && scenario.agreement.needs_everyone());
}

#[test]
fn a_file_cut_in_two_is_the_whole_again() {
    let mut n_cut = 0;
    for seed in 0..150_u64 {
        let text = generator::text(seed);
        let whole: toml::Table = text.parse().unwrap();
        // Every third unit stands in the file alone, a stranger in its place in the base; the rest in the base alone.
        let (mut base, mut own) = (whole.clone(), toml::Table::new());
        own.insert("format".into(), 1.into());
        own.insert("extends".into(), "base.toml".into());
        let mut n = seed;
        for key in ["source", "issue", "proposal", "variant", "expect"] {
            let Some(units) = base.get_mut(key).and_then(toml::Value::as_table_mut) else { continue };
            for (id, unit) in units.iter_mut() {
                n += 1;
                if n.is_multiple_of(3) {
                    let taken = std::mem::replace(unit, stranger());
                    let table = own.entry(key).or_insert_with(|| toml::Table::new().into());
                    table.as_table_mut().unwrap().insert(id.clone(), taken);
                    n_cut += 1;
                }
            }
        }
        for (id, party) in base["party"].as_table_mut().unwrap().iter_mut() {
            let Some(lines) = party.get_mut("red_line").and_then(toml::Value::as_table_mut) else { continue };
            for (line, unit) in lines.iter_mut() {
                n += 1;
                if n.is_multiple_of(2) {
                    let taken = std::mem::replace(unit, stranger());
                    let parties = own.entry("party").or_insert_with(|| toml::Table::new().into());
                    let party = parties.as_table_mut().unwrap().entry(id.clone());
                    let party = party.or_insert_with(|| toml::Table::new().into()).as_table_mut().unwrap();
                    let lines = party.entry("red_line").or_insert_with(|| toml::Table::new().into());
                    lines.as_table_mut().unwrap().insert(line.clone(), taken);
                    n_cut += 1;
                }
            }
        }
        let folder = folder(&[("base.toml", &toml::to_string(&base).unwrap())]);
        let composed = read_in(&toml::to_string(&own).unwrap(), folder.path());
        let same_order = Scenario::from_toml_str(&toml::to_string(&whole).unwrap()).unwrap();
        assert_eq!(understood(&composed), understood(&same_order), "seed {seed}");
    }
    assert!(n_cut > 300, "{n_cut}");
}

fn check(folder: &Path, file: &str) -> Ended {
    zopa(["check", folder.join(file).to_str().unwrap()])
}

#[test]
fn what_is_wrong_is_underlined_in_the_file_in_which_it_stands() {
    let wrong = BASE.replace("reject = { x", "reject = { xx");
    let folder = folder(&[
        ("common.toml", &wrong),
        ("own.toml", "format = 1\nextends = \"common.toml\"\n[proposal.one]\nterms = { yy = true }\n"),
        (
            "removed.toml",
            "format = 1\nextends = \"common.toml\"\nremove = [\"issue.y\", \"issue.q\", \"nothing.at.all\", \"issue\"]\n",
        ),
    ]);
    let said = check(folder.path(), "own.toml").stderr + &check(folder.path(), "own.toml").stdout;
    assert!(said.contains("own.toml:4:11") && said.contains("common.toml:11:31"), "{said}");
    let said = check(folder.path(), "removed.toml").stdout;
    for part in
        ["the base has no `issue.q`", "`nothing.at.all` names no unit", "`issue` names no unit", "common.toml:9:"]
    {
        assert!(said.contains(part), "{part}: {said}");
    }
    let json = zopa(["check", folder.path().join("own.toml").to_str().unwrap(), "--format", "json"]).stdout;
    assert!(json.contains("\"file\": \"common.toml\""), "{json}");
}

#[test]
fn only_files_below_the_folder_are_read_and_no_circle_is_walked() {
    let secret = tempfile::tempdir().unwrap();
    fs::write(secret.path().join("secret.toml"), BASE).unwrap();
    let own = |base: &str| format!("format = 1\nextends = {base:?}\ntitle = \"Own\"\n");
    let absolute = secret.path().join("secret.toml").to_str().unwrap().to_owned();
    let chain = |at: usize| if at < 9 { own(&format!("c{}.toml", at + 1)) } else { BASE.to_owned() };
    let mut files: Vec<(String, String)> = (0..10).map(|at| (format!("c{at}.toml"), chain(at))).collect();
    for (name, base) in [
        ("absolute.toml", absolute.as_str()),
        ("up.toml", "../secret.toml"),
        ("link.toml", "linked.toml"),
        ("missing.toml", "nowhere.toml"),
        ("a_folder.toml", "inner"),
        ("bytes.toml", "odd.toml"),
        ("self.toml", "self.toml"),
        ("one.toml", "other.toml"),
        ("other.toml", "one.toml"),
        ("no_format.toml", "inner/none.toml"),
        ("fine.toml", "inner/fine.toml"),
    ] {
        files.push((name.to_owned(), own(base)));
    }
    files.push(("inner/none.toml".to_owned(), BASE.replace("format = 1\n", "")));
    files.push(("inner/fine.toml".to_owned(), BASE.to_owned()));
    files.push(("number.toml".to_owned(), "format = 1\nextends = 5\ntitle = \"\"\n".to_owned()));
    files.push(("alone.toml".to_owned(), format!("remove = [\"issue.x\"]\n{BASE}")));
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let folder = folder(&files);
    fs::write(folder.path().join("odd.toml"), b"format = 1\n\xff").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(&absolute, folder.path().join("linked.toml")).unwrap();
    for (name, said) in [
        ("absolute.toml", "does not stand below the folder"),
        ("up.toml", "does not stand below the folder"),
        #[cfg(unix)]
        ("link.toml", "is a link that leads out of the folder"),
        ("missing.toml", "cannot read `nowhere.toml`"),
        ("a_folder.toml", "it is a folder"),
        ("bytes.toml", "it is not UTF-8 from byte 11 on"),
        ("self.toml", "builds on itself"),
        ("one.toml", "builds on itself"),
        ("no_format.toml", "the file does not say its format"),
        ("number.toml", "expected the path of a file"),
        ("alone.toml", "`remove` without `extends`"),
        ("c0.toml", "more than 8 deep"),
    ] {
        let ended = check(folder.path(), name);
        assert_eq!(ended.code, 2, "{name}: {}", ended.stdout);
        assert!(ended.stdout.contains(said), "{name}: {}", ended.stdout);
        assert!(ended.stdout.matches("error[").count() <= 2, "{name}: {}", ended.stdout);
    }
    for name in ["fine.toml", "c1.toml"] {
        assert_eq!(check(folder.path(), name).code, 0, "{name}: {}", check(folder.path(), name).stdout);
    }
    let text = own("common.toml");
    assert!(Scenario::from_toml_str(&text).unwrap_err().to_string().contains("`--folder DIR`"));
}

#[test]
fn every_command_reads_what_a_file_builds_on_and_says_where_it_stands() {
    let own = "format = 1\nextends = \"common.toml\"\ntitle = \"Own\"\n[sweep.lines]\nfactors = [\"enforced.a.x\"]\n";
    let own =
        own.replace("factors = [\"enforced.a.x\"]", "vary = { \"enforced.a.x\" = [true, false] }\ndesign = \"grid\"");
    let folder = folder(&[("common.toml", BASE), ("own.toml", &own)]);
    let file = folder.path().join("own.toml").to_str().unwrap().to_owned();
    let base = folder.path().join("common.toml").to_str().unwrap().to_owned();
    let answer: serde_json::Value = serde_json::from_str(&zopa(["run", &file, "--format", "json"]).answer()).unwrap();
    assert_eq!(answer["scenario"]["extends"][0]["file"], "common.toml");
    assert_eq!(answer["scenario"]["extends"][0]["sha256"].as_str().map(str::len), Some(64));
    assert_eq!(answer["space"]["deals"], "4");
    let shown = zopa(["show", &file]).answer();
    assert!(shown.contains("common.toml, line 9") && shown.contains("line 3"), "{shown}");
    let refused = zopa(["run", &file, "-o", &base]);
    assert_eq!((refused.code, fs::read_to_string(&base).unwrap().as_str()), (2, BASE), "{}", refused.stderr);
    let out = folder.path().join("rows").to_str().unwrap().to_owned();
    zopa(["sweep", "run", &file, "lines", "-o", &out, "--format", "csv"]).answer();
    // The rows stand on the texts that the manifest holds.
    fs::remove_file(&base).unwrap();
    assert!(zopa(["sweep", "status", &out]).answer().contains('1'));
    assert_eq!(zopa(["run", &file]).code, 2);
}

/// What stands in the place of a unit: a table, like the unit, that means nothing.
fn stranger() -> toml::Value {
    toml::Table::from_iter([("stranger".to_owned(), true.into())]).into()
}
