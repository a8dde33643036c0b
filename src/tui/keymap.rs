//! From keys to commands: a trie, so that `v c` and `0 h` are sequences with a list of what may follow.

use std::collections::BTreeMap;

use super::commands::{Command, What};
use super::key::Key;

/// What a sequence of keys means.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Meaning {
    Command(Command),
    /// The beginning of longer sequences.
    Prefix,
    Nothing,
}

/// The keys of all commands.
pub struct Keymap {
    /// In the order of the table; a command may occur several times.
    bindings: Vec<(Vec<Key>, Command)>,
}

/// What the first key of a sequence is about, for the line that lists what may follow.
pub fn prefix_label(keys: &[Key]) -> &'static str {
    let labels: &[(&str, &str)] = &[("0", "more panes"), ("v", "layout"), ("u", "show or hide")];
    let known = |key: &Key| labels.iter().find(|(spelling, _)| key.is(spelling)).map(|(_, label)| *label);
    keys.first().and_then(known).unwrap_or("")
}

impl Keymap {
    /// The default keys with those of a configuration: `name = ["keys", …]` replaces the keys of a command.
    pub fn new(changes: &BTreeMap<String, Vec<String>>) -> (Self, Vec<String>) {
        let mut warnings = Vec::new();
        let mut bindings: Vec<(Vec<Key>, Command)> = Vec::new();
        for name in changes.keys() {
            if !Command::all().any(|command| command.name == name) {
                warnings.push(format!("keymap: there is no command {name:?}"));
            }
        }
        for command in Command::all() {
            let keys: Vec<String> = match changes.get(command.name) {
                Some(keys) => keys.clone(),
                None => command.default_keys().into_iter().map(str::to_owned).collect(),
            };
            for text in &keys {
                let Some(sequence) = Key::parse_sequence(text).filter(|sequence| !sequence.is_empty()) else {
                    warnings.push(format!("keymap: {:?}: there is no key {text:?}", command.name));
                    continue;
                };
                // A configured key takes the key away from the command that has it by default.
                let clash =
                    |(other, _): &(Vec<Key>, Command)| other.starts_with(&sequence) || sequence.starts_with(other);
                if changes.contains_key(command.name) {
                    bindings.retain(|binding| !clash(binding));
                } else if let Some((_, other)) = bindings.iter().find(|binding| clash(binding)) {
                    if !changes.contains_key(other.name) {
                        warnings.push(format!("keymap: {text:?} means both {:?} and {:?}", other.name, command.name));
                    }
                    continue;
                }
                bindings.push((sequence, command));
            }
        }
        (Self { bindings }, warnings)
    }

    pub fn lookup(&self, keys: &[Key]) -> Meaning {
        for (sequence, command) in &self.bindings {
            if sequence == keys {
                return Meaning::Command(*command);
            }
        }
        let longer = self.bindings.iter().any(|(sequence, _)| sequence.starts_with(keys));
        if longer { Meaning::Prefix } else { Meaning::Nothing }
    }

    /// The first key sequence of a command, as a person reads it; empty if it has none.
    pub fn shown(&self, what: What) -> String {
        self.bindings.iter().find(|(_, command)| command.what == what).map_or(String::new(), |(keys, _)| show(keys))
    }

    /// All key sequences of a command.
    pub fn all_shown(&self, what: What) -> Vec<String> {
        self.bindings.iter().filter(|(_, command)| command.what == what).map(|(keys, _)| show(keys)).collect()
    }

    /// What may follow `prefix`: the rest of the keys, and the command.
    pub fn following(&self, prefix: &[Key]) -> Vec<(String, Command)> {
        let longer = self.bindings.iter().filter(|(keys, _)| keys.len() > prefix.len() && keys.starts_with(prefix));
        longer.map(|(keys, command)| (show(&keys[prefix.len()..]), *command)).collect()
    }
}

fn show(keys: &[Key]) -> String {
    keys.iter().map(Key::to_string).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::commands::Action;
    use super::*;

    fn keys(text: &str) -> Vec<Key> {
        Key::parse_sequence(text).expect("keys")
    }

    #[test]
    fn default_keys_do_not_clash() {
        let (_, warnings) = Keymap::new(&BTreeMap::new());
        // Terminals send the same byte for Ctrl-i and Tab; where they can be told apart they are different keys.
        assert_eq!(warnings, Vec::<String>::new());
    }

    #[test]
    fn every_command_has_a_key() {
        let (keymap, _) = Keymap::new(&BTreeMap::new());
        for command in Command::all() {
            assert!(!keymap.shown(command.what).is_empty(), "{}", command.name);
        }
    }

    #[test]
    fn sequences_have_prefixes() {
        let (keymap, _) = Keymap::new(&BTreeMap::new());
        assert_eq!(keymap.lookup(&keys("0")), Meaning::Prefix);
        assert!(matches!(keymap.lookup(&keys("0 h")), Meaning::Command(command) if command.name == "Heap"));
        assert_eq!(keymap.lookup(&keys("0 z")), Meaning::Nothing);
        assert!(keymap.following(&keys("0")).iter().any(|(key, command)| key == "h" && command.name == "Heap"));
        assert_eq!(prefix_label(&keys("0")), "more panes");
    }

    #[test]
    fn a_configured_key_wins() {
        let changes = BTreeMap::from([
            ("quit".to_owned(), vec!["s".to_owned()]),
            ("step".to_owned(), vec!["f4".to_owned()]),
            ("nosuch".to_owned(), vec![]),
        ]);
        let (keymap, warnings) = Keymap::new(&changes);
        assert!(matches!(keymap.lookup(&keys("s")), Meaning::Command(c) if c.what == What::Action(Action::Quit)));
        assert_eq!(warnings, ["keymap: there is no command \"nosuch\"", "keymap: \"step\": there is no key \"f4\""]);
    }
}
