//! Windows over the panes: a text to read, a list to choose from, a line to fill in.
//!
//! A window takes all keys while it is open and answers what came of each; what is chosen is carried out by the app.

mod draw;
mod help;
mod input;

use std::path::PathBuf;
use std::sync::Arc;

pub use draw::{draw, following};
pub use help::help;
pub use input::Input;

use super::app::Export;
use super::commands::What;
use super::key::Key;
use super::panes::{PaneId, PaneState};
use crate::view::Listing;

pub enum Overlay {
    Text { title: String, pane: Box<PaneState> },
    List(List),
    Prompt { purpose: Purpose, label: String, input: Input },
}

/// What a prompt is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    Search,
    Command,
    /// A line for the program's `input()`.
    Answer,
}

/// A list with a line that filters it.
pub struct List {
    pub title: String,
    pub input: Input,
    items: Vec<Item>,
    /// Indices of the items that the filter leaves, best first.
    pub matches: Vec<usize>,
    pub cursor: usize,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Item {
    pub label: String,
    pub detail: String,
    pub keys: String,
    pub choice: Choice,
}

#[derive(Clone, PartialEq, Debug)]
pub enum Choice {
    Command(What),
    /// Show this code object, or all.
    Code(Option<String>),
    Theme(String),
    Row(PaneId, usize),
    /// Take the program to this step.
    Step(u64),
    /// By its place in the list.
    RemoveBreakpoint(usize),
    /// A file, or a lesson file.
    Open(PathBuf),
    /// A sample or lesson that comes with pylens.
    Sample(String),
    Lesson(String),
    Export(Export),
}

/// What came of a key.
#[derive(Clone, PartialEq, Debug)]
pub enum Answer {
    Open,
    Close,
    /// The window is closed, and the key is for what was under it.
    Passed,
    Chosen(Choice),
    Entered(Purpose, String),
}

impl Overlay {
    pub fn text(title: &str, listing: Listing) -> Self {
        let mut pane = PaneState::default();
        pane.replace(Arc::new(listing));
        Overlay::Text { title: title.into(), pane: Box::new(pane) }
    }

    pub fn list(title: &str, items: Vec<Item>) -> Self {
        let matches = (0..items.len()).collect();
        Overlay::List(List { title: title.into(), input: Input::default(), items, matches, cursor: 0 })
    }

    pub fn search(pane: PaneId) -> Self {
        let label = format!("search {}: ", pane.title());
        Overlay::Prompt { purpose: Purpose::Search, label, input: Input::default() }
    }

    pub fn command_line() -> Self {
        Overlay::Prompt { purpose: Purpose::Command, label: ":".into(), input: Input::default() }
    }

    pub fn answer() -> Self {
        Overlay::Prompt { purpose: Purpose::Answer, label: "input: ".into(), input: Input::default() }
    }

    /// `page`: rows that a page key moves by.
    pub fn key(&mut self, key: Key, page: usize) -> Answer {
        if key.is("esc") || key.is("C-c") {
            return Answer::Close;
        }
        match self {
            Overlay::Text { pane, .. } => {
                pane.set_height(page);
                let by = match () {
                    () if key.is("q") || key.is("?") || key.is("ret") || key.is("K") || key.is("w") => {
                        return Answer::Close;
                    }
                    // A text names panes by their keys.
                    () if ('0'..='9').any(|digit| key.is(digit.encode_utf8(&mut [0; 4]))) => return Answer::Passed,
                    () if key.is("down") || key.is("j") => 1,
                    () if key.is("up") || key.is("k") => -1,
                    () if key.is("pagedown") || key.is("space") || key.is("C-d") => page as isize,
                    () if key.is("pageup") || key.is("C-u") => -(page as isize),
                    () if key.is("g") || key.is("home") => isize::MIN / 2,
                    () if key.is("G") || key.is("end") => isize::MAX / 2,
                    () => 0,
                };
                pane.scroll_by(by);
                Answer::Open
            }
            Overlay::List(list) => list.key(key, page),
            Overlay::Prompt { purpose, input, .. } => {
                if key.is("ret") {
                    return Answer::Entered(*purpose, input.text().to_owned());
                }
                if key.is("backspace") && input.text().is_empty() {
                    return Answer::Close;
                }
                input.key(key);
                Answer::Open
            }
        }
    }

