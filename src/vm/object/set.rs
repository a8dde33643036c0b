//! The data of `set` and `frozenset`: CPython's own table, because the order of iteration is the order of the table.
//!
//! Linear runs of up to [`LINEAR_PROBES`] cells, then a jump; resized when three fifths are filled.

use super::Obj;

const LINEAR_PROBES: usize = 9;
const SMALLEST: usize = 8;

#[derive(Clone, Copy, Debug)]
pub enum Cell {
    Empty,
    /// A key was here; searches go on.
    Dummy,
    Key(Obj, i64),
}

#[derive(Clone, Debug)]
pub struct SetData {
    table: Vec<Cell>,
    used: usize,
    /// Cells that are not empty.
    fill: usize,
    /// Where `pop` goes on.
    finger: usize,
    /// Changes whenever a key comes or goes.
    pub version: u32,
    /// Hash of a frozenset, once known.
    pub hash: Option<i64>,
}

impl Default for SetData {
    fn default() -> Self {
        Self { table: vec![Cell::Empty; SMALLEST], used: 0, fill: 0, finger: 0, version: 0, hash: None }
    }
}

/// A search in progress; see [`SetData::next`].
#[derive(Clone, Copy, Debug)]
pub struct SetProbe {
    hash: i64,
    start: usize,
    /// Cell of the run that is looked at next.
    step: usize,
    perturb: u64,
    /// The last cell passed whose key was removed: a new key goes there.
    dummy: Option<usize>,
}

/// What a search came upon.
pub enum Step {
    /// A key with the same hash, at this cell.
    Candidate(usize, Obj),
    /// The key is not in the set; it would go into this cell, which is empty or holds a dummy.
    Absent(usize),
}

impl SetData {
    pub fn len(&self) -> usize {
        self.used
    }

    pub fn is_empty(&self) -> bool {
        self.used == 0
    }

    pub fn table_len(&self) -> usize {
        self.table.len()
    }

