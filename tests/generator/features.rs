//! Which features of the format a document has, by name.

use std::collections::BTreeSet;
use zopa::scenario::document::{
    Agreement, Condition, ConditionTable, Document, Firmness, Names, Number, OneOrMore, Party, RedLine, Sizes, Term,
    Test, TestTable, Unequal, Where,
};

/// The names of the features of one document.
#[derive(Default)]
pub struct Features {
    pub names: BTreeSet<&'static str>,
    deepest: usize,
}

/// Every feature that the generator is to make. What is rarer by nature (a note, a list of one) is not looked at.
pub const ALL: &[&str] = &[
    "a choice",
    "a talk",
    "ordered options",
    "an integer range",
    "a decimal range",
    "a step that is no binary fraction",
    "members",
    "members with a size",
    "yes or no",
    "an order",
    "before",
    "a chain of three",
    "first",
    "last",
    "one issue alone",
    "a single value",
    "a condition of several tests",
    "a condition list",
    "a value",
    "a list of values",
    "not a value",
    "not one of a list",
    "at_least",
    "above",
    "at_most",
    "below",
    "a bound between values",
    "includes",
    "includes_any",
    "excludes",
    "a list of members",
    "size",
    "size: a number",
    "size: a list",
    "size: bounds",
    "size: not",
    "is",
    "is = []",
    "not",
    "not of a list",
    "any",
    "all",
    "three deep",
    "expr",
    "expr: arithmetic",
    "expr: in",
    "expr: size()",
    "expr: exists or all",
    "expr: ?:",
    "expr: && or ||",
    "expr: a comparison",
    "an impossible rule",
    "require",
    "reject",
    "when",
    "unless",
    "firmness left out",
    "firmness: a word",
    "firmness: a range",
    "firmness: a number",
    "firmness: 0",
    "firmness: 1",
    "a source",
    "a line with a source",
    "a line with several sources",
    "a basis",
    "a quote",
    "points",
    "points of options",
    "points on a line",
    "points by number",
    "points of members",
    "points of yes and no",
    "no points at all",
    "a bonus",
    "a reservation",
    "a party that does not sign",
    "a weight",
    "no agreement",
    "always",
    "at_least parties",
    "weight_at_least",
    "coalitions",
    "two agreement keys",
    "a proposal",
    "based_on",
    "based on one further down",
    "open",
    "terms of members",
    "a variant",
    "drop",
    "variant firmness",
    "variant reservation",
    "variant fix",
    "variant signs",
    "variant agreement",
    "variant coalition",
    "an expectation",
    "expect proposal",
    "expect variant",
    "expect fix",
    "expect agreed",
    "expect probability",
    "expect verdict",
    "expect conflicts",
    "expect unlocks",
    "expect accepts",
    "expect rejects",
    "a title in another script",
    "a text of several lines",
    "an id that CEL cannot name",
];

impl Features {
    /// What this document has.
    pub fn of(document: &Document) -> Self {
        let mut features = Self::default();
        features.issues(document);
        document.impossible.iter().for_each(|(_, rule)| {
            features.names.insert("an impossible rule");
            features.rule([&rule.require, &rule.reject, &rule.when, &rule.unless]);
        });
        document.party.iter().for_each(|(_, party)| features.party(document, party));
        features.agreement(document.agreement.as_ref());
        features.proposals(document);
        features.variants(document);
        features.expects(document);
        let text = document.to_toml_string().expect("a text");
        features.add(!document.source.is_empty(), "a source");
        features.add(document.talk.iter().next().is_some(), "a talk");
        features
            .add(text.chars().any(|letter| letter > '\u{370}' && letter.is_alphabetic()), "a title in another script");
        features
            .add(text.contains("\\n") || text.contains("\"\"\"") || text.contains("'''"), "a text of several lines");
        features.add(features.deepest >= 3, "three deep");
        features
    }

    fn add(&mut self, is_there: bool, name: &'static str) {
        if is_there {
            self.names.insert(name);
        }
    }

    fn issues(&mut self, document: &Document) {
        self.add(document.issue.len() == 1, "one issue alone");
        for (id, issue) in document.issue.iter() {
            self.add(issue.options.is_some(), "a choice");
            self.add(issue.ordered == Some(true), "ordered options");
            self.add(issue.members.is_some(), "members");
            self.add(issue.size.is_some(), "members with a size");
            self.add(issue.order_of.is_some(), "an order");
            self.add(issue.yes_no == Some(true), "yes or no");
            self.add(issue.options.as_ref().is_some_and(|options| options.len() == 1), "a single value");
            self.add(
                id.starts_with(|first: char| first.is_ascii_digit()) || id == "in" || id == "for",
                "an id that CEL cannot name",
            );
            if let Some(range) = &issue.range {
                let whole = |number: Number| matches!(number, Number::Integer(_));
                let is_whole = whole(range.min) && range.step.is_none_or(whole);
                self.add(is_whole, "an integer range");
                self.add(!is_whole, "a decimal range");
                self.add(
                    range
                        .step
                        .is_some_and(|step| matches!(step, Number::Decimal(step) if (step * 64.0).fract() != 0.0)),
                    "a step that is no binary fraction",
                );
                self.add(range.min == range.max, "a single value");
            }
        }
    }

