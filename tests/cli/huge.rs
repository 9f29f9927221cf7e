//! Numbers of deals that no double holds.

use crate::cli::command::{json, write, zopa};
use std::fmt::Write;

#[test]
fn shares_of_two_to_the_1200_deals_are_figures() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = "format = 1\ntitle = \"huge\"\n[party.a]\n\
        [party.a.red_line.l]\ntitle = \"l\"\nreject = { i0 = { includes = [\"m0\", \"m1\"] } }\n"
        .to_owned();
    let members: Vec<String> = (0..30).map(|member| format!("m{member} = \"\"")).collect();
    for issue in 0..40 {
        writeln!(text, "[issue.i{issue}]\nmembers = {{ {} }}", members.join(", ")).unwrap();
    }
    let file = write(folder.path(), "huge.toml", &text);
    let found = json(&zopa(["run", &file, "--samples", "0", "--format", "json"]).answer());
    assert_eq!(found["space"]["deals"].as_str().unwrap().len(), 362, "2^1200");
    assert_eq!((&found["zone"]["share"], &found["parties"][0]["share"]), (&0.75.into(), &0.75.into()));
    assert_eq!(found["parties"][0]["red_lines"][0]["share"], 0.25);
    let value = &found["issues"][0]["values"][0];
    assert_eq!((&value["accept_rate"], &value["zopa_share"]), (&0.5.into(), &(1.0 / 3.0).into()));
}
