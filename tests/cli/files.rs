//! Files that are read and written: whole or not at all, and never over something that was there.

use crate::cli::command::{HARBOR, command, json, root, write, zopa, zopa_reading};
use std::fs;

#[test]
fn the_answer_goes_into_the_file_instead_of_standard_output() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), "answer.json", "old");
    let told = zopa(["run", HARBOR, "--format", "json", "--no-run-info", "-o", &path]).answer();
    assert_eq!(told, "");
    let written = fs::read_to_string(&path).unwrap();
    assert_eq!(written, zopa(["run", HARBOR, "--format", "json", "--no-run-info"]).answer());
    let names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["answer.json"], "no other file is left behind");
}

#[test]
fn an_old_file_is_kept_where_there_is_no_answer() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), "answer.json", "old");
    zopa(["run", HARBOR, "--variant", "nowhere", "-o", &path]).refusal();
    assert_eq!(fs::read_to_string(&path).unwrap(), "old");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_folder_is_no_file_and_a_folder_that_is_not_there_takes_none() {
    let folder = tempfile::tempdir().unwrap();
    let said = zopa(["run".as_ref(), HARBOR.as_ref(), "-o".as_ref(), folder.path().as_os_str()]).refusal();
    assert!(said.contains("it is a folder"), "{said}");
    let nowhere = folder.path().join("nowhere/answer.json");
    let ended = zopa(["run".as_ref(), HARBOR.as_ref(), "-o".as_ref(), nowhere.as_os_str()]);
    assert_eq!((ended.code, ended.stdout.as_str()), (3, ""), "{}", ended.stderr);
    assert!(ended.stderr.contains("help: make the folder first"), "{}", ended.stderr);
}

#[cfg(unix)]
#[test]
fn a_new_file_is_readable_as_any_other_and_an_old_one_keeps_its_permissions() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let mode = |path: &str| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let usual = write(folder.path(), "usual", "");
    let new = folder.path().join("new.json").to_str().unwrap().to_owned();
    zopa(["run", HARBOR, "-o", &new]).answer();
    assert_eq!(mode(&new), mode(&usual));
    fs::set_permissions(&usual, fs::Permissions::from_mode(0o640)).unwrap();
    zopa(["run", HARBOR, "-o", &usual]).answer();
    assert_eq!(mode(&usual), 0o640);
}

#[cfg(unix)]
#[test]
fn a_link_is_followed_and_a_device_is_written_to() {
    let folder = tempfile::tempdir().unwrap();
    let real = write(folder.path(), "real.txt", "old");
    let link = folder.path().join("link.txt");
    std::os::unix::fs::symlink(&real, &link).unwrap();
    zopa(["run", HARBOR, "-o", link.to_str().unwrap()]).answer();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_ne!(fs::read_to_string(&real).unwrap(), "old");
    assert_eq!(zopa(["run", HARBOR, "-o", "/dev/null"]).answer(), "");
    assert!(fs::metadata("/dev/null").unwrap().file_type() != fs::metadata(&real).unwrap().file_type());
}

#[test]
fn a_dash_reads_standard_input() {
    let text = fs::read(root().join(HARBOR)).unwrap();
    let flags = ["run", "-", "--format", "json", "--no-run-info"];
    let read = json(&zopa_reading(&flags, &text).answer());
    assert_eq!(read["scenario"]["file"], "-");
    let mut named = json(&zopa(["run", HARBOR, "--format", "json", "--no-run-info"]).answer());
    named["scenario"]["file"] = "-".into();
    assert_eq!(read, named);
    assert!(zopa(["check", "-", "-"]).refusal().contains("twice"));
}

#[test]
fn a_new_scenario_runs_as_it_stands_and_overwrites_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new.toml").to_str().unwrap().to_owned();
    assert_eq!(zopa(["new", &path]).answer(), "");
    assert!(!zopa(["run", &path]).answer().is_empty());
    assert_eq!(zopa(["check", &path]).code, 0);
    assert_eq!(zopa(["test", &path]).code, 0);
    assert_eq!(zopa(["new", "-"]).answer(), fs::read_to_string(&path).unwrap());
    fs::write(&path, "mine").unwrap();
    assert!(zopa(["new", &path]).refusal().contains("help: choose another name"));
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
}

#[cfg(target_os = "linux")]
#[test]
fn nobody_listening_is_no_fault_and_a_full_disk_is_one() {
    use crate::cli::command::shell;
    // The left side of the pipe leaves its exit code and its words in files.
    let folder = tempfile::tempdir().unwrap();
    let line = format!("{{ zopa run {}/{HARBOR} 2>err; echo $? >code; }} | true", root().display());
    assert_eq!(shell(&line, folder.path()).code, 0);
    assert_eq!(fs::read_to_string(folder.path().join("code")).unwrap().trim(), "0");
    assert_eq!(fs::read_to_string(folder.path().join("err")).unwrap(), "");
    let closed = shell(&format!("zopa run {HARBOR} >&-"), root());
    assert_eq!((closed.code, closed.stderr.as_str()), (0, ""));
    let full = shell(&format!("zopa run {HARBOR} >/dev/full"), root());
    assert_eq!(full.code, 3);
    assert!(full.stderr.contains("cannot write to standard output"), "{}", full.stderr);
    let full = shell(&format!("zopa run {HARBOR} -o /dev/full"), root());
    assert_eq!(full.code, 3, "{}", full.stderr);
}

#[cfg(target_os = "linux")]
#[test]
fn a_page_is_shown_by_what_shows_pages_here_once_it_is_written() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (page, shown) = (at("-page.html"), at("shown"));
    let opener = write(
        folder.path(),
        "xdg-open",
        &format!("#!/bin/sh\ncat \"$1\" > '{shown}.part' && mv '{shown}.part' '{shown}'\n"),
    );
    fs::set_permissions(opener, fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", folder.path().display(), std::env::var("PATH").unwrap());
    let words = ["report", HARBOR, "--samples", "100", "-o", &page, "--open"];
    let ended = command().args(words).env("PATH", path).output();
    assert!(ended.unwrap().status.success());
    // Whatever shows it runs on its own; it is given a minute.
    for _ in 0..600 {
        if fs::exists(&shown).unwrap() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    assert_eq!(fs::read(&shown).unwrap(), fs::read(&page).unwrap());
    let alone = command().args(words).env("PATH", at("nothing")).output().unwrap();
    assert_eq!(alone.status.code(), Some(3));
    let said = String::from_utf8(alone.stderr).unwrap();
    assert!(said.contains("the page is written; open it in a browser"), "{said}");
}
