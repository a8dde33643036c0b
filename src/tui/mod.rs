//! The workbench: event loop, panes, keys, themes, watching, running.
pub mod commands;
pub mod export;
pub mod key;
pub mod keymap;
pub mod layout;
pub mod panes;
pub mod theme;
pub mod workers;
