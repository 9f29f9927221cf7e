//! The lean simulation: how many random proposals are agreed, and how likely they are, where everyone is needed.
//!
//! A tile is 2,048 proposals, one bit each. Their values are drawn as binary digits, a plane of words a digit (`kernel`), the
//! lines are formulas on these planes (`circuit`, `cubes`), and firmness is treated in one of two ways: the product of 1 − f over the
//! lines that a proposal crosses (`product`), or a world drawn for it, each line held or not. All of it is written once and
//! compiled for three instruction sets (`wide`), which give the same bytes.
//!
//! Example: three issues of four options take six planes of 32 words; the line "a = 2 and b ≥ 3" is two truth tables of two
//! digits and a conjunction, 32 words each: 2,048 proposals by a few dozen vector instructions.

pub mod circuit;
pub mod cubes;
pub mod kernel;
pub mod plane;
pub mod product;
pub mod simulation;
pub mod wide;
