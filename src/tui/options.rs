//! What the workbench is started with: command line, then configuration, then what it remembers of the last time.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use super::app::place::Place;
use super::app::{App, Extras, Rerun, Setup};
use super::config::{BREAKPOINTS, Config, Folders, Problem, default_text};
use super::event_loop;
use super::export::Format;
use super::export::picture::Stage;
use super::key::Key;
use super::layout::Preset;
use super::lesson::play::{self, Played, Wanted};
use super::lesson::{Lesson, library, parse};
use super::pipeline_views::Compiler;
use super::revision::ViewOptions;
use super::theme::{ColorDepth, Themes};
use super::workers::watch::WatchOptions;
use crate::base::{OptimizeLevel, Profile};

/// The command line's wishes; `None` leaves it to the configuration, then to the default.
#[derive(Clone, Debug, Default)]
pub struct TuiOptions {
    /// Another Python file to compare with.
    pub baseline: Option<PathBuf>,
    /// A Python file or a lesson; `None` opens the list of samples and lessons.
    pub file: Option<PathBuf>,
    pub profile: Profile,
    pub level: OptimizeLevel,
    pub theme: Option<String>,
    /// The name of a preset, with or without `layout-`.
    pub layout: Option<String>,
    /// Look for changes at intervals instead of waiting for events.
    pub poll: bool,
    /// When the program runs again after a save: the name of a [`Rerun`].
    pub rerun: Option<String>,
    /// Rows at the bottom that stay empty.
    pub bottom_margin: Option<u16>,
    pub show_keys: bool,
    /// Where to begin, see [`Place`].
    pub at: Option<String>,
}

/// What is wanted of a lesson without a screen.
#[derive(Clone, Debug, Default)]
pub struct LessonOptions {
    pub file: PathBuf,
    pub check: bool,
    pub pictures: Option<PathBuf>,
    /// Only the pictures of these pauses; of all if there are none.
    pub pauses: Vec<String>,
    pub formats: Vec<Format>,
    pub record: Option<PathBuf>,
    pub size: Option<(u16, u16)>,
    pub theme: Option<String>,
}

/// Runs the workbench; gives the exit status, or one sentence on why it cannot run.
pub fn run(options: TuiOptions) -> Result<u8, String> {
    let lesson = options.file.as_deref().filter(|file| is_lesson(file)).map(read_lesson).transpose()?;
    if let Some(file) = options.file.as_deref().filter(|file| file.extension().is_some_and(|end| end == "pyc")) {
        let shown = file.display();
        return Err(format!("{shown} is compiled and holds no source: pylens dis {shown} shows what is in it"));
    }
    if !std::io::stdout().is_terminal() || !std::io::stdin().is_terminal() {
        return Err("the workbench needs a terminal; pylens --help lists what can be had without one".into());
    }
    if let Some(other) = &options.baseline {
        event_loop::read_baseline(other)?;
    }
    let poll = options.poll;
    let size = event_loop::terminal_size();
    let has_file = options.file.is_some();
    let mut start = start(options, (size.width, size.height), &|name| std::env::var(name).ok())?;
    if let Some(lesson) = lesson {
        start.app.file.path = PathBuf::new();
        start.app.begin_lesson(lesson);
    } else if !has_file {
        start.app.open_start_list();
    }
    let watch = WatchOptions { poll: poll || start.config.poll };
    event_loop::run(start.app, Compiler::new(start.profile), watch, start.config.mouse, start.folders.state)
        .map_err(|error| format!("the terminal cannot be used: {error}"))
}

fn is_lesson(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "lesson")
}

/// A lesson file, or a lesson that comes with pylens by its name.
fn read_lesson(path: &Path) -> Result<Lesson, String> {
    let folder = path.parent().map(Path::to_owned).unwrap_or_default();
    match std::fs::read_to_string(path) {
        Ok(text) => parse::parse(&path.to_string_lossy(), &folder, &text),
        Err(error) => {
            let name = format!("{}.lesson", path.to_string_lossy().trim_end_matches(".lesson"));
            let Some(text) = library::text(&name) else {
                let known: Vec<_> = library::lessons().map(|(name, _)| name.trim_end_matches(".lesson")).collect();
                let why = match error.kind() {
                    std::io::ErrorKind::NotFound => "does not exist".to_owned(),
                    _ => format!("cannot be read: {error}"),
                };
                return Err(format!(
                    "{} {why}; the lessons that come with pylens are {}",
                    path.display(),
                    known.join(", ")
                ));
            };
            let folders = Folders::find(|name| std::env::var(name).ok());
            let cache = folders.cache.unwrap_or_else(|| std::env::temp_dir().join("pylens"));
            let folder = library::unpack(&cache).map_err(|error| format!("{}: {error}", cache.display()))?;
            parse::parse(&name, &folder, text)
        }
    }
}

