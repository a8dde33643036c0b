//! The table of settings: section, name, kind, default, what it is for. Reading, checking, printing and documentation
//! all go by it.

use std::time::Duration;

use super::Config;
use crate::tui::app::Rerun;
use crate::tui::layout::Preset;

/// What a setting may be.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// The name of a theme; which there are is known only when all themes have been read.
    Theme,
    Layout,
    Bool,
    /// A whole number between these.
    Number(u64, u64),
    OneOf(&'static [&'static str]),
}

/// A row of the table.
pub struct Setting {
    /// The name of its table in the file; empty for those at the top.
    pub section: &'static str,
    pub name: &'static str,
    pub kind: Kind,
    /// As it is written in the file.
    pub default: &'static str,
    pub doc: &'static str,
    store: fn(&mut Config, Value),
}

/// A value that has been checked.
pub enum Value {
    Text(String),
    Bool(bool),
    Number(u64),
}

impl Value {
    fn text(self) -> String {
        match self {
            Value::Text(text) => text,
            Value::Bool(_) | Value::Number(_) => String::new(),
        }
    }

    fn number(self) -> u64 {
        match self {
            Value::Number(number) => number,
            Value::Text(_) | Value::Bool(_) => 0,
        }
    }

    fn bool(self) -> bool {
        matches!(self, Value::Bool(true))
    }
}

macro_rules! settings {
    ($($section:literal { $( $name:literal: $kind:expr, $default:literal, $store:expr, $doc:literal; )* })*) => {
        pub const SETTINGS: &[Setting] = &[ $( $( Setting {
            section: $section,
            name: $name,
            kind: $kind,
            default: $default,
            doc: $doc,
            store: $store,
        } ),* ),* ];
    };
}

settings! {
    "" {
        "theme": Kind::Theme, "\"auto\"", |config, value| config.theme = Some(value.text()).filter(|name| name != "auto"),
            "The theme; auto takes the one that suits the colours of the terminal. A file NAME.toml in the folder themes beside this file adds a theme.";
        "layout": Kind::Layout, "\"last\"", |config, value| config.layout = Some(value.text()).filter(|name| name != "last"),
            "The arrangement of panes to start with; last is the one in use when pylens was left.";
        "optimize": Kind::Number(0, 2), "0", |config, value| config.optimize = value.number() as u8,
            "The optimization level to start with: 1 is python -O, 2 is python -OO.";
        "mouse": Kind::Bool, "true", |config, value| config.mouse = value.bool(),
            "Whether the mouse can be used; without it the terminal's own selection of text works.";
    }
    "watch" {
        "poll": Kind::Bool, "false", |config, value| config.poll = value.bool(),
            "Look for changes at intervals instead of waiting for the system's events.";
        "diff": Kind::Bool, "true", |config, value| config.diff = value.bool(),
            "Mark what the last save changed.";
    }
    "run" {
        "rerun": Kind::OneOf(&["on-save", "ask", "never"]), "\"on-save\"", |config, value| config.rerun = Rerun::from_name(&value.text()).unwrap_or_default(),
            "When the program runs again after a save.";
    }
    "budgets" {
        "steps": Kind::Number(1000, 4_000_000_000), "1000000", |config, value| config.budgets.steps = value.number(),
            "Instructions of a program that are recorded.";
        "objects": Kind::Number(1000, 1_000_000_000), "5000000", |config, value| config.budgets.objects = value.number() as usize,
            "Objects on its heap.";
        "output": Kind::Number(1, 1 << 32), "4194304", |config, value| config.budgets.output = value.number() as usize,
            "Bytes that it writes.";
        "seconds": Kind::Number(1, 86400), "20", |config, value| config.budgets.time = Duration::from_secs(value.number()),
            "Seconds that it runs.";
    }
    "present" {
        "bottom-margin": Kind::Number(0, 100), "0", |config, value| config.bottom_margin = value.number() as u16,
            "Rows at the bottom of the screen that stay empty, since the back of a room does not see them.";
        "show-keys": Kind::Bool, "false", |config, value| config.show_keys = value.bool(),
            "Show the commands that keys give, for three seconds each.";
        "predict": Kind::Bool, "false", |config, value| config.predict = value.bool(),
            "Hide the effect of each step until a key reveals it.";
    }
}

impl Setting {
    pub fn find(section: &str, name: &str) -> Option<&'static Setting> {
        SETTINGS.iter().find(|setting| setting.section == section && setting.name == name)
    }

    /// Takes a value over, or says what was expected.
    pub fn set(&self, config: &mut Config, value: &toml::de::DeValue<'_>) -> Result<(), String> {
        let wrong = || Err(format!("expected {}, found {}", self.expected(), super::shown(value)));
        let checked = match (self.kind, value) {
            (Kind::Bool, toml::de::DeValue::Boolean(value)) => Value::Bool(*value),
            (Kind::Number(least, most), toml::de::DeValue::Integer(number)) => {
                let number = u64::from_str_radix(&number.as_str().replace('_', ""), number.radix()).ok();
                match number.filter(|number| (least..=most).contains(number)) {
                    Some(number) => Value::Number(number),
                    None => return wrong(),
                }
            }
            (Kind::Theme, toml::de::DeValue::String(text)) => Value::Text(text.to_string()),
            (Kind::Layout, toml::de::DeValue::String(text)) => {
                if **text != *"last" && Preset::named(text).is_none() {
                    return wrong();
                }
                Value::Text(text.to_string())
            }
            (Kind::OneOf(words), toml::de::DeValue::String(text)) if words.contains(&&**text) => {
                Value::Text(text.to_string())
            }
            _ => return wrong(),
        };
        (self.store)(config, checked);
        Ok(())
    }

    /// What a value has to be, in words.
    pub fn expected(&self) -> String {
        let words = |words: &[&str]| words.iter().map(|word| format!("{word:?}")).collect::<Vec<_>>().join(", ");
        match self.kind {
            Kind::Theme => "the name of a theme".into(),
            Kind::Layout => {
                let names: Vec<_> = Preset::ALL.iter().map(|preset| preset.short_name()).chain(["last"]).collect();
                format!("one of {}", words(&names))
            }
            Kind::Bool => "true or false".into(),
            Kind::Number(least, most) => format!("a whole number from {least} to {most}"),
            Kind::OneOf(choices) => format!("one of {}", words(choices)),
        }
    }
}
