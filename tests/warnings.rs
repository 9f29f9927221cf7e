//! Each warning of `zopa check`, on a scenario that deserves it; and none on one that does not.

use zopa::analysis::warning::warnings;
use zopa::engine::ask::effort::Effort;
use zopa::scenario::model::Scenario;

/// The codes of the warnings, with the words of the file that they point at.
fn found(text: &str) -> Vec<(&'static str, String)> {
    let scenario = Scenario::from_toml_str(text).unwrap_or_else(|problems| panic!("{problems}"));
    let all = warnings(&scenario, &Effort::default());
    all.into_iter().map(|problem| (problem.code, text.get(problem.span.clone()).unwrap_or("").to_owned())).collect()
}

const SOUND: &str = r#"
format = 1
title = "Sound"
[source.paper]
title = "A paper"
[issue.troops]
options = { none = "None", few = "Few", many = "Many" }
ordered = true
[issue.price]
range = { min = 0, max = 10 }
[issue.members]
members = { us = "US", uk = "UK" }
[party.a]
[party.a.red_line.few]
title = "Few at most"
require = { troops = { at_most = "few" } }
source = "paper"
[party.b]
[party.b.red_line.price]
title = "A price"
require = { any = [{ price = { at_least = 3 } }, { expr = "price * 2 > 4 && 'us' in members" }, { members = { includes = "uk" } }] }
source = "paper"
"#;

#[test]
fn a_sound_scenario_has_no_warning() {
    assert_eq!(found(SOUND), []);
}

#[test]
fn conditions_that_say_nothing_are_pointed_at() {
    let never = SOUND.replace("at_least = 3", "at_least = 30");
    assert_eq!(found(&never), [("condition-never-holds", "price = { at_least = 30 }".to_owned())]);
    let always = SOUND.replace("price * 2 > 4 && 'us' in members", "price >= 0 || 'us' in members");
    let codes: Vec<&str> = found(&always).iter().map(|(code, _)| *code).collect();
    assert_eq!(codes, ["line-never-binds", "condition-always-holds"]);
}

#[test]
fn what_nothing_mentions_is_pointed_at() {
    let option = SOUND.replace("{ at_most = \"few\" }", "\"few\"");
    let codes: Vec<&str> = found(&option).iter().map(|(code, _)| *code).collect();
    assert_eq!(codes, ["option-unmentioned", "option-unmentioned"]);
    let issue = SOUND.replace("[party.a]\n", "[issue.more]\nyes_no = true\n[party.a]\n");
    assert_eq!(found(&issue).iter().map(|(code, _)| *code).collect::<Vec<_>>(), ["issue-unmentioned"]);
    let points = issue.replace("[party.b]\n", "[party.b]\n[party.b.points]\nmore = { yes = 3 }\n");
    assert_eq!(found(&points), []);
}

#[test]
fn sources_are_counted() {
    let unused = SOUND.replace("[issue.troops]", "[source.other]\ntitle = \"Another\"\n[issue.troops]");
    assert_eq!(found(&unused).iter().map(|(code, _)| *code).collect::<Vec<_>>(), ["source-unused"]);
    let without = SOUND.replacen("source = \"paper\"\n[party.b]", "[party.b]", 1);
    assert_eq!(found(&without).iter().map(|(code, _)| *code).collect::<Vec<_>>(), ["line-without-source"]);
}

#[test]
fn lines_and_parties_that_do_nothing_or_everything_are_pointed_at() {
    let never = SOUND.replace("[party.a]\n", "[impossible.many]\nreject = { troops = \"many\" }\n[party.a]\n");
    assert_eq!(found(&never).iter().map(|(code, _)| *code).collect::<Vec<_>>(), ["line-never-binds"]);
    let all = SOUND.replace(
        "[party.b]\n",
        "[party.a.red_line.more]\ntitle = \"Many\"\nrequire = { troops = \"many\" }\nsource = \"paper\"\n[party.b]\n",
    );
    assert_eq!(found(&all).iter().map(|(code, _)| *code).collect::<Vec<_>>(), ["party-rejects-all"]);
    let nothing = SOUND.replace(
        "[party.a]\n",
        "[impossible.x]\nreject = { any = [{ troops = \"many\" }, { troops = [\"none\", \"few\"] }] }\n[party.a]\n",
    );
    assert!(found(&nothing).iter().any(|(code, _)| *code == "nothing-coherent"));
}

#[test]
fn an_expression_names_whole_words_and_not_parts_of_them() {
    let text = "format = 1\ntitle = \"t\"\n[source.s]\ntitle = \"s\"\nkind = \"stated\"\n\
        [issue.who]\ntitle = \"who\"\nmembers = { us = \"US\", russia = \"Russia\", us_2 = \"US 2\" }\n[party.a]\n\
        [party.a.red_line.l]\ntitle = \"l\"\nsource = \"s\"\nrequire = { expr = \"'russia' in who || 'us_2' in who\" }\n";
    assert_eq!(found(text), [("option-unmentioned", "us = \"US\"".to_owned())]);
    assert_eq!(
        found(&text.replace("'russia' in", "'us' in")),
        [("option-unmentioned", "russia = \"Russia\"".to_owned())]
    );
}
