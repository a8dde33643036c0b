//! Keys: their spelling in the keymap, and the events they come from.
//!
//! A spelling is modifiers and a name: `q`, `G`, `C-d`, `S-F11`, `A-left`, `ret`, `space`. Shift is spelled only for keys
//! that are no characters: a shifted letter is the capital.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

/// A key with its modifiers, in the one form that two equal key strokes share.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd)]
pub struct Key {
    pub code: KeyCode,
    pub modifiers: KeyModifiers,
}

/// Keys with names: spelling, code.
const NAMED: &[(&str, KeyCode)] = &[
    ("ret", KeyCode::Enter),
    ("esc", KeyCode::Esc),
    ("tab", KeyCode::Tab),
    ("space", KeyCode::Char(' ')),
    ("backspace", KeyCode::Backspace),
    ("del", KeyCode::Delete),
    ("left", KeyCode::Left),
    ("right", KeyCode::Right),
    ("up", KeyCode::Up),
    ("down", KeyCode::Down),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
    ("pageup", KeyCode::PageUp),
    ("pagedown", KeyCode::PageDown),
];

impl Key {
    pub fn new(code: KeyCode, modifiers: KeyModifiers) -> Self {
        let kept = KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT;
        let mut modifiers = modifiers & kept;
        let code = match code {
            KeyCode::BackTab => {
                modifiers |= KeyModifiers::SHIFT;
                KeyCode::Tab
            }
            KeyCode::Char(c) if c != ' ' => {
                let shifted = modifiers.contains(KeyModifiers::SHIFT);
                modifiers -= KeyModifiers::SHIFT;
                // Some terminals report Shift and the small letter.
                let upper = shifted && c.is_lowercase() && !modifiers.contains(KeyModifiers::CONTROL);
                KeyCode::Char(if upper { c.to_uppercase().next().unwrap_or(c) } else { c })
            }
            other => other,
        };
        Self { code, modifiers }
    }

    /// The key of an event; releases are none.
    pub fn of(event: KeyEvent) -> Option<Self> {
        (event.kind != KeyEventKind::Release).then(|| Self::new(event.code, event.modifiers))
    }

    pub fn parse(text: &str) -> Option<Self> {
        let mut rest = text;
        let mut modifiers = KeyModifiers::NONE;
        while let Some((letter, behind)) = rest.split_once('-').filter(|(_, behind)| !behind.is_empty()) {
            modifiers |= match letter {
                "C" => KeyModifiers::CONTROL,
                "A" => KeyModifiers::ALT,
                "S" => KeyModifiers::SHIFT,
                _ => return None,
            };
            rest = behind;
        }
        let mut characters = rest.chars();
        let code = match (characters.next()?, characters.next()) {
            (only, None) => KeyCode::Char(only),
            ('F', Some(_)) => KeyCode::F(rest[1..].parse().ok()?),
            _ => NAMED.iter().find(|(name, _)| *name == rest)?.1,
        };
        Some(Self::new(code, modifiers))
    }

    /// Several keys, one behind the other, as in `v c`.
    pub fn parse_sequence(text: &str) -> Option<Vec<Self>> {
        text.split_whitespace().map(Self::parse).collect()
    }

    /// The character that the key types, if it types one.
    pub fn typed(self) -> Option<char> {
        match self.code {
            KeyCode::Char(c) if !self.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) => Some(c),
            _ => None,
        }
    }

    pub fn is(self, spelling: &str) -> bool {
        Self::parse(spelling) == Some(self)
    }
}

/// As a person reads it: `Ctrl-d`, `Shift-F11`, `Enter`.
impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (modifier, name) in
            [(KeyModifiers::CONTROL, "Ctrl-"), (KeyModifiers::ALT, "Alt-"), (KeyModifiers::SHIFT, "Shift-")]
        {
            if self.modifiers.contains(modifier) {
                f.write_str(name)?;
            }
        }
        match self.code {
            KeyCode::Char(' ') => f.write_str("Space"),
            KeyCode::Char(c) => write!(f, "{c}"),
            KeyCode::F(number) => write!(f, "F{number}"),
            KeyCode::Enter => f.write_str("Enter"),
            KeyCode::Esc => f.write_str("Esc"),
            KeyCode::Tab => f.write_str("Tab"),
            KeyCode::PageUp => f.write_str("PgUp"),
            KeyCode::PageDown => f.write_str("PgDn"),
            KeyCode::Left => f.write_str("←"),
            KeyCode::Right => f.write_str("→"),
            KeyCode::Up => f.write_str("↑"),
            KeyCode::Down => f.write_str("↓"),
            other => match NAMED.iter().find(|(_, code)| *code == other) {
                Some((name, _)) => f.write_str(name),
                None => write!(f, "{other:?}"),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings() {
        for (text, shown) in [
            ("q", "q"),
            ("G", "G"),
            ("C-d", "Ctrl-d"),
            ("S-F11", "Shift-F11"),
            ("A-left", "Alt-←"),
            ("S-tab", "Shift-Tab"),
            ("space", "Space"),
            ("-", "-"),
            ("C--", "Ctrl--"),
            ("<", "<"),
        ] {
            assert_eq!(Key::parse(text).map(|key| key.to_string()).as_deref(), Some(shown), "{text}");
        }
        assert_eq!(Key::parse("X-q"), None);
        assert_eq!(Key::parse("F"), Key::parse("F"));
        assert_eq!(Key::parse("nosuch"), None);
    }

    #[test]
    fn equal_strokes_are_equal_keys() {
        assert_eq!(
            Key::new(KeyCode::Char('g'), KeyModifiers::SHIFT),
            Key::new(KeyCode::Char('G'), KeyModifiers::SHIFT)
        );
        assert_eq!(Key::new(KeyCode::BackTab, KeyModifiers::SHIFT), Key::new(KeyCode::Tab, KeyModifiers::SHIFT));
        assert_eq!(Key::new(KeyCode::Char('?'), KeyModifiers::SHIFT), Key::new(KeyCode::Char('?'), KeyModifiers::NONE));
    }
}
