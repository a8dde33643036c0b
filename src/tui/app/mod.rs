//! The state of the workbench, and how events change it.
//!
//! [`App::update`] is the only way in: an event goes in, the state changes, effects come out. It never waits. Drawing
//! reads the state and changes nothing.

mod act;
pub mod baseline;
mod export;
mod history;
mod inspect;
pub mod kept;
mod keys;
mod lesson;
mod mouse;
pub mod notes;
pub mod place;
mod present;
mod refresh;
mod run;
mod search;
mod select;
mod start;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use ratatui::layout::Rect;

use super::event::{Effect, Event};
use super::key::Key;
use super::keymap::Keymap;
use super::layout::{Layout, Placed, Preset};
use super::overlays::Overlay;
use super::panes::{PaneId, PaneState, Selection};
use super::revision::{ViewOptions, Views};
use super::theme::{ColorDepth, Theme, Themes};
use super::workers::compile::Made;
use super::workers::watch::{FileEvent, WatchMode};
use crate::base::Profile;
use crate::pipeline::session::Budgets;
use baseline::Baseline;
pub use baseline::Diff;
pub use export::Export;
use history::History;
pub use lesson::Playing;
use place::Place;
pub use present::ShownKey;
pub use run::{Rerun, RunState, RunWishes};
pub use search::{SearchState, Wanted as SearchWanted};

/// What the workbench is started with.
pub struct Setup {
    pub path: PathBuf,
    pub profile: Profile,
    pub view: ViewOptions,
    pub themes: Themes,
    /// The theme's name; `None` takes the one that suits the terminal.
    pub theme: Option<String>,
    pub depth: ColorDepth,
    pub preset: Preset,
    pub keymap: BTreeMap<String, Vec<String>>,
    /// Rows at the bottom that stay empty, because nobody sees them.
    pub bottom_margin: u16,
    pub size: (u16, u16),
    pub extras: Extras,
}

impl Setup {
    /// A start without a wish: dark or light as it may be, the default layout, all colours.
    pub fn plain(path: impl Into<PathBuf>, size: (u16, u16)) -> Self {
        Self {
            path: path.into(),
            profile: Profile::default(),
            view: ViewOptions::default(),
            themes: Themes::built_in(),
            theme: None,
            depth: ColorDepth::True,
            preset: Preset::Default,
            keymap: BTreeMap::new(),
            bottom_margin: 0,
            size,
            extras: Extras::default(),
        }
    }
}

/// The rest of what the workbench is started with; the default is a plain start.
#[derive(Default)]
pub struct Extras {
    /// Where to begin.
    pub at: Option<Place>,
    pub show_keys: bool,
    pub predict: bool,
    /// Do not mark what changed.
    pub no_diff: bool,
    /// Another file to compare with at every stage.
    pub baseline: Option<PathBuf>,
    pub rerun: Rerun,
    pub budgets: Budgets,
    /// Where copies of the samples go.
    pub cache: Option<PathBuf>,
    /// What is wrong with the configuration.
    pub problems: Vec<String>,
}

/// The file and what is known of it.
pub struct FileState {
    pub path: PathBuf,
    pub profile: Profile,
    /// The newest revision, good or not.
    pub views: Option<Arc<dyn Views>>,
    pub options: ViewOptions,
    /// Why the newest content cannot be had: the file is gone, or cannot be read.
    pub trouble: Option<String>,
    pub mode: WatchMode,
    pub paused: bool,
    /// The last content that was read.
    bytes: Option<Arc<[u8]>>,
    /// Why there is a new revision.
    cause: Cause,
    /// Number of the newest job.
    number: u64,
    /// Whether the newest job is still being worked on.
    pub busy: bool,
    /// What to compare with instead of the revision before.
    baseline: Option<Baseline>,
}

/// What a revision was made for; the line on what it changed begins with it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Cause {
    /// Other bytes than before.
    #[default]
    Saved,
    /// The same bytes, because somebody asked for it.
    ReadAgain,
    /// Another optimization level.
    Level,
}

impl FileState {
    /// The file's name without its folders.
    pub fn name(&self) -> String {
        if self.path.as_os_str().is_empty() {
            return "no file".into();
        }
        self.path
            .file_name()
            .map_or_else(|| self.path.display().to_string(), |name| name.to_string_lossy().into_owned())
    }

