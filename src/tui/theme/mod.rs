//! Themes: a style for every role of text and every part of the screen.
//!
//! A theme is a TOML file: a palette of named colours, styles for dotted scopes (`syntax.keyword`; `syntax` serves every
//! scope below it that has no style of its own), and perhaps `inherits`, the theme whose palette and scopes it starts
//! from. Loading never fails: what cannot be understood becomes a warning, and the rest of the theme holds.
//!
//! Styles are resolved once, when a theme is loaded; drawing only indexes an array.

pub mod color;
mod parse;
mod ui;

use std::path::Path;

use ratatui::style::{Color, Style};

pub use color::ColorDepth;
pub use ui::Ui;

use crate::view::Role;

/// The built-in themes: name in configuration, text of the file.
pub const BUILT_IN: &[(&str, &str)] = &[
    ("dark", include_str!("../../../themes/dark.toml")),
    ("light", include_str!("../../../themes/light.toml")),
    ("high-contrast", include_str!("../../../themes/high-contrast.toml")),
    ("high-contrast-light", include_str!("../../../themes/high-contrast-light.toml")),
    ("colour-blind", include_str!("../../../themes/colour-blind.toml")),
    ("ansi16", include_str!("../../../themes/ansi16.toml")),
    ("monochrome", include_str!("../../../themes/monochrome.toml")),
];

/// A resolved theme.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    /// As in configuration, e.g. `high-contrast`.
    pub id: String,
    /// As shown to a person.
    pub name: String,
    roles: Vec<Style>,
    ui: Vec<Style>,
}

impl Theme {
    /// The style of text with a role; no background, so that what lies below shows.
    pub fn role(&self, role: Role) -> Style {
        self.roles.get(role as usize).copied().unwrap_or_default()
    }

    /// The style of a part of the screen.
    pub fn ui(&self, ui: Ui) -> Style {
        self.ui.get(ui as usize).copied().unwrap_or_default()
    }

    /// The theme with the colours that a terminal of this depth can show.
    pub fn at_depth(mut self, depth: ColorDepth) -> Theme {
        for style in self.roles.iter_mut().chain(&mut self.ui) {
            style.fg = style.fg.and_then(|color| depth.nearest(color));
            style.bg = style.bg.and_then(|color| depth.nearest(color));
        }
        self
    }

    /// Foreground and background on which `style` is drawn, for measuring contrast.
    pub fn colors_of(&self, style: Style) -> (Color, Color) {
        let ground = self.ui(Ui::Ground);
        let pick = |color: Option<Color>, fallback: Option<Color>| color.or(fallback).unwrap_or(Color::Reset);
        (pick(style.fg, ground.fg), pick(style.bg, ground.bg))
    }
}

/// All themes that can be chosen, built-in ones first; a user's theme of the same name replaces a built-in one.
pub struct Themes {
    sources: Vec<(String, String)>,
}

impl Themes {
    pub fn built_in() -> Self {
        Self { sources: BUILT_IN.iter().map(|&(id, text)| (id.to_owned(), text.to_owned())).collect() }
    }