    pub fn paste(&mut self, text: &str) {
        let line = text.lines().next().unwrap_or_default();
        match self {
            Overlay::Text { .. } => {}
            Overlay::List(list) => {
                list.input.insert(line);
                list.filter();
            }
            Overlay::Prompt { input, .. } => input.insert(line),
        }
    }

    pub fn scroll(&mut self, by: isize) {
        match self {
            Overlay::Text { pane, .. } => pane.scroll_by(by),
            Overlay::List(list) => list.step(by),
            Overlay::Prompt { .. } => {}
        }
    }
}

impl List {
    pub fn item(&self, at: usize) -> Option<&Item> {
        self.items.get(*self.matches.get(at)?)
    }

    fn key(&mut self, key: Key, page: usize) -> Answer {
        match () {
            () if key.is("ret") => {
                return self.item(self.cursor).map_or(Answer::Close, |item| Answer::Chosen(item.choice.clone()));
            }
            () if key.is("down") || key.is("C-n") || key.is("tab") => self.step(1),
            () if key.is("up") || key.is("C-p") || key.is("S-tab") => self.step(-1),
            () if key.is("pagedown") => self.step(page as isize),
            () if key.is("pageup") => self.step(-(page as isize)),
            () => {
                if self.input.key(key) {
                    self.filter();
                }
            }
        }
        Answer::Open
    }

    fn step(&mut self, by: isize) {
        let last = self.matches.len().saturating_sub(1);
        self.cursor = self.cursor.saturating_add_signed(by).min(last);
    }

    fn filter(&mut self) {
        let words: Vec<String> = self.input.text().split_whitespace().map(str::to_lowercase).collect();
        // What is typed in full comes before what begins like that.
        let whole = words.join(" ");
        let is_other = |item: &Item| item.label.trim().to_lowercase() != whole;
        let scored = self.items.iter().enumerate();
        let mut scored: Vec<(bool, u32, usize)> =
            scored.filter_map(|(index, item)| Some((is_other(item), score(item, &words)?, index))).collect();
        scored.sort_unstable();
        self.matches = scored.into_iter().map(|(.., index)| index).collect();
        self.cursor = 0;
    }
}

/// How badly an item fits the words: lower is better; `None` if a word is nowhere in it.
fn score(item: &Item, words: &[String]) -> Option<u32> {
    let label = item.label.trim_start().to_lowercase();
    let detail = item.detail.to_lowercase();
    words.iter().try_fold(0, |total, word| {
        let score = match (label.find(word.as_str()), is_subsequence(word, &label), detail.contains(word.as_str())) {
            (Some(0), ..) => 0,
            (Some(_), ..) => 1,
            (None, true, _) => 2,
            (None, false, true) => 3,
            _ => return None,
        };
        Some(total + score)
    })
}

fn is_subsequence(word: &str, text: &str) -> bool {
    let mut rest = text.chars();
    word.chars().all(|wanted| rest.any(|c| c == wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list() -> List {
        let item = |label: &str, detail: &str| Item {
            label: label.into(),
            detail: detail.into(),
            keys: String::new(),
            choice: Choice::Theme(label.into()),
        };
        let items = vec![item("next-pane", "focus"), item("quit", "leave"), item("zoom", "one pane alone")];
        match Overlay::list("x", items) {
            Overlay::List(list) => list,
            _ => unreachable!("a list was made"),
        }
    }

    #[test]
    fn typing_filters_by_name_first() {
        let mut list = list();
        for c in "pane".chars() {
            list.key(Key::parse(&c.to_string()).expect("a key"), 5);
        }
        assert_eq!(list.matches, [0, 2]);
        assert_eq!(list.key(Key::parse("ret").expect("a key"), 5), Answer::Chosen(Choice::Theme("next-pane".into())));
        list.key(Key::parse("C-u").expect("a key"), 5);
        assert_eq!(list.matches.len(), 3);
    }

    #[test]
    fn nothing_found_closes_on_enter() {
        let mut list = list();
        list.input.insert("xyz");
        list.filter();
        assert_eq!(list.key(Key::parse("ret").expect("a key"), 5), Answer::Close);
    }
}
