//! Panes.
mod table;

pub use table::PaneId;
