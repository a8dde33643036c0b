//! Which panes are on the screen and where.
//!
//! A preset has a plan for each class of screen size; a plan is a tree of rows and columns whose leaves are slots. A slot
//! starts with the pane that the plan names and can be given another one, so every pane can be had at every size.

mod keep;
mod plan;

use std::collections::BTreeMap;

use ratatui::layout::{Position, Rect};

pub use plan::Preset;
use plan::{Plan, SizeClass};

use super::panes::PaneId;

/// A pane and its place, the line of its title included.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Placed {
    pub pane: PaneId,
    pub area: Rect,
}

/// The state of the layout.
#[derive(Clone, Debug)]
pub struct Layout {
    preset: Preset,
    class: SizeClass,
    /// The pane in each slot, in the order of the plan's leaves.
    slots: Vec<PaneId>,
    focus: PaneId,
    zoomed: bool,
    /// Shares that a person changed, of every plan there is.
    moved: BTreeMap<(Preset, SizeClass), Moved>,
}

/// By the way to a row or column of a plan, the sizes of its parts.
type Moved = BTreeMap<Vec<u8>, Vec<u16>>;

/// A line between two parts of the plan.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Divider {
    /// The plan that it is a line of: while the mouse has hold of it, the screen may get another size.
    plan: (Preset, SizeClass),
    /// The way to the row or column that the parts belong to.
    path: Vec<u8>,
    /// The part behind the line.
    part: usize,
}

/// Is called with the way to a part, its number, its place, and the row or column that it is a part of.
type Visit<'a> = dyn FnMut(&[u8], usize, Rect, Option<&'static Plan>) + 'a;

/// Columns and rows that a pane keeps when a line is moved.
const LEAST: (u16, u16) = (12, 3);

impl Layout {
    pub fn new(preset: Preset) -> Self {
        let class = SizeClass::Large;
        let slots = preset.plan(class).panes();
        Self { preset, class, focus: slots[0], slots, zoomed: false, moved: BTreeMap::new() }
    }

    pub fn preset(&self) -> Preset {
        self.preset
    }

    pub fn focus(&self) -> PaneId {
        self.focus
    }

    pub fn is_zoomed(&self) -> bool {
        self.zoomed
    }

    /// Adapts the plan to a new screen size; the focused pane stays on the screen.
    pub fn resize(&mut self, area: Rect) {
        let class = SizeClass::of(area);
        if class != self.class {
            self.class = class;
            self.fill();
        }
    }

    /// Chosen again, a preset gets its own shares back.
    pub fn set_preset(&mut self, preset: Preset) {
        if self.preset == preset {
            self.moved.retain(|(moved, _), _| *moved != preset);
        }
        self.preset = preset;
        self.zoomed = false;
        self.slots = preset.plan(self.class).panes();
        if !self.slots.contains(&self.focus) {
            self.focus = self.slots[0];
        }
    }

    fn fill(&mut self) {
        self.slots = self.preset.plan(self.class).panes();
        let focus = self.focus;
        self.show(focus);
    }

    pub fn set_zoomed(&mut self, zoomed: bool) {
        self.zoomed = zoomed;
    }

    /// Gives the focus to `pane`, bringing it on the screen if it is not there.
    ///
    /// It takes the place of the focused pane; but the source stays if there is another place, since everything else is
    /// about it. Then the tokens, which have room and are needed least, give way; without them the last pane.
    pub fn show(&mut self, pane: PaneId) {
        if !self.slots.contains(&pane) {
            let focused = self.slots.iter().position(|&slot| slot == self.focus && slot != PaneId::Source);
            let other = self.slots.iter().rposition(|&slot| slot != PaneId::Source);
            let plan = self.preset.plan(self.class).panes();
            let spare = plan.iter().position(|&slot| slot == PaneId::Tokens);
            let spare = spare.filter(|&slot| self.slots[slot] != PaneId::Source);
            let slot = focused.or(spare).or(other).unwrap_or(0);
            self.slots[slot] = pane;
        }
        self.focus = pane;
    }

