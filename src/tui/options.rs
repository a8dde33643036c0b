//! What the workbench is started with, and what it remembers between two starts.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::app::{App, Setup};
use super::event_loop;
use super::export::{ansi, picture, svg};
use super::key::Key;
use super::layout::Preset;
use super::pipeline_views::Compiler;
use super::revision::ViewOptions;
use super::theme::{ColorDepth, Themes};
use super::workers::watch::WatchOptions;
use crate::base::{OptimizeLevel, Profile};

/// The command line's wishes; `None` leaves it to the configuration, then to the default.
#[derive(Clone, Debug, Default)]
pub struct TuiOptions {
    pub file: PathBuf,
    pub profile: Profile,
    pub level: OptimizeLevel,
    pub theme: Option<String>,
    /// The name of a preset, with or without `layout-`.
    pub layout: Option<String>,
    /// Look for changes at intervals instead of waiting for events.
    pub poll: bool,
    /// Rows at the bottom that stay empty.
    pub bottom_margin: u16,
}

/// Runs the workbench; gives the exit status.
pub fn run(options: TuiOptions) -> std::io::Result<u8> {
    let poll = options.poll;
    let size = event_loop::terminal_size();
    let start = start(options, (size.width, size.height), &|name| std::env::var(name).ok());
    event_loop::run(start.app, start.compiler, WatchOptions { poll }, start.state)
}

/// Draws the screen that `keys` lead to into a file: SVG, ANSI or plain text, as its extension says.
pub fn export(options: TuiOptions, size: (u16, u16), keys: &str, target: &Path) -> Result<(), String> {
    let keys =
        Key::parse_sequence(keys).ok_or_else(|| format!("{keys:?} is no sequence of keys, such as \"s s z\""))?;
    let bytes = std::fs::read(&options.file).map_err(|error| format!("{}: {error}", options.file.display()))?;
    let title = format!("pylens {}", options.file.display());
    // A picture looks the same on every machine: no configuration, all colours.
    let variable = |name: &str| (name == "COLORTERM").then(|| "truecolor".to_owned());
    let start = start(options, size, &variable);
    let buffer = picture::draw(start.app, start.compiler, bytes, &keys).map_err(|error| error.to_string())?;
    let text = match target.extension().and_then(|extension| extension.to_str()) {
        Some("svg") => svg::svg(&buffer, &title),
        Some("ansi") => ansi::ansi(&buffer),
        Some("txt") => super::export::text(&buffer),
        _ => return Err(format!("{}: a picture is called .svg, .ansi or .txt", target.display())),
    };
    std::fs::write(target, text).map_err(|error| format!("{}: {error}", target.display()))
}

/// What the workbench begins with.
struct Start {
    app: App,
    compiler: Compiler,
    /// The file that remembers the layout.
    state: Option<PathBuf>,
}

fn start(options: TuiOptions, size: (u16, u16), variable: &dyn Fn(&str) -> Option<String>) -> Start {
    let folders = Folders::find(variable);
    let config = folders.config.as_deref().map(Config::read).unwrap_or_default();
    let mut themes = Themes::built_in();
    let mut warnings = config.warnings;
    if let Some(folder) = &folders.config {
        let (all, more) = themes.with_folder(&folder.join("themes"));
        themes = all;
        warnings.extend(more);
    }
    let remembered = folders.state.as_deref().map(|path| Config::read_file(path, &mut Vec::new())).unwrap_or_default();
    let wanted = options.layout.or(config.layout).or(remembered.layout);
    let preset = match wanted.as_deref().map(preset_called) {
        Some(Ok(preset)) => preset,
        Some(Err(warning)) => {
            warnings.push(warning);
            Preset::Default
        }
        None => Preset::Default,
    };
    let compiler = Compiler { path: options.file.clone(), profile: options.profile, syntax: None };
    let mut app = App::new(Setup {
        path: options.file,
        profile: options.profile,
        view: ViewOptions { level: options.level, ..ViewOptions::default() },
        themes,
        theme: options.theme.or(config.theme),
        depth: ColorDepth::detect(variable),
        preset,
        keymap: config.keys,
        bottom_margin: options.bottom_margin,
        size,
    });
    if let Some(warning) = warnings.into_iter().next() {
        app.complain(warning);
    }
    Start { app, compiler, state: folders.state }
}

