//! Reading which parts of a scenario are moved, and how: the `[sweep]` tables.

use crate::scenario::error::Problem;
use crate::scenario::id::{Id, IssueId, PartyId};
use crate::scenario::limit;
use crate::scenario::model::{DemandName, Firmness, IssuePoints, Span, Value, ValueRow};
use crate::scenario::node::{Entry, Kind, Node, Table};
use crate::scenario::read::reader::{Reader, listed};
use crate::scenario::sweep::{DEFAULT_ROWS, Factor, Levels, RowTalks, Sweep, SweepDesign, TalkPart, Target};

/// What the first word of a key of `vary` may be.
const KINDS: [&str; 7] = ["firmness", "reservation", "enforced", "fix", "points", "assumption", "talk"];

impl Reader<'_> {
    /// Reads the sweeps of the file.
    pub(crate) fn read_sweeps(&mut self, table: &Table) {
        for entry in &table.entries {
            self.check_id(entry);
            let sweep = self.read_sweep(entry);
            self.scenario.sweeps.push(sweep);
        }
    }

    fn read_sweep(&mut self, entry: &Entry) -> Sweep {
        let mut sweep = Sweep {
            id: entry.key.clone(),
            title: None,
            design: SweepDesign::Lhs,
            rows: DEFAULT_ROWS,
            factors: Vec::new(),
            talks: RowTalks::default(),
            note: None,
            span: entry.span(),
        };
        let Some(table) = self.table(&entry.node, "a table for this sweep") else { return sweep };
        self.known_keys(table, "a sweep", &["title", "design", "rows", "vary", "talks", "talks_per_row", "note"]);
        sweep.title = self.text(table, "title");
        sweep.note = self.text(table, "note");
        let of = format!("the sweep `{}`", entry.key);
        match table.get("design") {
            None => self.missing_key("design", &of, &sweep.span),
            Some(node) => {
                if let Some(design) = self.design(node) {
                    sweep.design = design;
                }
            }
        }
        if let Some(node) = table.get("rows")
            && let Some(rows) = self.rows_of_sweep(node)
        {
            sweep.rows = rows;
        }
        self.row_talks(table, &mut sweep.talks);
        let Some(node) = table.get("vary") else {
            self.missing_key("vary", &of, &sweep.span);
            return sweep;
        };
        let Some(vary) = self.table(node, "a table of what moves") else { return sweep };
        if vary.entries.is_empty() {
            let problem = Problem::error("empty", node.span.clone(), format!("{of} moves nothing"));
            self.report(problem.with_help("add a line to `vary`, such as `\"firmness.PARTY.LINE\" = [0.5, 1.0]`"));
        }
        if vary.entries.len() > limit::FACTORS {
            let (n, most) = (vary.entries.len(), limit::FACTORS);
            let message = format!("{n} factors, more than the {most} that a sweep may have");
            self.report(Problem::error("too-many", node.span.clone(), message));
            return sweep;
        }
        for entry in &vary.entries {
            if let Some(target) = self.target(entry)
                && let Some(levels) = self.levels(&target, &entry.node)
            {
                if sweep.design == SweepDesign::Grid && levels.n_values().is_none() {
                    let message = format!("a grid needs the values of `{}` one by one", entry.key);
                    let help =
                        "write `{ from = …, to = …, steps = … }` or `{ values = […] }`, or choose another design";
                    self.report(Problem::error("grid", entry.node.span.clone(), message).with_help(help));
                }
                sweep.factors.push(Factor { key: entry.key.clone(), target, levels, span: entry.span() });
            }
        }
        let n_rows = |factor: &Factor| factor.levels.n_values().map_or(1, |n| n as u64);
        let n_combinations = sweep.factors.iter().map(n_rows).try_fold(1, u64::checked_mul);
        if sweep.design == SweepDesign::Grid && n_combinations.is_none_or(|n| n > limit::SWEEP_ROWS) {
            let message = format!("the grid of `{}` has more than {} combinations", entry.key, limit::SWEEP_ROWS);
            let help = "take fewer steps, or another design";
            self.report(Problem::error("too-many", node.span.clone(), message).with_help(help));
        }
        sweep
    }

    fn design(&mut self, node: &Node) -> Option<SweepDesign> {
        let words = SweepDesign::ALL.map(SweepDesign::word);
        let Kind::Text(word) = &node.kind else {
            self.wrong_type(node, &format!("a design ({})", listed(&words)));
            return None;
        };
        let found = SweepDesign::ALL.into_iter().find(|design| design.word() == word);
        if found.is_none() {
            self.unknown_word(word, node.span.clone(), &words);
        }
        found
    }

    fn rows_of_sweep(&mut self, node: &Node) -> Option<u64> {
        let Kind::Integer(number) = node.kind else {
            self.wrong_type(node, "a whole number for `rows`");
            return None;
        };
        let rows = u64::try_from(number).ok().filter(|rows| (1..=limit::SWEEP_ROWS).contains(rows));
        if rows.is_none() {
            let message = format!("a sweep cannot have {number} rows");
            let help = format!("write a number from 1 to {}", limit::SWEEP_ROWS);
            self.report(Problem::error("out-of-range", node.span.clone(), message).with_help(help));
        }
        rows
    }

    /// What a key of `vary` moves, or a report.
    fn target(&mut self, entry: &Entry) -> Option<Target> {
        let span = &entry.key_span;
        let Some((kind, rest)) = entry.key.split_once('.') else {
            let is_kind = KINDS.contains(&entry.key.as_str());
            let message = format!("`{}` names nothing that can move", entry.key);
            let help = if is_kind && matches!(entry.node.kind, Kind::Table(_)) {
                format!("put the whole key in quotation marks: `\"{}.…\" = …`", entry.key)
            } else {
                forms()
            };
            self.report(Problem::error("unknown-factor", span.clone(), message).with_help(help));
            return None;
        };
        match kind {
            "firmness" => match self.demand(rest, span)? {
                DemandName::Reservation(_) => {
                    let message = format!("`{rest}` is a reservation and has no firmness");
                    let party = rest.split('.').next().unwrap_or_default();
                    let help = format!("a reservation is always held: move `reservation.{party}` instead");
                    self.report(Problem::error("firmness", span.clone(), message).with_help(help));
                    None
                }
                line @ DemandName::RedLine(..) => Some(Target::Firmness(line)),
            },
            "reservation" => {
                let party = self.party(rest, span)?;
                if !self.scenario.parties[party].has_utility() {
                    let message = format!("party `{rest}` has no points, so no reservation can move");
                    let help = format!("give it points (`[party.{rest}.points]`)");
                    self.report(Problem::error("reservation-without-utility", span.clone(), message).with_help(help));
                    return None;
                }
                Some(Target::Reservation(party))
            }
            "enforced" => {
                let demand = self.demand(rest, span)?;
                if let DemandName::Reservation(party) = demand
                    && self.scenario.parties[party].reservation.is_none()
                {
                    let message = format!("party `{}` has no reservation", self.scenario.parties[party].id);
                    self.report(Problem::error("unknown-demand", span.clone(), message));
                    return None;
                }
                Some(Target::Enforced(demand))
            }
            "fix" => self.issue(rest, span).filter(|issue| self.is_sound(*issue)).map(Target::Fix),
            "points" => self.points_target(rest, span),
            "talk" => self.talk_target(rest, span),
            "assumption" => self.assumption(rest, span, "unknown-factor").map(Target::Assumption),
            _ => {
                let near = self.near(kind, KINDS).map(|near| format!("{near}.{rest}"));
                let message = format!("`{}` names nothing that can move", entry.key);
                let problem = Problem::error("unknown-factor", span.clone(), message);
                self.report(match near {
                    Some(near) => problem.suggest(Some(&near)),
                    None => problem.with_help(forms()),
                });
                None
            }
        }
    }

    /// `PARTY.ISSUE.VALUE`, or a report.
    fn points_target(&mut self, rest: &str, span: &Span) -> Option<Target> {
        let mut words = rest.splitn(3, '.');
        let (Some(party), Some(issue), Some(value)) = (words.next(), words.next(), words.next()) else {
            let message = format!("`points.{rest}` names no value of an issue");
            let problem = Problem::error("unknown-factor", span.clone(), message);
            self.report(problem.with_help("write `\"points.PARTY.ISSUE.VALUE\"`"));
            return None;
        };
        let id: PartyId = self.party(party, span)?;
        let on = self.issue(issue, span).filter(|issue| self.is_sound(*issue))?;
        let given = self.scenario.parties[id].points.as_ref().and_then(|points| points[on].as_ref());
        let row = match given {
            None => {
                let message = format!("party `{party}` gives no points to `{issue}`");
                let help = if self.is_order(on) {
                    "an order has no points of its own: bonuses are given for what comes first".to_owned()
                } else {
                    format!("give some: `[party.{party}.points.{issue}]`")
                };
                self.report(Problem::error("no-points", span.clone(), message).with_help(help));
                return None;
            }
            Some(IssuePoints::Linear { .. }) => match value {
                "at_min" => 0,
                "at_max" => 1,
                _ => {
                    let message = format!("party `{party}` gives its points to `{issue}` by the two ends");
                    let problem = Problem::error("not-a-value", span.clone(), message);
                    let help = format!("write `points.{party}.{issue}.at_min` or `points.{party}.{issue}.at_max`");
                    self.report(problem.with_help(help));
                    return None;
                }
            },
            Some(IssuePoints::ByValue(_) | IssuePoints::ByMember(_)) => {
                let node = Node { span: span.clone(), kind: Kind::Broken };
                self.row(on, &Entry { key: value.to_owned(), key_span: span.clone(), node })?
            }
        };
        Some(Target::Points(id, on, ValueRow(row)))
    }

    /// Between which values a factor moves, or a report.
    fn levels(&mut self, target: &Target, node: &Node) -> Option<Levels> {
        let listed = match &node.kind {
            Kind::List(items) => items,
            Kind::Table(table) if table.get("values").is_some() => {
                self.known_keys(table, "a list of values", &["values"]);
                let node = table.get("values")?;
                let Kind::List(items) = &node.kind else {
                    self.wrong_type(node, "a list for `values`");
                    return None;
                };
                items
            }
            Kind::Table(table) => return self.steps(target, table, node),
            _ => {
                self.wrong_type(node, "`[low, high]`, a list of values, or `{ from, to, steps }`");
                return None;
            }
        };
        if listed.is_empty() {
            self.report(Problem::error("empty", node.span.clone(), "this list is empty").with_help("name a value"));
            return None;
        }
        if listed.len() > limit::LEVELS {
            let message = format!("{} values, more than the {} that a factor may have", listed.len(), limit::LEVELS);
            self.report(Problem::error("too-many", node.span.clone(), message));
            return None;
        }
        match target {
            Target::Fix(issue) => {
                let is_pair = listed.len() == 2 && matches!(node.kind, Kind::List(_));
                let is_number = |item: &Node| matches!(item.kind, Kind::Integer(_) | Kind::Float(_));
                if is_pair && listed.iter().all(is_number) {
                    let message = "two numbers in a list are a range, and a term has values one by one";
                    let problem = Problem::error("wrong-type", node.span.clone(), message);
                    self.report(problem.with_help("write `{ values = [...] }`"));
                    return None;
                }
                let terms: Vec<_> = listed.iter().filter_map(|item| self.term_value(*issue, item)).collect();
                (terms.len() == listed.len()).then_some(Levels::Terms(terms))
            }
            Target::Assumption(place) => {
                let topic = IssueId::from_place(self.scenario.issues.len() + place);
                let values: Vec<_> = listed.iter().filter_map(|item| self.plain_value(topic, item)).collect();
                (values.len() == listed.len()).then(|| Levels::Terms(values.into_iter().map(Value).collect()))
            }
            Target::Enforced(_) => {
                let mut truths = Vec::new();
                for item in listed {
                    match item.kind {
                        Kind::Bool(truth) => truths.push(truth),
                        _ => self.wrong_type(item, "`true` or `false` in this list"),
                    }
                }
                (truths.len() == listed.len()).then_some(Levels::Truths(truths))
            }
            Target::Talk(_, TalkPart::Strategy(_)) => {
                let strategies: Vec<_> = listed.iter().filter_map(|item| self.strategy(item)).collect();
                (strategies.len() == listed.len()).then_some(Levels::Strategies(strategies))
            }
            // Rounds are whole: a list of two is these two.
            Target::Talk(_, TalkPart::Rounds) => {
                let numbers: Vec<f64> = listed.iter().filter_map(|item| self.level(target, item)).collect();
                (numbers.len() == listed.len()).then_some(Levels::Numbers(numbers))
            }
            Target::Firmness(_)
            | Target::Reservation(_)
            | Target::Points(..)
            | Target::Talk(_, TalkPart::Breakdown) => {
                let numbers: Vec<f64> = listed.iter().filter_map(|item| self.level(target, item)).collect();
                if numbers.len() < listed.len() {
                    return None;
                }
                match (&node.kind, numbers.as_slice()) {
                    (Kind::List(_), [low, high]) if low <= high => Some(Levels::Range { low: *low, high: *high }),
                    (Kind::List(_), [low, high]) => {
                        let message = format!("the range `[{low}, {high}]` runs backwards");
                        let help = format!("write `[{high}, {low}]`");
                        self.report(Problem::error("range-order", node.span.clone(), message).with_help(help));
                        None
                    }
                    (Kind::List(_), _) => {
                        let problem = Problem::error("wrong-type", node.span.clone(), "a range has two numbers");
                        self.report(
                            problem.with_help("write `[low, high]`, or `{ values = [...] }` for single numbers"),
                        );
                        None
                    }
                    _ => Some(Levels::Numbers(numbers)),
                }
            }
        }
    }

    /// `{ from, to, steps }`, or a report.
    fn steps(&mut self, target: &Target, table: &Table, node: &Node) -> Option<Levels> {
        if target.has_words() {
            self.wrong_type(node, "a list of values");
            return None;
        }
        self.known_keys(table, "the steps of a factor", &["from", "to", "steps", "values"]);
        for key in ["from", "to", "steps"] {
            if table.get(key).is_none() {
                self.missing_key(key, "this factor", &node.span);
            }
        }
        let ends = ["from", "to"].map(|key| table.get(key).and_then(|node| self.level(target, node)));
        let steps = table.get("steps")?;
        let Kind::Integer(number) = steps.kind else {
            self.wrong_type(steps, "a whole number for `steps`");
            return None;
        };
        let Some(n) = usize::try_from(number).ok().filter(|n| (2..=limit::LEVELS).contains(n)) else {
            let message = format!("a factor cannot have {number} steps");
            let help = format!("write a number from 2 to {}", limit::LEVELS);
            self.report(Problem::error("out-of-range", steps.span.clone(), message).with_help(help));
            return None;
        };
        let [Some(from), Some(to)] = ends else { return None };
        #[expect(clippy::cast_precision_loss, reason = "steps are few")]
        let at = |k: usize| if k + 1 == n { to } else { from + (to - from) * k as f64 / (n - 1) as f64 };
        Some(Levels::Numbers((0..n).map(at).collect()))
    }

    /// One number that a factor takes, or a report.
    fn level(&mut self, target: &Target, node: &Node) -> Option<f64> {
        match (target, &node.kind) {
            (Target::Firmness(_), Kind::Text(_)) => self.firmness(node).map(Firmness::midpoint),
            (Target::Firmness(_) | Target::Talk(_, TalkPart::Breakdown), _) => self.probability(node),
            (Target::Talk(..), Kind::Integer(number)) => self.rounds_level(*number, node),
            (Target::Talk(..), _) => {
                self.wrong_type(node, "a whole number of rounds");
                None
            }
            _ => self.double(node, "a number"),
        }
    }
}

/// The forms that a key of `vary` may have.
fn forms() -> String {
    "write `\"firmness.PARTY.LINE\"`, `\"reservation.PARTY\"`, `\"enforced.PARTY.LINE\"`, `\"fix.ISSUE\"`, \
     `\"points.PARTY.ISSUE.VALUE\"`, `\"assumption.ID\"` or `\"talk.ID.rounds\"` (`breakdown`, `strategy.PARTY`)"
        .to_owned()
}
