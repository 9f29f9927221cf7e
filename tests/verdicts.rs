//! Verdicts that a solver proves are those that counting every deal gives, on generated scenarios of every agreement rule, with
//! points, reservations and assumptions, whatever few samples showed.

use crate::generator;
use zopa::analysis::acceptance::{findings, overall};
use zopa::analysis::findings::Acceptance;
use zopa::analysis::kinds::of_acceptance;
use zopa::analysis::verdicts::prove;
use zopa::engine::ask::answer::Count;
use zopa::engine::ask::effort::{Effort, EngineChoice};
use zopa::engine::ask::kinds::FigureKind;
use zopa::engine::survey::survey;
use zopa::rule::reference::judge;
use zopa::scenario::model::{Scenario, Verdict};

fn verdicts(found: &Acceptance) -> Vec<Vec<Verdict>> {
    found.issues.iter().map(|rows| rows.iter().map(|row| row.verdict).collect()).collect()
}

/// Whether every verdict was proved; each that was is held to counting.
fn hold(scenario: &Scenario, what: &str) -> bool {
    let effort = Effort { samples: Some(64), threads: Some(1), ..Effort::default() };
    let drawn = survey(scenario, &Effort { engine: EngineChoice::Simulate, ..effort.clone() });
    let mut found = findings(scenario, &effort, &drawn, false);
    let agreed = prove(scenario, &effort, &drawn.lowered, &mut found);
    for deal in &agreed {
        let judged = judge(scenario, deal);
        assert!(judged.coherent() && judged.agreed, "{what}: a deal that is not agreed");
    }
    let is_proved = found.proved;
    if is_proved {
        assert_eq!(of_acceptance(&found).verdicts, Some(FigureKind::Exact), "{what}");
        let none = Count::Exact(0_u32.into());
        let counted = overall(scenario, &Effort { samples: Some(0), ..effort });
        assert_eq!(verdicts(&found), verdicts(&counted), "{what}");
        assert_eq!(agreed.is_empty(), counted.zone.agreed == none, "{what}: whether anything is agreed");
    }
    is_proved
}

#[test]
fn proved_verdicts_are_those_of_counting() {
    let mut n_proved = 0;
    for seed in 0..300 {
        let scenario = Scenario::from_toml_str(&generator::text(seed)).expect("a sound scenario");
        n_proved += usize::from(hold(&scenario, &format!("seed {seed}")));
    }
    for seed in 0..100 {
        let Some(text) = generator::assumed::text(seed, false) else { continue };
        let scenario = Scenario::from_toml_str(&text).expect("a sound scenario");
        n_proved += usize::from(hold(&scenario, &format!("assumed, seed {seed}")));
    }
    assert!(n_proved > 200, "only {n_proved} were proved");
}
