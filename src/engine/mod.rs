//! Engines: who counts the deals of a space, and what each is good for.
//!
//! Whoever calls asks [`survey`] and gets one ledger ([`figures`]); which engine filled it is said, and need not be known. An engine
//! sees *voices* and a rule over them (`rule::lower`), never assumptions: in one world the voices are the parties.
//!
//! | room | answers | when | cost grows with |
//! |---|---|---|---|
//! | [`exact`] | every figure, nearest deals, completions, what unlocks open | first under `auto` | how rules entangle, not with the deals |
//! | [`tile`] | every figure, everything that needs each deal | few deals, or asked for | the deals, 64 at a time |
//! | [`descent`] | every figure of "everyone is needed", one walk each | many deals within reach | what is left undecided on the way down |
//! | [`draw`] | shares and means with intervals | beyond all of these, and beside them as a witness | the samples |
//! | [`pareto`] | the frontier and the bargaining solutions | `zopa frontier` | the points on it |
//! | [`coherent`] | each coherent deal itself, in order | `zopa export --to csv` | the coherent deals |
//! | [`solve`] | conflicts and unlocks one by one | too many deals to walk | the search |
//!
//! # Where the number of agreed deals is computed
//!
//! Once in each engine, and apart where independence or speed is the point:
//!
//! | where | why apart |
//! |---|---|
//! | `rule::reference` | the oracle: written to be read, and what all others are held to |
//! | `tile::walk` with `tile::tally` | every figure of every deal at once |
//! | `tile::opening` | the second look at what `explain` claims: it knows no signatures |
//! | `tile::completion` | the box that a proposal leaves, with who accepts and what is crossed |
//! | `tile::signature_table` | kinds of deals, from which each row of a sweep is had without a rule being judged |
//! | `descent::walk` | a question at a time, and no further down than it takes |
//! | `descent::flat` | the same kernel without leaving anything out: what the bench measures the bound with |
//! | `exact::fold` | by value, over the arcs of a diagram |
//! | `exact::keep` | the total alone, of layers that are forgotten: half the time by value (`cargo bench --bench engine`, rows of `M`) |
//! | `draw::simulate` | samples of every figure |
//! | `draw::lean` | samples of two figures, thousands at once: ten times the proposals a second (`cargo bench --bench simulate`) |

pub mod ask;
pub mod coherent;
pub mod descent;
pub mod draw;
pub mod exact;
pub mod figures;
pub mod pareto;
pub mod solve;
pub mod survey;
pub mod tile;