    fn party(&mut self, document: &Document, party: &Party) {
        self.add(party.signs == Some(false), "a party that does not sign");
        self.add(party.weight.is_some(), "a weight");
        self.add(party.reservation.is_some(), "a reservation");
        party.red_line.iter().for_each(|(_, line)| self.red_line(line));
        for (_, bonus) in party.bonus.iter() {
            self.names.insert("a bonus");
            self.condition(&bonus.when, 1);
        }
        let Some(points) = &party.points else { return };
        self.names.insert("points");
        self.add(points.is_empty(), "no points at all");
        for (id, points) in points.iter() {
            let Some(issue) = document.issue.get(id) else { continue };
            let on_a_line = points.0.iter().any(|(key, _)| key == "at_min" || key == "at_max");
            self.add(issue.options.is_some(), "points of options");
            self.add(issue.range.is_some() && on_a_line, "points on a line");
            self.add(issue.range.is_some() && !on_a_line, "points by number");
            self.add(issue.members.is_some(), "points of members");
            self.add(issue.yes_no.is_some(), "points of yes and no");
        }
    }

    fn red_line(&mut self, line: &RedLine) {
        self.rule([&line.require, &line.reject, &line.when, &line.unless]);
        self.add(line.basis.is_some(), "a basis");
        self.add(line.quote.is_some(), "a quote");
        self.add(line.source.is_some(), "a line with a source");
        self.add(matches!(&line.source, Some(OneOrMore::Many(ids)) if ids.len() > 1), "a line with several sources");
        let is = |number: Number, wanted: f64| match number {
            Number::Integer(number) => (wanted == 1.0) == (number == 1),
            Number::Decimal(number) => number == wanted,
        };
        self.names.insert(match &line.firmness {
            None => "firmness left out",
            Some(Firmness::Word(_)) => "firmness: a word",
            Some(Firmness::Range(_)) => "firmness: a range",
            Some(Firmness::Number(number)) if is(*number, 0.0) => "firmness: 0",
            Some(Firmness::Number(number)) if is(*number, 1.0) => "firmness: 1",
            Some(Firmness::Number(_) | Firmness::ByAssumption(_)) => "firmness: a number",
        });
    }

    fn rule(&mut self, conditions: [&Option<Condition>; 4]) {
        for (name, condition) in ["require", "reject", "when", "unless"].into_iter().zip(conditions) {
            if let Some(condition) = condition {
                self.names.insert(name);
                self.condition(condition, 1);
            }
        }
    }

    fn condition(&mut self, condition: &Condition, depth: usize) {
        match condition {
            Condition::Table(table) => self.table(table, depth),
            Condition::AnyOf(tables) => {
                self.names.insert("a condition list");
                tables.iter().for_each(|table| self.table(table, depth));
            }
        }
    }

    fn table(&mut self, ConditionTable(entries): &ConditionTable, depth: usize) {
        self.deepest = self.deepest.max(depth);
        self.add(entries.len() > 1, "a condition of several tests");
        for entry in entries {
            match entry {
                Where::Not(condition) => {
                    self.names.insert("not");
                    self.add(matches!(condition, Condition::AnyOf(_)), "not of a list");
                    self.condition(condition, depth + 1);
                }
                Where::Any(tables) => {
                    self.names.insert("any");
                    tables.iter().for_each(|table| self.table(table, depth + 1));
                }
                Where::All(tables) => {
                    self.names.insert("all");
                    tables.iter().for_each(|table| self.table(table, depth + 1));
                }
                Where::Expr(text) => self.expression(text),
                Where::Issue(_, test) => self.test(test),
            }
        }
    }

    fn expression(&mut self, text: &str) {
        self.names.insert("expr");
        let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
        self.add(has(&[" + ", " - ", " * ", " / ", " % "]), "expr: arithmetic");
        self.add(has(&[" in "]), "expr: in");
        self.add(has(&["size("]), "expr: size()");
        self.add(has(&[".exists(", ".all("]), "expr: exists or all");
        self.add(has(&[" ? "]), "expr: ?:");
        self.add(has(&[" && ", " || "]), "expr: && or ||");
        self.add(has(&[" < ", " <= ", " > ", " >= "]), "expr: a comparison");
    }