/// Plays a lesson: live, or without a screen for pictures, a recording, a test. Gives the exit status.
pub fn run_lesson(options: LessonOptions) -> Result<u8, String> {
    let lesson = read_lesson(&options.file)?;
    if !options.check && options.pictures.is_none() && options.record.is_none() {
        let theme = options.theme.or(lesson.theme);
        let file =
            Some(PathBuf::from(format!("{}.lesson", options.file.to_string_lossy().trim_end_matches(".lesson"))));
        return run(TuiOptions { file, theme, ..TuiOptions::default() });
    }
    let wanted = Wanted {
        pictures: if options.pictures.is_some() { options.formats } else { Vec::new() },
        pauses: options.pauses,
        recording: options.record.is_some(),
    };
    let known = |name: &String| lesson.pause_names().any(|known| known == name);
    if let Some(name) = wanted.pauses.iter().find(|name| !known(name)) {
        return Err(format!("{} has no pause {name:?}", lesson.name));
    }
    let played = play_lesson(lesson, options.size, options.theme, &wanted)?;
    let write = |path: &Path, text: &str| {
        std::fs::write(path, text).map_err(|error| format!("{} cannot be written: {error}", path.display()))
    };
    if let Some(folder) = &options.pictures {
        std::fs::create_dir_all(folder).map_err(|error| format!("{} cannot be made: {error}", folder.display()))?;
        for (name, text) in &played.pictures {
            write(&folder.join(name), text)?;
        }
    }
    if let (Some(path), Some(text)) = (&options.record, &played.recording) {
        write(path, text)?;
    }
    for failure in &played.failures {
        // Nobody may be there to read it.
        let _ = std::io::Write::write_all(&mut std::io::stderr(), format!("{failure}\n").as_bytes());
    }
    Ok(u8::from(!played.failures.is_empty()))
}

/// Plays a lesson without a screen, as it looks on every machine: no configuration, all colours.
pub fn play_lesson(
    lesson: Lesson,
    size: Option<(u16, u16)>,
    theme: Option<String>,
    wanted: &Wanted,
) -> Result<Played, String> {
    let size = size.or(lesson.size).unwrap_or((100, 30));
    let options = TuiOptions { theme: theme.or(lesson.theme.clone()), ..TuiOptions::default() };
    let start = start(options, size, &bare)?;
    play::play(start.app, Compiler::new(start.profile), lesson, wanted).map_err(|error| error.to_string())
}

/// An environment that says nothing but that all colours can be shown.
fn bare(name: &str) -> Option<String> {
    (name == "COLORTERM").then(|| "truecolor".to_owned())
}

/// Draws the screen that `keys` lead to into a file, in the format that its extension says.
pub fn picture(options: TuiOptions, size: (u16, u16), keys: &str, target: &Path) -> Result<(), String> {
    let keys =
        Key::parse_sequence(keys).ok_or_else(|| format!("{keys:?} is no sequence of keys, such as \"s s z\""))?;
    let extension = target.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let format = Format::of_extension(extension).ok_or_else(|| {
        let known: Vec<_> = Format::ALL.iter().map(|format| format!(".{}", format.extension())).collect();
        format!("{} cannot be written: the name of a picture ends in one of {}", target.display(), known.join(", "))
    })?;
    let mut stage = stage(options, size)?;
    stage.press(&keys);
    let text = stage.app.exported(false, format);
    std::fs::write(target, text).map_err(|error| format!("{} cannot be written: {error}", target.display()))
}

/// A workbench without a terminal, with its file open: as it looks on every machine, with no configuration.
pub fn stage(options: TuiOptions, size: (u16, u16)) -> Result<Stage, String> {
    let file = options.file.clone();
    let start = start(options, size, &bare)?;
    let mut stage = Stage::new(start.app, Compiler::new(start.profile)).map_err(|error| error.to_string())?;
    if let Some(file) = file {
        stage.content(std::fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))?);
    }
    stage.settle();
    Ok(stage)
}

/// Prints the configuration, where it is, or what is wrong with it; text and exit status.
pub fn print_config(path: bool, check: bool) -> (String, u8) {
    let folders = Folders::find(|name| std::env::var(name).ok());
    let file = folders.config_file();
    if path {
        return (format!("{}\n", file.display()), 0);
    }
    if !check {
        return (default_text(&file), 0);
    }
    let (config, themes, found, more) = configuration(&folders);
    let mut problems: Vec<String> = found.iter().map(ToString::to_string).chain(more).collect();
    let (_, more) = super::keymap::Keymap::new(&config.keys);
    problems.extend(more);
    problems.extend(themes.ids().flat_map(|id| themes.load(id).1).collect::<Vec<_>>());
    if let Some(theme) = config.theme.filter(|theme| !themes.ids().any(|id| id == theme)) {
        problems.push(themes.load(&theme).1.join("; "));
    }
    (problems.iter().map(|problem| format!("{problem}\n")).collect(), u8::from(!problems.is_empty()))
}

