//! The words on what each world allows by itself.

use crate::analysis::findings::Acceptance;
use crate::engine::ask::answer::Count;
use crate::report::figure::{self, probability, words};

/// The heading of the part.
pub const WORLDS: &str = "World by world";
/// The heads of the columns.
pub const COLUMNS: [&str; 5] = ["world", "likelihood", "agreed", "some deal", "best deal"];
/// What the columns hold.
pub const LEGEND: &str = "Each world by itself. Agreed: deals that could be accepted in it. Some deal, best deal: the \
                          probability that there is one, and that of the most probable deal, in that world.";

/// `and 52 less likely worlds`.
#[must_use]
pub fn more(n_more: usize) -> String {
    let worlds = if n_more == 1 { "world" } else { "worlds" };
    format!("and {n_more} less likely {worlds}: `--format json` has up to 64")
}

/// The first sentence where no deal is agreed in every world, and some world has one.
#[must_use]
pub fn none_in_all(found: &Acceptance) -> Option<String> {
    let worlds = found.worlds.as_deref().filter(|worlds| worlds.len() > 1)?;
    if !figure::is_zero(&found.zone.agreed) || worlds.iter().any(|world| !matches!(world.agreed, Count::Exact(_))) {
        return None;
    }
    let open: Vec<f64> =
        worlds.iter().filter(|world| !figure::is_zero(&world.agreed)).map(|world| world.probability).collect();
    let all: f64 = worlds.iter().map(|world| world.probability).sum();
    let is_whole = (all - 1.0).abs() < 1e-9;
    match open.len() {
        0 => None,
        // Of worlds that are not listed nothing is known.
        _ if !is_whole => None,
        n if n == worlds.len() => Some("In each world some deal would be agreed, but none in all of them.".to_owned()),
        n => Some(format!(
            "Some deal would be agreed in {} of {} worlds (probability {}), but none in all of them.",
            words(n),
            words(worlds.len()),
            probability(Some(open.iter().sum()))
        )),
    }
}
