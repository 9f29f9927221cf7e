//! The first picture: the whole case on one page. A row an issue, its options side by side, on each a mark a party, and the
//! zone as a band that runs from row to row; where nothing is agreed, the place at which the band breaks and the lines that
//! break it.
//!
//! It is drawn twice, once for a desk and once for a phone; the page shows one of them. Whatever the script has to move says
//! where it stands (`data-x`, `data-y`, `data-w`, `data-h`), so that sizes are decided here alone.

use crate::explorer::picture::number;
use crate::explorer::scene::{Cell, Mark, Rupture, Scene};
use crate::report::naming;
use crate::report::sentence::picture as words;
use crate::rule::demand::demands;
use crate::scenario::id::Id;
use crate::scenario::model::{Scenario, Verdict};
use maud::{Markup, html};

/// The shapes of the marks: accepts, accepts if lines give way, never, not known.
pub const SHAPES: [(&str, &str); 4] = [
    ("yes", "M8 1a7 7 0 1 0 0 14a7 7 0 1 0 0-14z"),
    ("way", "M2 2h12v12h-12z"),
    ("never", "M5 1h6l4 4v6l-4 4h-6l-4-4v-6zM3.2 12.8L12.8 3.2"),
    ("none", "M8 3a5 5 0 1 0 0 10a5 5 0 1 0 0-10z"),
];

/// What a picture is drawn for.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Sheet {
    /// Its class.
    pub class: &'static str,
    /// How wide it is.
    pub width: f64,
    /// How much of that the names of the issues take; nothing where they stand above the options.
    pub margin: f64,
    /// How wide an option is at least.
    pub least: f64,
}

/// For a desk, and for a phone.
pub const SHEETS: [Sheet; 2] = [
    Sheet { class: "scene wide", width: 640.0, margin: 134.0, least: 78.0 },
    Sheet { class: "scene narrow", width: 350.0, margin: 0.0, least: 80.0 },
];

const LINE: f64 = 14.0;
const MARK: f64 = 18.0;
const BESIDE: f64 = 6.0;
/// Between rows, where the band runs.
pub const GAP: f64 = 22.0;
const WIDEST: f64 = 200.0;
/// How wide a letter is taken to be: a little more than most are.
const LETTER: f64 = 6.6;
/// The same in the legend.
const SMALL_LETTER: f64 = 6.0;
/// How many of the lines that break the band are written.
const MOST_LINES: usize = 3;

/// A cell with its place within its row.
struct Placed<'a> {
    cell: &'a Cell,
    x: f64,
    y: f64,
    w: f64,
    h: f64,
    label: Vec<String>,
    marks_a_line: usize,
}

struct PlacedRow<'a> {
    y: f64,
    h: f64,
    topic: Vec<String>,
    cells: Vec<Placed<'a>>,
}

/// The picture on a sheet.
#[must_use]
pub fn picture(scenario: &Scenario, scene: &Scene, sheet: Sheet, is_living: bool) -> Markup {
    let broken = scene.rupture.as_ref();
    let lines = broken.map(|rupture| broken_by(scenario, rupture, sheet)).unwrap_or_default();
    let extra = if broken.is_some() { rupture_height(lines.len()) } else { 0.0 };
    let mut y = 4.0;
    let mut rows = Vec::new();
    for (at, row) in scene.rows.iter().enumerate() {
        let placed = place(scenario, row, sheet, y);
        y += placed.h + GAP;
        if broken.is_some_and(|rupture| rupture.after == at) {
            y += extra;
        }
        rows.push(placed);
    }
    // A break behind the last row stands at the end.
    let legend = legend(scenario, scene, sheet);
    let height = y + legend.1;
    let break_y = broken.and_then(|rupture| rows.get(rupture.after)).map_or(0.0, |row| row.y + row.h + GAP / 2.0);
    html! {
        svg class=(sheet.class) viewBox={ "0 0 " (number(sheet.width)) " " (number(height)) }
            role=(if is_living { "group" } else { "img" }) aria-label={ (words::PICTURE) ": " (scenario.title) }
            data-chars=(letters(sheet.width - 24.0)) data-legend=(number(legend.1))
        {
            path.band.(if scene.is_agreed { "agreed" } else { "apart" }) d=(band(scene, &rows)) {}
            @for (at, row) in rows.iter().enumerate() {
                @let of = scene.rows.get(at);
                g.row data-issue=[of.map(|row| row.issue.place())] data-h=(number(row.h)) transform={ "translate(0 " (number(row.y)) ")" } {
                    @if of.is_some_and(|row| row.is_axis) {
                        @if let (Some(first), Some(last)) = (row.cells.first(), row.cells.last()) {
                            path.axis d={ "M" (number(first.x)) " " (number(row.h + 3.0)) "H" (number(last.x + last.w)) } {}
                        }
                    }
                    (text("topic", 0.0, 12.0, &row.topic))
                    @for (place, cell) in row.cells.iter().enumerate() {
                        (draw(scenario, cell, (at, place), (scene.is_agreed, is_living)))
                    }
                }
            }
            g.rupture.unused[broken.is_none()] transform={ "translate(0 " (number(break_y)) ")" } {
                rect.box x="2" y="0" width=(number(sheet.width - 4.0)) height=(number(rupture_height(lines.len()) - 6.0)) rx="5" {}
                path.bolt d="M12 4l7 0l-4 8l6 0l-11 14l3 -10l-5 0z" {}
                @for at in 0..MOST_LINES + 2 {
                    text.(if at == 0 { "why" } else { "by" }) x="30" y=(number(18.0 + 16.0 * f64::from(u8::try_from(at).unwrap_or(0)))) {
                        (lines.get(at).map_or("", String::as_str))
                    }
                }
            }
            g.legend transform={ "translate(0 " (number(y)) ")" } { (legend.0) }
        }
    }
}

