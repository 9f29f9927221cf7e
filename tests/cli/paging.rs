//! What happens on a terminal, and only there: long answers go through a pager, and none is ever lost to one.

use crate::cli::command::{HARBOR, command, zopa};
use std::fs::OpenOptions;
use std::io::Read;
use std::process::Stdio;

/// What a terminal of 80 columns and this many rows shows, with these things set.
fn on_a_terminal(rows: u16, words: &[&str], set: &[(&str, &str)]) -> String {
    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&master).unwrap();
    unlockpt(&master).unwrap();
    let size = rustix::termios::Winsize { ws_row: rows, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0 };
    let name = ptsname(&master, Vec::new()).unwrap().into_string().unwrap();
    let slave = OpenOptions::new().read(true).write(true).open(name).unwrap();
    rustix::termios::tcsetwinsize(&slave, size).unwrap();
    let mut asked = command();
    asked.args(words).env_remove("LESS").env_remove("PAGER").env_remove("ZOPA_PAGER").envs(set.iter().copied());
    asked.stdout(Stdio::from(slave.try_clone().unwrap())).stderr(Stdio::null());
    let mut child = asked.spawn().unwrap();
    drop((slave, asked));
    let mut shown = Vec::new();
    // The end of a terminal that nobody writes to any more is an error on Linux.
    let _ = std::fs::File::from(master).read_to_end(&mut shown);
    assert!(child.wait().unwrap().success());
    String::from_utf8(shown).unwrap().replace("\r\n", "\n")
}

const LONG: [&str; 4] = ["run", HARBOR, "--details", "--no-run-info"];

#[test]
fn a_long_answer_on_a_terminal_goes_through_the_pager_in_color() {
    let marked = on_a_terminal(24, &LONG, &[("ZOPA_PAGER", "sed 's/^/> /'"), ("PAGER", "false")]);
    assert!(marked.lines().count() > 24 && marked.lines().all(|line| line.starts_with("> ")), "{marked}");
    assert!(marked.contains("\u{1b}[1m"), "colors stay: {marked}");
    let asked = on_a_terminal(24, &LONG, &[("PAGER", "cat >&2; echo \"$LESS\"")]);
    assert_eq!(asked, "FRX\n");
    let own = on_a_terminal(24, &LONG, &[("PAGER", "cat >&2; echo \"$LESS\""), ("LESS", "S")]);
    assert_eq!(own, "S\n");
}

#[test]
fn a_short_answer_a_pipe_and_a_wish_go_around_it() {
    let pager = [("PAGER", "sed 's/^/> /'")];
    let plain = on_a_terminal(200, &LONG, &pager);
    assert!(!plain.contains("> ") && plain.contains("8 of 27 deals"), "{plain}");
    let wished = on_a_terminal(24, &[&LONG[..], &["--no-pager"]].concat(), &pager);
    assert_eq!(wished, plain);
    let piped = zopa(LONG).answer();
    assert!(!piped.contains("> ") && !piped.contains('\u{1b}'), "{piped}");
}

#[test]
fn a_broken_pager_loses_nothing() {
    let plain = on_a_terminal(24, &[&LONG[..], &["--no-pager"]].concat(), &[]);
    for broken in ["no-such-pager-anywhere", "false", "exit 3"] {
        let shown = on_a_terminal(24, &LONG, &[("PAGER", broken)]);
        assert!(shown.ends_with(&plain), "{broken}: {shown}");
    }
}