    /// Whether making a listing of it takes so long that the thread that draws must not.
    pub(super) fn is_large(&self) -> bool {
        self.bytes.as_ref().is_some_and(|bytes| bytes.len() >= LARGE)
    }

    pub fn has_baseline(&self) -> bool {
        self.baseline.is_some()
    }
}

/// A sentence on the bottom line; it stays until the next key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Message {
    pub text: String,
    pub is_error: bool,
}

/// How the workbench looks.
pub struct Look {
    themes: Themes,
    depth: ColorDepth,
    pub theme: Theme,
    /// How what changed is shown.
    pub diff: Diff,
    /// How often lines and instructions ran.
    pub heat: bool,
    /// The values of names at the ends of lines.
    pub line_values: bool,
    /// What stands at the bottom of some panes.
    pub notes: bool,
    /// The terminal shows nothing but ASCII.
    pub ascii: bool,
    /// For an audience: the chrome goes.
    pub presenting: bool,
    /// The commands that keys give are shown.
    pub show_keys: bool,
    /// Steps ask before they show their effect.
    pub predict: bool,
    bottom_margin: u16,
}

pub struct App {
    pub file: FileState,
    pub look: Look,
    pub layout: Layout,
    panes: Vec<PaneState>,
    pub selection: Option<Selection>,
    history: History,
    pub search: Option<SearchState>,
    /// Windows over the panes, the uppermost last.
    pub overlays: Vec<Overlay>,
    pub keymap: Keymap,
    /// Keys of a sequence that is not complete.
    pub pending: Vec<Key>,
    pub message: Option<Message>,
    /// The program, once it has been loaded.
    pub run: Option<RunState>,
    /// What is asked of the program besides where it is.
    pub wishes: run::RunWishes,
    /// The lesson that is being played.
    playing: Option<Playing>,
    /// The command shown to an audience.
    pub shown_key: Option<ShownKey>,
    /// Timers that have been asked for.
    timers: u64,
    /// In predict mode: the command whose effect is to be guessed.
    asked: Option<super::commands::What>,
    /// Where to begin, until that has been reached.
    start_at: Option<Place>,
    /// Where copies of the samples go.
    cache: Option<PathBuf>,
    /// Requests to the running program, and how many of them have been carried out.
    requested: u64,
    served: u64,
    /// Listings of panes that are being made.
    listing: usize,
    /// Long listings that are being searched.
    searching: usize,
    size: Rect,
    /// The panes that were on the screen when it was last arranged.
    on_screen: Vec<PaneId>,
    /// Files of modules that the program imports.
    watched: Vec<PathBuf>,
    /// What the mouse has hold of.
    drag: Option<mouse::Drag>,
    /// Revisions of another file that are being made, to compare with.
    pinning: usize,
    /// The breakpoints of all files, as they are kept from one start to the next.
    kept: toml::Table,
    effects: Vec<Effect>,
}

