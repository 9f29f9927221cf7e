//! The talks of a row, played beside its other figures: as `zopa talks` plays them under the same changes.

use crate::analysis::sweep::batch::{RowBatch, Values};
use crate::analysis::sweep::column::{Column, RowFigure};
use crate::analysis::sweep::design::Setting;
use crate::analysis::sweep::row::changes;
use crate::analysis::talk::findings::{Asked, Reach, talks};
use crate::engine::ask::effort::Effort;
use crate::scenario::model::Scenario;
use crate::scenario::sweep::{Factor, RowTalks, TalkPart, Target};
use crate::scenario::talk::Talk;

/// Plays the talks of a row and writes their columns. Where one cannot be played its columns stay empty and `error` says why,
/// if it says nothing yet.
pub(super) fn play(
    (scenario, factors, asked): (&Scenario, &[Factor], &RowTalks),
    settings: &[Setting],
    effort: &Effort,
    (columns, batch, row): (&[Column], &mut RowBatch, usize),
) {
    // A row whose settings contradict each other has said so.
    let Ok(changed) = scenario.with(&changes(factors, settings)) else { return };
    let mut found: Vec<Option<Reach>> = Vec::new();
    let mut why: Option<String> = None;
    for place in &asked.places {
        let Some(talk) = scenario.talks.get(*place) else { continue };
        let talk = moved(talk, *place, factors, settings);
        let question = Asked { talks: Some(asked.per_row), ..Asked::default() };
        match talks(&changed, &talk, &question, effort) {
            Ok(played) => found.push(Some(played.reach())),
            Err(declined) => {
                why.get_or_insert_with(|| format!("the talk `{}`: {}", talk.id, declined.word()));
                found.push(None);
            }
        }
    }
    for (column, values) in columns.iter().zip(&mut batch.values) {
        let number = match column.figure {
            RowFigure::TalkReached(at) => found.get(at).and_then(|one| one.as_ref()?.share),
            RowFigure::TalkLow(at) => found.get(at).and_then(|one| Some(one.as_ref()?.interval?.0)),
            RowFigure::TalkHigh(at) => found.get(at).and_then(|one| Some(one.as_ref()?.interval?.1)),
            RowFigure::TalkRound(at) => found.get(at).and_then(|one| one.as_ref()?.round),
            RowFigure::Error => {
                if let (Values::Texts(texts), Some(why)) = (values, why.take())
                    && let Some(text) = texts.get_mut(row)
                {
                    text.get_or_insert(why);
                }
                continue;
            }
            _ => continue,
        };
        if let (Values::Numbers(numbers), Some(number)) = (values, number)
            && let Some(cell) = numbers.get_mut(row)
        {
            *cell = number;
        }
    }
}

/// The talk under the settings of a row.
fn moved(talk: &Talk, place: usize, factors: &[Factor], settings: &[Setting]) -> Talk {
    let mut talk = talk.clone();
    for (factor, setting) in factors.iter().zip(settings) {
        match (&factor.target, setting) {
            (Target::Talk(of, TalkPart::Rounds), Setting::Number(number)) if *of == place => {
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 to 10,000")]
                let rounds = number.round() as u32;
                talk.rounds = rounds.max(1);
            }
            (Target::Talk(of, TalkPart::Breakdown), Setting::Number(number)) if *of == place => {
                talk.breakdown = *number
            }
            (Target::Talk(of, TalkPart::Strategy(party)), Setting::Strategy(strategy)) if *of == place => {
                talk.strategies.retain(|(one, _)| one != party);
                talk.strategies.push((*party, *strategy));
            }
            _ => {}
        }
    }
    talk
}
