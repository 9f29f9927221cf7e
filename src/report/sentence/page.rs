//! The sentences and headings of the page that `zopa report` writes.

use crate::scenario::model::Firmness;

/// The heading of the map.
pub const MAP: &str = "Which terms could be accepted";
/// What the map shows.
pub const MAP_LEGEND: &str = "Zone: of the agreed deals, those with the value. Best: the highest probability of a deal with the value, \
     lines held as firmly as coded. Under a party: of the deals with the value, those that cross none of its demands.";
/// The heads of the map's columns, before those of the parties.
pub const MAP_COLUMNS: [&str; 4] = ["value", "verdict", "zone", "best"];
/// What stands beside figures that do not follow what the reader changes.
pub const AS_CODED: &str = "As coded: these figures do not follow what you change on this page.";
/// The heading of the reasons.
pub const WHY: &str = "Why";
/// The caption of the picture of conflicts.
pub const CONFLICTS: &str = "Conflicts: a column is a least set of demands that no deal meets together";
/// A demand is part of a conflict.
pub const PART: &str = "part";
/// It is not.
pub const NOT_PART: &str = "not part";
/// The caption of the unlocks.
pub const UNLOCKS: &str = "Unlocks: least sets of demands which, given up, open a deal; the likeliest first";
/// The heads of the unlocks' columns.
pub const UNLOCK_COLUMNS: [&str; 3] = ["chance", "given up", "deals agreed then"];
/// Instead of the reasons as coded, once the reader has changed something: there are conflicts, some deal is agreed, no deal
/// is coherent, there are too many to list here. `{conflicts}` and `{unlocks}` are filled in.
pub const WHY_NOW: [&str; 4] = [
    "With your changes still nothing is agreed. Conflicts: {conflicts}. Unlocks: {unlocks}.",
    "With your changes some deal is agreed, so there is no conflict to explain.",
    "With your changes no deal is coherent: the fixed terms contradict each other.",
    "With your changes the conflicts and unlocks are too many to find in a page; `zopa explain` with the same flags finds them.",
];
/// The heading of the proposals.
pub const PROPOSALS: &str = "Proposals side by side";
/// The heads of the proposals' columns, before those of the parties.
pub const PROPOSAL_COLUMNS: [&str; 3] = ["proposal", "agreed", "probability"];
/// What the page says of a party and a proposal: accepts all completions, some, none, or there is none.
pub const ACCEPTS: [&str; 4] = ["● accepts", "◐ accepts some", "✕ does not accept", "–"];
/// The heading of a proposal's terms.
pub const TERMS: &str = "Terms, sources, and the nearest deals";
/// The heading of the utilities.
pub const WORTH: &str = "What deals are worth to the parties";
/// What the strips show.
pub const WORTH_LEGEND: &str = "Each strip is one party's points, lowest to highest of what is drawn: thin ticks are deals of the Pareto \
     frontier, the dashed line is where the party walks away, the shapes are the bargaining solutions (the first deal of each).";
/// What the pictures of two parties show.
pub const SCATTER: &str = "Points of two parties";
/// What is drawn in them.
pub const SCATTER_LEGEND: &str = "Each picture is two parties' points: • a deal of the Pareto frontier, ✕ a proposal (its completion \
     nearest to the frontier), the shapes the bargaining solutions, the dashed lines where each party walks away.";
/// The numbers of the pictures.
pub const SCATTER_NUMBERS: &str = "The numbers of these pictures";
/// A deal of the frontier, by its place.
pub const FRONTIER_DEAL: &str = "frontier, deal";
/// Instead of deals that are not listed.
pub const MORE_DEALS: &str = "More deals of the frontier are listed by `zopa frontier`.";
/// The heads of the utilities' columns, before those of the solutions.
pub const WORTH_COLUMNS: [&str; 3] = ["party", "on its scale", "walks away below"];
/// The heading of the drivers.
pub const DRIVERS: &str = "What drives the answer";
/// The drivers of each proposal's probability.
pub const DRIVERS_OF_PROPOSALS: &str = "What drives the probability of each proposal";
/// The column of the drivers' bars: from the low setting to the high one, thin where the figure falls.
pub const DRIVERS_BAR: &str = "bar, thin where the figure falls";
/// The heading of the red lines.
pub const LINES: &str = "Every red line, and what it rests on";
/// The heads of the figures of a red line.
pub const LINE_FIGURES: [&str; 4] = ["firmness", "basis", "crossed by", "agreed if dropped"];
/// Before a rule in words: crossed unless this holds, crossed where it holds.
pub const RULE: [&str; 4] = ["wants", "speaks against", "where", "unless"];
/// The summary of a line's evidence.
pub const EVIDENCE: &str = "Sources, quote and note";
/// Of a line without a source.
pub const NO_SOURCE: &str = "No source is given.";
/// The heading of the sources.
pub const SOURCES: &str = "Sources";
/// The heading of the method.
pub const METHOD: &str = "Method and limits";
/// The method.
pub const METHOD_TEXT: [&str; 3] = [
    "Issues, options and red lines were coded by the scenario's author. A deal gives every issue one value; it is coherent where no \
     impossible rule speaks against it, and agreed where, with every line held, everybody needed accepts it.",
    "Firmness is the author's estimate of how likely a line is to be held. A probability is that of a deal being accepted when every \
     line is held or given up by itself, independently of the others, with that chance.",
    "What was not coded is not seen: other issues, other parties, positions that changed since, and whatever links lines to each other. \
     The figures follow from the coding and are as good as it is.",
];
/// The words of the method's list.
pub const FACTS: [&str; 6] =
    ["zopa version", "scenario file", "SHA-256 of the file", "seed of the random draws", "answer", "agreement needs"];
