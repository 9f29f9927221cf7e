//! A scenario as it was meant: every name resolved, every value checked, every default filled in.
//!
//! This is what everything to the right of `scenario` reads. It knows no TOML; the spans that it keeps are byte ranges
//! of the file's text, so that a warning can still point at the words.

use crate::scenario::assumption::Assumptions;
use crate::scenario::condition::Condition;
use crate::scenario::id::{IdVec, ImpossibleId, IssueId, PartyId, ProposalId, SourceId};
use crate::scenario::sweep::Sweep;
use crate::scenario::talk::Talk;

pub use crate::scenario::issue::{
    Deal, DemandName, Issue, IssueKind, IssueOption, NumberRange, Terms, Value, ValueRow,
};
pub use crate::scenario::span::{Date, Span};

/// How well a position is founded, from the strongest to the weakest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Basis {
    /// The party said so itself.
    Stated,
    /// It stood in a draft text.
    Draft,
    /// Somebody reported it.
    Reported,
    /// It follows from other things that were said.
    Inferred,
    /// The author assumes it.
    Assumed,
}

impl Basis {
    /// All of them, strongest first.
    pub const ALL: [Self; 5] = [Self::Stated, Self::Draft, Self::Reported, Self::Inferred, Self::Assumed];

    /// The word of the format.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Draft => "draft",
            Self::Reported => "reported",
            Self::Inferred => "inferred",
            Self::Assumed => "assumed",
        }
    }
}

/// Where a position comes from.
#[derive(Clone, PartialEq, Debug)]
pub struct Source {
    /// The key in the file.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Who published it.
    pub publisher: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// When, as the file gives it (a date or any text).
    pub date: Option<String>,
    /// Where to read it.
    pub url: Option<String>,
    /// What kind of evidence it is.
    pub kind: Basis,
    /// The author's remark.
    pub note: Option<String>,
    /// Where the file defines it.
    pub span: Span,
}

/// When a rule is crossed: (`when` holds, if given) and (`unless` does not, if given) and (`reject` holds, or `require` does not).
#[derive(Clone, PartialEq, Debug)]
pub struct Rule {
    /// What the rule demands or refuses.
    pub body: RuleBody,
    /// The rule applies only where this holds.
    pub when: Option<Condition>,
    /// … and not where this holds.
    pub unless: Option<Condition>,
}

/// What a rule demands or refuses.
#[derive(Clone, PartialEq, Debug)]
pub enum RuleBody {
    /// Crossed where the condition does not hold.
    Require(Condition),
    /// Crossed where the condition holds.
    Reject(Condition),
}

/// Terms that contradict each other, whoever is asked.
#[derive(Clone, PartialEq, Debug)]
pub struct Impossible {
    /// The key in the file.
    pub id: String,
    /// What people read.
    pub title: String,
    /// The rule.
    pub rule: Rule,
    /// Where it comes from.
    pub sources: Vec<SourceId>,
    /// The author's remark.
    pub note: Option<String>,
    /// Where the file defines it.
    pub span: Span,
}

/// How sure the author is that a party would walk away rather than cross a line: from 0 (it would give way) to 1 (never).
/// `low` < `high` is the author's own doubt.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Firmness {
    /// The least.
    pub low: f64,
    /// The most.
    pub high: f64,
}

/// How firmly a line is held, value by value of one assumption.
#[derive(Clone, PartialEq, Debug)]
pub struct FirmnessBy {
    /// The place of the assumption.
    pub assumption: usize,
    /// One for each of its values, in their order.
    pub of_value: Vec<Firmness>,
}

/// A term a party would not cross, as coded by the author.
#[derive(Clone, PartialEq, Debug)]
pub struct RedLine {
    /// The key in the file, without its party.
    pub id: String,
    /// What people read.
    pub title: String,
    /// When it is crossed.
    pub rule: Rule,
    /// How firmly it is held; where that depends on an assumption the mean over its values, or the one that is assumed.
    pub firmness: Firmness,
    /// How it depends on an assumption; none if it does not.
    pub firmness_by: Option<FirmnessBy>,
    /// Where it comes from.
    pub sources: Vec<SourceId>,
    /// The words it rests on.
    pub quote: Option<String>,
    /// How well it is founded.
    pub basis: Basis,
    /// How it was coded.
    pub note: Option<String>,
    /// Its place among the file's `[line]` tables, where it is one that several parties may hold.
    pub shared: Option<usize>,
    /// Where the file defines it.
    pub span: Span,
}