    /// The pane that is `step` places further in reading order.
    pub fn neighbour(&self, step: isize) -> PaneId {
        let panes = self.ring();
        let at = panes.iter().position(|&pane| pane == self.focus).unwrap_or(0) as isize;
        panes[(at + step).rem_euclid(panes.len() as isize) as usize]
    }

    /// The panes that are gone through one after the other: those that share the screen; where there is room for one
    /// only, those that the preset has on a larger screen, in the order of their keys.
    fn ring(&self) -> Vec<PaneId> {
        if self.slots.len() > 1 {
            return self.slots.clone();
        }
        let mut panes = self.preset.plan(SizeClass::Large).panes();
        panes.push(self.focus);
        panes.sort_unstable();
        panes.dedup();
        panes
    }

    /// The panes behind the only one on the screen, in the order in which they come; none if several are seen.
    pub fn hidden(&self) -> Vec<PaneId> {
        if self.visible().len() > 1 {
            return Vec::new();
        }
        let mut panes = self.ring();
        let at = panes.iter().position(|&pane| pane == self.focus).unwrap_or(0);
        panes.rotate_left(at);
        panes.split_off(1)
    }

    /// The panes on the screen.
    pub fn visible(&self) -> &[PaneId] {
        if self.zoomed { std::slice::from_ref(&self.focus) } else { &self.slots }
    }

    /// Where the panes are when all of them share `area`.
    pub fn place(&self, area: Rect) -> Vec<Placed> {
        if self.zoomed {
            return vec![Placed { pane: self.focus, area }];
        }
        let mut areas = Vec::new();
        self.walk(self.preset.plan(self.class), area, &mut Vec::new(), &mut |_, _, area, parts| {
            if parts.is_none() {
                areas.push(area);
            }
        });
        self.slots.iter().zip(areas).map(|(&pane, area)| Placed { pane, area }).collect()
    }

    /// Visits every part of the plan with its way, its number among its neighbours, its area and its own parts; the
    /// leaves tile `area` without gap or overlap.
    fn walk(&self, plan: &'static Plan, area: Rect, path: &mut Vec<u8>, visit: &mut Visit) {
        let (parts, is_columns) = match plan {
            Plan::Pane(_) => return visit(path, 0, area, None),
            Plan::Columns(parts) => (*parts, true),
            Plan::Rows(parts) => (*parts, false),
        };
        let total = if is_columns { area.width } else { area.height };
        let moved = self.moved.get(&(self.preset, self.class)).and_then(|moved| moved.get(path.as_slice()));
        let sizes = match moved.filter(|moved| moved.len() == parts.len()) {
            Some(moved) => shares(total, moved),
            None => shares(total, &parts.iter().map(|(weight, _)| *weight).collect::<Vec<_>>()),
        };
        let mut at = if is_columns { area.x } else { area.y };
        for (number, (size, (_, part))) in sizes.into_iter().zip(parts).enumerate() {
            let inner =
                if is_columns { Rect { x: at, width: size, ..area } } else { Rect { y: at, height: size, ..area } };
            visit(path, number, inner, Some(plan));
            path.push(number as u8);
            self.walk(part, inner, path, visit);
            path.pop();
            at += size;
        }
    }

    /// The line between panes at a position of the screen.
    pub fn divider_at(&self, position: Position, area: Rect) -> Option<Divider> {
        if self.zoomed {
            return None;
        }
        let mut found = None;
        self.walk(self.preset.plan(self.class), area, &mut Vec::new(), &mut |path, part, inner, plan| {
            let on_line = match plan {
                Some(Plan::Columns(_)) => position.x == inner.x,
                Some(Plan::Rows(_)) => position.y == inner.y,
                _ => false,
            };
            if on_line && part > 0 && inner.contains(position) {
                found = Some(Divider { plan: (self.preset, self.class), path: path.to_vec(), part });
            }
        });
        found
    }

