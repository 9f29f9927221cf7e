//! Holds our expressions to a reference: every text that we accept parses in the `cel` crate and means the same there,
//! errors included, on every deal tried.
//!
//! Kept out of the comparison, each because the crate departs from the CEL specification there:
//! * An int against a double where the int passes 2^53: the crate rounds the int to a double first, the specification
//!   compares the numbers. Generated texts are therefore either *small* (both types meet, but the ints stay small) or
//!   *wide* (ints up to the ends of 64 bits, never compared with doubles). Unit tests hold the exact comparison.

use cel::{Context, Env, Program};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::sync::Arc;
use zopa::scenario::expression::{DEEPEST_MACROS, Expression, ExpressionProblem};
use zopa::scenario::id::{Id, IdVec, IssueId};
use zopa::scenario::model::{Issue, IssueKind, IssueOption, NumberRange, Value};
use zopa::scenario::number::Decimal;

const OPTIONS: [&str; 3] = ["none", "trainers", "western"];
const MEMBERS: [&str; 3] = ["us", "uk", "russia"];

fn issues() -> IdVec<IssueId, Issue> {
    let options = |ids: &[&str]| -> Vec<IssueOption> {
        ids.iter().map(|id| IssueOption { id: (*id).to_owned(), title: String::new(), span: 0..0 }).collect()
    };
    let range = |min, step, n_values, integer| IssueKind::Range(NumberRange { min, step, n_values, integer });
    let int = Decimal::from_integer;
    let kinds = [
        ("troops", IssueKind::Choice { options: options(&OPTIONS), ordered: true }),
        ("air", IssueKind::Choice { options: options(&OPTIONS), ordered: false }),
        ("price", range(int(-3), int(1), 9, true)),
        ("wide", range(int(i64::MIN), int(i64::MAX), 3, true)),
        ("share", range(Decimal::new(-5, -1), Decimal::new(1, -1), 12, false)),
        ("ban", IssueKind::YesNo),
        ("size", IssueKind::YesNo),
        ("guarantors", IssueKind::Members { members: options(&MEMBERS), size: None }),
    ];
    let issue = |(id, kind): (&str, IssueKind)| Issue {
        id: id.to_owned(),
        title: id.to_owned(),
        kind,
        unit: None,
        sources: Vec::new(),
        note: None,
        span: 0..0,
    };
    kinds.into_iter().map(issue).collect()
}

/// One deal on the issues above.
fn deal() -> impl Strategy<Value = Vec<u32>> {
    let places: Vec<_> = issues().iter().map(|issue| 0..issue.n_values()).collect();
    places
}

/// The deal as variables of the reference.
fn context(env: &Arc<Env>, issues: &IdVec<IssueId, Issue>, deal: &[u32]) -> Context<'static, 'static> {
    let mut context = Context::with_env(Arc::clone(env));
    for (id, issue) in issues.enumerate() {
        let place = deal[id.place()];
        let name = issue.id.clone();
        match &issue.kind {
            IssueKind::Choice { options, .. } => {
                context.add_variable_from_value(name, options[place as usize].id.clone());
            }
            IssueKind::Range(range) if range.integer => {
                context.add_variable_from_value(name, range.value(place).to_integer().unwrap());
            }
            IssueKind::Range(range) => context.add_variable_from_value(name, range.value(place).to_double()),
            IssueKind::YesNo => context.add_variable_from_value(name, place == 1),
            IssueKind::Order { .. } => unreachable!("no expression names an order"),
            IssueKind::Members { members, .. } => {
                let chosen = members.iter().enumerate().filter(|(bit, _)| place >> bit & 1 == 1);
                let chosen: Vec<String> = chosen.map(|(_, member)| member.id.clone()).collect();
                context.add_variable_from_value(name, chosen);
            }
        }
    }
    context
}

/// What one text gives on one deal: a truth value, or an error of evaluation.
type Outcome = Option<bool>;