    fn test(&mut self, test: &Test) {
        match test {
            Test::Value(_) => self.add(true, "a value"),
            Test::OneOf(_) => self.add(true, "a list of values"),
            Test::Table(table) => self.checks(table),
        }
    }

    fn checks(&mut self, table: &TestTable) {
        self.add(matches!(table.not, Some(Unequal::Value(_))), "not a value");
        self.add(matches!(table.not, Some(Unequal::NoneOf(_))), "not one of a list");
        let bounds = [&table.at_least, &table.above, &table.at_most, &table.below];
        for (name, bound) in ["at_least", "above", "at_most", "below"].into_iter().zip(bounds) {
            self.add(bound.is_some(), name);
            use zopa::scenario::document::OptionOrNumber;
            self.add(
                matches!(bound, Some(OptionOrNumber::Number(Number::Decimal(bound))) if (bound * 10.0).fract() != 0.0),
                "a bound between values",
            );
        }
        for (name, members) in
            [("includes", &table.includes), ("includes_any", &table.includes_any), ("excludes", &table.excludes)]
        {
            self.add(members.is_some(), name);
            self.add(matches!(members, Some(OneOrMore::Many(members)) if members.len() > 1), "a list of members");
        }
        self.add(table.before.is_some(), "before");
        self.add(table.before.as_ref().is_some_and(|items| items.len() > 2), "a chain of three");
        self.add(table.first.is_some(), "first");
        self.add(table.last.is_some(), "last");
        self.add(table.is.is_some(), "is");
        self.add(matches!(&table.is, Some(Names::List(members)) if members.is_empty()), "is = []");
        if let Some(size) = &table.size {
            self.names.insert("size");
            self.names.insert(match size {
                Sizes::Number(_) => "size: a number",
                Sizes::OneOf(_) => "size: a list",
                Sizes::Table(table) if table.not.is_some() => "size: not",
                Sizes::Table(_) => "size: bounds",
            });
        }
    }

    fn agreement(&mut self, agreement: Option<&Agreement>) {
        let Some(agreement) = agreement else { return self.add(true, "no agreement") };
        let keys = [
            ("always", agreement.always.is_some()),
            ("at_least parties", agreement.at_least.is_some()),
            ("weight_at_least", agreement.weight_at_least.is_some()),
            ("coalitions", agreement.coalitions.is_some()),
        ];
        keys.iter().for_each(|(name, is_there)| self.add(*is_there, name));
        self.add(keys.iter().filter(|(_, is_there)| *is_there).count() > 1, "two agreement keys");
    }

    fn proposals(&mut self, document: &Document) {
        let mut seen = BTreeSet::new();
        for (id, proposal) in document.proposal.iter() {
            self.names.insert("a proposal");
            self.add(proposal.based_on.is_some(), "based_on");
            self.add(
                proposal.based_on.as_deref().is_some_and(|base| !seen.contains(base)),
                "based on one further down",
            );
            self.add(proposal.open.is_some(), "open");
            let mut terms = proposal.terms.iter().flat_map(|terms| terms.iter());
            self.add(terms.any(|(_, term)| matches!(term, Term::Members(_))), "terms of members");
            seen.insert(id);
        }
    }

    fn variants(&mut self, document: &Document) {
        for (_, variant) in document.variant.iter() {
            self.names.insert("a variant");
            self.add(variant.drop.is_some(), "drop");
            self.add(variant.firmness.is_some(), "variant firmness");
            self.add(variant.reservation.is_some(), "variant reservation");
            self.add(variant.fix.is_some(), "variant fix");
            self.add(variant.signs.is_some(), "variant signs");
            self.add(variant.agreement.is_some(), "variant agreement");
            self.add(variant.coalition.is_some(), "variant coalition");
        }
    }

    fn expects(&mut self, document: &Document) {
        for (_, expect) in document.expect.iter() {
            self.names.insert("an expectation");
            self.add(expect.proposal.is_some(), "expect proposal");
            self.add(expect.variant.is_some(), "expect variant");
            self.add(expect.fix.is_some(), "expect fix");
            self.add(expect.agreed.is_some(), "expect agreed");
            self.add(expect.probability.is_some(), "expect probability");
            self.add(expect.verdict.is_some(), "expect verdict");
            self.add(expect.conflicts.is_some(), "expect conflicts");
            self.add(expect.unlocks.is_some(), "expect unlocks");
            self.add(expect.accepts.is_some(), "expect accepts");
            self.add(expect.rejects.is_some(), "expect rejects");
        }
    }
}
