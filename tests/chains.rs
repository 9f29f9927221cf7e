//! Hundreds of issues in a chain that the names hide: counted by a sweep along the chain that knows its order, and by the exact engine,
//! which has to find it.

use crate::generator::chance::Chance;
use num_bigint::BigUint;
use zopa::analysis::acceptance::accept;
use zopa::analysis::findings::Acceptance;
use zopa::engine::ask::answer::{AnswerKind, Count, EngineName};
use zopa::engine::ask::effort::Effort;
use zopa::scenario::id::Id;
use zopa::scenario::model::Scenario;

/// A line over a place of the chain and the next: the options of both that it rejects together, and its firmness.
struct Line {
    place: usize,
    here: Vec<u64>,
    next: Vec<u64>,
    firmness: f64,
}

/// Issues with four options each in a hidden order, with two lines over each two neighbors.
struct Chain {
    names: Vec<usize>,
    lines: Vec<Line>,
    observer: bool,
}

fn chain(n: usize, seed: u64, observer: bool) -> Chain {
    let mut chance = Chance::from_seed(seed);
    let mut names: Vec<usize> = (0..n).collect();
    for at in (1..n).rev() {
        names.swap(at, chance.below(at + 1));
    }
    let mut lines = Vec::new();
    for place in 0..n - 1 {
        for _ in 0..2 {
            let mut some = || {
                let first = chance.below(4) as u64;
                if chance.below(2) == 0 { vec![first] } else { vec![first.min(first ^ 1), first.max(first ^ 1)] }
            };
            let (here, next) = (some(), some());
            lines.push(Line { place, here, next, firmness: (50 + chance.below(50)) as f64 / 100.0 });
        }
    }
    Chain { names, lines, observer }
}

impl Chain {
    fn scenario(&self) -> Scenario {
        let mut text = "format = 1\ntitle = \"Chain\"\n".to_owned();
        for issue in 0..self.names.len() {
            text += &format!("[issue.i{issue}]\noptions = {{ o0 = \"\", o1 = \"\", o2 = \"\", o3 = \"\" }}\n");
        }
        let options = |of: &[u64]| of.iter().map(|one| format!("\"o{one}\"")).collect::<Vec<_>>().join(", ");
        for party in 0..2 {
            text += &format!("[party.p{party}]\nname = \"P{party}\"\n");
            for (number, line) in self.lines.iter().enumerate().filter(|(number, _)| number % 2 == party) {
                let (here, next) = (self.names[line.place], self.names[line.place + 1]);
                text += &format!(
                    "[party.p{party}.red_line.r{number}]\ntitle = \"L\"\nreject = {{ i{here} = [{}], i{next} = [{}] }}\nfirmness = {}\n",
                    options(&line.here),
                    options(&line.next),
                    line.firmness
                );
            }
        }
        if self.observer {
            text += "[party.watching]\nname = \"W\"\nsigns = false\n[party.watching.red_line.w]\ntitle = \"L\"\nreject = { i0 = \"o0\" }\nfirmness = 0.5\n";
        }
        Scenario::from_toml_str(&text).unwrap_or_else(|problems| panic!("{problems}\n{text}"))
    }

    /// Whether the line is crossed by these options of its two issues.
    fn is_crossed(line: &Line, here: u64, next: u64) -> bool {
        line.here.contains(&here) && line.next.contains(&next)
    }

    /// How many deals cross no line but perhaps this one, by options of the issue at a place, if one is fixed.
    fn agreed(&self, but: Option<usize>, fixed: Option<(usize, u64)>) -> BigUint {
        let is_open = |place: usize, option: u64| fixed.is_none_or(|(at, only)| at != place || only == option);
        let mut counts: Vec<BigUint> = (0..4).map(|option| u32::from(is_open(0, option)).into()).collect();
        for place in 0..self.names.len() - 1 {
            let lines: Vec<&Line> = self
                .lines
                .iter()
                .enumerate()
                .filter(|(number, line)| line.place == place && Some(*number) != but)
                .map(|(_, line)| line)
                .collect();
            counts = (0..4)
                .map(|next| {
                    let goes = |here: &u64| !lines.iter().any(|line| Self::is_crossed(line, *here, next));
                    (0..4).filter(goes).filter(|_| is_open(place + 1, next)).map(|here| &counts[here as usize]).sum()
                })
                .collect();
        }
        counts.iter().sum()
    }

    /// The mean probability that all lines give way where they are crossed.
    fn mean(&self) -> f64 {
        let mut shares = vec![0.25; 4];
        for place in 0..self.names.len() - 1 {
            let lines: Vec<&Line> = self.lines.iter().filter(|line| line.place == place).collect();
            let passes = |here: u64, next: u64| -> f64 {
                lines.iter().filter(|line| Self::is_crossed(line, here, next)).map(|line| 1.0 - line.firmness).product()
            };
            shares = (0..4)
                .map(|next| (0..4).map(|here| shares[here as usize] * passes(here, next)).sum::<f64>() / 4.0)
                .collect();
        }
        shares.iter().sum()
    }
}

fn found(chain: &Chain) -> Acceptance {
    let found = accept(&chain.scenario(), &Effort { samples: Some(0), ..Effort::default() });
    assert_eq!((found.provenance.engine, found.provenance.kind), (EngineName::Exact, AnswerKind::Exact));
    assert_eq!(found.provenance.why, None);
    found
}

fn hold(chain: &Chain) {
    let found = found(chain);
    let agreed = chain.agreed(None, None);
    assert_eq!(found.zone.agreed, Count::Exact(agreed.clone()));
    let mean = found.zone.mean_probability.value.unwrap();
    assert!((mean / chain.mean() - 1.0).abs() < 1e-9, "{mean} {}", chain.mean());
    for number in (0..chain.lines.len()).step_by(chain.lines.len() / 40 + 1) {
        let line = &found.parties.as_slice()[number % 2].red_lines[number / 2];
        // Without the line are agreed as many more as cross it alone.
        let without = chain.agreed(Some(number), None);
        assert_eq!(line.agreed_if_dropped, Count::Exact(without.clone()));
        if !chain.observer {
            assert_eq!(line.only, Count::Exact(&without - &agreed));
        }
        let one = &chain.lines[number];
        let coherent = BigUint::from(4_u32).pow(chain.names.len() as u32);
        assert_eq!(line.crossed, Count::Exact(coherent * (one.here.len() * one.next.len()) / 16_u32));
    }
    for place in [0, chain.names.len() / 2] {
        for option in 0..4 {
            let row = &found.issues.as_slice()[chain.names[place]][option as usize];
            assert_eq!(row.agreed, Count::Exact(chain.agreed(None, Some((place, option)))));
        }
    }
    assert_eq!(found.parties.ids().next().map(Id::place), Some(0));
}

#[test]
fn a_chain_of_120_is_counted() {
    hold(&chain(120, 1, false));
}

#[test]
fn a_chain_with_an_observer_is_counted() {
    hold(&chain(60, 2, true));
}

#[test]
fn a_chain_of_700_has_more_deals_than_a_double() {
    hold(&chain(700, 3, false));
}
