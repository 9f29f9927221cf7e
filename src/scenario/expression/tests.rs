//! Grammar, types, places and messages, on the issues of one small negotiation.

use crate::scenario::expression::{DEEPEST_MACROS, DEEPEST_NESTING, Expression, LONGEST_TEXT};
use crate::scenario::id::{Id, IdVec, IssueId};
use crate::scenario::model::{Issue, IssueKind, IssueOption, NumberRange, Value};
use crate::scenario::number::Decimal;

fn issue(id: &str, kind: IssueKind) -> Issue {
    Issue { id: id.to_owned(), title: id.to_owned(), kind, unit: None, sources: Vec::new(), note: None, span: 0..0 }
}

fn options(ids: &[&str]) -> Vec<IssueOption> {
    ids.iter().map(|id| IssueOption { id: (*id).to_owned(), title: (*id).to_owned(), span: 0..0 }).collect()
}

fn range(min: Decimal, step: Decimal, n_values: u32, integer: bool) -> IssueKind {
    IssueKind::Range(NumberRange { min, step, n_values, integer })
}

/// troops: none, trainers, western; price: 0 to 10; share: 0.0, 0.1 to 1.0; ban: no, yes; guarantors: us, uk, russia;
/// wide: −2^63, 0 and 2^63 − 1, nearly.
fn issues() -> IdVec<IssueId, Issue> {
    let troops = IssueKind::Choice { options: options(&["none", "trainers", "western"]), ordered: true };
    let int = Decimal::from_integer;
    [
        issue("troops", troops),
        issue("price", range(int(0), int(1), 11, true)),
        issue("share", range(Decimal::ZERO, Decimal::new(1, -1), 11, false)),
        issue("ban", IssueKind::YesNo),
        issue("guarantors", IssueKind::Members { members: options(&["us", "uk", "russia"]), size: None }),
        issue("wide", range(int(i64::MIN), int(i64::MAX), 3, true)),
        issue("1st", IssueKind::YesNo),
        issue("if", IssueKind::YesNo),
    ]
    .into_iter()
    .collect()
}

/// troops = trainers, price = 3, share = 0.3, ban = yes, guarantors = us + russia, wide = −2^63.
const DEAL: [u32; 8] = [1, 3, 3, 1, 0b101, 0, 0, 0];

fn value(text: &str) -> Result<bool, String> {
    let issues = issues();
    let expression = Expression::parse(text, &issues).unwrap_or_else(|problems| panic!("{text}: {problems:#?}"));
    expression
        .holds(&issues, &|issue| Value(DEAL[issue.place()]))
        .map_err(|error| format!("{}: {}", &text[error.span], error.message))
}

fn holds(text: &str) -> bool {
    value(text).unwrap()
}

/// Every problem as `the characters: message; help`.
fn problems(text: &str) -> Vec<String> {
    let Err(problems) = Expression::parse(text, &issues()) else { panic!("{text} is accepted") };
    let shown = problems.into_iter().map(|problem| {
        let help = problem.help.map(|help| format!("; {help}")).unwrap_or_default();
        format!("{}: {}{help}", &text[problem.span], problem.message)
    });
    shown.collect()
}

