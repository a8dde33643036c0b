//! The workbench: event loop, panes, keys, themes, watching, running.
pub mod theme;
pub mod workers;
