//! Nothing that was there is lost: what a command reads it never writes to, and a shard is known by its content.

use crate::cli::command::{HARBOR, command, finish, root, shell, write, zopa};
use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// Every command that reads a scenario and can write into a file, with `IN` and `OUT` for the two.
const WRITERS: [&[&str]; 11] = [
    &["coalitions", "IN", "-o", "OUT"],
    &["run", "IN", "-o", "OUT"],
    &["compare", "IN", "-o", "OUT"],
    &["explain", "IN", "-o", "OUT"],
    &["frontier", "IN", "-o", "OUT"],
    &["bench", "IN", "--repeats", "1", "-o", "OUT"],
    &["report", "IN", "-o", "OUT"],
    &["show", "IN", "-o", "OUT"],
    &["check", HARBOR, "IN", "-o", "OUT"],
    &["test", HARBOR, "IN", "-o", "OUT"],
    &["sweep", "run", "IN", "-o", "OUT"],
];

#[cfg(unix)]
#[test]
fn no_command_writes_over_the_scenario_by_whatever_name() {
    let folder = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(root().join(HARBOR)).unwrap();
    let file = write(folder.path(), "h.toml", &text);
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    fs::create_dir(at("inner")).unwrap();
    std::os::unix::fs::symlink(&file, at("link.toml")).unwrap();
    fs::hard_link(&file, at("hard.toml")).unwrap();
    for words in WRITERS {
        for name in [file.clone(), at("inner/../h.toml"), at("link.toml"), at("hard.toml")] {
            for (read, written) in [(&file, &name), (&name, &file)] {
                let words = words.iter().map(|word| match *word {
                    "IN" => read.as_str(),
                    "OUT" => written.as_str(),
                    word => word,
                });
                let said = zopa(words).refusal();
                assert!(said.contains("this file is read") && said.contains("name another file"), "{said}");
                assert_eq!(fs::read_to_string(&file).unwrap(), text, "{said}");
            }
        }
    }
    let ended = shell("zopa run - -o h.toml < h.toml", folder.path());
    assert!(ended.refusal().contains("standard input"));
    assert_eq!(fs::read_to_string(&file).unwrap(), text);
    assert_eq!(fs::metadata(&file).unwrap().len(), fs::metadata(at("hard.toml")).unwrap().len());
}

#[test]
fn no_command_writes_over_a_file_of_the_sweep_that_it_reads_or_makes() {
    let folder = tempfile::tempdir().unwrap();
    let swept = folder.path().join("swept");
    let word = swept.to_str().unwrap();
    zopa(["sweep", "run", HARBOR, "--rows", "20", "--shards", "2", "--format", "csv", "-o", word]).answer();
    let names = ["manifest.toml", "rows.csv", "shards/shard-00001.csv", "shards/shard-00000.csv.sha256"];
    for name in names {
        let path = swept.join(name);
        let (before, out) = (fs::read(&path).unwrap(), path.to_str().unwrap());
        zopa(["sweep", "summary", word, "-o", out]).refusal();
        zopa(["report", HARBOR, "--sweep", word, "-o", out]).refusal();
        assert_eq!(fs::read(&path).unwrap(), before, "{name}");
        // A scenario that stands where a sweep would write is not swept into its own place.
        let other = folder.path().join("other");
        fs::create_dir_all(other.join("shards")).unwrap();
        fs::copy(root().join(HARBOR), other.join(name)).unwrap();
        let own = other.join(name);
        let said = zopa(["sweep", "run", own.to_str().unwrap(), "-o", other.to_str().unwrap()]).refusal();
        assert!(said.contains("this file is read"), "{said}");
        assert_eq!(fs::read(&own).unwrap(), fs::read(root().join(HARBOR)).unwrap());
        fs::remove_dir_all(other).unwrap();
    }
}

/// A planned sweep of 40 rows in 4 shards, and its folder.
fn planned(folder: &Path) -> String {
    let path = folder.join("planned").to_str().unwrap().to_owned();
    zopa(["sweep", "plan", HARBOR, "--rows", "40", "--shards", "4", "--format", "csv", "-o", &path]).answer();
    path
}

