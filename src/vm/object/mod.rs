//! The heap: slots addressed by 32-bit handles, what they hold, and the objects that exist from the start.
//!
//! | file | holds |
//! |---|---|
//! | `handle` | [`Obj`], the handle |
//! | `statics` | handles known at compile time: `None`, small integers, builtin types, names of special methods |
//! | `payload` | [`Payload`]: what is inside an object, and which other objects it refers to |
//! | `heap` | [`Heap`]: allocation, reference counts, attribute blocks |
//! | `string`, `dict`, `set` | the data of `str`, `dict` and `set` |
//! | `keys` | keys of instance attributes, shared by the instances of a class |

pub mod dict;
pub mod handle;
pub mod heap;
pub mod keys;
pub mod payload;
pub mod set;
pub mod statics;
pub mod string;

pub use dict::DictData;
pub use handle::Obj;
pub use heap::{Heap, Slot, Slots};
pub use payload::*;
pub use set::SetData;
pub use statics::{T, names};
pub use string::PyStr;
