//! The configuration: a file with settings and keys, a file with keys alone, a folder with themes.
//!
//! Text in, [`Config`] and [`Problem`]s out. A wrong value is told with file, line and what was expected; the default
//! holds in its place, and the start goes on. [`settings`] is the table of settings; the keys are those of the table of
//! commands.

mod folders;
mod print;
mod settings;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

pub use folders::{BREAKPOINTS, Folders};
pub use print::default_text;
pub use settings::{SETTINGS, Setting};

use super::app::Rerun;
use super::commands::Command;
use super::key::Key;
use crate::pipeline::session::Budgets;

/// What the person has chosen.
#[derive(Clone, PartialEq, Debug)]
pub struct Config {
    /// `None`: the one that suits the terminal.
    pub theme: Option<String>,
    /// `None`: the one in use last.
    pub layout: Option<String>,
    pub optimize: u8,
    pub mouse: bool,
    pub poll: bool,
    pub diff: bool,
    pub rerun: Rerun,
    pub budgets: Budgets,
    pub bottom_margin: u16,
    pub show_keys: bool,
    pub predict: bool,
    /// Command to key sequences.
    pub keys: BTreeMap<String, Vec<String>>,
}

impl Default for Config {
    fn default() -> Self {
        let mut config = Self {
            theme: None,
            layout: None,
            optimize: 0,
            mouse: true,
            poll: false,
            diff: true,
            rerun: Rerun::default(),
            budgets: Budgets { steps: 0, objects: 0, output: 0, time: Duration::ZERO },
            bottom_margin: 0,
            show_keys: false,
            predict: false,
            keys: BTreeMap::new(),
        };
        // The table says what the defaults are; a test holds those of the budgets against the session's own.
        for setting in SETTINGS {
            let value = DeValue::parse(setting.default).expect("defaults are TOML");
            setting.set(&mut config, value.get_ref()).expect("defaults are valid");
        }
        config
    }
}

/// Something wrong with a file of the configuration.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    pub file: PathBuf,
    /// From 1; 0 if the file as a whole is meant.
    pub line: usize,
    pub text: String,
}

impl Problem {
    /// Without the folders, for the one line that there is for it at the start.
    pub fn short(&self) -> String {
        let file = self.file.file_name().map(PathBuf::from).unwrap_or_default();
        Problem { file, ..self.clone() }.to_string()
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file.display(), self.text),
            line => write!(f, "{}:{line}: {}", self.file.display(), self.text),
        }
    }
}

impl Config {
    /// Reads `config.toml` and `keys.toml` of a folder; files that are not there are no problem.
    pub fn read(folder: &Path) -> (Self, Vec<Problem>) {
        let mut config = Self::default();
        let mut problems = Vec::new();
        for (name, keys_only) in [("config.toml", false), ("keys.toml", true)] {
            let path = folder.join(name);
            match std::fs::read_to_string(&path) {
                Ok(text) => config.take(&path, &text, keys_only, &mut problems),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => {
                    problems.push(Problem { file: path, line: 0, text: format!("it cannot be read: {error}") });
                }
            }
        }
        problems.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        (config, problems)
    }

    /// Takes over what a file says. In `keys.toml` commands stand at the top; in `config.toml` under `[keys]`.
    pub fn take(&mut self, file: &Path, text: &str, keys_only: bool, problems: &mut Vec<Problem>) {
        let mut report = |span: std::ops::Range<usize>, what: String| {
            let line = text.as_bytes()[..span.start.min(text.len())].iter().filter(|&&byte| byte == b'\n').count() + 1;
            problems.push(Problem { file: file.to_owned(), line, text: what });
        };
        let table = match DeTable::parse(text) {
            Ok(table) => table.into_inner(),
            Err(error) => {
                let message = error.message().lines().next().unwrap_or_default();
                return report(error.span().unwrap_or_default(), format!("not TOML: {message}"));
            }
        };
        if keys_only {
            return self.take_keys(&table, &mut report);
        }
        for (key, value) in &table {
            match value.get_ref() {
                DeValue::Table(keys) if key.get_ref() == "keys" => self.take_keys(keys, &mut report),
                DeValue::Table(section) if SETTINGS.iter().any(|setting| setting.section == key.get_ref()) => {
                    for (name, value) in section {
                        self.take_setting(key.get_ref(), name, value, &mut report);
                    }
                }
                _ => self.take_setting("", key, value, &mut report),
            }
        }
    }

