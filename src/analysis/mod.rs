//! What engines are asked, and what is found out.

pub mod findings;