/// Points for a combination of terms.
#[derive(Clone, PartialEq, Debug)]
pub struct Bonus {
    /// The key in the file.
    pub id: String,
    /// What people read.
    pub title: Option<String>,
    /// Where the points are given.
    pub when: Condition,
    /// How many.
    pub points: f64,
    /// The author's remark.
    pub note: Option<String>,
    /// Where the file defines it.
    pub span: Span,
}

/// The points a party gives to the values of one issue.
#[derive(Clone, PartialEq, Debug)]
pub enum IssuePoints {
    /// One number a value: options, numbers, or no and yes, by place.
    ByValue(Vec<f64>),
    /// On a range: linear from the first value to the last.
    Linear {
        /// The points of the lowest value.
        at_min: f64,
        /// The points of the highest value.
        at_max: f64,
    },
    /// On a members issue: the points of each member chosen, added up.
    ByMember(Vec<f64>),
}

/// A party to the negotiation.
#[derive(Clone, PartialEq, Debug)]
pub struct Party {
    /// The key in the file.
    pub id: String,
    /// What people read.
    pub name: String,
    /// Whether agreement can need it.
    pub signs: bool,
    /// What it counts under `weight_at_least`.
    pub weight: f64,
    /// Below this many points it walks away.
    pub reservation: Option<f64>,
    /// Its red lines in file order.
    pub red_lines: Vec<RedLine>,
    /// Its points, where it has a `points` table: one entry an issue, none if the issue is left out.
    pub points: Option<IdVec<IssueId, Option<IssuePoints>>>,
    /// Its bonuses in file order.
    pub bonuses: Vec<Bonus>,
    /// The author's remark.
    pub note: Option<String>,
    /// Where the file defines it.
    pub span: Span,
}

impl Party {
    /// Whether it has a utility: a `points` table (even an empty one) or a bonus.
    #[must_use]
    pub fn has_utility(&self) -> bool {
        self.points.is_some() || !self.bonuses.is_empty()
    }
}

/// Who must accept. The keys that are given are and-ed; with none given every signing party must.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Agreement {
    /// All of these.
    pub always: Vec<PartyId>,
    /// At least this many signing parties.
    pub at_least: Option<u32>,
    /// The accepting signing parties' weights reach this (tolerance 1e-9).
    pub weight_at_least: Option<f64>,
    /// All of at least one of these lists.
    pub coalitions: Option<Vec<Vec<PartyId>>>,
    /// Where the file gives it.
    pub span: Span,
}

impl Agreement {
    /// Whether every signing party must accept, because no key says otherwise.
    #[must_use]
    pub fn needs_everyone(&self) -> bool {
        self.always.is_empty() && self.at_least.is_none() && self.weight_at_least.is_none() && self.coalitions.is_none()
    }
}

/// A named set of terms; what it leaves out is open.
#[derive(Clone, PartialEq, Debug)]
pub struct Proposal {
    /// The key in the file.
    pub id: String,
    /// What people read.
    pub title: String,
    /// Where it comes from.
    pub sources: Vec<SourceId>,
    /// The proposal whose terms it took over.
    pub based_on: Option<ProposalId>,
    /// Its terms, those taken over included.
    pub terms: Terms,
    /// The author's remark.
    pub note: Option<String>,
    /// Where the file defines it.
    pub span: Span,
}

/// Changes to a scenario: a variant's, or those of the command line. Demands are named by the places of the scenario as
/// the file has it, before any change.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Changes {
    /// Demands that are no longer there.
    pub drop: Vec<DemandName>,
    /// New firmness of red lines.
    pub firmness: Vec<(DemandName, Firmness)>,
    /// … that depends on an assumption. A line stands in one of the two lists.
    pub firmness_by: Vec<(DemandName, FirmnessBy)>,
    /// New reservations.
    pub reservation: Vec<(PartyId, f64)>,
    /// Only deals with these terms.
    pub fix: Vec<(IssueId, Value)>,
    /// Who signs.
    pub signs: Vec<(PartyId, bool)>,
    /// New points of values; at the ends of a range that is given by its ends (0 the lowest, 1 the highest).
    pub points: Vec<((PartyId, IssueId, ValueRow), f64)>,
    /// Values of assumptions (by their places) that are certain.
    pub assume: Vec<(usize, u32)>,
    /// Another rule of who must accept, in place of the whole of the file's.
    pub agreement: Option<Agreement>,
    /// Only these sign, and all of them are needed, whatever else is said of who signs and of the agreement.
    pub coalition: Option<Vec<PartyId>>,
}

