//! The workbench: event loop, panes, keys, themes, watching, running.
