//! Ids and texts: plain ones, and those that a careless program trips over.

use super::chance::Chance;

/// Ids of issues. Some are no identifier of CEL (a digit first, a reserved word), some are prefixes of others, some are
/// words of the format elsewhere.
pub const ISSUES: &[&str] = &[
    "troops",
    "army",
    "price",
    "quantity",
    "guarantors",
    "nato_ban",
    "water",
    "a",
    "ab",
    "_",
    "2nd_stage",
    "0",
    "in",
    "for",
    "size_limit",
    "option",
    "title",
    "points",
    "reservation",
    "sizes",
];
/// Ids of options.
pub const OPTIONS: &[&str] = &["none", "some", "full", "western", "yes", "no", "at_min", "not", "1", "x", "all", "big"];
/// Ids of members.
pub const MEMBERS: &[&str] = &["us", "uk", "russia", "france", "china", "un", "m", "7", "any"];
/// Ids of parties.
pub const PARTIES: &[&str] = &["north", "south", "east", "russia", "reservation", "x", "3", "coast"];
/// Ids of red lines and other rules.
pub const RULES: &[&str] =
    &["seat", "troops", "host", "ceiling", "veto", "late", "a", "b1", "_", "42", "line_with_a_long_name"];
/// Ids of whatever else has one.
pub const OTHERS: &[&str] = &["istanbul_2022", "draft", "light", "softer", "p", "q", "2025", "history", "x_1"];

const TITLES: &[&str] = &[
    "Foreign troops",
    "Peacetime army, in units",
    "Иностранные войска на Украине",
    "Нейтралітет і гарантії",
    "外国军队的部署",
    "平和維持軍の規模",
    "القوات الأجنبية",
    "כוחות זרים",
    "विदेशी सेना",
    "Ξένα στρατεύματα",
    "외국 군대",
    "กองกำลังต่างชาติ",
    "Überprüfung & Kontrolle <50 %",
    "🕊️ Cease-fire 👩‍👩‍👧",
    "e\u{301}tude ﬁnale",
    "It said \"never\" \\ 'perhaps'",
    "| a table | in Markdown |",
    "=1+1, a; b",
    "x",
    "A very long title that does not fit on one line of a terminal that has eighty columns, and goes on",
];

const PROSE: &[&str] = &[
    "As the minister said.",
    "First line\nSecond line\n\n# no comment\n[no.header]",
    "He said: \"A utopia, a road to nowhere\".",
    "C:\\temp\\new 'quoted' \"\"\" ''' \t tab",
    "«Нет» — значит нет.",
    "第一行\r\n第二行",
    "zero\u{200b}width, bell \u{7}, delete \u{7f}",
    " ends with a space ",
];

/// A short text.
pub fn title(chance: &mut Chance) -> String {
    (*chance.pick(TITLES)).to_owned()
}

/// A longer text.
pub fn prose(chance: &mut Chance) -> String {
    (*chance.pick(PROSE)).to_owned()
}

/// `n` ids, all different, in any order; ids of their own where the list has fewer.
pub fn ids(chance: &mut Chance, from: &[&str], n: usize) -> Vec<String> {
    let mut left: Vec<&str> = from.to_vec();
    (0..n)
        .map(|place| match left.len() {
            0 => format!("extra_{place}"),
            _ => left.remove(chance.below(left.len())).to_owned(),
        })
        .collect()
}