/// How high the break is with so many lines.
#[must_use]
fn rupture_height(n_lines: usize) -> f64 {
    18.0 + 16.0 * size(n_lines)
}

fn size(n: usize) -> f64 {
    u32::try_from(n).map_or(0.0, f64::from)
}

/// What is written at the break: why, and the lines.
fn broken_by(scenario: &Scenario, rupture: &Rupture, sheet: Sheet) -> Vec<String> {
    let all = demands(scenario);
    let named = rupture.demands.iter().filter_map(|id| all.find(*id)).map(|demand| {
        let (who, what) = (naming::party_name(scenario, demand.party()), naming::demand_title(scenario, demand));
        format!("{who}: {what}")
    });
    let named: Vec<String> = named.collect();
    let mut lines = vec![words::BREAKS.to_owned()];
    lines.extend(named.iter().take(MOST_LINES).map(|line| cut(line, letters(sheet.width - 24.0))));
    if named.len() > MOST_LINES {
        lines.push(words::more(named.len() - MOST_LINES));
    }
    lines
}

/// How many letters stand in so much room.
fn letters(room: f64) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some dozens")]
    let letters = (room.max(0.0) / LETTER) as usize;
    letters
}

/// A text of at most so many letters.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).collect::<String>().trim_end().to_owned() + "…"
}

/// A text in at most so many lines, the last one cut.
fn wrapped(text: &str, room: f64, most: usize) -> Vec<String> {
    let wide = letters(room).max(4);
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let is_last = lines.len() == most;
        match lines.last_mut().filter(|line| is_last || line.chars().count() + 1 + word.chars().count() <= wide) {
            Some(line) => {
                line.push(' ');
                line.push_str(word);
            }
            None => lines.push(word.to_owned()),
        }
    }
    lines.iter().map(|line| cut(line, wide)).collect()
}

fn place<'a>(scenario: &Scenario, row: &'a crate::explorer::scene::Row, sheet: Sheet, y: f64) -> PlacedRow<'a> {
    let issue = &scenario.issues[row.issue];
    let is_above = sheet.margin == 0.0;
    let n = row.cells.len().max(1);
    let beside = if row.is_axis { 1.0 } else { BESIDE };
    let room = sheet.width - sheet.margin - 4.0;
    let longest = row.cells.iter().map(|cell| longest_word(&cell.label)).max().unwrap_or(0);
    let least = sheet.least.max((size(longest) * LETTER + 10.0).min(room / 2.0));
    let a_line = (1..=n).rev().find(|n| (room + beside) / size(*n) - beside >= least).unwrap_or(1);
    // Lines of about the same length.
    let a_line = n.div_ceil(n.div_ceil(a_line));
    let w = ((room + beside) / size(a_line) - beside).min(WIDEST);
    let topic = wrapped(&issue.title, if is_above { sheet.width - 4.0 } else { sheet.margin - 12.0 }, 3);
    let top = if is_above { 6.0 + LINE * size(topic.len()) } else { 0.0 };
    let labels: Vec<Vec<String>> = row.cells.iter().map(|cell| wrapped(&cell.label, w - 8.0, 2)).collect();
    let n_lines = labels.iter().map(Vec::len).max().unwrap_or(1).max(1);
    let marks_a_line = (1..=scenario.parties.len().max(1)).rev().find(|n| size(*n) * MARK <= w - 4.0).unwrap_or(1);
    let mark_lines = scenario.parties.len().div_ceil(marks_a_line);
    let h = 8.0 + LINE * size(n_lines) + MARK * size(mark_lines);
    let cells = row.cells.iter().zip(labels).enumerate().map(|(at, (cell, label))| Placed {
        cell,
        x: rounded(sheet.margin + size(at % a_line) * (w + beside) + 2.0),
        y: rounded(top + size(at / a_line) * (h + BESIDE)),
        w: rounded(w),
        h,
        label,
        marks_a_line,
    });
    let cells: Vec<Placed> = cells.collect();
    let below = cells.last().map_or(0.0, |cell| cell.y + cell.h);
    PlacedRow { y, h: below.max(LINE * size(topic.len()) + 4.0), topic, cells }
}

