//! Control-flow optimizer: labelled instructions in, optimized instructions out, pass by pass.
