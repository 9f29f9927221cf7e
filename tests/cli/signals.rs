//! Signals at counted moments: whatever part of a sweep is at work, the first one ends it, says so, and leaves whole files
//! only; started again it gives the bytes that it would have given.
#![cfg(unix)]

use crate::cli::command::{HARBOR, command, root, write, zopa};
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

/// Waits until something holds, while the process runs.
fn wait_until(child: &mut Child, holds: impl Fn() -> bool) {
    while !holds() {
        assert!(child.try_wait().unwrap().is_none(), "it ended before its moment came");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Runs a sweep and sends it a signal as soon as something holds; what came back.
fn signalled(arguments: &[&str], signal: &str, holds: impl Fn() -> bool) -> Output {
    let mut child = command().args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    wait_until(&mut child, holds);
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    child.wait_with_output().unwrap()
}

/// The names in a folder that begin and end so.
fn n_files(folder: &Path, begin: &str, end: &str) -> usize {
    let names = fs::read_dir(folder).into_iter().flatten().flatten();
    names
        .filter(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            name.starts_with(begin) && name.ends_with(end)
        })
        .count()
}

#[track_caller]
fn is_interrupted(output: &Output, what: &str) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains(&format!("interrupted: {what}")), "{said}");
}

/// Four parties of ten lines over fourteen issues: too many deals to count their kinds, so each row needs an engine.
fn heavy(folder: &Path) -> String {
    let mut text = "format = 1\ntitle = \"T\"\n".to_owned();
    for issue in 0..14 {
        text +=
            &format!("[issue.i{issue}]\ntitle = \"I\"\noptions = {{ a = \"A\", b = \"B\", c = \"C\", d = \"D\" }}\n");
    }
    for party in 0..4 {
        text += &format!("[party.p{party}]\nname = \"P\"\n");
        for line in 0..10 {
            let issue = |step: usize| (party * 5 + line * 3 + step * (2 + line % 4)) % 14;
            let [first, second, third] = [issue(0), issue(1), issue(2)];
            text += &format!(
                "[party.p{party}.red_line.l{line}]\ntitle = \"L\"\nfirmness = [0.2, 0.9]\n\
                 reject = {{ i{first} = [\"a\", \"b\"], i{second} = \"c\", i{third} = \"d\" }}\n"
            );
        }
    }
    write(folder, "heavy.toml", &text)
}

#[test]
fn between_rows_that_need_an_engine() {
    let folder = tempfile::tempdir().unwrap();
    let scenario = heavy(folder.path());
    let (cut, whole) = (folder.path().join("cut"), folder.path().join("whole"));
    let run = |to: &Path| {
        ["sweep", "run", &scenario, "--format", "csv", "--rows", "4", "--shards", "4", "-o", to.to_str().unwrap()]
            .map(str::to_owned)
    };
    let arguments = run(&cut);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    for (signal, n_shards) in [("-INT", 1), ("-TERM", 2)] {
        let shards = cut.join("shards");
        let output = signalled(&arguments, signal, || n_files(&shards, "", ".csv") >= n_shards);
        is_interrupted(&output, "this shard is not finished");
        // A row that was at work ends with it; the next one may have been finished between the look and the signal.
        assert!(n_files(&shards, "", ".csv") <= n_shards + 1, "{signal}");
        assert_eq!(n_files(&cut, "rows", ""), 0, "nothing is merged");
    }
    assert_eq!(zopa(arguments).code, 0);
    assert_eq!(zopa(run(&whole)).code, 0);
    assert_eq!(fs::read(cut.join("rows.csv")).unwrap(), fs::read(whole.join("rows.csv")).unwrap());
}

#[test]
fn while_shards_are_put_together() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sweep");
    let harbor = fs::read_to_string(root().join(HARBOR)).unwrap();
    let moved = "\n[sweep.many]\ndesign = \"lhs\"\nrows = 60000\nvary = { \"firmness.town.jobs\" = [0.5, 1.0] }\n";
    let scenario = write(folder.path(), "many.toml", &(harbor + moved));
    let arguments = ["sweep", "run", &scenario, "many", "--format", "csv", "-o", path.to_str().unwrap()];
    let output = signalled(&arguments, "-INT", || n_files(&path, "rows.csv.", "") > 0);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "an answer as if nothing had been asked: {said}");
    assert!(said.contains("interrupted: "), "{said}");
    assert_eq!(n_files(&path, "rows.csv.", ""), 0, "what was begun is gone");
    assert_eq!(zopa(arguments).code, 0);
}

#[test]
fn a_time_limit_binds_every_part_of_a_sweep() {
    let folder = tempfile::tempdir().unwrap();
    let scenario = heavy(folder.path());
    let path = folder.path().join("sweep");
    let path = path.to_str().unwrap();
    let ended = zopa(["sweep", "run", &scenario, "--rows", "100000", "--time-limit", "300ms", "-o", path]);
    assert_eq!(ended.code, 3);
    assert!(ended.stderr.contains("the time limit passed: this shard is not finished"), "{}", ended.stderr);
    let ended = zopa(["sweep", "shard", path, "1", "--time-limit", "300ms", "--memory-limit", "64MiB"]);
    assert_eq!(ended.code, 3);
    assert!(ended.stderr.contains("the time limit passed"), "{}", ended.stderr);
}