    /// Moves a line to a position; both neighbours keep a few rows or columns. A line that is not there any more stays.
    pub fn move_divider(&mut self, divider: &Divider, position: Position, area: Rect) {
        if self.zoomed || divider.plan != (self.preset, self.class) {
            return;
        }
        let mut parts: Vec<Rect> = Vec::new();
        let mut is_columns = false;
        self.walk(self.preset.plan(self.class), area, &mut Vec::new(), &mut |path, _, inner, plan| {
            if let Some(plan) = plan.filter(|_| path == divider.path) {
                parts.push(inner);
                is_columns = matches!(plan, Plan::Columns(_));
            }
        });
        let size = |part: &Rect| if is_columns { part.width } else { part.height };
        let mut sizes: Vec<u16> = parts.iter().map(size).collect();
        let Some(before) = divider.part.checked_sub(1).and_then(|before| parts.get(before)) else { return };
        let (start, to, least) =
            if is_columns { (before.x, position.x, LEAST.0) } else { (before.y, position.y, LEAST.1) };
        let both = sizes[divider.part - 1] + sizes[divider.part];
        if both < 2 * least {
            return;
        }
        let first = to.saturating_sub(start).clamp(least, both - least);
        sizes[divider.part - 1] = first;
        sizes[divider.part] = both - first;
        self.moved.entry((self.preset, self.class)).or_default().insert(divider.path.clone(), sizes);
    }

    /// Makes the focused pane larger (or smaller) by some columns or rows; `false` if nothing beside it gives way.
    pub fn grow(&mut self, by: i16, columns: bool, area: Rect) -> bool {
        let before = self.place(area);
        let Some(own) = before.iter().find(|placed| placed.pane == self.focus).map(|placed| placed.area) else {
            return false;
        };
        // The line behind the pane moves; in front of it where there is none behind.
        let (behind, front) = match columns {
            true => (Position::new(own.right(), own.y), Position::new(own.x, own.y)),
            false => (Position::new(own.x, own.bottom()), Position::new(own.x, own.y)),
        };
        for (line, sign) in [(behind, 1), (front, -1)] {
            let Some(divider) = self.divider_along(line, columns, area) else { continue };
            let to = match columns {
                true => Position { x: line.x.saturating_add_signed(sign * by), ..line },
                false => Position { y: line.y.saturating_add_signed(sign * by), ..line },
            };
            self.move_divider(&divider, to, area);
            if self.place(area) != before {
                return true;
            }
        }
        false
    }

    /// The line between columns (or rows) at a position.
    fn divider_along(&self, position: Position, columns: bool, area: Rect) -> Option<Divider> {
        if self.zoomed {
            return None;
        }
        let mut found = None;
        self.walk(self.preset.plan(self.class), area, &mut Vec::new(), &mut |path, part, inner, plan| {
            let on_line = match plan {
                Some(Plan::Columns(_)) => columns && position.x == inner.x,
                Some(Plan::Rows(_)) => !columns && position.y == inner.y,
                _ => false,
            };
            if on_line && part > 0 && inner.contains(position) {
                found = Some(Divider { plan: (self.preset, self.class), path: path.to_vec(), part });
            }
        });
        found
    }
}

