//! Work that is cut short ends cleanly, with what is known so far labelled as such.

use crate::cli::command::{HARBOR, json, zopa};

/// More proposals than anybody waits for.
const ENDLESS: [&str; 8] =
    ["run", HARBOR, "--engine", "simulate", "--samples", "1_000_000_000_000_000", "--format", "json"];

#[test]
fn a_time_limit_ends_the_work_with_what_is_known() {
    let answer = json(&zopa(ENDLESS.iter().chain(&["--time-limit", "300ms"])).answer());
    assert_eq!(answer["answer"]["kind"], "estimate");
    assert!(answer["answer"]["why"].as_str().unwrap().contains("time limit"), "{}", answer["answer"]);
    let n_drawn: u64 = answer["simulation"]["proposals"].as_str().unwrap().parse().unwrap();
    assert!(n_drawn > 0 && n_drawn < 1_000_000_000_000_000);
}

/// Waits until a process would not just die of an interrupt, however busy the machine is: Linux tells; elsewhere it is given
/// a while.
#[cfg(unix)]
fn wait_for_its_handler(child: &mut std::process::Child) {
    let id = child.id();
    let has_handler = || {
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap();
        let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).unwrap();
        // Bit 0 is signal 1; an interrupt is signal 2.
        u64::from_str_radix(caught.trim(), 16).unwrap() & 0b10 != 0
    };
    if !cfg!(target_os = "linux") {
        return std::thread::sleep(std::time::Duration::from_secs(3));
    }
    while !has_handler() {
        assert!(child.try_wait().unwrap().is_none(), "it ended before it was interrupted");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_the_work_with_what_is_known() {
    use crate::cli::command::command;
    use std::process::{Command, Stdio};
    use std::time::Duration;
    let mut child = command().args(ENDLESS).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    wait_for_its_handler(&mut child);
    std::thread::sleep(Duration::from_millis(100));
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let answer = json(&String::from_utf8(output.stdout).unwrap());
    assert!(answer["answer"]["why"].as_str().unwrap().contains("interrupted"), "{}", answer["answer"]);
    assert!(String::from_utf8(output.stderr).unwrap().starts_with("stopping"));
}