    /// The key in a cell.
    pub fn cell(&self, at: usize) -> Option<(Obj, i64)> {
        match self.table.get(at) {
            Some(&Cell::Key(key, hash)) => Some((key, hash)),
            _ => None,
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = (Obj, i64)> + '_ {
        self.table.iter().filter_map(|cell| match cell {
            Cell::Key(key, hash) => Some((*key, *hash)),
            _ => None,
        })
    }

    pub fn probe(&self, hash: i64) -> SetProbe {
        SetProbe { hash, start: hash as usize & (self.table.len() - 1), step: 0, perturb: hash as u64, dummy: None }
    }

    pub fn next(&self, probe: &mut SetProbe) -> Step {
        let mask = self.table.len() - 1;
        loop {
            let run = if probe.start + LINEAR_PROBES <= mask { LINEAR_PROBES } else { 0 };
            while probe.step <= run {
                let at = probe.start + probe.step;
                probe.step += 1;
                match self.table[at] {
                    Cell::Empty => return Step::Absent(probe.dummy.unwrap_or(at)),
                    Cell::Key(key, hash) if hash == probe.hash => return Step::Candidate(at, key),
                    Cell::Dummy => probe.dummy = Some(at),
                    Cell::Key(..) => {}
                }
            }
            probe.perturb >>= 5;
            probe.start = (probe.start.wrapping_mul(5).wrapping_add(1).wrapping_add(probe.perturb as usize)) & mask;
            probe.step = 0;
        }
    }

    /// Puts a key in the cell that a search ended at. The caller has counted it.
    pub fn insert_at(&mut self, at: usize, key: Obj, hash: i64) {
        let old = std::mem::replace(&mut self.table[at], Cell::Key(key, hash));
        self.used += 1;
        self.version = self.version.wrapping_add(1);
        if matches!(old, Cell::Dummy) {
            return;
        }
        self.fill += 1;
        if self.fill * 5 >= (self.table.len() - 1) * 3 {
            self.resize(if self.used > 50000 { self.used * 2 } else { self.used * 4 });
        }
    }

    /// Adds a key that is known not to be there.
    pub fn insert_new(&mut self, key: Obj, hash: i64) {
        let mut probe = self.probe(hash);
        loop {
            if let Step::Absent(at) = self.next(&mut probe) {
                self.insert_at(at, key, hash);
                return;
            }
        }
    }

    /// Makes room as CPython does before another set's keys are added.
    pub fn reserve_for_merge(&mut self, other: usize) {
        if (self.fill + other) * 5 >= (self.table.len() - 1) * 3 {
            self.resize((self.used + other) * 2);
        }
    }

    /// Whether the table has never had a key removed or added (a merge may then copy cells in order).
    pub fn is_fresh(&self) -> bool {
        self.fill == 0
    }

    /// A copy of another table, cell by cell, when this one is fresh, of the same size, and the other has no dummies.
    pub fn copy_cells_from(&mut self, other: &SetData) -> bool {
        if self.fill != 0 || self.table.len() != other.table.len() || other.fill != other.used {
            return false;
        }
        self.table.clone_from(&other.table);
        self.fill = other.fill;
        self.used = other.used;
        self.version = self.version.wrapping_add(1);
        true
    }

    /// Adds a key that is known not to be there, to a table without dummies and with room.
    pub fn insert_clean_new(&mut self, key: Obj, hash: i64) {
        self.insert_clean(key, hash);
        self.fill += 1;
        self.used += 1;
        self.version = self.version.wrapping_add(1);
    }

    pub fn remove(&mut self, at: usize) -> Obj {
        match std::mem::replace(&mut self.table[at], Cell::Dummy) {
            Cell::Key(key, _) => {
                self.used -= 1;
                self.version = self.version.wrapping_add(1);
                key
            }
            other => {
                self.table[at] = other;
                Obj::NULL
            }
        }
    }

    /// Takes out the key that `set.pop` takes.
    pub fn pop(&mut self) -> Option<Obj> {
        if self.used == 0 {
            return None;
        }
        let mask = self.table.len() - 1;
        let mut at = self.finger & mask;
        while !matches!(self.table[at], Cell::Key(..)) {
            at = if at >= mask { 0 } else { at + 1 };
        }
        self.finger = at + 1;
        Some(self.remove(at))
    }

    pub fn take(&mut self) -> Vec<Obj> {
        let keys = self.iter().map(|(key, _)| key).collect();
        *self = Self { version: self.version.wrapping_add(1), finger: self.finger, ..Self::default() };
        keys
    }

    /// Puts another table in the place of this one, which it returns; where `pop` goes on stays.
    pub fn replace(&mut self, with: Self) -> Self {
        let (finger, version) = (self.finger, self.version.wrapping_add(1));
        std::mem::replace(self, Self { finger, version, ..with })
    }

    /// Resizes the table where more than a quarter of it are dummies.
    pub fn purge(&mut self) {
        if self.fill - self.used > (self.table.len() - 1) / 4 {
            self.resize(if self.used > 50000 { self.used * 2 } else { self.used * 4 });
        }
    }

    fn resize(&mut self, least: usize) {
        let mut size = SMALLEST;
        while size <= least {
            size *= 2;
        }
        let old = std::mem::replace(&mut self.table, vec![Cell::Empty; size]);
        self.fill = self.used;
        for cell in old {
            if let Cell::Key(key, hash) = cell {
                self.insert_clean(key, hash);
            }
        }
    }

    /// Insertion into a table without dummies or equal keys.
    fn insert_clean(&mut self, key: Obj, hash: i64) {
        let mask = self.table.len() - 1;
        let mut perturb = hash as u64;
        let mut start = hash as usize & mask;
        loop {
            let run = if start + LINEAR_PROBES <= mask { LINEAR_PROBES } else { 0 };
            for at in start..=start + run {
                if matches!(self.table[at], Cell::Empty) {
                    self.table[at] = Cell::Key(key, hash);
                    return;
                }
            }
            perturb >>= 5;
            start = (start.wrapping_mul(5).wrapping_add(1).wrapping_add(perturb as usize)) & mask;
        }
    }
}
