//! The format's table of conditions, row by row, and the errors that the format states: what is written, and what it means.

use zopa::rule::reference::judge;
use zopa::scenario::error::Severity;
use zopa::scenario::model::{Deal, Scenario, Value};
use zopa::scenario::read::whole::read;
use zopa::scenario::source::SourceText;

/// A scenario with one issue of every type; `@` stands for what is tried.
const BASE: &str = r#"
format = 1
title = "Every type of issue"
[issue.troops]
options = { none = "None", trainers = "Trainers", western = "Western force" }
ordered = true
[issue.army]
range = { min = 100_000, max = 900_000, step = 200_000 }
[issue.rate]
range = { min = 0, max = 0.5, step = 0.1 }
[issue.guarantors]
members = { us = "United States", uk = "United Kingdom", russia = "Russia" }
[issue.ban]
yes_no = true
[issue.color]
options = { red = "Red", blue = "Blue" }
[party.north]
[party.south]
"#;

/// One deal of that scenario, in plain words.
struct Plain {
    /// 0 none, 1 trainers, 2 western.
    troops: u32,
    army: u32,
    /// Tenths.
    rate: u32,
    us: bool,
    uk: bool,
    russia: bool,
    ban: bool,
    red: bool,
}

impl Plain {
    fn n_guarantors(&self) -> u32 {
        [self.us, self.uk, self.russia].into_iter().map(u32::from).sum()
    }
}

/// Every deal, plain and by places.
fn deals() -> Vec<(Plain, Deal)> {
    let mut deals = Vec::new();
    for number in 0..3 * 5 * 6 * 8 * 2 * 2_u32 {
        let mut left = number;
        let mut next = |n: u32| {
            let value = left % n;
            left /= n;
            value
        };
        let values = [3, 5, 6, 8, 2, 2].map(&mut next);
        let [troops, army, rate, guarantors, ban, color] = values;
        let plain = Plain {
            troops,
            army: 100_000 + army * 200_000,
            rate,
            us: guarantors & 1 != 0,
            uk: guarantors & 2 != 0,
            russia: guarantors & 4 != 0,
            ban: ban == 1,
            red: color == 0,
        };
        deals.push((plain, values.map(Value).into_iter().collect()));
    }
    deals
}

type Meaning = fn(&Plain) -> bool;

