//! Which CPython to be, and how hard its compiler should optimize.

/// The CPython whose behaviour is reproduced; a value that is passed along, never a global.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Profile {
    /// CPython 3.13.1 and later micro versions.
    #[default]
    V3_13,
    /// CPython 3.13.0, which emits one `GET_ITER` less in each clause of generator expressions and comprehensions.
    V3_13_0,
}

impl Profile {
    pub const ALL: [Self; 2] = [Self::V3_13, Self::V3_13_0];

    /// The spelling of `--python`.
    pub fn name(self) -> &'static str {
        match self {
            Profile::V3_13 => "3.13",
            Profile::V3_13_0 => "3.13.0",
        }
    }
}

/// `python`, `python -O` and `python -OO`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, PartialOrd, Ord)]
pub enum OptimizeLevel {
    /// Everything stays.
    #[default]
    None,
    /// `assert` goes, `__debug__` is false.
    O,
    /// Docstrings go too.
    OO,
}

impl OptimizeLevel {
    pub const ALL: [Self; 3] = [Self::None, Self::O, Self::OO];

    pub fn number(self) -> u8 {
        self as u8
    }
}