/// Ours, on every deal; `Err` where the text is refused.
fn ours(text: &str, deals: &[Vec<u32>]) -> Result<Vec<Outcome>, Vec<ExpressionProblem>> {
    let issues = issues();
    let expression = Expression::parse(text, &issues)?;
    Ok(deals
        .iter()
        .map(|deal| match expression.holds(&issues, &|issue| Value(deal[issue.place()])) {
            Ok(truth) => Some(truth),
            Err(error) => {
                assert!(text.get(error.span.clone()).is_some_and(|words| !words.is_empty()), "{text}: {error:?}");
                None
            }
        })
        .collect())
}

/// The reference's, on every deal; `Err` where it does not parse.
fn reference(text: &str, deals: &[Vec<u32>]) -> Result<Vec<Outcome>, String> {
    let env = Arc::new(Env::stdlib());
    let program: Program = env.compile(text).map_err(|errors| errors.to_string())?;
    let issues = issues();
    deals
        .iter()
        .map(|deal| match program.execute(&context(&env, &issues, deal)) {
            Ok(cel::Value::Bool(truth)) => Ok(Some(truth)),
            Ok(other) => Err(format!("{other:?} is no truth value")),
            Err(
                cel::ExecutionError::Overflow(..)
                | cel::ExecutionError::DivisionByZero(_)
                | cel::ExecutionError::RemainderByZero(_)
                | cel::ExecutionError::ValuesNotComparable(..)
                | cel::ExecutionError::FunctionError { .. },
            ) => Ok(None),
            // How the crate says that nan has no order.
            Err(cel::ExecutionError::NoSuchOverload(error))
                if ["_<_", "_<=_", "_>_", "_>=_"].contains(&error.function())
                    && error.argument_types().iter().all(|argument| argument == "int" || argument == "double") =>
            {
                Ok(None)
            }
            Err(other) => Err(format!("an error of types or names: {other}")),
        })
        .collect()
}

/// A piece of text and how strongly it binds: 0 `?:`, 1 `||`, 2 `&&`, 3 relation, 4 sum, 5 product, 6 unary, 7 member.
#[derive(Clone, Debug)]
struct Piece {
    text: String,
    strength: u8,
}

fn piece(text: impl Into<String>, strength: u8) -> Piece {
    Piece { text: text.into(), strength }
}

type Pieces = BoxedStrategy<Piece>;

fn words(choices: &'static [&'static str]) -> Pieces {
    proptest::sample::select(choices).prop_map(|word| piece(word, if word.starts_with('-') { 6 } else { 7 })).boxed()
}

/// The operand as it has to stand where something of this strength is wanted; now and then with needless parentheses.
fn within(operand: Pieces, strength: u8) -> BoxedStrategy<String> {
    (operand, 0_u8..5)
        .prop_map(move |(operand, needless)| {
            if operand.strength < strength || needless == 0 { format!("({})", operand.text) } else { operand.text }
        })
        .boxed()
}

/// `left sign right`, left-associative.
fn binary(left: Pieces, signs: &'static [&'static str], right: Pieces, strength: u8) -> Pieces {
    (within(left, strength), proptest::sample::select(signs), within(right, strength + 1))
        .prop_map(move |(left, sign, right)| piece(format!("{left} {sign} {right}"), strength))
        .boxed()
}

fn choose(condition: Pieces, arm: &Pieces) -> Pieces {
    (within(condition, 1), within(arm.clone(), 1), within(arm.clone(), 0))
        .prop_map(|(condition, yes, no)| piece(format!("{condition} ? {yes} : {no}"), 0))
        .boxed()
}

fn list(element: &Pieces) -> Pieces {
    (proptest::collection::vec(within(element.clone(), 0), 1..4), any::<bool>())
        .prop_map(|(elements, comma)| piece(format!("[{}{}]", elements.join(", "), if comma { "," } else { "" }), 7))
        .boxed()
}

fn call(function: &'static str, argument: Pieces) -> Pieces {
    within(argument, 0).prop_map(move |argument| piece(format!("{function}({argument})"), 7)).boxed()
}