/// What the person has configured, all themes, what is wrong, and which themes cannot be read.
fn configuration(folders: &Folders) -> (Config, Themes, Vec<Problem>, Vec<String>) {
    let (config, problems) = folders.config.as_deref().map(Config::read).unwrap_or_default();
    let mut unreadable = Vec::new();
    let mut themes = Themes::built_in();
    if let Some(folder) = &folders.config {
        let (all, more) = themes.with_folder(&folder.join("themes"));
        themes = all;
        unreadable = more;
    }
    (config, themes, problems, unreadable)
}

/// What the workbench begins with.
struct Start {
    app: App,
    profile: Profile,
    config: Config,
    folders: Folders,
}

/// The error is one of the command line; those of the configuration are shown in the workbench.
fn start(options: TuiOptions, size: (u16, u16), variable: &dyn Fn(&str) -> Option<String>) -> Result<Start, String> {
    let folders = Folders::find(variable);
    let (config, themes, found, more) = configuration(&folders);
    let problems = found.iter().map(Problem::short).chain(more).collect();
    let named = |name: &String| {
        Preset::named(name).ok_or_else(|| {
            let names: Vec<_> = Preset::ALL.iter().map(|preset| preset.short_name()).collect();
            format!("no layout is called {name:?}; there are {}", names.join(", "))
        })
    };
    let wanted = options.layout.as_ref().or(config.layout.as_ref()).map(named).transpose()?;
    let preset = wanted.unwrap_or(Preset::Default);
    if let Some(theme) = options.theme.as_ref().filter(|theme| !themes.ids().any(|id| id == *theme)) {
        return Err(themes.load(theme).1.join("; "));
    }
    let level = match (options.level, config.optimize) {
        (OptimizeLevel::None, 1) => OptimizeLevel::O,
        (OptimizeLevel::None, 2) => OptimizeLevel::OO,
        (level, _) => level,
    };
    let mut app = App::new(Setup {
        path: options.file.unwrap_or_default(),
        profile: options.profile,
        view: ViewOptions { level, ..ViewOptions::default() },
        themes,
        theme: options.theme.or(config.theme.clone()),
        depth: ColorDepth::detect(variable),
        preset,
        keymap: config.keys.clone(),
        bottom_margin: options.bottom_margin.unwrap_or(config.bottom_margin),
        size,
        extras: Extras {
            at: options.at.as_deref().map(Place::parse).transpose()?,
            show_keys: options.show_keys || config.show_keys,
            predict: config.predict,
            no_diff: !config.diff,
            baseline: options.baseline,
            rerun: options.rerun.as_deref().and_then(Rerun::from_name).unwrap_or(config.rerun),
            budgets: config.budgets,
            cache: folders.cache.clone(),
            problems,
        },
    });
    if let Some(kept) = folders.state.as_deref().and_then(|path| std::fs::read_to_string(path).ok()) {
        app.layout.restore(&kept, wanted);
    }
    let breakpoints = folders.state.as_deref().map(|path| path.with_file_name(BREAKPOINTS));
    if let Some(kept) = breakpoints.and_then(|path| std::fs::read_to_string(path).ok()) {
        app.set_kept_breakpoints(&kept);
    }
    app.look.ascii = super::widgets::ascii::is_wanted(variable);
    Ok(Start { app, profile: options.profile, config, folders })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_options_are_told_in_a_sentence() {
        let with = |options: TuiOptions| start(options, (80, 24), &bare).map(|_| ()).expect_err("it is wrong");
        let layout = with(TuiOptions { layout: Some("x".into()), ..TuiOptions::default() });
        assert_eq!(layout, "no layout is called \"x\"; there are default, compile, optimize, cache, run, lecture");
        let theme = with(TuiOptions { theme: Some("x".into()), ..TuiOptions::default() });
        assert!(theme.starts_with("no theme is called \"x\"; there are dark, "), "{theme}");
        let at = with(TuiOptions { at: Some("f@x".into()), ..TuiOptions::default() });
        assert_eq!(at, "--at: expected a line, found \"x\"");
    }

    #[test]
    fn a_lesson_that_is_not_there_is_told_with_those_that_are() {
        let error = read_lesson(Path::new("nosuch.lesson")).expect_err("it is not there");
        assert!(error.contains("does not exist; the lessons that come with pylens are pipeline, constants"), "{error}");
    }

    #[test]
    fn the_library_s_lessons_can_be_read() {
        for (name, text) in library::lessons() {
            parse::parse(name, Path::new("."), text).unwrap_or_else(|error| panic!("{error}"));
        }
    }
}