/// What is written as a condition, and where it holds.
const ROWS: &[(&str, Meaning)] = &[
    // A table with several keys; a list of tables, also after `not`.
    (r#"{ troops = "western", ban = true, army = 100_000 }"#, |d| d.troops == 2 && d.ban && d.army == 100_000),
    (r#"[{ troops = "western" }, { ban = true }]"#, |d| d.troops == 2 || d.ban),
    (r#"{ not = [{ troops = "western" }, { ban = true }] }"#, |d| !(d.troops == 2 || d.ban)),
    // The value is this, or one of these.
    (r#"{ troops = "western" }"#, |d| d.troops == 2),
    (r#"{ army = 500_000 }"#, |d| d.army == 500_000),
    (r#"{ army = 5e5 }"#, |d| d.army == 500_000),
    (r#"{ rate = 0.3 }"#, |d| d.rate == 3),
    (r#"{ rate = 0 }"#, |d| d.rate == 0),
    (r#"{ ban = true }"#, |d| d.ban),
    (r#"{ ban = false }"#, |d| !d.ban),
    (r#"{ troops = ["trainers", "western"] }"#, |d| d.troops != 0),
    (r#"{ troops = ["western", "none"] }"#, |d| d.troops != 1),
    (r#"{ army = [900_000, 100_000] }"#, |d| d.army == 100_000 || d.army == 900_000),
    (r#"{ rate = [0.1, 0.3] }"#, |d| d.rate == 1 || d.rate == 3),
    // The value is none of these.
    (r#"{ troops = { not = "none" } }"#, |d| d.troops != 0),
    (r#"{ troops = { not = ["none", "western"] } }"#, |d| d.troops == 1),
    (r#"{ army = { not = 300_000 } }"#, |d| d.army != 300_000),
    (r#"{ ban = { not = true } }"#, |d| !d.ban),
    (r#"{ color = { not = "red" } }"#, |d| !d.red),
    // Bounds, on the decimals as written.
    (r#"{ army = { at_least = 300_000, below = 700_000 } }"#, |d| d.army >= 300_000 && d.army < 700_000),
    (r#"{ army = { above = 300_000, at_most = 700_000 } }"#, |d| d.army > 300_000 && d.army <= 700_000),
    (r#"{ army = { above = 299_999.5 } }"#, |d| d.army >= 300_000),
    (r#"{ army = { at_least = -1e300, below = 1e300 } }"#, |_| true),
    (r#"{ rate = { at_most = 0.3 } }"#, |d| d.rate <= 3),
    (r#"{ rate = { above = 0.3 } }"#, |d| d.rate > 3),
    (r#"{ rate = { at_least = 0.3000000001 } }"#, |d| d.rate > 3),
    (r#"{ troops = { at_least = "trainers" } }"#, |d| d.troops >= 1),
    (r#"{ troops = { above = "none", below = "western" } }"#, |d| d.troops == 1),
    (r#"{ troops = { at_most = "trainers", not = "none" } }"#, |d| d.troops == 1),
    // Members.
    (r#"{ guarantors = { includes = "russia" } }"#, |d| d.russia),
    (r#"{ guarantors = { includes = ["us", "russia"] } }"#, |d| d.us && d.russia),
    (r#"{ guarantors = { includes_any = ["us", "uk"] } }"#, |d| d.us || d.uk),
    (r#"{ guarantors = { includes_any = "uk" } }"#, |d| d.uk),
    (r#"{ guarantors = { excludes = "russia" } }"#, |d| !d.russia),
    (r#"{ guarantors = { excludes = ["us", "uk"] } }"#, |d| !d.us && !d.uk),
    (r#"{ guarantors = { size = 2 } }"#, |d| d.n_guarantors() == 2),
    (r#"{ guarantors = { size = [0, 3] } }"#, |d| d.n_guarantors() % 3 == 0),
    (r#"{ guarantors = { size = { at_least = 2 } } }"#, |d| d.n_guarantors() >= 2),
    (r#"{ guarantors = { size = { above = 0, below = 3 } } }"#, |d| (1..3).contains(&d.n_guarantors())),
    (r#"{ guarantors = { size = { at_most = 2, not = 1 } } }"#, |d| [0, 2].contains(&d.n_guarantors())),
    (r#"{ guarantors = { size = { not = [1, 2] } } }"#, |d| d.n_guarantors() % 3 == 0),
    (r#"{ guarantors = { is = ["uk", "us"] } }"#, |d| d.us && d.uk && !d.russia),
    (r#"{ guarantors = { is = "uk" } }"#, |d| !d.us && d.uk && !d.russia),
    (r#"{ guarantors = { is = [] } }"#, |d| d.n_guarantors() == 0),
    (r#"{ guarantors = { includes = "us", excludes = "russia", size = 2 } }"#, |d| d.us && d.uk && !d.russia),
    // Negation, disjunction, conjunction, to any depth; other keys beside them are and-ed.
    (r#"{ not = { troops = "none", ban = true } }"#, |d| !(d.troops == 0 && d.ban)),
    (r#"{ any = [{ troops = "none" }, { ban = true }] }"#, |d| d.troops == 0 || d.ban),
    (r#"{ all = [{ troops = "none" }, { ban = true }] }"#, |d| d.troops == 0 && d.ban),
    (r#"{ all = [{ army = { above = 100_000 } }, { army = { below = 900_000 } }] }"#, |d| {
        d.army > 100_000 && d.army < 900_000
    }),
    (
        r#"{ color = "red", any = [{ ban = true }, { troops = "none" }], not = { guarantors = { includes = "us" } } }"#,
        |d| d.red && (d.ban || d.troops == 0) && !d.us,
    ),
    (
        r#"{ not = { any = [{ not = { all = [{ ban = true }, { not = { color = "red" } }] } }, { rate = 0.1 }] } }"#,
        |d| d.ban && !d.red && d.rate != 1,
    ),
    // Expressions.
    (r#"{ expr = "army * 2 <= 1000000" }"#, |d| d.army <= 500_000),
    (r#"{ expr = "troops == 'none' || 'russia' in guarantors" }"#, |d| d.troops == 0 || d.russia),
    (r#"{ expr = "troops in ['none', 'western'] && !ban" }"#, |d| d.troops != 1 && !d.ban),
    (r#"{ expr = "size(guarantors) >= 2 ? ban : color != 'red'" }"#, |d| {
        if d.n_guarantors() >= 2 { d.ban } else { !d.red }
    }),
    (r#"{ expr = "guarantors.exists(g, g == 'us' || g == 'uk')" }"#, |d| d.us || d.uk),
    (r#"{ expr = "guarantors.all(g, g in ['us', 'uk'])" }"#, |d| !d.russia),
    (r#"{ expr = "rate * 2.0 > 0.5" }"#, |d| d.rate >= 3),
    (r#"{ expr = "double(army) / 1000000.0 > rate" }"#, |d| d.army > d.rate * 100_000),
    (r#"{ expr = "army / 200000 % 2 == 1" }"#, |d| d.army / 200_000 % 2 == 1),
    (r#"{ expr = "int(rate * 10.0 + 0.5) == 3", ban = true }"#, |d| d.rate == 3 && d.ban),
];

fn scenario(text: &str) -> Scenario {
    Scenario::from_toml_str(text).unwrap_or_else(|problems| panic!("{problems}\n{text}"))
}

#[test]
fn every_row_of_the_table_means_what_it_says() {
    let deals = deals();
    for (written, meaning) in ROWS {
        let scenario =
            scenario(&format!("{BASE}[party.north.red_line.line]\ntitle = \"A line\"\nreject = {written}\n"));
        for (plain, deal) in &deals {
            let judgement = judge(&scenario, deal);
            assert_eq!(!judgement.agreed, meaning(plain), "{written} on {deal:?}");
        }
    }
}

#[test]
fn a_line_is_crossed_where_when_holds_and_unless_does_not_and_require_fails() {
    let lines: [(&str, Meaning); 4] = [
        ("require = { ban = true }", |d| !d.ban),
        ("require = { ban = true }\nwhen = { color = \"red\" }", |d| d.red && !d.ban),
        ("reject = { ban = true }\nunless = { troops = \"none\" }", |d| d.troops != 0 && d.ban),
        (
            "reject = { ban = true }\nwhen = [{ color = \"red\" }, { army = 100_000 }]\nunless = { troops = { above = \"none\" } }",
            |d| (d.red || d.army == 100_000) && d.troops == 0 && d.ban,
        ),
    ];
    let deals = deals();
    for (line, crossed) in lines {
        let of_party = scenario(&format!("{BASE}[party.north.red_line.line]\ntitle = \"A line\"\n{line}\n"));
        let of_nobody = scenario(&format!("{BASE}[impossible.line]\n{line}\n"));
        for (plain, deal) in &deals {
            assert_eq!(!judge(&of_party, deal).agreed, crossed(plain), "{line} on {deal:?}");
            assert_eq!(!judge(&of_nobody, deal).coherent(), crossed(plain), "{line} on {deal:?}");
        }
    }
}

/// A condition that is an error, and a word that its report has to hold.
const BROKEN_CONDITIONS: &[(&str, &str)] = &[
    ("{}", "empty"),
    ("[]", "empty"),
    ("{ troops = [] }", "empty"),
    ("{ troops = {} }", "empty"),
    ("{ troops = { not = [] } }", "empty"),
    ("{ any = [] }", "empty"),
    ("{ all = [] }", "empty"),
    ("{ not = {} }", "empty"),
    ("{ not = [] }", "empty"),
    ("{ any = [{}] }", "empty"),
    ("{ guarantors = { includes = [] } }", "empty"),
    ("{ guarantors = { size = [] } }", "empty"),
    ("{ guarantors = [\"us\"] }", "includes_any"),
    ("{ guarantors = [\"us\"] }", "`includes`"),
    ("{ guarantors = [\"us\"] }", "`is`"),
    ("{ guarantors = \"us\" }", "includes"),
    ("{ guarantors = { at_least = 2 } }", "size"),
    ("{ color = { at_least = \"red\" } }", "ordered"),
    ("{ ban = { below = true } }", "below"),
    ("{ troops = \"wester\" }", "did you mean `western`"),
    ("{ trops = \"western\" }", "did you mean `troops`"),
    ("{ guarantors = { includes = \"rusia\" } }", "did you mean `russia`"),
    ("{ guarantors = { include = \"russia\" } }", "did you mean `includes`"),
    ("{ troops = 3 }", "troops"),
    ("{ troops = true }", "troops"),
    ("{ ban = \"yes\" }", "true"),
    ("{ ban = 1 }", "true"),
    ("{ army = \"300000\" }", "army"),
    ("{ army = 350_000 }", "300000"),
    ("{ army = 350_000 }", "500000"),
    ("{ rate = 0.25 }", "0.2"),
    ("{ army = [100_000, 350_000] }", "500000"),
    ("{ army = { not = 350_000 } }", "500000"),
    ("{ army = { at_least = \"many\" } }", "at_least"),
    ("{ army = { below = nan } }", "nan"),
    ("{ rate = inf }", "inf"),
    ("{ expr = \"army * rate > 1.0\" }", "double(army)"),
    ("{ expr = \"army > 100_000\" }", "_"),
    ("{ expr = \"troops == 'wester'\" }", "western"),
    ("{ expr = \"troop == 'western'\" }", "troops"),
    ("{ expr = \"troops < 'western'\" }", "at_least"),
    ("{ expr = \"army + 1\" }", "army"),
    ("{ expr = \"1 / (army - 100000) > 0\" }", "100000"),
    ("{ expr = \"(ban ? 1 : 2.0) > 1.0\" }", "double(1)"),
    ("{ expr = \"guarantors.exists(army, army == 'us')\" }", "army"),
    ("{ expr = \"guarantors == ['us']\" }", "guarantors"),
    ("{ expr = \"has(army)\" }", "has"),
];

/// What the errors of a text say, their help included.
fn said(text: &str) -> String {
    let (_, problems) = read(&SourceText::new("scenario", text));
    let errors = problems.into_iter().filter(|problem| problem.severity == Severity::Error);
    errors.map(|problem| format!("{} — {}\n", problem.message, problem.help.unwrap_or_default())).collect()
}

#[test]
fn every_stated_error_of_a_condition_is_reported_with_its_repair() {
    let mut silent = Vec::new();
    for (written, word) in BROKEN_CONDITIONS {
        let said = said(&format!("{BASE}[party.north.red_line.line]\ntitle = \"A line\"\nreject = {written}\n"));
        if !said.contains(word) {
            silent.push(format!("{written} is to say {word}, but says: {said}"));
        }
    }
    assert!(silent.is_empty(), "{}", silent.join("\n"));
}

/// What added to the scenario is an error, and a word that its report has to hold.
const BROKEN_SCENARIOS: &[(&str, &str)] = &[
    ("[agreement]\nalways = []\n", "empty"),
    ("[agreement]\ncoalitions = []\n", "empty"),
    ("[agreement]\ncoalitions = [[]]\n", "empty"),
    ("[agreement]\nalways = [\"north\", \"north\"]\n", "north"),
    ("[agreement]\ncoalitions = [[\"north\"], [\"south\", \"south\"]]\n", "south"),
    ("[agreement]\nalways = [\"guest\"]\n[party.guest]\nsigns = false\n", "guest"),
    ("[agreement]\nat_least = 3\n", "2"),
    ("[agreement]\nat_least = 0\n", "1"),
    ("[agreement]\nweight_at_least = 2.5\n", "2"),
    ("[agreement]\nweight_at_least = 0\n", "0"),
    ("[party.east]\nreservation = 5\n", "reservation"),
    ("[party.north.red_line.reservation]\ntitle = \"A line\"\nreject = { ban = true }\n", "reservation"),
    ("[party.north.red_line.line]\ntitle = \"A line\"\n", "require"),
    ("[party.north.red_line.line]\ntitle = \"A line\"\nreject = { ban = true }\nrequire = { ban = true }\n", "both"),
    ("[party.north.red_line.line]\nreject = { ban = true }\n", "title"),
    ("[party.north.red_line.line]\ntitle = \"A line\"\nreject = { ban = true }\nfirmness = [0.9, 0.1]\n", "0.9"),
    ("[issue.not]\nyes_no = true\n", "not"),
    ("[issue.expr]\nyes_no = true\n", "expr"),
    ("[issue.x]\nrange = { min = 0, max = 10, step = 3 }\n", "9"),
    ("[issue.x]\nrange = { min = 0, max = 10, step = -1 }\n", "step"),
    ("[issue.x]\nrange = { min = 10, max = 0 }\n", "min"),
    ("[issue.x]\nyes_no = true\noptions = { a = \"A\" }\n", "both"),
    ("[issue.x]\ntitle = \"X\"\n", "yes_no"),
    ("[proposal.a]\nbased_on = \"b\"\n[proposal.b]\nbased_on = \"a\"\n", "circle"),
    ("[proposal.a]\nbased_on = \"c\"\n", "no proposal `c`"),
    ("[proposal.a]\nterms = { army = 350_000 }\n", "500000"),
    ("[proposal.a]\nterms = { guarantors = [\"usa\"] }\n", "us"),
    ("[variant.v]\ndrop = [\"north.line\"]\n", "line"),
    ("[variant.v]\nsigns = { north = false, south = false }\n", "v"),
    ("[agreement]\nalways = [\"north\"]\n[variant.v]\nsigns = { north = false }\n", "v"),
    ("[agreement]\nat_least = 2\n[variant.v]\nsigns = { north = false }\n", "v"),
    ("[variant.v]\nreservation = { north = 5 }\n", "north"),
    ("[variant.v]\nfix = { rate = 0.25 }\n", "0.2"),
    ("[expect.e]\naccepts = [\"north\"]\n", "proposal"),
    ("[party.north.points]\narmy = { \"350000\" = 5 }\n", "500000"),
    ("[party.north.points]\ntroops = { wester = 5 }\n", "western"),
    ("[assumption.a]\n", "assumption"),
    ("[sources.a]\ntitle = \"A\"\n", "source"),
];

#[test]
fn every_stated_error_of_a_file_or_a_variant_is_reported() {
    for (added, word) in BROKEN_SCENARIOS {
        // The parties of the base may get tables of their own.
        let text = format!("{BASE}{added}");
        let said = said(&text);
        assert!(!said.is_empty(), "{added} is taken");
        assert!(said.contains(word), "{added} is to say {word}, but says: {said}");
    }
}

#[test]
fn nobody_signing_is_an_error() {
    let text = BASE
        .replace("[party.north]", "[party.north]\nsigns = false")
        .replace("[party.south]", "[party.south]\nsigns = false");
    assert!(said(&text).contains("sign"), "{}", said(&text));
}

#[test]
fn order_is_that_of_first_mention_in_the_file() {
    // A table whose header follows its sub-table, and keys that are not in the order of the alphabet.
    let text = r#"
        format = 1
        title = "Order"
        [party.zeta.red_line.second]
        title = "Second comes first"
        reject = { z = "y" }
        [party.alpha]
        name = "Alpha"
        [issue.z]
        options = { y = "Y", x = "X" }
        [issue.a]
        yes_no = true
        [party.zeta]
        name = "Zeta"
        [party.zeta.red_line.first]
        title = "First comes second"
        reject = { a = true }
    "#;
    let scenario = scenario(text);
    let ids = |ids: Vec<&String>| ids.into_iter().cloned().collect::<Vec<_>>().join(" ");
    assert_eq!(ids(scenario.parties.iter().map(|party| &party.id).collect()), "zeta alpha");
    assert_eq!(ids(scenario.issues.iter().map(|issue| &issue.id).collect()), "z a");
    let zeta = scenario.parties.iter().next().expect("a party");
    assert_eq!(ids(zeta.red_lines.iter().map(|line| &line.id).collect()), "second first");
}

#[test]
fn what_is_required_is_marked_so_and_nothing_else_is() {
    let document = include_str!("../docs/format.md");
    // The format once, key by key, and the sweep below it, which stands on the same parties and issues.
    let blocks: Vec<&str> = document.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    let text = blocks.iter().find(|block| block.contains("Every key of the format")).unwrap();
    let is_missed = |text: &str| {
        let (_, problems) = read(&SourceText::new("x.toml", text));
        problems.iter().any(|problem| problem.code.starts_with("missing") || problem.code == "no-format")
    };
    assert!(!is_missed(text));
    let lines: Vec<&str> = text.lines().collect();
    let mut wrong = Vec::new();
    for (place, line) in lines.iter().enumerate() {
        if !line.contains(" = ") || line.starts_with('#') || line.starts_with('[') {
            continue;
        }
        let without: Vec<&str> =
            lines.iter().enumerate().filter(|(at, _)| *at != place).map(|(_, line)| *line).collect();
        let is_marked = line.split('#').next_back().unwrap().trim_start().starts_with("required");
        if is_missed(&without.join("\n")) != is_marked {
            wrong.push(line);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
