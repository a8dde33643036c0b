//! Artifacts and pictures of the machine as rows of text with roles: the only formatter. Knows no terminal.