    fn take_setting(
        &mut self,
        section: &str,
        name: &Spanned<std::borrow::Cow<'_, str>>,
        value: &Spanned<DeValue<'_>>,
        report: &mut impl FnMut(std::ops::Range<usize>, String),
    ) {
        let path = |name: &str| if section.is_empty() { name.to_owned() } else { format!("{section}.{name}") };
        let Some(setting) = Setting::find(section, name.get_ref()) else {
            let known = SETTINGS.iter().filter(|setting| setting.section == section).map(|setting| setting.name);
            let known: Vec<_> = if section.is_empty() { known.chain(sections()).collect() } else { known.collect() };
            let near = nearest(name.get_ref(), &known);
            let hint = near.map_or_else(
                || format!("expected one of {}", known.join(", ")),
                |near| format!("did you mean {near:?}?"),
            );
            return report(name.span(), format!("there is no setting {:?}; {hint}", path(name.get_ref())));
        };
        if let Err(what) = setting.set(self, value.get_ref()) {
            report(value.span(), format!("{}: {what}", path(setting.name)));
        }
    }

    fn take_keys(&mut self, table: &DeTable<'_>, report: &mut impl FnMut(std::ops::Range<usize>, String)) {
        for (name, value) in table {
            let command = name.get_ref().as_ref();
            if !Command::all().any(|known| known.name == command) {
                let names: Vec<_> = Command::all().map(|command| command.name).collect();
                let hint = nearest(command, &names).map_or(String::new(), |near| format!("; did you mean {near:?}?"));
                report(name.span(), format!("there is no command {command:?}{hint}"));
                continue;
            }
            let list: Vec<(std::ops::Range<usize>, &DeValue<'_>)> = match value.get_ref() {
                DeValue::Array(list) => list.iter().map(|key| (key.span(), key.get_ref())).collect(),
                one => vec![(value.span(), one)],
            };
            let mut keys = Vec::new();
            for (span, key) in list {
                let sequence = match key {
                    DeValue::String(text) => {
                        Key::parse_sequence(text).filter(|keys| !keys.is_empty()).map(|_| text.to_string())
                    }
                    _ => None,
                };
                match sequence {
                    Some(text) => keys.push(text),
                    None => report(
                        span,
                        format!("{command:?}: expected a key such as \"C-d\", \"F5\" or \"v c\", found {}", shown(key)),
                    ),
                }
            }
            self.keys.insert(command.to_owned(), keys);
        }
    }
}

/// The sections of the file, `keys` included.
fn sections() -> impl Iterator<Item = &'static str> {
    let mut sections: Vec<&str> =
        SETTINGS.iter().map(|setting| setting.section).filter(|name| !name.is_empty()).collect();
    sections.dedup();
    sections.into_iter().chain(["keys"])
}

/// The word that was probably meant.
fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let distance = |other: &str| crate::view::opcodes::edit_distance(word, other);
    known.iter().copied().min_by_key(|other| distance(other)).filter(|other| distance(other) <= 2)
}