#[test]
fn a_damaged_shard_is_missing_and_is_computed_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = planned(folder.path());
    for place in ["0", "1", "2", "3"] {
        zopa(["sweep", "shard", &path, place]).answer();
    }
    let shard = Path::new(&path).join("shards/shard-00002.csv");
    let whole = fs::read(&shard).unwrap();
    let mut flipped = whole.clone();
    // A digit in the middle becomes another digit: every line still reads as a row.
    let digit = (whole.len() / 2..whole.len()).find(|at| whole[*at].is_ascii_digit()).unwrap();
    flipped[digit] ^= 1;
    for damaged in [flipped, whole[..whole.len() - 20].to_vec(), Vec::new()] {
        fs::write(&shard, damaged).unwrap();
        let status = zopa(["sweep", "status", &path]).answer();
        assert!(status.starts_with("4 shards: 3 finished, 0 running, 0 failed, 1 missing (1 of them"), "{status}");
        let said = zopa(["sweep", "merge", &path]).refusal();
        assert!(said.contains("the first is 2; `") && said.contains("shard-00002.csv"), "{said}");
        assert!(zopa(["sweep", "submit", &path, "--slurm", "--dry-run"]).answer().contains("--array=2\n"));
        zopa(["sweep", "shard", &path, "2"]).answer();
        assert_eq!(fs::read(&shard).unwrap(), whole);
    }
    zopa(["sweep", "merge", &path]).answer();
}

#[test]
fn a_manifest_that_was_changed_is_refused_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = planned(folder.path());
    let manifest = Path::new(&path).join("manifest.toml");
    let text = fs::read_to_string(&manifest).unwrap();
    let line = |key: &str| text.lines().find(|line| line.starts_with(&format!("{key} = "))).unwrap().to_owned();
    let mut changes: Vec<(String, String)> = Vec::new();
    for key in ["shards", "rows", "rows_asked", "layout"] {
        for number in
            ["100000000000", "0", "-1", "7", "9223372036854775807", "99999999999999999999", "1.5", "\"x\"", "[]"]
        {
            changes.push((line(key), format!("{key} = {number}")));
        }
    }
    changes.push((line("seed"), "seed = \"1\"".to_owned()));
    changes.push((line("format"), "format = \"parquet\"".to_owned()));
    changes.push((line("shift"), "shift = \"odd\"".to_owned()));
    changes.push((line("sweep"), "sweep = \"nowhere\"".to_owned()));
    changes.push((line("fields_sha256"), "fields_sha256 = \"\"".to_owned()));
    changes.push((text.clone(), text[..text.len() / 2].to_owned()));
    changes.push((text.clone(), String::new()));
    for (old, new) in changes {
        fs::write(&manifest, text.replacen(&old, &new, 1)).unwrap();
        for words in [&["status"][..], &["shard", "0"], &["merge"], &["summary"], &["submit", "--slurm", "--dry-run"]] {
            let words: Vec<&str> = ["sweep", words[0], &path].into_iter().chain(words[1..].iter().copied()).collect();
            let said = zopa(&words).refusal();
            assert!(said.contains("manifest.toml`: ") && said.contains("plan the sweep anew"), "{new}: {said}");
            assert!(new.len() > 60 || new.is_empty() || said.contains("line ") || said.contains('`'), "{new}: {said}");
        }
        // Planning here neither goes on with it nor writes over it.
        zopa(["sweep", "plan", HARBOR, "--rows", "40", "--shards", "4", "--format", "csv", "-o", &path]).refusal();
        assert_eq!(fs::read_to_string(&manifest).unwrap(), text.replacen(&old, &new, 1));
    }
    let said = |change: &str| {
        fs::write(&manifest, text.replacen("shards = 4", change, 1)).unwrap();
        zopa(["sweep", "status", &path]).refusal()
    };
    assert!(said("shards = 100000000000").contains("`shards` is 100000000000, and goes from 1 to 1000"));
    // What cannot be read is left alone too.
    fs::write(&manifest, [0xff, 0xfe]).unwrap();
    let ended = zopa(["sweep", "plan", HARBOR, "--rows", "40", "-o", &path]);
    assert_eq!(ended.code, 3, "{}", ended.stderr);
    assert_eq!(fs::read(&manifest).unwrap(), [0xff, 0xfe]);
}