/// The same scenario under other assumptions.
#[derive(Clone, PartialEq, Debug)]
pub struct Variant {
    /// The key in the file.
    pub id: String,
    /// What people read.
    pub title: Option<String>,
    /// What it changes.
    pub changes: Changes,
    /// The author's remark.
    pub note: Option<String>,
    /// Where the file defines it.
    pub span: Span,
}

/// What a verdict says of a value.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Verdict {
    /// Every agreed deal has it.
    Certain,
    /// Some agreed deals have it.
    Possible,
    /// No agreed deal has it.
    Blocked,
    /// No coherent deal has it.
    Impossible,
    /// No sample showed an agreed deal that has it (no proof either way).
    Unseen,
}

impl Verdict {
    /// The word of the format.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Possible => "possible",
            Self::Blocked => "blocked",
            Self::Impossible => "impossible",
            Self::Unseen => "unseen",
        }
    }
}

/// A test that the author keeps beside the rules.
#[derive(Clone, PartialEq, Debug)]
pub struct Expect {
    /// The key in the file.
    pub id: String,
    /// Under this variant (place among the scenario's).
    pub variant: Option<usize>,
    /// Only deals with these terms.
    pub fix: Vec<(IssueId, Value)>,
    /// Values of assumptions (by their places) that are certain.
    pub assume: Vec<(usize, u32)>,
    /// For this proposal.
    pub proposal: Option<ProposalId>,
    /// How many deals are agreed.
    pub agreed: Option<num_bigint::BigUint>,
    /// How many deals are coherent.
    pub coherent: Option<num_bigint::BigUint>,
    /// Where the best probability lies.
    pub probability: Option<(f64, f64)>,
    /// The talk (its place among the scenario's) that is played, and where the share that reaches an agreement lies.
    pub talk: Option<usize>,
    /// In this interval.
    pub reached: Option<(f64, f64)>,
    /// Verdicts of values.
    pub verdict: Vec<(IssueId, ValueRow, Verdict)>,
    /// Each of these is a conflict.
    pub conflicts: Option<Vec<Vec<DemandName>>>,
    /// Each of these is an unlock.
    pub unlocks: Option<Vec<Vec<DemandName>>>,
    /// Each of these parties accepts every completion of the proposal.
    pub accepts: Vec<PartyId>,
    /// Exactly these demands of that party are crossed by every completion.
    pub rejects: Vec<(PartyId, Vec<DemandName>)>,
    /// The author's remark.
    pub note: Option<String>,
    /// Where the file defines it.
    pub span: Span,
}

/// A whole scenario.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Scenario {
    /// What it is called.
    pub title: String,
    /// One paragraph.
    pub summary: Option<String>,
    /// The author's remark.
    pub note: Option<String>,
    /// Positions as publicly stated up to this day.
    pub as_of: Option<Date>,
    /// Where positions come from.
    pub sources: IdVec<SourceId, Source>,
    /// What is to be settled.
    pub issues: IdVec<IssueId, Issue>,
    /// Facts of the world that nobody settles.
    pub assumptions: Assumptions,
    /// Terms that contradict each other.
    pub impossible: IdVec<ImpossibleId, Impossible>,
    /// Who negotiates.
    pub parties: IdVec<PartyId, Party>,
    /// Who must accept.
    pub agreement: Agreement,
    /// Only deals with these terms are coherent (no file gives this: variants, expectations and flags do).
    pub fix: Terms,
    /// Named proposals.
    pub proposals: IdVec<ProposalId, Proposal>,
    /// Named changes.
    pub variants: Vec<Variant>,
    /// The author's tests.
    pub expects: Vec<Expect>,
    /// What the author moves.
    pub sweeps: Vec<Sweep>,
    /// What happens at the table.
    pub talks: Vec<Talk>,
}
