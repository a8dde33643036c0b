//! The threads beside the one that draws. Each owns its state and talks through channels only.
//!
//! [`watch`] says when the file's content is new, [`compile`] turns content into a revision.

pub mod compile;
pub mod execute;
pub mod watch;