/// The link that saves the scenario.
pub const SAVE: &str = "Save the scenario file";
/// The heading of the switches.
pub const CHANGE: &str = "Try other positions";
/// What the switches do.
pub const CHANGE_LEGEND: &str = "Switch a line off, hold it more or less firmly, or fix a term: the zone, the map, the proposals and the lines are \
     counted again at once, over every deal. The address of this page keeps what you chose, so a view can be sent.";
/// The switch of a demand.
pub const HELD: &str = "held";
/// The slider of a line.
pub const FIRMNESS: &str = "firmness";
/// The heading of the terms that can be fixed.
pub const FIX: &str = "Fix terms";
/// An issue that is not fixed.
pub const NOT_FIXED: &str = "open";
/// Fixes the members of an issue.
pub const EXACTLY: &str = "exactly these members";
/// The reset.
pub const RESET: &str = "Back to the positions as coded";
/// Before the command that gives the same figures.
pub const SAME_COMMAND: &str = "The same from the command line:";
/// A page that does not recount.
pub const STATIC: &str = "This page is static: the deals are too many, or too different, to be counted again in it (the table would pass \
     2 MB), or they were not all looked at.";
/// Where scripts are off.
pub const NO_SCRIPT: &str = "Scripts are off, so the switches are hidden; everything else is here.";
/// The jump over the switches.
pub const SKIP: &str = "To the findings";
/// The words of the living line: `{agreed}`, `{coherent}`, `{share}` and `{best}` are filled in.
pub const LIVE: [&str; 4] = [
    "As coded: {agreed} of {coherent} coherent deals ({share}) could be accepted; the most probable has probability {best}.",
    "With your changes: {agreed} of {coherent} coherent deals ({share}) could be accepted; the most probable has probability {best}.",
    "With your changes no deal is coherent.",
    "no single line",
];
/// Above an issue of which runs of values are shown.
pub const RUNS: &str = "This issue has many values, so neighbors that fared alike as coded share a row; what a row says holds of some of them.";
/// Instead of conflicts that are not shown.
pub const MORE_CONFLICTS: &str = "More conflicts are listed by `zopa explain`.";

/// A firmness as the file gives it: `0.9`, `0.6 to 0.9`.
#[must_use]
pub fn firmness(firmness: Firmness) -> String {
    if firmness.low >= firmness.high {
        firmness.low.to_string()
    } else {
        format!("{} to {}", firmness.low, firmness.high)
    }
}

/// The name of the living line's part.
pub const SEEN: &str = "What is seen now";
/// The buttons beside the living line.
pub const BUTTONS: [&str; 2] = ["Undo", "Redo"];
/// The heading of the comparison of two states.
pub const CHANGES: &str = "Before and after";
/// What it compares.
pub const CHANGES_LEGEND: &str = "Before is what was coded, or the view you chose to compare with.";
/// The heads of its columns, and the names of its rows.
pub const CHANGES_COLUMNS: [&str; 3] = ["figure", "before", "now"];
/// Its rows.
pub const CHANGES_ROWS: [&str; 5] = [
    "deals that could be accepted",
    "… of the coherent ones",
    "best probability",
    "some deal exists",
    "what was changed",
];
/// Terms that could be accepted now and could not before; the other way round; neither; nothing was changed; lines switched off.
pub const CHANGES_WORDS: [&str; 5] =
    ["Opened: {terms}.", "Closed: {terms}.", "No term opened or closed.", "nothing", "Switched off"];
/// The buttons of the comparison: to compare with what is seen, with what was coded; to name a view; its name.
pub const VIEWS: [&str; 4] =
    ["Compare with this view from now on", "Compare with what was coded", "Keep this view", "Name of the view"];
/// The heading of what to write under a quotation of the page.
pub const CITE: &str = "Cite this";
/// Where the address of the view stands.
pub const CITE_VIEW: &str = "Address of this view:";
/// The citation: `{title}`, `{as_of}`, `{version}`, `{hash}`.
pub const CITE_FORM: &str = "{title}.{as_of} Computed with zopa {version} from the scenario file with SHA-256 {hash}.";
/// Of a day in a citation.
pub const CITE_DAY: &str = " As of {day}.";
