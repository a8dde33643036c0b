//! The subcommands: every stage as text or JSON.
