//! Which constants are the same to the compiler, and the cache that makes equal ones one object.
//!
//! CPython: `_PyCode_ConstantKey` and `merge_const_one`. `1`, `1.0` and `True` are three constants; so are `0.0` and
//! `-0.0`; a NaN is never equal to another one.

/// The constants of one compilation, by key; the first object for a key represents it.
#[derive(Default)]
pub struct ConstCache {}
