//! The sentences of `zopa bench`.

use crate::analysis::measurement::{Measured, Measurement};
use crate::engine::exact::cost::Laps;
use crate::report::figure::{self, whole};

/// The heading of the table.
pub const ENGINES: &str = "What each engine costs";
/// What the columns say.
pub const LEGEND: &str = "Rate: deals (simulate: proposals) a second, from the scenario as read to all figures of `zopa run`. Ratio: that rate \
    to the steps a second of the calibration loop. Speedup: to the first row of the engine. Memory: the highest use of the process. Ordering: an order of the issues and the rules as graphs; count and marginals: \
    the agreed deals in all, and by value as well.";
/// The heads of the columns.
pub const COLUMNS: [&str; 7] = ["engine", "threads", "time", "rate", "ratio", "speedup", "memory"];

/// The first sentence.
#[must_use]
pub fn headline(found: &Measurement) -> String {
    let deals = if found.deals == 1_u32.into() { "deal" } else { "deals" };
    let times = match found.repeats {
        0 | 1 => "measured once".to_owned(),
        2 => "the better of two times".to_owned(),
        n => format!("the best of {} times", figure::words(n as usize)),
    };
    format!("{} {deals}; {times}.", whole(&found.deals))
}

/// What the rates are held to.
#[must_use]
pub fn calibration(found: &Measurement) -> String {
    let rate = rate(Some(found.calibration)).unwrap_or_default();
    let set = found.instructions;
    format!("Instructions: {set}. Calibration loop: {rate} (steps of a xorshift generator on one thread).")
}

/// The cells of a row.
#[must_use]
pub fn cells(row: &Measured) -> Vec<String> {
    let text = |text: Option<String>| text.unwrap_or_else(|| figure::NONE.to_owned());
    vec![
        row.engine.word().to_owned(),
        row.threads.to_string(),
        figure::seconds(row.seconds),
        text(rate(row.rate)),
        text(row.ratio.map(ratio)),
        text(row.speedup.map(|times| format!("{times:.2}"))),
        text(row.memory.map(memory)),
    ]
}

/// The parts of the exact engine's work on the agreed deals alone, and their seconds.
#[must_use]
pub const fn parts(laps: &Laps) -> [(&'static str, f64); 3] {
    [("ordering", laps.ordering), ("count", laps.count), ("marginals", laps.marginals)]
}

/// What the agreed deals alone cost the exact engine.
#[must_use]
pub fn laps(laps: &Laps) -> String {
    let parts = parts(laps).map(|(part, seconds)| format!("{part} {}", milliseconds(seconds)));
    let (states, arcs) = (whole(&laps.states), whole(&laps.arcs));
    format!("The agreed deals alone, exact on one thread: {}; {states} states, {arcs} arcs.", parts.join(", "))
}

/// Why a row has no rate.
#[must_use]
pub fn reason(row: &Measured) -> Option<String> {
    if row.provenance.engine == row.engine && row.rate.is_some() {
        return None;
    }
    let why = row.provenance.why.as_deref().unwrap_or("no reason is known");
    let (asked, threads) = (row.engine.word(), row.threads);
    Some(if row.provenance.engine == row.engine {
        format!("{asked} on {threads}: {why}")
    } else {
        format!("{asked} on {threads} did not answer ({} did): {why}", row.provenance.engine.word())
    })
}

/// What is said where the measuring was stopped.
pub const CUT: &str = "Stopped before the end: these rows are whole, others are missing.";

fn rate(rate: Option<f64>) -> Option<String> {
    let rate = rate?;
    if rate >= 1e13 {
        return Some(format!("{rate:.1e}/s"));
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positive and under 1e13")]
    figure::rate(rate as u64, 1.0)
}

fn ratio(ratio: f64) -> String {
    match ratio {
        _ if ratio >= 1e4 => format!("{ratio:.1e}"),
        _ if ratio >= 10.0 => format!("{ratio:.0}"),
        _ if ratio >= 0.1 => format!("{ratio:.2}"),
        _ => format!("{ratio:.1e}"),
    }
}

fn milliseconds(seconds: f64) -> String {
    let number = seconds * 1000.0;
    if number < 9.995 { format!("{number:.2} ms") } else { format!("{number:.0} ms") }
}

fn memory(bytes: u64) -> String {
    let tenths = bytes.saturating_mul(10) >> 20;
    format!("{}.{} MiB", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_of_any_size_stay_readable() {
        assert_eq!(rate(Some(47e9)).as_deref(), Some("47 G/s"));
        assert_eq!(rate(Some(1.2e24)).as_deref(), Some("1.2e24/s"));
        assert_eq!(rate(None), None);
        assert_eq!([ratio(0.2), ratio(25.4), ratio(1e-5), ratio(3e20)], ["0.20", "25", "1.0e-5", "3.0e20"]);
        assert_eq!(memory(13 << 20), "13.0 MiB");
        let laps_of = Laps {
            ordering: 0.021_51,
            count: 0.006_604,
            marginals: 0.009_996,
            states: 214_909,
            arcs: 574_498,
            agreed: 0_u32.into(),
        };
        assert_eq!(
            laps(&laps_of),
            "The agreed deals alone, exact on one thread: ordering 22 ms, count 6.60 ms, marginals 10 ms; 214,909 states, \
             574,498 arcs."
        );
    }
}
