//! The layout as it is kept for next time: the preset in use, and the shares that a person changed, of every plan.
//!
//! TOML of our own making, which nobody writes by hand: whatever cannot be understood is passed over.
//!
//! ```toml
//! layout = "run"
//!
//! [shares.run.large]
//! "" = [50, 70]
//! "0.1" = [20, 10, 8]
//! ```

use std::fmt::Write as _;

use super::plan::SizeClass;
use super::{Layout, Moved, Preset};

impl Layout {
    /// The text of the state file.
    pub fn kept(&self) -> String {
        let mut text = format!("layout = {:?}\n", self.preset.short_name());
        for ((preset, class), moved) in &self.moved {
            let class = SizeClass::ALL.iter().find(|(known, _)| known == class).map_or("", |(_, name)| name);
            // Writing to a String cannot fail.
            let _ = writeln!(text, "\n[shares.{}.{class}]", preset.short_name());
            for (path, sizes) in moved {
                let path: Vec<String> = path.iter().map(u8::to_string).collect();
                let _ = writeln!(text, "{:?} = {sizes:?}", path.join("."));
            }
        }
        text
    }

    /// Takes over what was kept: the shares, and the preset if none is asked for.
    pub fn restore(&mut self, text: &str, wanted: Option<Preset>) {
        let Ok(table) = text.parse::<toml::Table>() else { return };
        let kept = table.get("layout").and_then(toml::Value::as_str).and_then(Preset::named);
        if let Some(preset) = wanted.or(kept).filter(|preset| *preset != self.preset) {
            self.set_preset(preset);
        }
        for &preset in Preset::ALL {
            for (class, name) in SizeClass::ALL {
                let shares =
                    table.get("shares").and_then(|shares| shares.get(preset.short_name())?.get(name)?.as_table());
                let moved: Moved =
                    shares.into_iter().flatten().filter_map(|(path, sizes)| share(path, sizes)).collect();
                if !moved.is_empty() {
                    self.moved.insert((preset, class), moved);
                }
            }
        }
    }
}

fn share(path: &str, sizes: &toml::Value) -> Option<(Vec<u8>, Vec<u16>)> {
    let path = path.split('.').filter(|part| !part.is_empty()).map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let size = |size: &toml::Value| u16::try_from(size.as_integer()?).ok().filter(|size| *size > 0);
    let sizes = sizes.as_array()?.iter().map(size).collect::<Option<_>>()?;
    Some((path, sizes))
}

#[cfg(test)]
mod tests {
    use ratatui::layout::{Position, Rect};

    use super::*;

    #[test]
    fn moved_lines_are_where_they_were() {
        let area = Rect::new(0, 1, 120, 38);
        let mut layout = Layout::new(Preset::Default);
        layout.resize(area);
        let x = layout.place(area).into_iter().map(|placed| placed.area.x).find(|&x| x > 0).expect("columns");
        let divider = layout.divider_at(Position::new(x, 5), area).expect("a line");
        layout.move_divider(&divider, Position::new(x + 9, 5), area);
        let before = layout.place(area);
        layout.set_preset(Preset::Run);
        let text = layout.kept();
        let mut next = Layout::new(Preset::Default);
        next.restore(&text, None);
        assert_eq!(next.preset(), Preset::Run);
        next.resize(area);
        next.set_preset(Preset::Default);
        assert_eq!(next.place(area), before);
        next.set_preset(Preset::Default);
        assert_ne!(next.place(area), before, "chosen again it has its own shares");
        let mut asked = Layout::new(Preset::Default);
        asked.restore(&text, Some(Preset::Cache));
        assert_eq!(asked.preset(), Preset::Cache);
    }

    #[test]
    fn what_cannot_be_understood_is_passed_over() {
        let area = Rect::new(0, 1, 120, 38);
        for text in [
            "",
            "layout = 3",
            "x = [",
            "[shares.default.large]\n\"\" = [0, -1]\n\"a\" = 3\n\"9.9\" = [1]\n\"0\" = [1, 2, 3, 4]\n",
        ] {
            let mut layout = Layout::new(Preset::Default);
            layout.resize(area);
            let before = layout.place(area);
            layout.restore(text, None);
            assert_eq!(layout.place(area), before, "{text}");
        }
    }

    #[test]
    fn keys_move_lines_too() {
        let area = Rect::new(0, 1, 120, 38);
        let mut layout = Layout::new(Preset::Default);
        layout.resize(area);
        let size = |layout: &Layout| {
            let own = layout.place(area).into_iter().find(|placed| placed.pane == layout.focus()).expect("it is there");
            (own.area.width, own.area.height)
        };
        for placed in layout.place(area) {
            layout.show(placed.pane);
            let (width, height) = size(&layout);
            assert!(layout.grow(4, true, area) && size(&layout).0 == width + 4, "{:?}", placed.pane);
            assert!(layout.grow(-4, true, area) && size(&layout) == (width, height), "{:?}", placed.pane);
            if layout.grow(2, false, area) {
                assert_eq!(size(&layout).1, height + 2, "{:?}", placed.pane);
            }
        }
        layout.set_zoomed(true);
        assert!(!layout.grow(4, true, area));
    }
}
