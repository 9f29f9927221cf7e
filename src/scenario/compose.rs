//! Files that build on files: one tree of several.
//!
//! What a file says replaces what its base says, unit by unit: `[issue.x]`, `[party.a.red_line.y]`, `[party.a.points] x`,
//! every other key of a party, the whole `[agreement]`, every other key at the top. A unit that is replaced keeps its place
//! in the base; new ones follow. `remove` names units of the base that are not taken over, before anything is replaced.
//!
//! Example: the base has parties `a` and `b`; the file removes `party.a.red_line.x` and gives `b` another `weight`. The
//! whole has `a` without `x`, and `b` with all its own and the new weight, in the order of the base.

use crate::scenario::error::Problem;
use crate::scenario::node::{self, Entry, Kind, Node, Table};
use crate::scenario::source::SourceText;
use crate::scenario::span::Span;

/// Tables whose entries are units.
const OF_UNITS: [&str; 11] = [
    "source",
    "issue",
    "assumption",
    "quantity",
    "impossible",
    "line",
    "proposal",
    "variant",
    "expect",
    "sweep",
    "talk",
];
/// Tables of a party whose entries are units.
const OF_PARTY: [&str; 3] = ["red_line", "bonus", "points"];
/// What a whole does not take over from a base: each file says it for itself.
const OWN: [&str; 3] = ["format", "extends", "remove"];

/// The tree of a text and of all that it builds on, and what is wrong with them as TOML. No tree where one of them cannot be
/// understood well enough.
pub(crate) fn parse(source: &SourceText) -> (Option<Table>, Vec<Problem>) {
    if source.bases().is_empty() {
        let (tree, mut problems) = node::parse(source);
        if let Some(tree) = &tree {
            problems.extend(alone(source, tree));
        }
        return (tree, problems);
    }
    let (own, mut problems) = node::parse(&SourceText::new(source.name(), source.text()));
    let mut trees = vec![own];
    for base in source.bases() {
        let (tree, found) = node::parse(&SourceText::new(base.name.clone(), source.slice(&base.span)));
        let moved = |span: &Span| span.start + base.span.start..span.end + base.span.start;
        problems.extend(found.into_iter().map(|problem| Problem { span: moved(&problem.span), ..problem }));
        trees.push(tree.map(|mut tree| {
            tree.shift(base.span.start);
            problems.extend(without_format(&tree, base.span.start));
            tree
        }));
    }
    // From the furthest base on.
    let mut whole: Option<Table> = None;
    for tree in trees.into_iter().rev() {
        let Some(tree) = tree else { return (None, problems) };
        whole = Some(match whole {
            None => tree,
            Some(base) => composed(base, tree, &mut problems),
        });
    }
    (whole, problems)
}

/// What is wrong with a text that builds on no file: that it says it does, or removes from nothing.
fn alone(source: &SourceText, tree: &Table) -> Option<Problem> {
    if let Some(entry) = tree.entry("extends") {
        if source.is_resolved() {
            return None;
        }
        let message = "a text that comes from no file cannot build on one";
        let help = "name the folder in which the file stands: `--folder DIR`";
        return Some(Problem::error("extends", entry.span(), message).with_help(help));
    }
    let entry = tree.entry("remove")?;
    let help = "name the file: `extends = \"common.toml\"`, or leave `remove` out";
    Some(
        Problem::error("remove", entry.span(), "`remove` without `extends`: there is nothing to remove from")
            .with_help(help),
    )
}

/// A base says its format, like every file.
fn without_format(tree: &Table, at: usize) -> Option<Problem> {
    match tree.entry("format") {
        Some(Entry { node: Node { kind: Kind::Integer(1), .. }, .. }) => None,
        Some(entry) => Some(Problem::error("bad-format", entry.span(), "the format is not 1")),
        None => Some(
            Problem::error("missing-key", at..at, "the file does not say its format")
                .with_help("put `format = 1` at its top"),
        ),
    }
}