fn preset_called(name: &str) -> Result<Preset, String> {
    let known = Preset::from_name(name).or_else(|| Preset::from_name(&format!("layout-{}", name.to_lowercase())));
    known.ok_or_else(|| {
        let names: Vec<_> = Preset::ALL.iter().map(|preset| preset.name().trim_start_matches("layout-")).collect();
        format!("no layout is called {name:?}; there are {}", names.join(", "))
    })
}

/// Where configuration and state live, after the XDG rules.
struct Folders {
    config: Option<PathBuf>,
    /// The file that remembers the layout.
    state: Option<PathBuf>,
}

impl Folders {
    fn find(variable: impl Fn(&str) -> Option<String>) -> Self {
        let under = |name: &str, fallback: &str| {
            let explicit = variable(name).filter(|value| Path::new(value).is_absolute()).map(PathBuf::from);
            explicit.or_else(|| Some(PathBuf::from(variable("HOME")?).join(fallback)))
        };
        Self {
            config: under("XDG_CONFIG_HOME", ".config").map(|folder| folder.join("pylens")),
            state: under("XDG_STATE_HOME", ".local/state").map(|folder| folder.join("pylens/layout.toml")),
        }
    }
}

/// `config.toml`: `theme`, `layout`, and `[keys]` with `command = ["key", …]`.
#[derive(Default)]
struct Config {
    theme: Option<String>,
    layout: Option<String>,
    keys: BTreeMap<String, Vec<String>>,
    warnings: Vec<String>,
}

impl Config {
    fn read(folder: &Path) -> Self {
        let mut warnings = Vec::new();
        let mut config = Self::read_file(&folder.join("config.toml"), &mut warnings);
        config.warnings = warnings;
        config
    }

    /// No file is no error.
    fn read_file(path: &Path, warnings: &mut Vec<String>) -> Self {
        let Ok(text) = std::fs::read_to_string(path) else { return Self::default() };
        let (config, more) = Self::parse(&text);
        warnings.extend(more.into_iter().map(|warning| format!("{}: {warning}", path.display())));
        config
    }

    fn parse(text: &str) -> (Self, Vec<String>) {
        let mut config = Self::default();
        let mut warnings = Vec::new();
        let table = match text.parse::<toml::Table>() {
            Ok(table) => table,
            Err(error) => return (config, vec![error.message().to_owned()]),
        };
        for (key, value) in table {
            match (key.as_str(), value) {
                ("theme", toml::Value::String(name)) => config.theme = Some(name),
                ("layout", toml::Value::String(name)) => config.layout = Some(name),
                ("keys", toml::Value::Table(keys)) => {
                    for (command, keys) in keys {
                        let list = match keys {
                            toml::Value::String(key) => vec![key],
                            toml::Value::Array(keys) => {
                                keys.iter().filter_map(toml::Value::as_str).map(str::to_owned).collect()
                            }
                            _ => {
                                warnings.push(format!("keys of {command:?}: neither a key nor a list of keys"));
                                continue;
                            }
                        };
                        config.keys.insert(command, list);
                    }
                }
                _ => warnings.push(format!("{key:?} is no setting, or not of this kind")),
            }
        }
        (config, warnings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn configuration_is_read_and_mistakes_are_named() {
        let (config, warnings) = Config::parse(
            "theme = 'light'\nlayout = 'run'\nsize = 3\n[keys]\nquit = 'Q'\nzoom = ['z', 'C-z']\nstep = 4\n",
        );
        assert_eq!((config.theme.as_deref(), config.layout.as_deref()), (Some("light"), Some("run")));
        assert_eq!(config.keys["zoom"], ["z", "C-z"]);
        assert_eq!(config.keys["quit"], ["Q"]);
        assert_eq!(
            warnings,
            ["keys of \"step\": neither a key nor a list of keys", "\"size\" is no setting, or not of this kind"]
        );
        assert_eq!(Config::parse("x = ").1.len(), 1);
    }

    #[test]
    fn folders_follow_the_environment() {
        let folders = Folders::find(|name| (name == "HOME").then(|| "/home/me".to_owned()));
        assert_eq!(folders.config, Some("/home/me/.config/pylens".into()));
        let folders = Folders::find(|name| (name == "XDG_STATE_HOME").then(|| "/state".to_owned()));
        assert_eq!(folders.state, Some("/state/pylens/layout.toml".into()));
        assert_eq!(folders.config, None);
    }

    #[test]
    fn presets_by_name() {
        assert_eq!(preset_called("Run"), Ok(Preset::Run));
        assert_eq!(preset_called("layout-cache"), Ok(Preset::Cache));
        assert!(preset_called("x").is_err_and(|warning| warning.contains("lecture")));
    }
}