#[test]
fn every_type_of_issue_has_its_value() {
    assert!(holds(r#"troops == "trainers" && price == 3 && share == 0.3 && ban"#));
    assert!(holds(r#""us" in guarantors && !("uk" in guarantors) && size(guarantors) == 2"#));
    assert!(holds("wide == -9223372036854775808 && wide == -0x8000000000000000"));
    assert!(holds(r#"troops in ["none", 'trainers'] && price in [1, 3.0] && ban in [true]"#));
    assert!(holds(r#"guarantors.exists(v, v == "russia") && guarantors.all(v, v != 'uk')"#));
    assert!(holds("double(price) * share < 1.0 && int(share * 10.0) == price"));
    assert!(holds(r#"(ban ? troops : "none") == "trainers" && (price > 3 ? 1 : 2) == 2"#));
}

#[test]
fn operators_bind_as_in_cel() {
    assert!(holds("1 + 2 * 3 == 7 && 10 - 4 - 3 == 3 && 2 * 7 / 4 == 3 && -7 % 4 == -3"));
    assert!(holds("true || false && false"));
    assert!(!holds("(true || false) && false"));
    assert!(holds("!ban == false"));
    assert!(holds("1 < 2 == true"));
    assert!(holds("false ? true : false ? false : true"));
    assert!(holds("--price == 3 && ---price == -3 && - 2 == 0 - 2 && !!ban"));
    assert!(holds("price -1 == 2"));
    assert!(holds("1 in [1] in [true]"));
    assert!(holds("price == // three\n 3"));
}

#[test]
fn literals_read_as_in_cel() {
    assert!(holds("0x1f == 31 && 1e3 == 1000 && .5 == 0.5 && 1.5E+1 == 15 && 2e-1 == 0.2"));
    assert!(holds(r#""\x6eone" == r"none" && "\u0041" == 'A' && "\101" == "A" && "\U00000041" == "A""#));
    assert!(holds("'''a\r\nb''' == \"a\\nb\" && \"\"\"say \"a\" \"\"\" == 'say \"a\" '"));
    assert!(holds(r#"r"\n" == "\\n" && "\"" == '"' && "" == ''"#));
}

#[test]
fn the_issues_are_listed_ascending_and_once() {
    let expression = Expression::parse("size(guarantors) > 1 && price > 1 && price < 3 && ban", &issues()).unwrap();
    assert_eq!(expression.issues.iter().map(|issue| issue.place()).collect::<Vec<_>>(), [1, 3, 4]);
}

#[test]
fn whole_numbers_and_doubles_compare_without_rounding() {
    assert!(holds("9007199254740993 > 9007199254740992.0"));
    assert!(holds("9223372036854775807 < 9223372036854775807.0"));
    assert!(holds("wide + 9223372036854775807 > -1.5"));
}

#[test]
fn errors_of_arithmetic_have_a_place() {
    assert_eq!(value("1 + 2 / (price - 3) > 0").unwrap_err(), "2 / (price - 3): division by zero: 2 / 0");
    assert_eq!(value("price % 0 == 0").unwrap_err(), "price % 0: division by zero: 3 % 0");
    let outside = "is outside the 64-bit integers";
    assert_eq!(
        value("1 + 9223372036854775807 > 0").unwrap_err(),
        format!("1 + 9223372036854775807: overflow: 1 + 9223372036854775807 {outside}")
    );
    assert_eq!(
        value("wide / -1 > 0").unwrap_err(),
        format!("wide / -1: overflow: -9223372036854775808 / -1 {outside}")
    );
    assert_eq!(value("-wide > 0").unwrap_err(), format!("-wide: overflow: -(-9223372036854775808) {outside}"));
    assert_eq!(value("int(1e300) > 0").unwrap_err(), format!("int(1e300): overflow: int(1e300) {outside}"));
    assert!(value("0.0 / 0.0 < 1").unwrap_err().starts_with("0.0 / 0.0 < 1: "));
    assert!(holds("1.0 / 0.0 > 1e308 && 0.0 / 0.0 != 0.0 / 0.0"));
}

#[test]
fn errors_are_absorbed_as_in_cel() {
    for text in [
        "1 / 0 > 0 || true",
        "true || 1 / 0 > 0",
        "!(1 / 0 > 0 && false)",
        "!(false && 1 / 0 > 0)",
        "ban ? true : 1 / 0 > 0",
        r#"guarantors.exists(v, v == "us" ? 1 / 0 > 0 : true)"#,
        r#"!guarantors.all(v, v == "us" ? 1 / 0 > 0 : false)"#,
    ] {
        assert_eq!(value(text), Ok(true), "{text}");
    }
    for text in [
        "1 / 0 > 0 || false",
        "1 / 0 > 0 && true",
        "1 / 0 > 0 ? true : true",
        r#"guarantors.exists(v, v == "us" ? 1 / 0 > 0 : false)"#,
        "1 in [1, 1 / 0]",
    ] {
        assert_eq!(value(text).unwrap_err(), "1 / 0: division by zero: 1 / 0", "{text}");
    }
}

#[test]
fn unknown_names_ask_for_the_known_ones() {
    assert_eq!(problems("trops == \"none\""), ["trops: unknown issue `trops`; did you mean `troops`?"]);
    assert_eq!(
        problems("troops == western"),
        ["western: unknown issue `western`; write an option in quotes: `\"western\"`"]
    );
    assert_eq!(
        problems(r#"troops == "wester" || "usa" in guarantors || troops in ["none", "some"]"#),
        [
            "\"wester\": the issue `troops` has no option `wester`; did you mean `western`?",
            "\"usa\": the issue `guarantors` has no member `usa`; did you mean `us`?",
            "\"some\": the issue `troops` has no option `some`; the options are `none`, `trainers`, `western`",
        ]
    );
    assert_eq!(
        problems(r#"guarantors.all(v, v != "france")"#),
        ["\"france\": the issue `guarantors` has no member `france`; the members are `us`, `uk`, `russia`"]
    );
    assert_eq!(
        problems("len(guarantors) == 1"),
        ["len: unknown function `len`; the functions are `size`, `double` and `int`"]
    );
    assert_eq!(problems("guarantors.exist(v, true)"), ["exist: unknown macro `exist`; did you mean `exists`?"]);
    assert_eq!(
        problems("guarantors.size() == 1"),
        ["size: `size` is written as a function here; write `size(guarantors)`"]
    );
    assert_eq!(
        problems("1st && true"),
        ["1st: the issue `1st` cannot be named in an expression: its id starts with a digit; \
             give the issue another id, or test it in a table"]
    );
    assert_eq!(
        problems("if && true"),
        ["if: `if` is a reserved word of CEL and cannot be a name; give the issue another id, or test it in a table"]
    );
    assert_eq!(
        problems("guarantors.exists(price, true)"),
        ["price: the variable `price` of `exists` bears the id of an issue; give it another name"]
    );
}

#[test]
fn types_that_do_not_fit_are_all_found() {
    assert_eq!(
        problems("price * share > 1.0 && (price + 0.5) / share < 2"),
        [
            "price * share: `*` mixes an int, `price`, and a double, `share`; write `double(price)`",
            "price + 0.5: `+` mixes an int, `price`, and a double, `0.5`; write `double(price)`",
        ]
    );
    assert_eq!(problems("share * 2 > 1"), ["share * 2: `*` mixes an int, `2`, and a double, `share`; write `2.0`"]);
    assert_eq!(problems("share % 0.2 == 0.0"), ["%: `%` takes ints; doubles have no remainder; convert with `int(x)`"]);
    assert_eq!(
        problems("price"),
        ["price: the expression is an int, where a condition is true or false; compare it, as in `price <= 10`"]
    );
    assert_eq!(problems("price && ban"), ["price: `price` is an int; `&&` takes bools"]);
    assert_eq!(
        problems("1 < price < 3"),
        ["1 < price < 3: `<` compares a bool, `1 < price`, with an int, `3`; \
             comparisons do not chain: write `a < b && b < c`"]
    );
    assert_eq!(
        problems(r#"troops < "western""#),
        ["<: strings have no order; they know only `==`, `!=` and `in`, not `<`; \
             test an ordered choice in a table, by `at_least`, `above`, `at_most` or `below`"]
    );
    assert_eq!(
        problems("guarantors == [\"us\"]"),
        ["guarantors: `guarantors` is a members issue, which has no `==`; \
             write `\"…\" in guarantors` or `size(guarantors) == …`"]
    );
    assert_eq!(
        problems("(ban ? price : share) > 1"),
        ["price : share: the arms of `?:` are an int and a double; write `double(price)`"]
    );
    assert_eq!(problems("size(troops) == 4"), ["troops: `troops` is a string; `size` takes a members issue"]);
    assert_eq!(problems("price in [\"a\"]"), ["price in [\"a\"]: `price` is an int, but `[\"a\"]` has strings"]);
    assert_eq!(
        problems("price in [1, ban]"),
        ["ban: `ban` is a bool, other than those before it in the list; keep a list to one type"]
    );
    assert_eq!(problems("price in []"), ["[]: nothing is in an empty list; name at least one value"]);
}

#[test]
fn numbers_that_cel_does_not_write_name_their_repair() {
    assert_eq!(problems("price < 100_000"), ["100_000: `100_000`: CEL's numbers take no `_`; write `100000`"]);
    assert_eq!(problems("share < 1_0.5"), ["1_0.5: `1_0.5`: CEL's numbers take no `_`; write `10.5`"]);
    assert_eq!(
        problems("price < 5u && price > 1."),
        [
            "5u: `5u` is an unsigned integer, which expressions over issues do without; write `5`",
            "1.: `1.`: a digit has to follow the point of a number; write `1.0`",
        ]
    );
    assert_eq!(
        problems("price < 9223372036854775808"),
        ["9223372036854775808: `9223372036854775808` is outside the 64-bit integers; write a double, as in `1e20`"]
    );
    assert_eq!(problems("1e999 > 0"), ["1e999: `1e999` is outside the doubles"]);
    assert_eq!(problems("price < 1e"), ["1e: `1e` is not a number"]);
}

#[test]
fn grammar_errors_point_at_the_word() {
    assert_eq!(problems("price = 3"), ["=: `=` has no meaning here; write `==` to compare"]);
    assert_eq!(
        problems("ban and ban"),
        ["and: unexpected `and`, where an operator or the end should stand; write `&&`"]
    );
    assert_eq!(problems("not ban"), ["ban: unexpected `ban`, where an operator or the end should stand; write `!`"]);
    assert_eq!(problems("(ban && ban"), ["(: `(` is not closed; add `)`"]);
    assert_eq!(problems("ban &&"), [": the expression ends where an operand should follow"]);
    assert_eq!(
        problems("!-price"),
        ["!-: CEL does not mix `!` and `-` before an operand; put parentheses around the inner one"]
    );
    assert_eq!(
        problems("ban ? ban ? ban : ban : ban"),
        ["?: unexpected `?`, where `:` should stand; put parentheses around the inner `?:`"]
    );
    assert_eq!(problems("troops == \"none"), ["\"none: the string has no end; close it with `\"`"]);
    assert_eq!(problems(r#"troops == "\q""#), ["\\q: `\\q` is no escape of CEL; write `\\\\` for a backslash"]);
    assert_eq!(
        problems("null == null"),
        ["null: `null` has no meaning in an expression over issues; every issue has a value in every deal"]
    );
    assert_eq!(problems("b'a' == b'a'").len(), 2);
    assert_eq!(problems(" "), [" : the expression is empty; write a condition, as in `price * quantity <= 1000000`"]);
    assert_eq!(problems("troops.x == 1").len(), 1);
    assert_eq!(problems("“none” == troops").len(), 2);
    assert_eq!(problems("[1][0] == 1"), ["[: indexing has no meaning in an expression over issues"]);
}

#[test]
fn depth_and_length_are_limited() {
    let nested = |n: usize| format!("{}ban{}", "(".repeat(n), ")".repeat(n));
    assert!(holds(&nested(DEEPEST_NESTING - 1)));
    assert_eq!(
        problems(&nested(DEEPEST_NESTING)),
        ["ban: the expression nests more than 64 levels deep; split it into several conditions"]
    );
    assert_eq!(problems(&nested(LONGEST_TEXT / 2 - 3)).len(), 1);
    assert_eq!(problems(&"(".repeat(LONGEST_TEXT)).len(), 1);
    assert_eq!(problems(&"ban ? ban : ".repeat(LONGEST_TEXT / 12)).len(), 1);
    assert_eq!(problems(&" ".repeat(LONGEST_TEXT + 1)).len(), 1);
    // What is long but not nested is fine.
    assert!(holds(&format!("{}3 > 0", "3+".repeat(LONGEST_TEXT / 2 - 5))));
    assert!(holds(&format!("{}true", "true==".repeat(LONGEST_TEXT / 6 - 5))));
    assert!(holds(&format!("{}true", "true in [true] in [true] && ".repeat(LONGEST_TEXT / 28 - 1))));
    assert!(holds(&format!("{}ban", "!".repeat((LONGEST_TEXT - 3) / 2 * 2))));
    let members = |n: usize| format!("{}ban{}", "guarantors.all(v, ".repeat(n), ")".repeat(n));
    assert!(holds(&members(DEEPEST_MACROS)));
    assert_eq!(
        problems(&members(DEEPEST_MACROS + 1)),
        ["v: more than 2 of `exists` and `all` stand within one another; split the expression into several conditions"]
    );
}
