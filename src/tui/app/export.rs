//! Exports: a pane or the screen, as a file or into the clipboard, with the command line that shows it again.

use std::path::{Path, PathBuf};

use ratatui::buffer::Buffer;

use super::App;
use crate::tui::event::Effect;
use crate::tui::export::Format;
use crate::tui::overlays::{Choice, Item, Overlay};
use crate::tui::screen;

/// What is exported, and where to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Export {
    /// The focused pane with all its rows; otherwise the screen.
    pub pane: bool,
    pub format: Format,
    /// Into the clipboard instead of a file.
    pub copy: bool,
}

impl App {
    pub(super) fn open_export(&mut self) {
        let mut items = Vec::new();
        for (pane, what) in [(true, "pane"), (false, "screen")] {
            for copy in [false, true] {
                for &format in
                    Format::ALL.iter().filter(|format| !copy || matches!(format, Format::Text | Format::Markdown))
                {
                    let to =
                        if copy { "to the clipboard".into() } else { format!("to {}", self.export_name(pane, format)) };
                    items.push(Item {
                        label: format!("{what} {to}"),
                        detail: format.doc().into(),
                        keys: String::new(),
                        choice: Choice::Export(Export { pane, format, copy }),
                    });
                }
            }
        }
        self.overlays
            .push(Overlay::list(&format!("Export the pane {}, or the screen", self.layout.focus().title()), items));
    }

    /// A name for the file, in the current directory: nothing is written beside the source.
    fn export_name(&self, pane: bool, format: Format) -> String {
        let stem = Path::new(&self.file.name()).file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let what = if pane { self.layout.focus().title().to_lowercase() } else { "screen".into() };
        let what = what.trim_start_matches('.').replace(' ', "-");
        format!("{stem}-{what}.{}", format.extension())
    }

    pub(super) fn export(&mut self, export: Export) {
        let text = self.exported(export.pane, export.format);
        if export.copy {
            self.say(format!("copied {} characters", text.chars().count()));
            self.effects.push(Effect::Copy(text));
        } else {
            let path = PathBuf::from(self.export_name(export.pane, export.format));
            self.effects.push(Effect::Write(path, text));
        }
    }

    /// The pane or screen in a format.
    pub fn exported(&self, pane: bool, format: Format) -> String {
        let command = self.command_line_here();
        if pane {
            let focus = self.layout.focus();
            let title = format!("{} of {}", focus.title(), self.file.name());
            return format.listing(self.pane(focus).rows(), &self.look.theme, &title, &command);
        }
        let mut buffer = Buffer::empty(self.size());
        screen::draw(self, &mut buffer);
        format.screen(&buffer, &format!("pylens {}", self.file.name()), &command)
    }
}