#[test]
fn of_two_plans_at_once_one_wins_and_the_other_says_so() {
    let folder = tempfile::tempdir().unwrap();
    for round in 0..5 {
        let path = folder.path().join(round.to_string());
        let plan = |seed: u32| {
            let mut command = command();
            command.args(["sweep", "plan", HARBOR, "--rows", "8", "--seed", &seed.to_string(), "-o"]).arg(&path);
            command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
            command
        };
        let started: Vec<_> = (0..6).map(|place| plan(place % 2).spawn().unwrap()).collect();
        let ended: Vec<_> = started.into_iter().map(|child| child.wait_with_output().unwrap()).collect();
        let said = |place: usize| String::from_utf8_lossy(&ended[place].stdout).into_owned();
        let winners: Vec<usize> = (0..6).filter(|place| said(*place).ends_with("shards\n")).collect();
        assert_eq!(winners.len(), 1, "{ended:?}");
        for place in (0..6).filter(|place| *place != winners[0]) {
            if place % 2 == winners[0] % 2 {
                assert!(said(place).ends_with("planned already\n"), "{ended:?}");
            } else {
                assert_eq!(ended[place].status.code(), Some(2));
                assert!(String::from_utf8_lossy(&ended[place].stderr).contains("holds another sweep"));
            }
        }
        let text = fs::read_to_string(path.join("manifest.toml")).unwrap();
        assert!(text.contains(&format!("seed = \"{}\"", winners[0] % 2)));
        assert_eq!(fs::read_dir(&path).unwrap().count(), 1);
    }
}

#[test]
fn a_shard_runs_while_it_says_so_and_leftovers_of_finished_ones_go() {
    let folder = tempfile::tempdir().unwrap();
    let path = planned(folder.path());
    let shards = Path::new(&path).join("shards");
    fs::create_dir(&shards).unwrap();
    let part = shards.join("shard-00001.csv.part-abc");
    fs::write(&part, "half").unwrap();
    let heard = |at: SystemTime| {
        fs::File::options().write(true).open(&part).unwrap().set_modified(at).unwrap();
        zopa(["sweep", "status", &path]).answer()
    };
    let (now, minute) = (SystemTime::now(), Duration::from_secs(60));
    for (at, expected) in [
        (now, "1 running, 0 failed, 3 missing"),
        (now - 9 * minute, "1 running, 0 failed, 3 missing"),
        (now - 11 * minute, "0 running, 1 failed, 3 missing"),
        // Another machine's clock is a little ahead; a clock that was set by hours tells nothing.
        (now + 2 * minute, "1 running, 0 failed, 3 missing"),
        (now + 600 * minute, "0 running, 1 failed, 3 missing"),
    ] {
        let said = heard(at);
        assert!(said.contains(expected), "{said}");
    }
    zopa(["sweep", "shard", &path, "1"]).answer();
    assert!(!part.exists(), "a finished shard leaves nothing unfinished");
    assert!(zopa(["sweep", "status", &path]).answer().contains(" left at the pace so far"));
    // Times that cannot be so give no pace.
    for at in [SystemTime::UNIX_EPOCH, now + 6000 * minute] {
        fs::File::options().write(true).open(shards.join("shard-00001.csv")).unwrap().set_modified(at).unwrap();
        let said = zopa(["sweep", "status", &path]).answer();
        assert!(said.ends_with("0 failed, 3 missing\n"), "{said}");
    }
    fs::write(&part, "half").unwrap();
    finish(command().args(["sweep", "merge", &path, "--partial"])).answer();
    assert!(!part.exists());
}
