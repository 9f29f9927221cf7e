//! Sizes of members issues: held to the oracle where that can look at every deal, and to binomial coefficients where it cannot.
//!
//! A size is a counting network whose parts are shared; whoever reads one down every way through it reads 30 members 2^30
//! times, and these tests would not end.

use crate::brute;
use num_bigint::BigUint;
use zopa::analysis::acceptance::accept;
use zopa::analysis::comparison::{Draft, compare};
use zopa::analysis::explanation::reasons::reasons;
use zopa::analysis::warning::warnings;
use zopa::engine::ask::answer::{AnswerKind, Count};
use zopa::engine::ask::effort::{Effort, EngineChoice};
use zopa::scenario::id::Id;
use zopa::scenario::model::Scenario;

/// A council of this many members, with a size of its own, sizes in an impossible rule, and lines that name sizes.
fn council(members: usize, least: usize, lines: usize) -> Scenario {
    let listed: Vec<String> = (0..members).map(|member| format!("m{member} = \"M{member}\"")).collect();
    let mut text = format!(
        "format = 1\ntitle = \"Council\"\n[issue.seats]\ntitle = \"Seats\"\nmembers = {{ {} }}\nsize = {{ at_least = {least}, at_most = {} }}\n\
         [issue.chair]\ntitle = \"Chair\"\noptions = {{ a = \"A\", b = \"B\", c = \"C\" }}\n\
         [impossible.x]\ntitle = \"X\"\nreject = {{ seats = {{ size = {{ at_least = {} }}, includes = \"m1\" }}, chair = \"c\" }}\n\
         [party.p]\nname = \"P\"\n[party.q]\nname = \"Q\"\n",
        listed.join(", "),
        members / 2 + 2,
        least + 1,
    );
    for line in 0..lines {
        let chair = ["a", "b", "c"][line % 3];
        text += &format!(
            "[party.p.red_line.r{line}]\ntitle = \"L\"\nreject = {{ seats = {{ size = {{ at_least = {} }} }}, chair = \"{chair}\" }}\nfirmness = 0.8\n",
            line + least - 2
        );
    }
    text += "[party.q.red_line.s]\ntitle = \"S\"\nreject = { seats = { excludes = \"m1\" }, chair = [\"b\", \"c\"] }\nfirmness = 0.7\n";
    text += "[proposal.d]\ntitle = \"D\"\nterms = { chair = \"c\" }\n";
    Scenario::from_toml_str(&text).unwrap_or_else(|problems| panic!("{problems}\n{text}"))
}

fn effort(engine: EngineChoice) -> Effort {
    Effort { engine, samples: Some(10_000), ..Effort::default() }
}

#[test]
fn sizes_are_those_of_the_oracle() {
    for (members, lines) in [(5, 1), (8, 2), (9, 6)] {
        let scenario = council(members, 3, lines);
        let known = brute::brute(&scenario);
        for engine in [EngineChoice::Exact, EngineChoice::Enumerate] {
            let found = accept(&scenario, &effort(engine));
            assert_eq!(found.coherent, Count::Exact(known.coherent.into()));
            assert_eq!(found.zone.agreed, Count::Exact(known.agreed.into()));
            let all = found.parties.iter().flat_map(|party| &party.red_lines);
            for line in all {
                assert_eq!(line.crossed, Count::Exact(known.crossed[line.demand.place()].into()));
                assert_eq!(line.only, Count::Exact(known.only[line.demand.place()].into()));
            }
        }
    }
}

#[test]
fn thirty_members_are_answered() {
    let scenario = council(30, 5, 3);
    let found = accept(&scenario, &effort(EngineChoice::Auto));
    assert_eq!(found.provenance.kind, AnswerKind::Exact);
    let choose = |n: u64, k: u64| (0..k).fold(BigUint::from(1_u32), |made, at| made * (n - at) / (at + 1));
    // Five to seventeen seats, each with three chairs; a sixth seat, member 1 and chair `c` do not go together.
    let seats: BigUint = (5..=17).map(|k| choose(30, k)).sum();
    let apart: BigUint = (6..=17).map(|k| choose(29, k - 1)).sum();
    assert_eq!(found.coherent, Count::Exact(seats * 3_u32 - apart));
    // Three seats or more reject chair `a`, four `b`, five `c`: nothing is left.
    assert_eq!(found.zone.agreed, Count::Exact(BigUint::ZERO));
    let why = reasons(&scenario, &effort(EngineChoice::Auto), 20).unwrap();
    assert!(!why.conflicts.is_empty() && !why.unlocks.is_empty());
    assert!(
        warnings(&scenario, &effort(EngineChoice::Auto)).iter().all(|problem| !problem.message.contains("never holds"))
    );
    let drafts = scenario.proposals.iter().map(|proposal| Draft {
        id: proposal.id.clone(),
        title: proposal.title.clone(),
        terms: proposal.terms.clone(),
    });
    let compared = compare(&scenario, drafts.collect(), &effort(EngineChoice::Auto));
    assert!(compared.fault.is_none(), "{:?}", compared.fault);
    assert!(compared.proposals[0].nearest_likely.is_some());
}

#[test]
fn a_size_that_no_deal_has_is_warned_of() {
    let members: Vec<String> = (0..30).map(|member| format!("m{member} = \"M\"")).collect();
    let text = format!(
        "format = 1\ntitle = \"T\"\n[issue.seats]\ntitle = \"Seats\"\nmembers = {{ {} }}\n[party.p]\nname = \"P\"\n\
         [party.p.red_line.r]\ntitle = \"L\"\nreject = {{ not = {{ seats = {{ size = {{ at_least = 0 }} }} }} }}\nfirmness = 0.8\n",
        members.join(", ")
    );
    let scenario = Scenario::from_toml_str(&text).unwrap_or_else(|problems| panic!("{problems}\n{text}"));
    let found = warnings(&scenario, &effort(EngineChoice::Auto));
    assert!(found.iter().any(|problem| problem.code == "condition-always-holds"), "{found:?}");
}
