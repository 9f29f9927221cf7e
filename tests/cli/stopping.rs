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

#[cfg(unix)]
#[test]
fn an_interrupt_ends_the_work_with_what_is_known() {
    use crate::cli::command::command;
    use std::process::{Command, Stdio};
    use std::time::Duration;
    let child = command().args(ENDLESS).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // Long enough for the handler to be set and some proposals to be drawn, on a busy machine too.
    std::thread::sleep(Duration::from_millis(1500));
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let answer = json(&String::from_utf8(output.stdout).unwrap());
    assert!(answer["answer"]["why"].as_str().unwrap().contains("interrupted"), "{}", answer["answer"]);
    assert!(String::from_utf8(output.stderr).unwrap().starts_with("stopping"));
}
