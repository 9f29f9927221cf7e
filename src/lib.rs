//! zopa is a rule-based negotiation simulator. A scenario says what is to be settled, who negotiates, and which terms
//! each party would not cross; zopa looks at every deal that could be made of it and says which terms could be accepted,
//! who blocks the rest and by which red line. ZOPA is the *zone of possible agreement*: the deals that cross nobody's line.
//!
//! This is the library below the command `zopa` (`zopa --help`). A tour:
//!
//! ```
//! use zopa::analysis::acceptance::accept;
//! use zopa::engine::ask::effort::Effort;
//! use zopa::report::{context::RunContext, json};
//! use zopa::rule::reference::judge;
//! use zopa::scenario::model::{Deal, Scenario, Value};
//!
//! // A scenario is text. Every problem of the text comes back at once, each with its place and the repair.
//! let scenario = Scenario::from_toml_str(r#"
//!     format = 1
//!     title = "A cease-fire"
//!     [issue.troops]
//!     title = "Foreign troops"
//!     options = { none = "None", observers = "Observers", force = "A force" }
//!     [issue.ban]
//!     title = "Alliance ruled out"
//!     yes_no = true
//!     [party.north]
//!     name = "North"
//!     [party.north.red_line.no_force]
//!     title = "No foreign force"
//!     reject = { troops = "force" }
//!     firmness = 0.9
//!     [party.south]
//!     name = "South"
//!     [party.south.red_line.protection]
//!     title = "No ban without somebody on the ground"
//!     reject = { ban = true }
//!     unless = { troops = ["observers", "force"] }
//! "#)?;
//!
//! // A deal gives every issue one value, by its place: a force (the third option), and no ban (no is 0, yes is 1).
//! let deal: Deal = [Value(2), Value(0)].into_iter().collect();
//! let judgement = judge(&scenario, &deal);
//! assert!(!judgement.agreed, "it crosses North's line");
//! assert_eq!(judgement.probability, Some(0.1), "the line is held with probability 0.9");
//!
//! // An engine looks at all of them. What it found is plain data.
//! let found = accept(&scenario, &Effort::default());
//! assert_eq!(found.deals, 6_u32.into());
//! assert_eq!(found.zone.share.value, Some(3.0 / 6.0));
//!
//! // Data becomes bytes last: JSON here, or a table, Markdown, CSV.
//! assert!(json::acceptance(&scenario, &found, &RunContext::default()).contains("\"agreed\": \"3\""));
//! # Ok::<(), zopa::scenario::error::Problems>(())
//! ```
//!
//! # Where to begin
//!
//! | function | gives |
//! |---|---|
//! | [`Scenario::from_toml_str`](scenario::model::Scenario::from_toml_str) | the scenario that a text is, or every problem of the text |
//! | [`judge`](rule::reference::judge) | one deal: who accepts it, which demands it crosses, how probable it is |
//! | [`accept`](analysis::acceptance::accept) | which terms could be accepted, and by whom (`zopa run`) |
//! | [`compare`](analysis::comparison::compare) | proposals side by side, and the nearest agreed deals (`zopa compare`) |
//! | [`reasons`](analysis::explanation::reasons::reasons) | why no deal is agreed, and what would open one (`zopa explain`) |
//! | [`trace`](analysis::frontier::by_walk::trace) | the Pareto frontier and the bargaining solutions (`zopa frontier`) |
//!
//! A `main` that ends with `?` prints the problems of a scenario as people read them, each with its line.
//!
//! # Words
//!
//! | word | meaning |
//! |---|---|
//! | issue | what is to be settled: a choice of options, a range of numbers, any of some members, or yes or no |
//! | deal | one value for every issue |
//! | proposal | a named deal, or part of one: what it leaves out is open |
//! | party | who negotiates; one that *signs* can be needed for agreement |
//! | red line | a term that a party would not cross, as coded by the author; a deal *crosses* it or not |
//! | firmness | the probability that a line is held: 1 never given up, 0 always |
//! | points, utility, reservation | what a deal is worth to a party, and below which worth it walks away |
//! | demand | a red line or a reservation |
//! | coherent | a deal that does not contradict itself: no impossible rule crossed, every size kept |
//! | agreed | a deal that enough signing parties accept, all lines held |
//! | zone | the zone of possible agreement, ZOPA: all coherent deals that are agreed |
//! | conflict, unlock | demands that together leave no agreed deal; demands which, given up, open one |
//! | variant | the same scenario under other assumptions |
//! | answer | exact, an estimate, or undecided, and it says which |
//!
//! # Floors
//!
//! ```text
//!             what was written            what it means       where deals live     who looks
//!   TOML ──►  scenario  ──►  rule  ──►  space  ──►  engine  ──►  analysis  ──►  report ──► bridge ──► explorer ──► cli ──► you
//!             (model)      (kernels)   (deals)     (counts)     (findings)    (bytes)    (files)    (pages)    (words)
//! ```
//!
//! A file imports from its own floor and from any floor to its left, never to its right. Above [`scenario`] nothing knows
//! TOML; [`rule`] and [`space`] touch nothing outside; only the floors that touch the outside can fail; [`analysis`] asks
//! an engine and never walks the space itself; only [`report`] and [`explorer`] know an output format, only [`cli`] the terminal.

pub mod analysis;
pub mod bridge;
pub mod cli;
pub mod engine;
pub mod explorer;
pub mod report;
pub mod rule;
pub mod scenario;
pub mod space;

/// The code in the README compiles and holds.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
