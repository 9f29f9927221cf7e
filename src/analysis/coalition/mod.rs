//! Who can agree with whom: sets of parties, the coalitions of the agreement rule, and votes on one deal.

pub mod lists;
pub mod sets;
pub mod votes;