fn repeated(sign: &'static str, operand: Pieces) -> Pieces {
    (1_usize..4, within(operand, 7))
        .prop_map(move |(times, operand)| piece(format!("{}{operand}", sign.repeat(times)), 6))
        .boxed()
}

/// What the generator may use at one depth.
#[derive(Clone, Copy)]
struct Grammar {
    /// Ints up to the ends of 64 bits, never compared with doubles.
    wide: bool,
    /// How many macros are open: where any is, its variable `v` can be named.
    macros: usize,
    depth: u32,
}

impl Grammar {
    fn deeper(self) -> Self {
        Self { depth: self.depth - 1, ..self }
    }

    fn bool(self) -> Pieces {
        let leaf = words(&["ban", "true", "false", "size", "\"us\" in guarantors"]);
        let leaf = leaf.prop_map(|leaf| if leaf.text.contains(' ') { piece(leaf.text, 3) } else { leaf }).boxed();
        if self.depth == 0 {
            return leaf;
        }
        let inner = self.deeper();
        let equal = &["==", "!="];
        let order = &["==", "!=", "<", "<=", ">", ">="];
        let (int, double, bool) = (inner.int(), inner.double(), inner.bool());
        let numbers = if self.wide {
            prop_oneof![
                binary(int.clone(), order, int.clone(), 3),
                binary(double.clone(), order, double.clone(), 3),
                binary(int.clone(), &["in"], list(&int), 3),
            ]
            .boxed()
        } else {
            let number = prop_oneof![int, double].boxed();
            prop_oneof![
                3 => binary(number.clone(), order, number.clone(), 3),
                1 => binary(number.clone(), &["in"], list(&number), 3),
            ]
            .boxed()
        };
        let own = |choices| inner.text(choices);
        let texts = prop_oneof![
            binary(own(Words::Options), equal, own(Words::Options), 3),
            binary(own(Words::Options), &["in"], list(&own(Words::Options)), 3),
            binary(own(Words::Members), &["in"], words(&["guarantors", "(guarantors)"]), 3),
        ];
        let body = Self { macros: self.macros + 1, ..inner }.bool();
        let members = (proptest::sample::select(&["exists", "all"]), within(body, 0))
            .prop_map(|(name, body)| piece(format!("guarantors.{name}(v, {body})"), 7));
        prop_oneof![
            1 => leaf,
            3 => binary(bool.clone(), &["&&"], bool.clone(), 2),
            3 => binary(bool.clone(), &["||"], bool.clone(), 1),
            1 => repeated("!", bool.clone()),
            1 => binary(bool.clone(), order, bool.clone(), 3),
            1 => binary(bool.clone(), &["in"], list(&bool), 3),
            1 => choose(bool.clone(), &bool),
            5 => numbers,
            3 => texts,
            u32::from(self.macros < DEEPEST_MACROS) * 2 => members,
        ]
        .boxed()
    }

    fn int(self) -> Pieces {
        let leaf = if self.wide {
            words(&[
                "price",
                "wide",
                "size(guarantors)",
                "0",
                "1",
                "-1",
                "9223372036854775807",
                "-9223372036854775808",
                "-0x8000000000000000",
                "0x7fffffffffffffff",
                "3037000500",
                "//\n2",
            ])
        } else {
            words(&["price", "size(guarantors)", "0", "1", "2", "3", "-1", "-7", "0x10", "017", " 5 "])
        };
        if self.depth == 0 {
            return leaf;
        }
        let inner = self.deeper();
        let int = inner.int();
        prop_oneof![
            2 => leaf,
            2 => binary(int.clone(), &["+", "-"], int.clone(), 4),
            2 => binary(int.clone(), &["*", "/", "%"], int.clone(), 5),
            1 => repeated("-", int.clone()),
            1 => choose(inner.bool_leaf(), &int),
            1 => call("int", prop_oneof![inner.double(), int].boxed()),
        ]
        .boxed()
    }

