//! Which panes are on the screen and where.
//!
//! A preset has a plan for each class of screen size; a plan is a tree of rows and columns whose leaves are slots. A slot
//! starts with the pane that the plan names and can be given another one, so every pane can be had at every size.

mod plan;

use ratatui::layout::Rect;

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
}

impl Layout {
    pub fn new(preset: Preset) -> Self {
        let class = SizeClass::Large;
        let slots = preset.plan(class).panes();
        Self { preset, class, focus: slots[0], slots, zoomed: false }
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

    pub fn set_preset(&mut self, preset: Preset) {
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
    /// about it.
    pub fn show(&mut self, pane: PaneId) {
        if !self.slots.contains(&pane) {
            let focused = self.slots.iter().position(|&slot| slot == self.focus && slot != PaneId::Source);
            let other = self.slots.iter().rposition(|&slot| slot != PaneId::Source);
            let slot = focused.or(other).unwrap_or(0);
            self.slots[slot] = pane;
        }
        self.focus = pane;
    }

    /// The pane that is `step` places further in reading order.
    pub fn neighbour(&self, step: isize) -> PaneId {
        let count = self.slots.len() as isize;
        let at = self.slots.iter().position(|&slot| slot == self.focus).unwrap_or(0) as isize;
        self.slots[(at + step).rem_euclid(count) as usize]
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
        place(self.preset.plan(self.class), area, &mut areas);
        self.slots.iter().zip(areas).map(|(&pane, area)| Placed { pane, area }).collect()
    }
}

/// The areas of the plan's leaves; they tile `area` without gap or overlap.
fn place(plan: &Plan, area: Rect, areas: &mut Vec<Rect>) {
    match plan {
        Plan::Pane(_) => areas.push(area),
        Plan::Columns(parts) => {
            let mut x = area.x;
            for (width, (_, part)) in shares(area.width, parts).into_iter().zip(*parts) {
                place(part, Rect { x, width, ..area }, areas);
                x += width;
            }
        }
        Plan::Rows(parts) => {
            let mut y = area.y;
            for (height, (_, part)) in shares(area.height, parts).into_iter().zip(*parts) {
                place(part, Rect { y, height, ..area }, areas);
                y += height;
            }
        }
    }
}

/// `total` divided by weight; the sum is exact.
fn shares(total: u16, parts: &[(u16, Plan)]) -> Vec<u16> {
    let weights: u32 = parts.iter().map(|(weight, _)| u32::from(*weight)).sum();
    let mut before = 0;
    let mut used = 0;
    let share = |(weight, _): &(u16, Plan)| {
        before += u32::from(*weight);
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
