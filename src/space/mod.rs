//! Where deals live: the space cut into tiles, deals by number, deals drawn by chance.

pub mod deal;
pub mod digits;
pub mod draw;
pub mod instructions;
mod joined;
pub mod lanes;
pub mod layout;
pub mod near;
pub mod paths;
