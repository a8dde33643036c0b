//! AST optimizer: a tree in, an optimized tree out, and for each change what was changed and why.
