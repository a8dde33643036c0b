//! Marshal, the `.pyc` file, and the rules of the `__pycache__` directory.
//!
//! | file | job |
//! |---|---|
//! | [`tree`] | what marshalled bytes mean, byte by byte: a tree of values with their ranges |
//! | [`reader`] | bytes of any CPython from 3.8 to 3.14 to a tree; distrusts every length and reference |
//! | [`validate`] | which code objects CPython refuses to make |
//! | [`load`] | the tree of a 3.13 file to a [`crate::bytecode::Code`] |
//! | [`foreign`] | code objects of other versions, as far as a listing needs them |
//! | [`parts`] | a name and a meaning for every byte of a file |
//! | [`writer`] | a code object to bytes, identical to CPython's to the last reference flag |
//! | [`sharing`] | which objects CPython would hold more than once, and so flags |
//! | [`values`] | numbers for values, equal ones for those that are the same to the compiler |
//! | [`header`] | the sixteen bytes in front: magic number, flags, time and size or hash |
//! | [`cache`] | where the file lies |
//! | [`verdict`] | what an import would do with it |

pub mod cache;
pub mod foreign;
pub mod header;
pub mod load;
pub mod parts;
pub mod reader;
pub mod sharing;
pub mod tree;
pub mod validate;
pub mod values;
pub mod verdict;
pub mod writer;

use std::ops::Range;

/// Byte offsets in a `.pyc` file or in marshalled data.
pub type Bytes = Range<u32>;

/// Why bytes could not be read, in CPython's words where it has some.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MarshalError {
    /// Offset at which reading failed.
    pub at: u32,
    /// The class CPython's `marshal.loads` raises.
    pub exception: &'static str,
    pub msg: String,
}

impl std::fmt::Display for MarshalError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {} (at byte {})", self.exception, self.msg, self.at)
    }
}
