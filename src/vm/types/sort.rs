//! Sorting: timsort, with CPython's comparisons in CPython's order.
//!
//! What a comparison prints or raises can be seen, so the order in which pairs are compared is part of what `sorted` does.
//! CPython 3.13: natural runs, short ones lengthened by binary insertion, merged as the powersort strategy says, and galloping
//! while one of the two runs keeps winning. An error leaves a permutation of the items.

use crate::vm::compare::Compare;
use crate::vm::object::Obj;
use crate::vm::{PyResult, Vm};

/// Key and item.
type Pair = (Obj, Obj);

/// So many wins in a row begin, and keep up, a gallop.
const MIN_GALLOP: usize = 7;
const MOST_MINRUN: usize = 64;

#[derive(Clone, Copy)]
struct Run {
    base: usize,
    length: usize,
    /// Depth of the merge with the run behind it, in the tree of merges.
    power: u32,
}

struct Sorter<'vm> {
    vm: &'vm mut Vm,
    pairs: Vec<Pair>,
    runs: Vec<Run>,
    min_gallop: usize,
}

/// Sorts in place.
pub fn sort_pairs(vm: &mut Vm, pairs: &mut Vec<Pair>) -> PyResult<()> {
    let mut sorter = Sorter { vm, pairs: std::mem::take(pairs), runs: Vec::new(), min_gallop: MIN_GALLOP };
    let result = sorter.sort();
    *pairs = sorter.pairs;
    result
}

/// Runs shorter than this are lengthened: such that the number of runs is a power of two or a little less.
fn minimal_run(mut length: usize) -> usize {
    let mut odd = 0;
    while length >= MOST_MINRUN {
        odd |= length & 1;
        length >>= 1;
    }
    length + odd
}

/// The first bit in which the middles of two neighbouring runs differ, as fractions of the whole.
fn node_power(base: usize, first: usize, second: usize, whole: usize) -> u32 {
    let mut a = 2 * base + first;
    let mut b = a + first + second;
    let mut power = 0;
    loop {
        power += 1;
        if a >= whole {
            a -= whole;
            b -= whole;
        } else if b >= whole {
            return power;
        }
        a <<= 1;
        b <<= 1;
    }
}