/// A value as it stands in the file, without its insides if it has any.
fn shown(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => format!("{text:?}"),
        DeValue::Integer(number) => number.as_str().to_owned(),
        DeValue::Float(number) => number.as_str().to_owned(),
        DeValue::Boolean(value) => value.to_string(),
        DeValue::Datetime(_) => "a date".into(),
        DeValue::Array(_) => "a list".into(),
        DeValue::Table(_) => "a table".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(text: &str) -> (Config, Vec<String>) {
        let mut config = Config::default();
        let mut problems = Vec::new();
        config.take(Path::new("config.toml"), text, false, &mut problems);
        (config, problems.iter().map(Problem::to_string).collect())
    }

    #[test]
    fn settings_are_read() {
        let (config, problems) = taken(
            "theme = 'light'\nlayout = 'run'\n[watch]\npoll = true\n[budgets]\nsteps = 5_000\n[keys]\nquit = 'Q'\nzoom = ['z', 'C-z']\n",
        );
        assert_eq!(problems, Vec::<String>::new());
        assert_eq!((config.theme.as_deref(), config.layout.as_deref()), (Some("light"), Some("run")));
        assert_eq!((config.poll, config.budgets.steps), (true, 5000));
        assert_eq!(config.keys["zoom"], ["z", "C-z"]);
    }

    #[test]
    fn defaults_are_those_of_what_is_configured() {
        assert_eq!(Config::default().budgets, Budgets::default());
        assert_eq!(Config::default().rerun, Rerun::default());
    }

    #[test]
    fn mistakes_are_told_with_their_line_and_the_rest_holds() {
        let (config, problems) = taken(
            "thme = 'light'\nlayout = 'rnu'\noptimize = 7\n\n[watch]\npoll = 'yes'\ndiff = false\n[run]\nrerun = 3\n[keys]\nstpe = 's'\nquit = ['Q', 4]\nzoom = 'X-z'\n",
        );
        let layouts = "one of \"default\", \"compile\", \"optimize\", \"cache\", \"run\", \"lecture\", \"last\"";
        let mut expected = vec![
            "config.toml:1: there is no setting \"thme\"; did you mean \"theme\"?".to_owned(),
            format!("config.toml:2: layout: expected {layouts}, found \"rnu\""),
            "config.toml:3: optimize: expected a whole number from 0 to 2, found 7".into(),
            "config.toml:6: watch.poll: expected true or false, found \"yes\"".into(),
            "config.toml:9: run.rerun: expected one of \"on-save\", \"ask\", \"never\", found 3".into(),
            "config.toml:11: there is no command \"stpe\"; did you mean \"step\"?".into(),
            "config.toml:12: \"quit\": expected a key such as \"C-d\", \"F5\" or \"v c\", found 4".into(),
            "config.toml:13: \"zoom\": expected a key such as \"C-d\", \"F5\" or \"v c\", found \"X-z\"".into(),
        ];
        let mut problems = problems;
        problems.sort();
        expected.sort();
        assert_eq!(problems, expected);
        let problem = Problem { file: "/home/me/config.toml".into(), line: 3, text: "x".into() };
        assert_eq!(
            (problem.to_string(), problem.short()),
            ("/home/me/config.toml:3: x".into(), "config.toml:3: x".into())
        );
        assert!(!config.diff && config.keys["quit"] == ["Q"]);
        assert_eq!(taken("x = \n").1.len(), 1);
        assert!(taken("\n\ny = [\n").1[0].contains("not TOML"), "{:?}", taken("\n\ny = [\n").1);
    }

    #[test]
    fn the_printed_default_says_everything_and_changes_nothing() {
        let text = default_text(Path::new("config.toml"));
        let (config, problems) = taken(&text);
        assert_eq!((config, problems), (Config::default(), Vec::new()));
        let uncommented: Vec<&str> = text
            .lines()
            .map(|line| line.strip_prefix("# ").filter(|rest| rest.contains(" = ")).unwrap_or(line))
            .collect();
        let (config, problems) = taken(&uncommented.join("\n"));
        assert_eq!(problems, Vec::<String>::new());
        assert_eq!(Config { keys: BTreeMap::new(), ..config.clone() }, Config::default());
        assert_eq!(config.keys.len(), Command::all().count());
        for setting in SETTINGS {
            assert!(text.contains(setting.name) && setting.doc.ends_with('.'), "{}", setting.name);
        }
    }
}
