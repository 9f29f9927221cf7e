//! No input, however odd, panics, hangs, or is taken for a scenario.

use crate::cli::command::{HARBOR, root, zopa, zopa_reading};
use std::fs;

/// Every command that reads a scenario refuses these bytes.
#[track_caller]
fn all_refuse(bytes: &[u8]) {
    for command in ["run", "check", "test", "show"] {
        let ended = zopa_reading(&[command, "-"], bytes);
        assert_eq!(ended.code, 2, "{command}: {}{}", ended.stdout, ended.stderr);
        let said = ended.stdout + &ended.stderr;
        assert!(said.contains("error") && !said.contains("panicked"), "{command}: {said}");
    }
}

/// Bytes that are no text: a fixed generator (xorshift), so that a failure can be seen again.
fn noise(seed: u64, n_bytes: usize) -> Vec<u8> {
    let mut state = seed;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[0]
    };
    (0..n_bytes).map(|_| next()).collect()
}

#[test]
fn an_empty_file_is_refused() {
    all_refuse(b"");
    all_refuse(b"\n\n# nothing\n");
}

#[test]
fn random_bytes_are_refused() {
    for seed in 1..=5 {
        all_refuse(&noise(seed, 3000));
    }
    all_refuse(&[0xff, 0xfe, b'a', 0]);
    all_refuse(&[0; 64]);
}

#[test]
fn deep_nesting_and_endless_keys_are_refused() {
    all_refuse(format!("x = {}{}", "[".repeat(100_000), "]".repeat(100_000)).as_bytes());
    all_refuse(format!("x = {}1{}", "{ a = ".repeat(20_000), " }".repeat(20_000)).as_bytes());
    all_refuse(format!("{}x = 1", "a.".repeat(50_000)).as_bytes());
}

#[test]
fn a_scenario_that_is_cut_off_anywhere_is_never_a_panic() {
    let text = fs::read_to_string(root().join(HARBOR)).unwrap();
    for at in (0..text.len()).step_by(text.len() / 40).filter(|at| text.is_char_boundary(*at)) {
        let ended = zopa_reading(&["check", "-"], &text.as_bytes()[..at]);
        assert!([0, 2].contains(&ended.code), "cut at {at}: {}", ended.stderr);
        assert!(!ended.stderr.contains("panicked"), "cut at {at}: {}", ended.stderr);
    }
}

#[test]
fn a_path_that_leads_nowhere_is_refused_with_help() {
    for command in ["run", "check", "test", "show"] {
        let said = zopa([command, "no/such/file.toml"]).refusal();
        assert!(said.contains("`no/such/file.toml`") && said.contains("help"), "{command}: {said}");
        let said = zopa([command, "scenarios"]).refusal();
        assert!(said.contains("`scenarios`"), "{command}: {said}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_endless_file_ends() {
    assert!(zopa(["run", "/dev/zero"]).refusal().contains("bytes"));
}