impl App {
    pub fn new(setup: Setup) -> Self {
        let (keymap, more) = Keymap::new(&setup.keymap);
        let mut warnings = setup.extras.problems;
        warnings.extend(more);
        let name = setup.theme.as_deref().unwrap_or(setup.depth.default_theme());
        let (theme, theme_warnings) = setup.themes.load(name);
        warnings.extend(theme_warnings);
        let mut panes = vec![PaneState::default(); PaneId::ALL.len()];
        for tree in [PaneId::Ast, PaneId::Folded] {
            panes[tree as usize].set_fold_depth(INITIAL_DEPTH);
        }
        let mut app = Self {
            file: FileState {
                path: setup.path,
                profile: setup.profile,
                views: None,
                options: setup.view,
                trouble: None,
                mode: WatchMode::Events,
                paused: false,
                bytes: None,
                cause: Cause::Saved,
                number: 0,
                busy: false,
                baseline: setup.extras.baseline.clone().map(Baseline::file),
            },
            look: Look {
                theme: theme.at_depth(setup.depth),
                themes: setup.themes,
                depth: setup.depth,
                heat: false,
                line_values: true,
                notes: true,
                diff: match (setup.extras.no_diff, &setup.extras.baseline) {
                    (true, _) => Diff::Off,
                    (false, Some(_)) => Diff::Ghosts,
                    (false, None) => Diff::Marks,
                },
                ascii: false,
                presenting: false,
                show_keys: setup.extras.show_keys,
                predict: setup.extras.predict,
                bottom_margin: setup.bottom_margin,
            },
            layout: Layout::new(setup.preset),
            panes,
            selection: None,
            history: History::default(),
            search: None,
            overlays: Vec::new(),
            keymap,
            pending: Vec::new(),
            message: None,
            run: None,
            wishes: run::RunWishes {
                rerun: setup.extras.rerun,
                budgets: setup.extras.budgets,
                ..run::RunWishes::default()
            },
            playing: None,
            shown_key: None,
            timers: 0,
            asked: None,
            start_at: setup.extras.at,
            cache: setup.extras.cache,
            requested: 0,
            served: 0,
            listing: 0,
            searching: 0,
            size: Rect::new(0, 0, setup.size.0, setup.size.1),
            on_screen: Vec::new(),
            watched: Vec::new(),
            drag: None,
            pinning: 0,
            kept: toml::Table::new(),
            effects: Vec::new(),
        };
        if let Some(path) = setup.extras.baseline {
            app.effects.push(Effect::WatchModules(vec![path.clone()]));
            app.effects.push(Effect::ReadBaseline(path));
        }
        if let Some(warning) = warnings.first() {
            let more = match warnings.len() {
                1 => String::new(),
                count => format!(" (and {} more: pylens config --check)", count - 1),
            };
            app.complain(format!("{warning}{more}"));
        }
        app.arrange();
        app
    }