fn longest_word(text: &str) -> usize {
    text.split_whitespace().map(|word| word.chars().count()).max().unwrap_or(0)
}

/// To a tenth of a pixel, as the script rounds.
fn rounded(at: f64) -> f64 {
    (at * 10.0).round() / 10.0
}

fn text(class: &str, x: f64, y: f64, lines: &[String]) -> Markup {
    html! {
        text class=(class) {
            @for (at, line) in lines.iter().enumerate() {
                tspan x=(number(x)) y=(number(y + LINE * size(at))) { (line) }
            }
        }
    }
}

/// The class of a cell.
#[must_use]
pub const fn standing(cell: &Cell, is_agreed: bool) -> &'static str {
    match cell.verdict {
        Verdict::Impossible => "no",
        Verdict::Certain | Verdict::Possible => "in",
        _ if !is_agreed && cell.is_open => "open",
        _ => "out",
    }
}

fn draw(
    scenario: &Scenario,
    placed: &Placed,
    (row, place): (usize, usize),
    (is_agreed, is_living): (bool, bool),
) -> Markup {
    let Placed { cell, x, y, w, h, label, marks_a_line } = placed;
    let top = 5.0 + h - 8.0 - MARK * size(cell.marks.len().div_ceil(*marks_a_line));
    let initials = initials(scenario);
    html! {
        g class={ "cell " (standing(cell, is_agreed)) } transform={ "translate(" (number(*x)) " " (number(*y)) ")" }
            data-first=(cell.rows.0) data-last=(cell.rows.1) data-at={ (row) "-" (place) }
            data-x=(number(*x)) data-y=(number(*y)) data-w=(number(*w)) data-h=(number(*h))
        {
            @if !is_living { title { (cell.label) } }
            rect.box width=(number(*w)) height=(number(*h)) rx="5" {}
            g aria-hidden="true" { (text("option", 5.0, 14.0, label)) }
            @for (at, mark) in cell.marks.iter().enumerate() {
                @let (left, down) = (size(at % marks_a_line) * MARK + 3.0, top + size(at / marks_a_line) * MARK);
                (draw_mark(*mark, initials.get(at).map_or("", String::as_str), left, down))
            }
            // What is pressed: it has no text of its own, so that its name is what the script says of the option.
            @if is_living {
                rect.hit width=(number(*w)) height=(number(*h)) rx="5" role="button" aria-label=(cell.label)
                    tabindex=(if row + place == 0 { "0" } else { "-1" }) {}
            }
        }
    }
}

/// The shape of a mark, and how high it is filled.
#[must_use]
pub fn shape(mark: Mark) -> ((&'static str, &'static str), f64) {
    let [yes, way, never, none] = SHAPES;
    match mark {
        Mark::Accepts => (yes, 0.0),
        Mark::Refuses(Some(chance)) if chance > 0.0 => (way, chance),
        Mark::Refuses(Some(_)) => (never, 0.0),
        // Perhaps it gives way: nobody knows how likely.
        Mark::Refuses(None) => (way, 0.0),
        Mark::Unknown => (none, 0.0),
    }
}

fn draw_mark(mark: Mark, initial: &str, x: f64, y: f64) -> Markup {
    let ((class, path), level) = shape(mark);
    let high = rounded(12.0 * level);
    html! {
        g class={ "mark " (class) } aria-hidden="true" transform={ "translate(" (number(x)) " " (number(y)) ")" } {
            path.shape d=(path) {}
            rect.level x="2" y=(number(14.0 - high)) width="12" height=(number(high)) {}
            text x="8" y="11.5" text-anchor="middle" { (initial) }
        }
    }
}

