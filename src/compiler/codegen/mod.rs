//! Pseudo-instructions from the optimized tree and its scopes.