/// `total` divided by weight; the sum is exact.
fn shares(total: u16, parts: &[u16]) -> Vec<u16> {
    let weights: u32 = parts.iter().map(|&weight| u32::from(weight)).sum();
    let mut before = 0;
    let mut used = 0;
    let share = |&weight: &u16| {
        before += u32::from(weight);
        // Rounding the borders, not the shares, keeps the sum exact.
        let end = (u32::from(total) * before + weights / 2) / weights.max(1);
        let share = end as u16 - used;
        used = end as u16;
        share
    };
    parts.iter().map(share).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panes_tile_the_screen() {
        for &preset in Preset::ALL {
            for (width, height) in [(120, 38), (80, 22), (200, 48), (60, 16), (20, 3), (100, 30), (300, 90)] {
                let area = Rect::new(0, 1, width, height);
                let mut layout = Layout::new(preset);
                layout.resize(area);
                let mut cells = vec![0; usize::from(width) * usize::from(height)];
                for placed in layout.place(area) {
                    for position in placed.area.positions() {
                        cells[usize::from(position.y - 1) * usize::from(width) + usize::from(position.x)] += 1;
                    }
                }
                assert!(cells.iter().all(|&count| count == 1), "{} at {width}×{height}", preset.name());
            }
        }
    }

    #[test]
    fn panes_are_large_enough_to_read() {
        for &preset in Preset::ALL {
            for (width, height) in [(120, 38), (80, 22), (200, 48)] {
                let area = Rect::new(0, 1, width, height);
                let mut layout = Layout::new(preset);
                layout.resize(area);
                for placed in layout.place(area) {
                    let Rect { width: w, height: h, .. } = placed.area;
                    assert!(
                        w >= 20 && h >= 5,
                        "{}: {} is {w}×{h} at {width}×{height}",
                        preset.name(),
                        placed.pane.title()
                    );
                }
            }
        }
    }

    #[test]
    fn a_hidden_pane_takes_the_place_of_one_that_is_not_the_source() {
        let mut layout = Layout::new(Preset::Default);
        layout.resize(Rect::new(0, 0, 80, 22));
        assert_eq!(layout.focus(), PaneId::Source);
        layout.show(PaneId::Heap);
        assert!(layout.visible().contains(&PaneId::Source) && layout.visible().contains(&PaneId::Heap));
        layout.show(PaneId::Scopes);
        assert!(!layout.visible().contains(&PaneId::Heap), "it took the place of the focused one");
        layout.show(PaneId::Source);
        layout.show(PaneId::Problems);
        let place = layout.place(Rect::new(0, 0, 80, 22)).into_iter().find(|placed| placed.pane == PaneId::Problems);
        assert!(place.is_some_and(|placed| placed.area.width >= 36), "not the narrowest place");
    }

    #[test]
    fn lines_between_panes_can_be_moved() {
        let area = Rect::new(0, 1, 120, 38);
        let mut layout = Layout::new(Preset::Default);
        layout.resize(area);
        let second =
            layout.place(area).into_iter().map(|placed| placed.area.x).filter(|&x| x > 0).min().expect("columns");
        let divider = layout.divider_at(Position::new(second, 5), area).expect("a line");
        for (to, expected) in [(20, 20), (2, 12), (60, 60), (119, 62)] {
            layout.move_divider(&divider, Position::new(to, 5), area);
            let x = layout.place(area).into_iter().map(|placed| placed.area.x).filter(|&x| x > 0).min();
            assert!(x.is_some_and(|x| x == expected || to == 119 && x > 60), "{to}: {x:?}");
        }
        let row = layout.place(area).into_iter().map(|placed| placed.area.y).filter(|&y| y > 1).min().expect("rows");
        assert!(layout.divider_at(Position::new(3, row), area).is_some() || row > 1);
        assert_eq!(layout.divider_at(Position::new(3, 3), area), None);
        layout.set_zoomed(true);
        assert_eq!(layout.divider_at(Position::new(second, 5), area), None);
    }

    #[test]
    fn a_line_that_is_held_while_the_screen_changes_stays() {
        let (small, large) = (Rect::new(0, 0, 80, 22), Rect::new(0, 0, 200, 48));
        let mut layout = Layout::new(Preset::Default);
        layout.resize(large);
        let lines = large.positions().filter_map(|position| layout.divider_at(position, large));
        let held: Vec<Divider> = lines.collect();
        layout.resize(small);
        let before = layout.place(small);
        held.iter().for_each(|divider| layout.move_divider(divider, Position::new(40, 11), small));
        assert_eq!(layout.place(small), before);
    }

    #[test]
    fn focus_survives_a_smaller_screen() {
        let mut layout = Layout::new(Preset::Default);
        layout.show(PaneId::Ast);
        layout.resize(Rect::new(0, 0, 60, 16));
        assert_eq!(layout.visible(), [PaneId::Ast]);
        layout.resize(Rect::new(0, 0, 120, 38));
        assert_eq!(layout.focus(), PaneId::Ast);
        assert!(layout.visible().len() > 4);
    }
}
