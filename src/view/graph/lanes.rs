//! Arrows beside a listing: rows that lead to rows in, a gutter of box-drawing characters out.
//!
//! Arrows to the same row share a lane; lanes are to the left of the rows, short arrows nearest to them. Rows are
//! indices of the listing.

/// The lanes that a gutter has at most; arrows beyond are left to the words of the listing.
pub const MAX_LANES: usize = 10;

/// All arrows that lead to one row in the same way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Arrow {
    pub from: Vec<usize>,
    pub to: usize,
    /// Drawn in broken lines.
    pub broken: bool,
}

impl Arrow {
    fn first(&self) -> usize {
        self.from.iter().copied().fold(self.to, usize::min)
    }

    fn last(&self) -> usize {
        self.from.iter().copied().fold(self.to, usize::max)
    }
}

/// The gutter of each row, all of the same width; empty if there are no arrows.
pub fn gutter(arrows: &[Arrow], rows: usize) -> Vec<String> {
    gutter_within(arrows, rows, MAX_LANES)
}

/// [`gutter`] with at most `most` lanes.
pub fn gutter_within(arrows: &[Arrow], rows: usize, most: usize) -> Vec<String> {
    let mut order: Vec<&Arrow> = arrows.iter().filter(|arrow| !arrow.from.is_empty() && arrow.last() < rows).collect();
    order.sort_by_key(|arrow| (arrow.last() - arrow.first(), arrow.to));
    let mut lanes: Vec<Vec<&Arrow>> = Vec::new();
    for arrow in order {
        let free = |lane: &Vec<&Arrow>| lane.iter().all(|o| o.last() < arrow.first() || arrow.last() < o.first());
        match lanes.iter().position(free) {
            Some(lane) => lanes[lane].push(arrow),
            None if lanes.len() < most => lanes.push(vec![arrow]),
            None => {}
        }
    }
    if lanes.is_empty() {
        return vec![String::new(); rows];
    }
    let width = 2 * lanes.len() + 1;
    let mut cells = vec![vec![' '; width]; rows];
    for (number, lane) in lanes.iter().enumerate() {
        let column = 2 * (lanes.len() - 1 - number);
        lane.iter().for_each(|arrow| draw(arrow, column, &mut cells));
    }
    cells.into_iter().map(|row| row.into_iter().collect()).collect()
}

fn draw(arrow: &Arrow, column: usize, cells: &mut [Vec<char>]) {
    let (first, last) = (arrow.first(), arrow.last());
    for (row, line) in cells.iter_mut().enumerate().take(last + 1).skip(first) {
        let touches = row == arrow.to || arrow.from.contains(&row);
        let vertical = if arrow.broken { '┆' } else { '│' };
        line[column] = match (touches, row == first, row == last) {
            (true, true, true) => '─',
            (true, true, false) => '╭',
            (true, false, true) => '╰',
            (true, false, false) => '├',
            (false, ..) => vertical,
        };
        if !touches {
            continue;
        }
        let end = line.len() - 1;
        for cell in &mut line[column + 1..end] {
            *cell = match *cell {
                ' ' | '─' => '─',
                '╭' | '┬' => '┬',
                '╰' | '┴' => '┴',
                _ => '┼',
            };
        }
        if line[end] != '▶' {
            line[end] = if row == arrow.to { '▶' } else { '─' };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_arrows_are_nearest_and_long_ones_go_round_them() {
        let arrows = [Arrow { from: vec![1, 2], to: 5, broken: false }, Arrow { from: vec![4], to: 3, broken: true }];
        assert_eq!(gutter(&arrows, 6).join("\n"), "     \n╭────\n├────\n│ ╭─▶\n│ ╰──\n╰───▶");
    }

    #[test]
    fn an_arrow_to_its_own_row_is_a_line() {
        assert_eq!(gutter(&[Arrow { from: vec![0], to: 0, broken: false }], 1), ["──▶"]);
    }

    #[test]
    fn more_arrows_than_lanes_are_left_out() {
        let arrows: Vec<Arrow> = (0..40).map(|row| Arrow { from: vec![row], to: 80 - row, broken: false }).collect();
        let gutter = gutter(&arrows, 81);
        assert!(gutter.iter().all(|row| row.chars().count() == 2 * MAX_LANES + 1));
    }
}