    /// Changes the state as the event asks, and says what else is to be done.
    pub fn update(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Key(key) => self.key(key),
            Event::Paste(text) => self.paste(&text),
            Event::Mouse(mouse) => self.mouse(mouse),
            Event::Resize(width, height) => self.size = Rect::new(0, 0, width, height),
            Event::File(event) => self.file_event(event),
            Event::Made(Made::Revision(compiled)) => {
                // A revision makes listings of what was before it useless; they are dropped.
                self.listing = 0;
                self.compiled(*compiled);
            }
            Event::Made(Made::Listings(number, listings)) => {
                self.listing = self.listing.saturating_sub(1);
                self.listed(number, listings);
            }
            Event::Made(Made::Early(number, pane, ready)) => {
                if number == self.file.number && self.file.views.is_none() {
                    self.show(pane, ready);
                }
            }
            Event::Made(Made::Pinned(path, views)) => self.pinned(&path, views),
            Event::Made(Made::Found(search)) => self.searched(search),
            Event::Baseline(path, content) => self.baseline_read(&path, content),
            Event::Ran(report) => self.ran(report),
            Event::Module(path) => self.module_saved(&path),
            Event::Panicked(words) => {
                self.file.busy = false;
                self.complain(format!("internal error: {words} (a bug of pylens, not of the file)"));
            }
            Event::Terminate(signal) => self.effects.push(Effect::Quit((128 + signal) as u8)),
            Event::Stop => self.effects.push(Effect::Suspend),
            Event::Wake(id) => self.wake(id),
        }
        self.arrange();
        self.go_to_start();
        self.play();
        self.arrange();
        let effects = std::mem::take(&mut self.effects);
        self.listing += effects.iter().filter(|effect| matches!(effect, Effect::List(_))).count();
        self.requested += effects.iter().filter(|effect| matches!(effect, Effect::Run(_))).count() as u64;
        effects
    }

    /// Whether everything that was asked for has been done, and the whole run of the program is known.
    pub fn is_idle(&self) -> bool {
        let waits = |effect: &Effect| {
            matches!(effect, Effect::Run(_) | Effect::Compile(_) | Effect::List(_) | Effect::Open(_) | Effect::Pin(..))
        };
        let asked = self.listing > 0
            || self.searching > 0
            || self.pinning > 0
            || self.served < self.requested
            || self.effects.iter().any(waits);
        !self.file.busy && !asked
    }

    /// Whether listings of a file so large that they take a while are being made.
    pub fn is_listing(&self) -> bool {
        self.listing > 0
    }

    pub fn pane(&self, pane: PaneId) -> &PaneState {
        &self.panes[pane as usize]
    }

    fn pane_mut(&mut self, pane: PaneId) -> &mut PaneState {
        &mut self.panes[pane as usize]
    }

    fn focused(&mut self) -> &mut PaneState {
        let focus = self.layout.focus();
        self.pane_mut(focus)
    }

    pub fn size(&self) -> Rect {
        self.size
    }

    /// The part of the screen that panes share: all but the line on top, the line at the bottom and the margin.
    pub fn pane_area(&self) -> Rect {
        let top = u16::from(!self.look.presenting && self.size.height > 3);
        let bottom = u16::from(self.size.height > 2) + self.margin() + self.note_height();
        Rect { y: top, height: self.size.height.saturating_sub(top + bottom), ..self.size }
    }

    /// Rows kept free at the bottom, never more than a third of the screen.
    pub fn margin(&self) -> u16 {
        self.look.bottom_margin.min(self.size.height / 3)
    }

    pub fn placed(&self) -> Vec<Placed> {
        self.layout.place(self.pane_area())
    }

    /// Tells layout and panes how large they are now. A pane that has come on the screen gets what it has to show.
    fn arrange(&mut self) {
        let area = self.pane_area();
        self.layout.resize(area);
        let placed = self.layout.place(area);
        for &Placed { pane, area } in &placed {
            let parts = self.parts(pane, area);
            let height = area.height.saturating_sub(1 + parts.above + parts.below);
            self.pane_mut(pane).set_height(usize::from(height));
        }
        let fresh: Vec<PaneId> =
            placed.iter().map(|placed| placed.pane).filter(|pane| !self.on_screen.contains(pane)).collect();
        self.on_screen = placed.into_iter().map(|placed| placed.pane).collect();
        if !fresh.is_empty() {
            self.fetch(&fresh);
            self.follow_in(&fresh);
        }
    }

    pub fn say(&mut self, text: impl Into<String>) {
        self.message = Some(Message { text: text.into(), is_error: false });
    }

    pub fn complain(&mut self, text: impl Into<String>) {
        self.message = Some(Message { text: text.into(), is_error: true });
    }

    fn file_event(&mut self, event: FileEvent) {
        match event {
            FileEvent::Content(content) => {
                if self.file.trouble.take().is_some() {
                    self.message = None;
                }
                let same = self.file.bytes.as_ref() == Some(&content.bytes);
                self.file.cause = if same { Cause::ReadAgain } else { Cause::Saved };
                self.file.bytes = Some(content.bytes);
                self.recompile();
            }
            FileEvent::Touched(_) => {
                if self.file.trouble.take().is_some() {
                    self.say(format!("{} is back, unchanged", self.file.name()));
                }
                // The content is the same, but a .pyc is compared with the time, too.
                self.refresh_cache();
            }
            FileEvent::Missing => self.trouble("does not exist; it is shown as soon as it does"),
            FileEvent::Unreadable(why) => self.trouble(&why),
            FileEvent::Mode(mode) => {
                if let WatchMode::Polling(why) = &mode {
                    self.say(format!("looking for changes four times a second: {why}"));
                }
                self.file.mode = mode;
            }
        }
    }

    /// The file cannot be had; what is on the screen stays, marked stale.
    fn trouble(&mut self, why: &str) {
        let text = format!("{} {why}", self.file.path.display());
        // The panes have the whole path, if they have nothing else.
        self.complain(format!("{} {why}", self.file.name()));
        self.file.busy = false;
        self.playing.iter_mut().for_each(|playing| playing.failures.push(text.clone()));
        for pane in &mut self.panes {
            if !pane.rows().is_empty() {
                pane.stale = Some("the file is not there".into());
            }
        }
        self.file.trouble = Some(text);
    }
}

/// Bytes of source beyond which a file is large.
const LARGE: usize = 100_000;

/// Trees start with this many levels open: statements and what is directly in them.
const INITIAL_DEPTH: u16 = 3;

#[cfg(test)]
mod command_tests;
#[cfg(test)]
mod compare_tests;
#[cfg(test)]
mod flow_tests;
#[cfg(test)]
mod pane_tests;
#[cfg(test)]
mod random_tests;
#[cfg(test)]
pub(in crate::tui) mod tests;