/// The base with what the file says in place of what it replaces.
fn composed(mut base: Table, mut own: Table, problems: &mut Vec<Problem>) -> Table {
    if let Some(entry) = own.entry("remove") {
        remove(&mut base, &entry.node, problems);
    }
    base.entries.retain(|entry| !OWN.contains(&entry.key.as_str()));
    own.entries.retain(|entry| !matches!(entry.key.as_str(), "extends" | "remove"));
    for entry in own.entries {
        let key = entry.key.clone();
        if OF_UNITS.contains(&key.as_str()) {
            merge(&mut base, entry, &|units, unit| units.replace(unit));
        } else if key == "party" {
            merge(&mut base, entry, &|parties, party| {
                merge(parties, party, &|its, key| {
                    if OF_PARTY.contains(&key.key.as_str()) {
                        merge(its, key, &|units, unit| units.replace(unit));
                    } else {
                        its.replace(key);
                    }
                });
            });
        } else {
            base.replace(entry);
        }
    }
    base
}

/// Puts the entries of a table into that of the same key, each in this way; what is no table, or new, is put there whole.
fn merge(into: &mut Table, entry: Entry, put: &dyn Fn(&mut Table, Entry)) {
    let there = into.entries.iter_mut().find(|known| known.key == entry.key);
    match (there, entry) {
        (
            Some(Entry { node: Node { kind: Kind::Table(there), span }, key_span, .. }),
            Entry { node: Node { kind: Kind::Table(own), span: own_span }, key_span: own_key, .. },
        ) => {
            // What is wrong with the table as a whole is said of the file that is read.
            (*span, *key_span) = (own_span, own_key);
            own.entries.into_iter().for_each(|entry| put(there, entry));
        }
        (_, entry) => into.replace(entry),
    }
}

impl Table {
    /// Puts an entry in the place of that of the same key, or at the end.
    fn replace(&mut self, entry: Entry) {
        match self.entries.iter_mut().find(|known| known.key == entry.key) {
            Some(known) => *known = entry,
            None => self.entries.push(entry),
        }
    }
}

/// Takes out of the base what `remove` names.
fn remove(base: &mut Table, named: &Node, problems: &mut Vec<Problem>) {
    let Kind::List(items) = &named.kind else {
        let message = format!("expected a list of paths such as `party.a.red_line.x`, found {}", named.what());
        problems.push(Problem::error("wrong-type", named.span.clone(), message));
        return;
    };
    for item in items {
        let Kind::Text(path) = &item.kind else {
            let message = format!("expected a path such as `party.a.red_line.x`, found {}", item.what());
            problems.push(Problem::error("wrong-type", item.span.clone(), message));
            continue;
        };
        let keys: Vec<&str> = path.split('.').collect();
        let is_unit = match keys.as_slice() {
            [one] => !OF_UNITS.contains(one) && *one != "party" && !OWN.contains(one),
            [table, _] => OF_UNITS.contains(table) || *table == "party",
            ["party", _, key] => !OF_PARTY.contains(key),
            ["party", _, table, _] => OF_PARTY.contains(table),
            _ => false,
        };
        if !is_unit {
            let help = "name a unit: `issue.x`, `party.a`, `party.a.red_line.x`, `party.a.weight`, `agreement`";
            let problem = Problem::error("remove", item.span.clone(), format!("`{path}` names no unit"));
            problems.push(problem.with_help(help));
        } else if !take_out(base, &keys) {
            let problem = Problem::error("remove", item.span.clone(), format!("the base has no `{path}`"));
            problems.push(problem.with_help("leave it out, or look at what there is: `zopa show`"));
        }
    }
}

/// Takes out what stands at a path; whether it was there.
fn take_out(table: &mut Table, keys: &[&str]) -> bool {
    let Some((key, rest)) = keys.split_first() else { return false };
    let Some(place) = table.entries.iter().position(|entry| entry.key == *key) else { return false };
    if rest.is_empty() {
        table.entries.remove(place);
        return true;
    }
    match table.entries.get_mut(place).map(|entry| &mut entry.node.kind) {
        Some(Kind::Table(inner)) => take_out(inner, rest),
        _ => false,
    }
}
