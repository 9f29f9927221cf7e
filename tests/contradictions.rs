//! Terms that leave no coherent deal, or hardly one, are an answer too: nothing is drawn, nothing is agreed, nothing breaks.

use zopa::analysis::acceptance::accept;
use zopa::analysis::findings::Acceptance;
use zopa::engine::ask::answer::Count;
use zopa::engine::ask::effort::{Effort, EngineChoice};
use zopa::scenario::model::{Scenario, Verdict};

/// A price of 0 or 10 (20 is out of reach, whatever is asked), fixed at 20 by one variant and at 10 by the other.
const FIXED_TO_THE_IMPOSSIBLE: &str = r#"
format = 1
title = "A price that cannot be"
[issue.price]
title = "Price"
range = { min = 0, max = 20, step = 10 }
[impossible.ceiling]
title = "Nobody may sell above 15"
reject = { price = { above = 15 } }
[party.buyer]
name = "Buyer"
[party.buyer.red_line.budget]
title = "At most 8"
require = { price = { at_most = 8 } }
firmness = "soft"
[variant.out_of_reach]
fix = { price = 20 }
[variant.dear]
fix = { price = 10 }
"#;

fn find(variant: usize, engine: EngineChoice) -> Acceptance {
    let scenario = Scenario::from_toml_str(FIXED_TO_THE_IMPOSSIBLE).expect("a sound scenario");
    let changed = scenario.with(&scenario.variants[variant].changes).expect("a sound variant");
    accept(&changed, &Effort { engine, samples: Some(3000), ..Effort::default() })
}

#[test]
fn a_fixed_term_that_is_impossible_leaves_no_deal_and_no_probability() {
    let found = find(0, EngineChoice::Enumerate);
    assert_eq!((&found.coherent, &found.zone.agreed), (&Count::Exact(0_u8.into()), &Count::Exact(0_u8.into())));
    assert_eq!(found.zone.share.value, None);
    assert_eq!(found.zone.any_probability, Some(0.0));
    assert!(found.zone.best.is_empty());
    assert!(found.issues.iter().flatten().all(|row| row.verdict == Verdict::Impossible));
}

#[test]
fn a_simulation_that_can_draw_nothing_says_nothing() {
    let found = find(0, EngineChoice::Simulate);
    assert_eq!(found.zone.share.value, None);
    assert!(found.zone.best.is_empty());
    assert!(found.issues.iter().flatten().all(|row| row.verdict == Verdict::Unseen));
}

#[test]
fn a_fixed_term_above_the_lowest_value_is_drawn() {
    let found = find(1, EngineChoice::Simulate);
    assert_eq!(found.coherent, Count::Samples(3000));
    assert_eq!(found.zone.share.value, Some(0.0));
    assert_eq!(found.zone.best_probability, Some(0.8));
}