    /// Adds the `*.toml` files of a folder; the warnings say which could not be read. No such folder is no error.
    pub fn with_folder(mut self, folder: &Path) -> (Self, Vec<String>) {
        let mut warnings = Vec::new();
        let Ok(entries) = std::fs::read_dir(folder) else { return (self, warnings) };
        let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "toml")) {
            let Some(id) = path.file_stem().and_then(|stem| stem.to_str()) else { continue };
            match std::fs::read_to_string(path) {
                Ok(text) => {
                    self.sources.retain(|(known, _)| known != id);
                    self.sources.push((id.to_owned(), text));
                }
                Err(error) => warnings.push(format!("theme {}: {error}", path.display())),
            }
        }
        (self, warnings)
    }

    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.sources.iter().map(|(id, _)| id.as_str())
    }

    /// The theme called `id`, and what was wrong with it; the dark theme if there is none of that name.
    pub fn load(&self, id: &str) -> (Theme, Vec<String>) {
        let mut warnings = Vec::new();
        if self.text(id).is_none() {
            warnings
                .push(format!("no theme is called {id:?}; there are {}", self.ids().collect::<Vec<_>>().join(", ")));
            let (theme, more) = parse::load(self, "dark");
            warnings.extend(more);
            return (theme, warnings);
        }
        parse::load(self, id)
    }

    fn text(&self, id: &str) -> Option<&str> {
        self.sources.iter().find(|(known, _)| known == id).map(|(_, text)| text.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<Theme> {
        let themes = Themes::built_in();
        BUILT_IN
            .iter()
            .map(|(id, _)| {
                let (theme, warnings) = themes.load(id);
                assert_eq!(warnings, Vec::<String>::new(), "{id}");
                theme
            })
            .collect()
    }

    #[test]
    fn built_in_themes_define_every_role_and_no_other() {
        assert_eq!(all().len(), BUILT_IN.len());
    }

    #[test]
    fn text_is_readable_on_every_ground_it_can_lie_on() {
        let mut poor = Vec::new();
        for theme in all().iter().filter(|theme| !["ansi16", "monochrome"].contains(&theme.id.as_str())) {
            let needed = if theme.id.starts_with("high-contrast") { 7.0 } else { 4.5 };
            let grounds = [Ui::Ground, Ui::Cursor, Ui::CursorInactive, Ui::Related, Ui::Popup, Ui::Bar];
            let texts = Role::ALL.iter().map(|&role| (role.scope(), theme.role(role)));
            let marks =
                [Ui::Ground, Ui::Gutter, Ui::GutterChanged, Ui::Breakpoint, Ui::Current, Ui::Executed, Ui::Stale];
            for (scope, style) in texts.chain(marks.map(|ui| (ui.scope(), theme.ui(ui)))) {
                for ground in grounds {
                    let (fg, _) = theme.colors_of(style);
                    let (_, bg) = theme.colors_of(theme.ui(ground));
                    let contrast = color::contrast(fg, bg);
                    if contrast < needed {
                        poor.push(format!("{}: {scope} on {} has {contrast:.2}", theme.id, ground.scope()));
                    }
                }
            }
            for &ui in Ui::ALL {
                let (fg, bg) = theme.colors_of(theme.ui(ui));
                // Lines are shapes, not text: three to one.
                let needed = if ui == Ui::Frame { 3.0 } else { needed };
                let contrast = color::contrast(fg, bg);
                if contrast < needed {
                    poor.push(format!("{}: {} has {contrast:.2}", theme.id, ui.scope()));
                }
            }
        }
        assert!(poor.is_empty(), "{}", poor.join("\n"));
    }

    #[test]
    fn mistakes_are_warnings() {
        let mut themes = Themes::built_in();
        let text = "inherits = 'dark'\nextra = 1\n[palette]\nbad = '#12'\n[scopes]\n'syntax.keywrod' = 'blue'\n\
                    'text' = 'mauve'\n'value' = { fg = 'blue', blink = true }\n";
        themes.sources.push(("mine".into(), text.into()));
        themes.sources.push(("loop".into(), "inherits = 'loop'".into()));
        themes.sources.push(("broken".into(), "[palette".into()));
        let (theme, warnings) = themes.load("mine");
        assert_eq!(
            warnings,
            [
                "theme mine: there is no setting \"extra\"",
                "theme mine: colour \"bad\": \"#12\" is neither #rrggbb nor the name of a colour",
                "theme mine: scope \"syntax.keywrod\" is not used",
                "theme mine: scope \"text\": there is no colour \"mauve\"",
                "theme mine: scope \"value\": there is no attribute \"blink\"",
            ]
        );
        assert_eq!(theme.role(Role::Keyword), themes.load("dark").0.role(Role::Keyword));
        assert_eq!(themes.load("loop").1, ["theme loop: it inherits from itself"]);
        assert!(themes.load("broken").1[0].starts_with("theme broken: line 1"), "{:?}", themes.load("broken").1);
        assert!(themes.load("nosuch").1[0].contains("no theme is called \"nosuch\""));
    }

    #[test]
    fn a_folder_adds_themes_and_replaces_built_in_ones() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::write(folder.path().join("dark.toml"), "name = 'Mine'\ninherits = 'light'").expect("writable");
        std::fs::write(folder.path().join("notes.txt"), "no theme").expect("writable");
        let (themes, warnings) = Themes::built_in().with_folder(folder.path());
        assert!(warnings.is_empty());
        assert_eq!(themes.ids().count(), BUILT_IN.len());
        assert_eq!(themes.load("dark").0.name, "Mine");
    }
}