    fn double(self) -> Pieces {
        let leaf = if self.wide {
            words(&[
                "share",
                "0.1",
                "-0.5",
                "1e308",
                "9.3e18",
                "-9223372036854775808.0",
                "9223372036854774784.0",
                "0.0",
            ])
        } else {
            words(&["share", "0.1", "-0.5", ".25", "1e1", "2.5E-1", "0.0", "-0.0", "3.0"])
        };
        if self.depth == 0 {
            return leaf;
        }
        let inner = self.deeper();
        let double = inner.double();
        prop_oneof![
            3 => leaf,
            2 => binary(double.clone(), &["+", "-"], double.clone(), 4),
            2 => binary(double.clone(), &["*", "/"], double.clone(), 5),
            1 => repeated("-", double.clone()),
            1 => choose(inner.bool_leaf(), &double),
            1 => call("double", prop_oneof![inner.int(), double].boxed()),
        ]
        .boxed()
    }

    /// Conditions of numbers and strings stay small, or the strategies grow without end.
    fn bool_leaf(self) -> Pieces {
        Self { depth: self.depth.min(1), ..self }.bool()
    }

    fn text(self, of: Words) -> Pieces {
        let leaf = match of {
            Words::Options => {
                words(&["troops", "air", "\"none\"", "'western'", "r\"trainers\"", r#""\x6eone""#, "'''none'''"])
            }
            Words::Members if self.macros > 0 => words(&["v", "v", "\"us\"", "'russia'"]),
            Words::Members => words(&["\"us\"", "'russia'", r#""\u0075k""#, "\"\"\"uk\"\"\""]),
        };
        if self.depth == 0 {
            return leaf;
        }
        let inner = self.deeper();
        prop_oneof![4 => leaf, 1 => choose(inner.bool_leaf(), &inner.text(of))].boxed()
    }
}

#[derive(Clone, Copy)]
enum Words {
    Options,
    Members,
}

fn texts(wide: bool) -> BoxedStrategy<String> {
    let depth = |depth| Grammar { wide, macros: 0, depth }.bool().prop_map(|piece| piece.text);
    prop_oneof![depth(1), depth(2), depth(3)].boxed()
}

/// A text with a few changes: an operator become another, or some characters dropped, others added.
fn mutated() -> impl Strategy<Value = String> {
    const SIGNS: [&str; 13] = ["==", "!=", "<=", ">=", "<", ">", "&&", "||", "+", "-", "*", "/", "%"];
    let snippets = proptest::sample::select(&[
        "",
        "(",
        ")",
        "!",
        "-",
        " ",
        "\"",
        "0",
        "1",
        ".",
        "==",
        "<",
        "in ",
        "&&",
        "||",
        "?",
        ":",
        ",",
        "[",
        "]",
        "v",
        "ban",
        "price",
        "share",
        "+",
        "*",
        "%",
        "_",
        "u",
        "e",
        "true",
        "\\",
        "'",
        "//",
        "\n",
        "é",
        "size(guarantors)",
        "{",
        "null",
    ]);
    let signs = proptest::sample::select(&SIGNS);
    let change = (any::<prop::sample::Index>(), 0_usize..3, snippets, proptest::option::weighted(0.6, signs));
    (texts(false), proptest::collection::vec(change, 1..3)).prop_map(|(text, changes)| {
        changes.into_iter().fold(text, |text, (at, dropped, added, sign)| {
            if let Some(sign) = sign {
                let found: Vec<(usize, &str)> = SIGNS.iter().flat_map(|sign| text.match_indices(sign)).collect();
                if !found.is_empty() {
                    let (at, old) = found[at.index(found.len())];
                    return format!("{}{sign}{}", &text[..at], &text[at + old.len()..]);
                }
            }
            let at = at.index(text.chars().count() + 1);
            let before: String = text.chars().take(at).collect();
            let after: String = text.chars().skip(at + dropped).collect();
            format!("{before}{added}{after}")
        })
    })
}

fn deals() -> impl Strategy<Value = Vec<Vec<u32>>> {
    proptest::collection::vec(deal(), 16)
}

/// What we accept, the reference accepts, and both give the same on every deal.
fn agree(text: &str, deals: &[Vec<u32>]) -> Result<bool, TestCaseError> {
    match ours(text, deals) {
        Ok(ours) => {
            let reference =
                reference(text, deals).map_err(|error| TestCaseError::fail(format!("{text:?}: {error}")))?;
            prop_assert_eq!(ours, reference, "{:?}", text);
            Ok(true)
        }
        Err(problems) => {
            prop_assert!(!problems.is_empty());
            for problem in problems {
                prop_assert!(text.get(problem.span.clone()).is_some(), "{:?}: {:?}", text, problem);
            }
            Ok(false)
        }
    }
}

proptest! {
    #![proptest_config(Config { cases: 2000, failure_persistence: None, ..Config::default() })]

    #[test]
    fn generated_texts_mean_what_they_mean_in_cel(text in texts(false), deals in deals()) {
        prop_assert!(agree(&text, &deals)?, "refused: {:?}", ours(&text, &deals));
    }

    #[test]
    fn integers_at_the_ends_of_64_bits_mean_what_they_mean_in_cel(text in texts(true), deals in deals()) {
        prop_assert!(agree(&text, &deals)?, "refused: {:?}", ours(&text, &deals));
    }

    #[test]
    fn damaged_texts_are_refused_or_mean_what_they_mean_in_cel(text in mutated(), deals in deals()) {
        agree(&text, &deals)?;
    }

    #[test]
    fn no_text_panics(
        text in prop_oneof![any::<String>(), "[a-z0-9_ ()\\[\\]{}.,!?:+*/%<>=&|'\"\\\\\n-]{0,60}", mutated()],
        deal in deal(),
    ) {
        if let Err(problems) = ours(&text, &[deal]) {
            prop_assert!(problems.iter().all(|problem| text.get(problem.span.clone()).is_some()));
        }
    }
}

/// The comparison is not vacuous: nearly every generated text is accepted, and true, false and error are all common.
#[test]
fn the_generator_reaches_every_outcome() {
    let mut runner = TestRunner::new_with_rng(Config::default(), TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let n_texts = 600;
    let (mut n_accepted, mut n_damaged_accepted) = (0, 0);
    let (mut n_true, mut n_false, mut n_errors, mut n_mixed) = (0, 0, 0, 0);
    for wide in [false, true] {
        let (texts, deals) = (texts(wide), deals());
        for _ in 0..n_texts / 2 {
            let text = texts.new_tree(&mut runner).unwrap().current();
            let deals = deals.new_tree(&mut runner).unwrap().current();
            if let Ok(outcomes) = ours(&text, &deals) {
                n_accepted += 1;
                n_true += outcomes.iter().filter(|outcome| **outcome == Some(true)).count();
                n_false += outcomes.iter().filter(|outcome| **outcome == Some(false)).count();
                n_errors += outcomes.iter().filter(|outcome| outcome.is_none()).count();
                n_mixed += usize::from(outcomes.iter().any(|outcome| *outcome != outcomes[0]));
            }
        }
    }
    let damaged = mutated();
    for _ in 0..n_texts {
        let text = damaged.new_tree(&mut runner).unwrap().current();
        n_damaged_accepted += usize::from(ours(&text, &[]).is_ok());
    }
    println!(
        "accepted {n_accepted} and {n_damaged_accepted} damaged of {n_texts}; true {n_true}, false {n_false}, \
         errors {n_errors}; depends on the deal {n_mixed}"
    );
    let n_outcomes = n_true + n_false + n_errors;
    assert!(n_accepted * 100 >= n_texts * 99);
    assert!(n_damaged_accepted * 100 >= n_texts * 10 && n_damaged_accepted * 100 <= n_texts * 90);
    assert!([n_true, n_false].iter().all(|n| n * 100 >= n_outcomes * 20));
    assert!(n_errors * 100 >= n_outcomes);
    assert!(n_mixed * 100 >= n_texts * 30);
}
