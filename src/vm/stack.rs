//! The value stack that all frames share.
//!
//! It is a row of cells of which the lower ones are in use. The others are there already, so that putting a value on the
//! stack needs no more than a look whether there is a cell ([`Stack::parts`] gives the short ways of `quick` cells and
//! height apart, which then live in registers).

use std::ops::{Deref, DerefMut};

use super::object::Obj;

/// Cells of a new stack.
const LEAST: usize = 1024;

/// Objects from the bottom up; as a slice, the cells in use.
#[derive(Clone, Default)]
pub struct Stack {
    cells: Vec<Obj>,
    height: usize,
}

impl Stack {
    /// All cells, and how many are in use.
    #[inline(always)]
    pub fn parts(&mut self) -> (&mut [Obj], &mut usize) {
        (&mut self.cells, &mut self.height)
    }

    #[inline(always)]
    pub fn len(&self) -> usize {
        self.height
    }

    pub fn is_empty(&self) -> bool {
        self.height == 0
    }

    /// More cells.
    #[cold]
    #[inline(never)]
    pub fn grow(&mut self) {
        let cells = self.cells.len().max(self.height);
        self.cells.resize((cells * 2).max(LEAST), Obj::NULL);
    }

    /// Sees to it that there are so many cells.
    #[inline(always)]
    pub fn reserve(&mut self, cells: usize) {
        while self.cells.len() < cells {
            self.grow();
        }
    }

    #[inline(always)]
    pub fn push(&mut self, o: Obj) {
        if self.height >= self.cells.len() {
            self.grow();
        }
        self.cells[self.height] = o;
        self.height += 1;
    }

    #[inline(always)]
    pub fn pop(&mut self) -> Option<Obj> {
        let height = self.height.checked_sub(1)?;
        self.height = height;
        Some(self.cells[height])
    }

    /// Forgets the cells from `height` up; what they count is the caller's business.
    #[inline(always)]
    pub fn truncate(&mut self, height: usize) {
        self.height = self.height.min(height);
    }

    pub fn extend_from_slice(&mut self, items: &[Obj]) {
        self.reserve(self.height + items.len());
        self.cells[self.height..][..items.len()].copy_from_slice(items);
        self.height += items.len();
    }

    /// Takes the cells from `at` up away.
    pub fn split_off(&mut self, at: usize) -> Vec<Obj> {
        let taken = self[at..].to_vec();
        self.height = at;
        taken
    }

    pub fn insert(&mut self, at: usize, o: Obj) {
        self.push(o);
        self[at..].rotate_right(1);
    }
}

impl Deref for Stack {
    type Target = [Obj];

    #[inline(always)]
    fn deref(&self) -> &[Obj] {
        &self.cells[..self.height]
    }
}

impl DerefMut for Stack {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut [Obj] {
        &mut self.cells[..self.height]
    }
}

impl Extend<Obj> for Stack {
    fn extend<I: IntoIterator<Item = Obj>>(&mut self, items: I) {
        items.into_iter().for_each(|o| self.push(o));
    }
}
