//! Handles of objects.

/// The place of an object in the heap; [`Obj::NULL`] is no object.
///
/// In debug builds a handle also carries the generation of its slot, so that the use of a handle whose object is
/// gone (and whose slot may hold another one by now) is caught where it happens.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Obj {
    index: u32,
    #[cfg(debug_assertions)]
    generation: u32,
}

impl Obj {
    pub const NULL: Obj = Obj::fixed(0);

    /// The handle of an object that is made at start-up and never freed.
    #[inline(always)]
    pub const fn fixed(index: u32) -> Obj {
        Obj {
            index,
            #[cfg(debug_assertions)]
            generation: 0,
        }
    }

    #[inline(always)]
    #[cfg_attr(not(debug_assertions), expect(unused_variables, reason = "generations exist in debug builds only"))]
    pub(super) const fn with_generation(index: u32, generation: u32) -> Obj {
        Obj {
            index,
            #[cfg(debug_assertions)]
            generation,
        }
    }

    #[inline(always)]
    pub const fn is_null(self) -> bool {
        self.index == 0
    }

    /// `None` for [`Obj::NULL`].
    #[inline]
    pub fn some(self) -> Option<Obj> {
        if self.is_null() { None } else { Some(self) }
    }

    #[inline(always)]
    pub const fn index(self) -> usize {
        self.index as usize
    }

    #[cfg(debug_assertions)]
    pub(super) const fn generation(self) -> u32 {
        self.generation
    }

    /// The immortal integer `value`, if it is one of −5 … 256.
    #[inline(always)]
    pub const fn small_int(value: i64) -> Option<Obj> {
        if value >= -5 && value <= 256 {
            Some(Obj::fixed((super::statics::SMALL_INTS as i64 + value + 5) as u32))
        } else {
            None
        }
    }

    #[inline(always)]
    pub const fn bool(value: bool) -> Obj {
        if value { super::statics::TRUE } else { super::statics::FALSE }
    }
}

impl std::fmt::Debug for Obj {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "@{}", self.index)
    }
}
