//! Issues whose values are orders: what comes first.

use zopa::analysis::acceptance::accept;
use zopa::engine::ask::answer::Count;
use zopa::engine::ask::effort::{Effort, EngineChoice};
use zopa::rule::reference::judge;
use zopa::scenario::model::{Deal, Scenario, Value};

const BASE: &str = "format = 1\ntitle = \"Peace\"\n[issue.sequence]\n\
    order_of = { withdrawal = \"Withdrawal\", election = \"Election\", border = \"Border\", amnesty = \"Amnesty\" }\n\
    [party.a]\n";
const ITEMS: [&str; 4] = ["withdrawal", "election", "border", "amnesty"];

fn scenario(reject: &str) -> Scenario {
    let text = format!("{BASE}[party.a.red_line.x]\ntitle = \"No\"\nreject = {reject}\n");
    Scenario::from_toml_str(&text).unwrap_or_else(|problems| panic!("{problems}"))
}

/// A test as written, and what it means of the items' names, first to last.
type Row = (&'static str, fn(&[&str]) -> bool);

fn at(items: &[&str], item: &str) -> usize {
    items.iter().position(|one| *one == item).unwrap()
}

const ROWS: [Row; 9] = [
    (r#"{ sequence = { before = ["border", "election"] } }"#, |items| at(items, "border") < at(items, "election")),
    (r#"{ sequence = { before = ["amnesty", "border", "withdrawal"] } }"#, |items| {
        at(items, "amnesty") < at(items, "border") && at(items, "border") < at(items, "withdrawal")
    }),
    (r#"{ sequence = { first = "border" } }"#, |items| items[0] == "border"),
    (r#"{ sequence = { first = ["border", "amnesty"] } }"#, |items| items[0] == "border" || items[0] == "amnesty"),
    (r#"{ sequence = { last = "withdrawal" } }"#, |items| items[3] == "withdrawal"),
    (r#"{ sequence = { last = ["withdrawal", "election"] } }"#, |items| {
        items[3] == "withdrawal" || items[3] == "election"
    }),
    (r#"{ sequence = { is = ["border", "amnesty", "election", "withdrawal"] } }"#, |items| {
        items == ["border", "amnesty", "election", "withdrawal"]
    }),
    (r#"{ sequence = { first = "border", before = ["election", "amnesty"] } }"#, |items| {
        items[0] == "border" && at(items, "election") < at(items, "amnesty")
    }),
    (r#"{ not = { sequence = { last = "border" } } }"#, |items| items[3] != "border"),
];

#[test]
fn every_test_of_an_order_means_what_it_says() {
    let orders = crate::brute::orders(4);
    assert_eq!(orders.len(), 24);
    for (written, meaning) in ROWS {
        let scenario = scenario(written);
        let n = orders.iter().zip(0..).filter(|(order, number)| {
            let items: Vec<&str> = order.iter().map(|item| ITEMS[*item]).collect();
            let deal: Deal = std::iter::once(Value(*number)).collect();
            let is_agreed = judge(&scenario, &deal).agreed;
            assert_eq!(is_agreed, !meaning(&items), "{written} of {items:?}");
            is_agreed
        });
        let agreed = Count::Exact(n.count().into());
        for engine in [EngineChoice::Auto, EngineChoice::Enumerate, EngineChoice::Exact] {
            let found = accept(&scenario, &Effort { engine, ..Effort::default() });
            assert_eq!(found.zone.agreed, agreed, "{written} by {engine:?}");
        }
    }
}

#[test]
fn a_row_is_an_item_and_its_place() {
    let scenario = scenario(r#"{ sequence = { first = "border" } }"#);
    let found = accept(&scenario, &Effort::default());
    let rows = found.issues.iter().next().unwrap();
    assert_eq!(rows.len(), 16);
    let count = |row: usize| (rows[row].deals.clone(), rows[row].agreed.clone());
    let exact = |deals: u32, agreed: u32| (Count::Exact(deals.into()), Count::Exact(agreed.into()));
    // The third item's first place is blocked; each other place of each item is in six orders of 24.
    assert_eq!((count(8), count(0), count(9)), (exact(6, 0), exact(6, 6), exact(6, 6)));
}

#[test]
fn a_flag_names_all_items_once() {
    let scenario = scenario(r#"{ sequence = { first = "border" } }"#);
    let term = |text: &str| scenario.parse_term(text).map(|(_, Value(number))| number);
    assert_eq!(term("sequence=withdrawal+election+amnesty+border"), Ok(1));
    let said = |text: &str| term(text).unwrap_err();
    assert!(said("sequence=border+election").contains("`withdrawal` and `amnesty` are missing"));
    assert!(said("sequence=border+border+election+amnesty").contains("`border` twice"));
    assert!(said("sequence=border+elections").contains("did you mean `election`?"));
}
