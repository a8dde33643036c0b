//! What can be opened: samples, lessons, the Python files of a folder.

use std::path::{Path, PathBuf};

use super::{App, FileState};
use crate::tui::event::Effect;
use crate::tui::lesson::{library, parse};
use crate::tui::overlays::{Choice, Item, Overlay};
use crate::tui::panes::{PaneId, PaneState};
use crate::tui::workers::execute::Request;

/// Files of a folder that are listed.
const MOST_FILES: usize = 500;

impl App {
    /// Shows another file, as if pylens had been started on it.
    pub fn open(&mut self, path: PathBuf) {
        let level = self.file.options.level;
        let mut panes = vec![PaneState::default(); PaneId::ALL.len()];
        for tree in [PaneId::Ast, PaneId::Folded] {
            panes[tree as usize].set_fold_depth(super::INITIAL_DEPTH);
        }
        self.panes = panes;
        self.file = FileState {
            views: None,
            trouble: None,
            bytes: None,
            cause: super::Cause::Saved,
            // An answer to an earlier job must not be taken for one about this file.
            number: self.file.number + 1,
            busy: true,
            baseline: None,
            path: path.clone(),
            profile: self.file.profile,
            options: crate::tui::revision::ViewOptions { level, ..Default::default() },
            mode: self.file.mode.clone(),
            paused: false,
        };
        self.selection = None;
        self.history = Default::default();
        self.search = None;
        self.run = None;
        self.asked = None;
        self.wishes.breakpoints.clear();
        (self.wishes.held, self.wishes.outdated) = (None, None);
        self.message = None;
        self.layout.show(PaneId::Source);
        self.effects.push(Effect::Run(Request::Forget));
        self.effects.push(Effect::Open(path));
    }

    /// Whether any file has been chosen.
    pub fn has_file(&self) -> bool {
        !self.file.path.as_os_str().is_empty()
    }

    /// The list of what can be opened.
    pub fn open_start_list(&mut self) {
        let mut items = Vec::new();
        for (name, text) in library::lessons() {
            let label = format!("lesson  {}", name.trim_end_matches(".lesson"));
            items.push(item(label, library::about(text), Choice::Lesson(name.into())));
        }
        let here = std::env::current_dir().unwrap_or_default();
        for path in python_files(&here) {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            items.push(item(format!("file    {name}"), String::new(), Choice::Open(path)));
        }
        for (name, text) in library::samples() {
            items.push(item(format!("sample  {name}"), library::about(text), Choice::Sample(name.into())));
        }
        self.overlays.push(Overlay::list("What do you want to look at?", items));
    }

    /// Opens something of the library.
    pub(super) fn open_from_library(&mut self, name: &str, is_lesson: bool) {
        let Some(folder) = self.library_folder() else { return };
        if !is_lesson {
            self.end_lesson();
            return self.open(folder.join(name));
        }
        let text = library::text(name).unwrap_or_default();
        match parse::parse(name, &folder, text) {
            Ok(lesson) => self.begin_lesson(lesson),
            Err(why) => self.complain(why),
        }
    }

    pub(super) fn open_lesson_file(&mut self, path: &Path) {
        let folder = path.parent().map(Path::to_owned).unwrap_or_default();
        let read = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()));
        match read.and_then(|text| parse::parse(&path.to_string_lossy(), &folder, &text)) {
            Ok(lesson) => self.begin_lesson(lesson),
            Err(why) => self.complain(why),
        }
    }

    /// Copies of the samples, since an editor and imports need real files.
    fn library_folder(&mut self) -> Option<PathBuf> {
        let unpacked = match &self.cache {
            Some(cache) => library::unpack(cache),
            None => library::unpack(&std::env::temp_dir().join("pylens")),
        };
        match unpacked {
            Ok(folder) => Some(folder),
            Err(error) => {
                self.complain(format!("the samples cannot be copied to where they can be edited: {error}"));
                None
            }
        }
    }
}

fn item(label: String, detail: String, choice: Choice) -> Item {
    Item { label, detail, keys: String::new(), choice }
}

/// Python files and lessons of a folder, by name.
fn python_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "py" || extension == "lesson"))
        .take(MOST_FILES)
        .collect();
    files.sort();
    files
}
