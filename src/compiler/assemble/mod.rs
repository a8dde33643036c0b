//! Jumps, line table and exception table: instructions in, a code object out.