impl Sorter<'_> {
    fn less(&mut self, a: Pair, b: Pair) -> PyResult<bool> {
        self.vm.tick()?;
        self.vm.rich_compare_bool(a.0, b.0, Compare::Less)
    }

    fn sort(&mut self) -> PyResult<()> {
        let whole = self.pairs.len();
        if whole < 2 {
            return Ok(());
        }
        let least = minimal_run(whole);
        let mut base = 0;
        while base < whole {
            let remaining = whole - base;
            let mut length = self.count_run(base, remaining)?;
            if length < least {
                let forced = least.min(remaining);
                self.binary_insertion(base, forced, length)?;
                length = forced;
            }
            self.collapse_before(length)?;
            self.runs.push(Run { base, length, power: 0 });
            base += length;
        }
        while self.runs.len() > 1 {
            let mut at = self.runs.len() - 2;
            if at > 0 && self.runs[at - 1].length < self.runs[at + 1].length {
                at -= 1;
            }
            self.merge_at(at)?;
        }
        Ok(())
    }

    /// Length of the run at `base`; one that descends is reversed, equal items staying in their order.
    fn count_run(&mut self, base: usize, remaining: usize) -> PyResult<usize> {
        let item = |sorter: &Self, at: usize| sorter.pairs[base + at];
        let mut n = 1;
        while n < remaining && !self.less(item(self, n), item(self, n - 1))? {
            n += 1;
        }
        if n == remaining {
            return Ok(n);
        }
        if n > 1 {
            if self.less(item(self, 0), item(self, n - 1))? {
                return Ok(n);
            }
            // All equal so far: the beginning of a descending run.
            self.pairs[base..base + n].reverse();
        }
        n += 1;
        let mut equal = 0;
        while n < remaining {
            if self.less(item(self, n), item(self, n - 1))? {
                self.reverse_equal(base + n, &mut equal);
            } else if self.less(item(self, n - 1), item(self, n))? {
                break;
            } else {
                equal += 1;
            }
            n += 1;
        }
        self.reverse_equal(base + n, &mut equal);
        self.pairs[base..base + n].reverse();
        while n < remaining && !self.less(item(self, n), item(self, n - 1))? {
            n += 1;
        }
        Ok(n)
    }

    /// Reverses the last `equal + 1` items before `end`; reversing the whole run puts them right again.
    fn reverse_equal(&mut self, end: usize, equal: &mut usize) {
        if *equal > 0 {
            self.pairs[end - *equal - 1..end].reverse();
            *equal = 0;
        }
    }

    /// Sorts `length` items at `base`, of which the first `sorted` are sorted.
    fn binary_insertion(&mut self, base: usize, length: usize, sorted: usize) -> PyResult<()> {
        for at in base + sorted.max(1)..base + length {
            let pivot = self.pairs[at];
            let (mut left, mut right) = (base, at);
            while left < right {
                let middle = (left + right) / 2;
                if self.less(pivot, self.pairs[middle])? {
                    right = middle;
                } else {
                    left = middle + 1;
                }
            }
            self.pairs.copy_within(left..at, left + 1);
            self.pairs[left] = pivot;
        }
        Ok(())
    }

    /// Merges what has to be merged before a run of `length` is put behind the others.
    fn collapse_before(&mut self, length: usize) -> PyResult<()> {
        let Some(&last) = self.runs.last() else { return Ok(()) };
        let power = node_power(last.base, last.length, length, self.pairs.len());
        while self.runs.len() > 1 && self.runs[self.runs.len() - 2].power > power {
            self.merge_at(self.runs.len() - 2)?;
        }
        if let Some(last) = self.runs.last_mut() {
            last.power = power;
        }
        Ok(())
    }

    fn merge_at(&mut self, at: usize) -> PyResult<()> {
        let (first, second) = (self.runs[at], self.runs[at + 1]);
        self.runs[at].length = first.length + second.length;
        self.runs.remove(at + 1);
        let (start, middle, end) = (first.base, second.base, second.base + second.length);
        // What is in its place already needs no merging.
        let skipped = self.gallop_right(self.pairs[middle], Side::Whole(start), first.length, 0, &[])?;
        let start = start + skipped;
        if start == middle {
            return Ok(());
        }
        let kept =
            self.gallop_left(self.pairs[middle - 1], Side::Whole(middle), end - middle, end - middle - 1, &[])?;
        if kept == 0 {
            return Ok(());
        }
        if middle - start <= kept {
            self.merge_low(start, middle, middle + kept)
        } else {
            self.merge_high(start, middle, middle + kept)
        }
    }

    fn item(&self, side: Side, at: usize, spare: &[Pair]) -> Pair {
        match side {
            Side::Whole(base) => self.pairs[base + at],
            Side::Spare(base) => spare[base + at],
        }
    }

    /// Where `key` belongs among `n` sorted items, left of those equal to it; looked for from `hint` on, in growing steps.
    fn gallop_left(&mut self, key: Pair, side: Side, n: usize, hint: usize, spare: &[Pair]) -> PyResult<usize> {
        let (mut last, mut offset) = (0usize, 1usize);
        let (mut low, mut high);
        if self.less(self.item(side, hint, spare), key)? {
            let most = n - hint;
            while offset < most && self.less(self.item(side, hint + offset, spare), key)? {
                last = offset;
                offset = 2 * offset + 1;
            }
            (low, high) = (hint + last + 1, hint + offset.min(most));
        } else {
            let most = hint + 1;
            while offset < most && !self.less(self.item(side, hint - offset, spare), key)? {
                last = offset;
                offset = 2 * offset + 1;
            }
            (low, high) = (hint + 1 - offset.min(most), hint - last);
        }
        while low < high {
            let middle = low + (high - low) / 2;
            if self.less(self.item(side, middle, spare), key)? {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Ok(high)
    }

    /// Like [`Sorter::gallop_left`], right of the items equal to `key`.
    fn gallop_right(&mut self, key: Pair, side: Side, n: usize, hint: usize, spare: &[Pair]) -> PyResult<usize> {
        let (mut last, mut offset) = (0usize, 1usize);
        let (mut low, mut high);
        if self.less(key, self.item(side, hint, spare))? {
            let most = hint + 1;
            while offset < most && self.less(key, self.item(side, hint - offset, spare))? {
                last = offset;
                offset = 2 * offset + 1;
            }
            (low, high) = (hint + 1 - offset.min(most), hint - last);
        } else {
            let most = n - hint;
            while offset < most && !self.less(key, self.item(side, hint + offset, spare))? {
                last = offset;
                offset = 2 * offset + 1;
            }
            (low, high) = (hint + last + 1, hint + offset.min(most));
        }
        while low < high {
            let middle = low + (high - low) / 2;
            if self.less(key, self.item(side, middle, spare))? {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        Ok(high)
    }

    /// Merges neighbours from the front; the first one, which is the shorter, waits in a spare array.
    fn merge_low(&mut self, start: usize, middle: usize, end: usize) -> PyResult<()> {
        let spare: Vec<Pair> = self.pairs[start..middle].to_vec();
        // Places of the next item of each run and of the result.
        let mut state = Merge { a: 0, b: middle, to: start };
        let result = self.merge_low_steps(&spare, end, &mut state);
        // Whether all went well or not, what is left of the spare array goes into the gap.
        let left = &spare[state.a..];
        if let Ok(true) = result {
            // One item is left, which belongs behind everything.
            self.pairs.copy_within(state.b..end, state.to);
            self.pairs[end - 1] = left[0];
        } else {
            self.pairs[state.to..state.to + left.len()].copy_from_slice(left);
        }
        result.map(|_| ())
    }

    /// The merging itself; true when the last item of the spare array belongs at the end.
    fn merge_low_steps(&mut self, spare: &[Pair], end: usize, state: &mut Merge) -> PyResult<bool> {
        let take_b = |sorter: &mut Self, state: &mut Merge| {
            sorter.pairs[state.to] = sorter.pairs[state.b];
            state.to += 1;
            state.b += 1;
        };
        let take_a = |sorter: &mut Self, state: &mut Merge| {
            sorter.pairs[state.to] = spare[state.a];
            state.to += 1;
            state.a += 1;
        };
        take_b(self, state);
        if state.b == end {
            return Ok(false);
        }
        if spare.len() == 1 {
            return Ok(true);
        }
        let mut min_gallop = self.min_gallop;
        loop {
            let (mut wins_a, mut wins_b) = (0, 0);
            loop {
                if self.less(self.pairs[state.b], spare[state.a])? {
                    take_b(self, state);
                    (wins_a, wins_b) = (0, wins_b + 1);
                    if state.b == end {
                        return Ok(false);
                    }
                    if wins_b >= min_gallop {
                        break;
                    }
                } else {
                    take_a(self, state);
                    (wins_a, wins_b) = (wins_a + 1, 0);
                    if state.a + 1 == spare.len() {
                        return Ok(true);
                    }
                    if wins_a >= min_gallop {
                        break;
                    }
                }
            }
            min_gallop += 1;
            loop {
                min_gallop -= usize::from(min_gallop > 1);
                self.min_gallop = min_gallop;
                let count = spare.len() - state.a;
                wins_a = self.gallop_right(self.pairs[state.b], Side::Spare(state.a), count, 0, spare)?;
                for _ in 0..wins_a {
                    take_a(self, state);
                }
                if wins_a > 0 {
                    match spare.len() - state.a {
                        1 => return Ok(true),
                        0 => return Ok(false),
                        _ => {}
                    }
                }
                take_b(self, state);
                if state.b == end {
                    return Ok(false);
                }
                wins_b = self.gallop_left(spare[state.a], Side::Whole(state.b), end - state.b, 0, spare)?;
                for _ in 0..wins_b {
                    take_b(self, state);
                }
                if state.b == end {
                    return Ok(false);
                }
                take_a(self, state);
                if state.a + 1 == spare.len() {
                    return Ok(true);
                }
                if wins_a < MIN_GALLOP && wins_b < MIN_GALLOP {
                    break;
                }
            }
            min_gallop += 1;
            self.min_gallop = min_gallop;
        }
    }

    /// Merges neighbours from the back; the second one, which is the shorter, waits in a spare array.
    fn merge_high(&mut self, start: usize, middle: usize, end: usize) -> PyResult<()> {
        let spare: Vec<Pair> = self.pairs[middle..end].to_vec();
        // Ends of what is left of each run, and of the gap.
        let mut state = Merge { a: middle, b: spare.len(), to: end };
        let result = self.merge_high_steps(&spare, start, &mut state);
        let left = &spare[..state.b];
        if let Ok(true) = result {
            // One item is left, which belongs before everything.
            self.pairs.copy_within(start..state.a, start + 1);
            self.pairs[start] = left[0];
        } else {
            self.pairs[state.to - left.len()..state.to].copy_from_slice(left);
        }
        result.map(|_| ())
    }

    fn merge_high_steps(&mut self, spare: &[Pair], start: usize, state: &mut Merge) -> PyResult<bool> {
        let take_a = |sorter: &mut Self, state: &mut Merge| {
            state.to -= 1;
            state.a -= 1;
            sorter.pairs[state.to] = sorter.pairs[state.a];
        };
        let take_b = |sorter: &mut Self, state: &mut Merge| {
            state.to -= 1;
            state.b -= 1;
            sorter.pairs[state.to] = spare[state.b];
        };
        take_a(self, state);
        if state.a == start {
            return Ok(false);
        }
        if spare.len() == 1 {
            return Ok(true);
        }
        let mut min_gallop = self.min_gallop;
        loop {
            let (mut wins_a, mut wins_b) = (0, 0);
            loop {
                if self.less(spare[state.b - 1], self.pairs[state.a - 1])? {
                    take_a(self, state);
                    (wins_a, wins_b) = (wins_a + 1, 0);
                    if state.a == start {
                        return Ok(false);
                    }
                    if wins_a >= min_gallop {
                        break;
                    }
                } else {
                    take_b(self, state);
                    (wins_a, wins_b) = (0, wins_b + 1);
                    if state.b == 1 {
                        return Ok(true);
                    }
                    if wins_b >= min_gallop {
                        break;
                    }
                }
            }
            min_gallop += 1;
            loop {
                min_gallop -= usize::from(min_gallop > 1);
                self.min_gallop = min_gallop;
                let count = state.a - start;
                let place = self.gallop_right(spare[state.b - 1], Side::Whole(start), count, count - 1, spare)?;
                wins_a = count - place;
                for _ in 0..wins_a {
                    take_a(self, state);
                }
                if state.a == start {
                    return Ok(false);
                }
                take_b(self, state);
                if state.b == 1 {
                    return Ok(true);
                }
                let count = state.b;
                let place = self.gallop_left(self.pairs[state.a - 1], Side::Spare(0), count, count - 1, spare)?;
                wins_b = count - place;
                for _ in 0..wins_b {
                    take_b(self, state);
                }
                if wins_b > 0 {
                    match state.b {
                        1 => return Ok(true),
                        0 => return Ok(false),
                        _ => {}
                    }
                }
                take_a(self, state);
                if state.a == start {
                    return Ok(false);
                }
                if wins_a < MIN_GALLOP && wins_b < MIN_GALLOP {
                    break;
                }
            }
            min_gallop += 1;
            self.min_gallop = min_gallop;
        }
    }
}

/// Where galloping looks: in the list or in the spare array, from a place on.
#[derive(Clone, Copy)]
enum Side {
    Whole(usize),
    Spare(usize),
}

/// How far a merge has come.
struct Merge {
    a: usize,
    b: usize,
    to: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minimal_runs_divide_the_list_well() {
        assert_eq!([63, 64, 65, 100, 128, 2112].map(minimal_run), [63, 32, 33, 50, 32, 33]);
    }

    #[test]
    fn powers_are_depths_of_merges() {
        assert_eq!(node_power(0, 50, 50, 100), 1);
        assert_eq!(node_power(0, 25, 25, 100), 2);
    }
}