/// The band: from each cell to those of the next row that stand with it in some deal.
fn band(scene: &Scene, rows: &[PlacedRow]) -> String {
    let mut path = String::new();
    for (at, gap) in scene.gaps.iter().enumerate() {
        let (Some(above), Some(below)) = (rows.get(at), rows.get(at + 1)) else { continue };
        if scene.rupture.as_ref().is_some_and(|rupture| rupture.after == at) {
            continue;
        }
        let pairs = if scene.is_agreed { &gap.agreed } else { &gap.open };
        for (from, to) in pairs {
            let (Some(from), Some(to)) = (above.cells.get(*from), below.cells.get(*to)) else { continue };
            let ends = |cell: &Placed| (rounded(cell.x + 0.2 * cell.w), rounded(cell.x + 0.8 * cell.w));
            let ((left, right), (l, r)) = (ends(from), ends(to));
            let (top, bottom) = (rounded(above.y + from.y + from.h), rounded(below.y + to.y));
            let middle = rounded(f64::midpoint(top, bottom));
            let [left, right, l, r, top, bottom, middle] = [left, right, l, r, top, bottom, middle].map(number);
            path += &format!(
                "M{left} {top}C{left} {middle} {l} {middle} {l} {bottom}H{r}C{r} {middle} {right} {middle} {right} {top}Z"
            );
        }
    }
    path
}

/// One letter a party, two where one does not tell them apart.
#[must_use]
pub fn initials(scenario: &Scenario) -> Vec<String> {
    let names: Vec<&str> = scenario.parties.iter().map(|party| party.name.trim()).collect();
    let first = |name: &str, n: usize| name.chars().take(n).collect::<String>();
    let of_words =
        |name: &str| name.split_whitespace().take(2).filter_map(|word| word.chars().next()).collect::<String>();
    let of_ends = |name: &str| {
        let (first, last) = (name.chars().next(), name.split_whitespace().last().and_then(|word| word.chars().next()));
        first.into_iter().chain(last).collect::<String>()
    };
    let is_own = |at: usize, of: &dyn Fn(&str) -> String| {
        let own = of(names.get(at).copied().unwrap_or_default()).to_lowercase();
        names.iter().enumerate().all(|(other, name)| other == at || of(name).to_lowercase() != own)
    };
    let initial = |(at, name): (usize, &&str)| {
        if is_own(at, &|name| first(name, 1)) {
            first(name, 1).to_uppercase()
        } else if of_words(name).chars().count() == 2 && is_own(at, &of_words) {
            of_words(name).to_uppercase()
        } else if name.contains(' ') && is_own(at, &of_ends) {
            of_ends(name).to_uppercase()
        } else if is_own(at, &|name| first(name, 2)) {
            first(name, 2)
        } else {
            (at + 1).to_string()
        }
    };
    names.iter().enumerate().map(initial).collect()
}

/// What the marks and the band are, and whose letter is whose; with its height.
fn legend(scenario: &Scenario, scene: &Scene, sheet: Sheet) -> (Markup, f64) {
    let mut entries: Vec<(Option<Mark>, String)> = vec![
        (Some(Mark::Accepts), words::MARKS[0].to_owned()),
        (Some(Mark::Refuses(Some(0.5))), words::MARKS[1].to_owned()),
        (Some(Mark::Refuses(Some(0.0))), words::MARKS[2].to_owned()),
    ];
    let parties = scenario.parties.iter().zip(initials(scenario));
    entries.extend(parties.map(|(party, initial)| (None, format!("{initial}: {}", party.name))));
    let room = letters(sheet.width - 30.0);
    let (mut x, mut y) = (2.0, 0.0);
    let mut placed = Vec::new();
    for (mark, entry) in entries {
        let entry = cut(&entry, room);
        let wide = size(entry.chars().count()) * SMALL_LETTER + if mark.is_some() { 20.0 } else { 0.0 };
        if x > 2.0 && x + wide > sheet.width {
            x = 2.0;
            y += 18.0;
        }
        placed.push((mark, entry, x, y));
        x += wide + 12.0;
    }
    let folded = &scene.folded;
    let titles: Vec<&str> =
        folded.iter().filter_map(|id| scenario.issues.find(*id)).map(|issue| issue.title.as_str()).collect();
    let note = if titles.is_empty() { Vec::new() } else { wrapped(&words::folded(&titles), sheet.width - 4.0, 3) };
    let below = y + 20.0;
    let drawn = html! {
        @for (mark, entry, x, y) in &placed {
            @if let Some(mark) = mark { (draw_mark(*mark, "", *x, *y)) }
            text.entry x=(number(*x + if mark.is_some() { 20.0 } else { 0.0 })) y=(number(*y + 12.0)) { (entry) }
        }
        (text("entry", 2.0, below + 12.0, &note))
    };
    (drawn, below + LINE * size(note.len()) + 8.0)
}
