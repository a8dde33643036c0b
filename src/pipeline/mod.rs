//! All stages of one revision of a file, the links between them, and what changed since the last revision.
