//! The app, driven by key strings, on a made-up revision.
//!
//! Snapshots are `tests/snapshots/tui/*.txt`: the screen as text, and below it the styles of every row. They are made
//! anew with `UPDATE_SNAPSHOTS=1`, and read before they are committed.

use std::path::Path;

use ratatui::buffer::Buffer;
use ratatui::style::Modifier;

use super::*;
use crate::base::{Diagnostic, ErrorKind, Span, Stage};
use crate::frontend::source::Source;
use crate::pipeline::StageId;
use crate::tui::revision::{CodeEntry, Compiled, Outcome, Shown, StageMark};
use crate::tui::workers::compile::{Job, Made};
use crate::tui::workers::watch::Content;
use crate::tui::{export, screen};
use crate::view::Listing;
use crate::view::syntax::Syntax;
use crate::view::{ItemRef, Role, Row, source};

pub const PROGRAM: &str = "x = 10\n\ndef outer(y):\n    z = x + y\n    return z * 2\n\nprint(outer(5))  # 日本語\n";

/// A revision whose listings are made of words and lines, without any stage of the pipeline.
struct MadeUp {
    source: Source,
    syntax: Syntax,
    problems: Vec<Diagnostic>,
}

impl MadeUp {
    fn new(text: &str) -> Self {
        let source = Source::from_text("demo.py", text);
        let syntax = Syntax::parse(&source.text, None);
        let mut problems = Vec::new();
        if syntax.has_errors() {
            problems.push(Diagnostic {
                lineno: Some(2),
                offset: Some(1),
                ..Diagnostic::new(Stage::Parser, ErrorKind::SyntaxError, "invalid syntax")
            });
        }
        Self { source, syntax, problems }
    }

    fn words(&self) -> Listing {
        let text = &self.source.text;
        let mut rows = Vec::new();
        for (start, word) in text.split_whitespace().map(|word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
        {
            let span = Span::new(start as u32, (start + word.len()) as u32);
            let row = Row::new().with(Role::Position, format!("{start:<4}")).with(Role::TokenKind, word.to_owned());
            rows.push(row.span(span).item(ItemRef::Token(rows.len() as u32)));
        }
        Listing::new(rows)
    }
}

impl Views for MadeUp {
    fn stages(&self) -> Vec<StageMark> {
        let outcome = if self.problems.is_empty() { Outcome::Good } else { Outcome::Failed("2:1".into()) };
        let time = Some(std::time::Duration::from_micros(48));
        vec![
            StageMark { stage: StageId::Source, outcome: Outcome::Good, time },
            StageMark { stage: StageId::Ast, outcome, time },
        ]
    }

    fn problems(&self) -> &[Diagnostic] {
        &self.problems
    }

    fn listing(&self, pane: PaneId, _: &ViewOptions) -> Shown {
        let listing = match pane {
            PaneId::Source => source::listing(&self.source, &self.syntax, &self.problems),
            PaneId::Tokens => self.words(),
            PaneId::Ast if self.problems.is_empty() => self.syntax.listing(),
            PaneId::Bytecode if self.problems.is_empty() => {
                let row =
                    |number: usize| Row::text(Role::Opcode, "LOAD_FAST ").with(Role::Argument, number.to_string());
                Listing::new((0..self.source.text.lines().count()).map(row).collect())
            }
            _ => return Shown::Blocked("syntax error at 2:1".into()),
        };
        Shown::Rows(listing.into())
    }

    fn text(&self) -> Option<&str> {
        Some(&self.source.text)
    }

    fn word_at(&self, offset: u32) -> Option<Span> {
        self.syntax.word_at(offset)
    }

    fn item_at(&self, _: Span) -> Option<ItemRef> {
        None
    }

    fn span_of(&self, _: ItemRef) -> Option<Span> {
        None
    }

    fn summary_since(&self, _: &dyn Views) -> Option<String> {
        None
    }

    fn as_any(&self) -> &dyn std::any::Any {
        self
    }

    fn project(&self, _: ItemRef, _: PaneId) -> Vec<ItemRef> {
        Vec::new()
    }

    fn code_objects(&self) -> Vec<CodeEntry> {
        let entry = |qualname: &str, depth| CodeEntry {
            qualname: qualname.into(),
            line: 1,
            instructions: 9,
            depth,
            entry: None,
        };
        vec![entry("<module>", 0), entry("outer", 1)]
    }
}

/// The app with everything around it played by the test.
struct Bench {
    app: App,
    effects: Vec<Effect>,
}

impl Bench {
    fn new(width: u16, height: u16) -> Self {
        Self::with_theme(width, height, None)
    }

    fn with_theme(width: u16, height: u16, theme: Option<&str>) -> Self {
        let app = App::new(Setup { theme: theme.map(str::to_owned), ..Setup::plain("demo.py", (width, height)) });
        let mut stage = Self { app, effects: Vec::new() };
        stage.save(PROGRAM);
        stage
    }

    fn send(&mut self, event: Event) {
        for effect in self.app.update(event) {
            match effect {
                Effect::Compile(Job { number, bytes, options, panes, before, .. }) => {
                    let text = String::from_utf8_lossy(&bytes).into_owned();
                    let compiled = Compiled::of(number, Arc::new(MadeUp::new(&text)), options, &panes, &before);
                    self.send(Event::Made(Made::Revision(Box::new(compiled))));
                }
                other => self.effects.push(other),
            }
        }
        // Whatever the state, it can be drawn.
        self.draw();
    }

    fn save(&mut self, text: &str) {
        let content = Content { bytes: text.as_bytes().into(), hash: 0, modified: std::time::SystemTime::UNIX_EPOCH };
        self.send(Event::File(FileEvent::Content(content)));
    }

    fn keys(&mut self, keys: &str) -> &mut Self {
        for key in Key::parse_sequence(keys).expect("keys are spelled right") {
            self.send(Event::Key(key));
        }
        self
    }

    fn type_text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.send(Event::Key(Key::new(crossterm::event::KeyCode::Char(c), crossterm::event::KeyModifiers::NONE)));
        }
        self
    }

    fn draw(&self) -> Buffer {
        let mut buffer = Buffer::empty(self.app.size());
        screen::draw(&self.app, &mut buffer);
        buffer
    }

    fn text(&self) -> String {
        export::text(&self.draw())
    }

    fn message(&self) -> &str {
        self.app.message.as_ref().map_or("", |message| &message.text)
    }

    fn selected(&self) -> &str {
        let span = self.app.selection.and_then(|selection| selection.span).expect("a selection in the source");
        self.app.file.views.as_ref().and_then(|views| views.text()).map_or("", |text| &text[span.range()])
    }

    fn snapshot(&self, name: &str) {
        let buffer = self.draw();
        let mut text = export::text(&buffer);
        text.push_str("\nstyles\n");
        for (number, runs) in export::rows(&buffer).into_iter().enumerate() {
            let runs: Vec<_> = runs
                .iter()
                .map(|run| format!("{}+{} {:?}/{:?} {:?}", run.column, run.width, run.fg, run.bg, run.modifier))
                .collect();
            text.push_str(&format!("{number}: {}\n", runs.join("; ")));
        }
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/snapshots/tui/{name}.txt"));
        if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
            std::fs::write(&path, &text).expect("the snapshot can be written");
        }
        let expected = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(expected == text, "{name} differs; UPDATE_SNAPSHOTS=1 makes it anew. Now:\n{text}");
    }
}

#[test]
fn screens() {
    for (width, height) in [(120, 40), (80, 24), (200, 50), (66, 18)] {
        Bench::new(width, height).snapshot(&format!("default-{width}x{height}"));
    }
    Bench::new(60, 18).keys("3 z").snapshot("ast-zoomed-60x18");
    Bench::with_theme(80, 24, Some("monochrome")).keys("j j j l l l").snapshot("monochrome-80x24");
    Bench::new(80, 24).keys("?").snapshot("help-80x24");
    Bench::new(80, 24).keys("C-p").type_text("theme").snapshot("palette-80x24");
    Bench::new(80, 24).keys("0").snapshot("pending-80x24");
}

#[test]
fn no_size_and_no_key_panics() {
    for (width, height) in [(20, 5), (1, 1), (0, 0), (3, 40), (120, 2), (10, 3), (200, 1)] {
        let mut stage = Bench::new(width, height);
        for command in crate::tui::commands::Command::all() {
            for keys in command.default_keys() {
                stage.keys(keys);
            }
            stage.keys("a esc");
            stage.effects.clear();
        }
        stage.send(Event::Resize(80, 24));
    }
}

#[test]
fn moving_selects_and_other_panes_follow() {
    let mut stage = Bench::new(120, 40);
    stage.keys("j j j l l l l");
    assert_eq!(stage.selected(), "z");
    let tokens = stage.app.pane(PaneId::Tokens);
    assert_eq!(tokens.row().as_ref().map(Row::plain).as_deref(), Some("26  z"));
    assert_eq!(tokens.related(), [tokens.cursor()]);
    stage.keys("2 j");
    assert_eq!(stage.selected(), "=");
    assert_eq!(stage.app.pane(PaneId::Source).cursor(), 3);
    assert!(stage.text().contains("▐  4     z = x + y"));
}

#[test]
fn matches_are_cycled() {
    let mut stage = Bench::new(120, 40);
    // A whole line is selected: several tokens correspond.
    stage.keys("j j j 2");
    stage.app.selection = Some(Selection { pane: PaneId::Source, item: None, span: Some(Span::new(26, 35)) });
    stage.app.follow_selection();
    assert!(stage.text().contains("1/5"));
    stage.keys("]");
    assert!(stage.text().contains("2/5"));
    stage.keys("[ [");
    assert!(stage.text().contains("5/5"));
}

#[test]
fn folding_and_going_up_the_tree() {
    let mut stage = Bench::new(120, 40);
    stage.keys("3 g");
    let rows = stage.app.pane(PaneId::Ast).extent().0;
    stage.keys("space");
    assert_eq!(stage.app.pane(PaneId::Ast).extent().0, 1);
    stage.keys("l");
    assert_eq!(stage.app.pane(PaneId::Ast).extent().0, rows);
    stage.keys("j j h h h h");
    assert_eq!(stage.app.pane(PaneId::Ast).cursor(), 0);
    stage.keys("1 space");
    assert_eq!(stage.message(), "this pane is not a tree (toggle-fold)");
}

#[test]
fn a_save_keeps_the_cursor_on_its_line_and_marks_changes() {
    let mut stage = Bench::new(120, 40);
    stage.keys("j j j");
    stage.save(&format!("import sys\n{PROGRAM}"));
    let source = stage.app.pane(PaneId::Source);
    assert_eq!(source.cursor(), 4);
    assert_eq!(stage.selected(), "z = x + y");
    assert_eq!(source.change(0), crate::view::Change::Added);
    assert_eq!(stage.message(), "saved: lines +1 · tokens +2 · AST +3 · bytecode +1");
    assert!(stage.text().contains(" + 1 import"));
    stage.keys("D D");
    assert!(!stage.text().contains(" + 1 import"));
}

#[test]
fn a_save_keeps_folds_zoom_and_place() {
    let body: String = (0..60).map(|number| format!("def f{number}(a):\n    return a + {number}\n\n")).collect();
    let mut stage = Bench::new(120, 40);
    stage.save(&body);
    // The tree is closed at a node in the middle, zoomed, and scrolled.
    stage.keys("3 z G").keys(&"k ".repeat(20)).keys("space");
    let state = |stage: &Bench| {
        let pane = stage.app.pane(PaneId::Ast);
        let row = pane.row().expect("a node").plain();
        let height = pane.on_screen().position(|row| row == pane.cursor());
        (row, pane.is_open(pane.cursor()), pane.extent().0, height)
    };
    let before = state(&stage);
    assert!(!before.1 && stage.app.pane(PaneId::Ast).extent().1 > 0, "{before:?}");
    stage.save(&body.replacen("return a + 3\n", "return a - 3\n", 1));
    assert_eq!(state(&stage), before);
    assert!(stage.app.layout.is_zoomed());
}

#[test]
fn polling_is_said() {
    let mut stage = Bench::new(120, 40);
    assert!(stage.text().contains("● watching"));
    stage.send(Event::File(FileEvent::Mode(WatchMode::Polling("a network file system".into()))));
    assert!(stage.text().contains("● polling") && stage.message().contains("a network file system"));
}

#[test]
fn a_syntax_error_keeps_the_last_good_views_and_says_so() {
    let mut stage = Bench::new(120, 40);
    stage.save("x = 10\ny = = 2\n");
    assert_eq!(stage.message(), "SyntaxError: invalid syntax (line 2)");
    let text = stage.text();
    assert!(text.contains("stale: syntax error at 2:1") && text.contains("LOAD_FAST 6"), "{text}");
    assert!(text.contains("SyntaxError: invalid syntax") && text.contains("ast ✗ 2:1"), "{text}");
    stage.save(PROGRAM);
    assert!(!stage.text().contains("stale"));
    stage.snapshot("mended-120x40");
}

#[test]
fn a_file_that_goes_away_is_told() {
    let mut stage = Bench::new(80, 24);
    stage.send(Event::File(FileEvent::Missing));
    assert!(stage.message().contains("demo.py does not exist"));
    assert!(stage.text().contains("○ no file") && stage.text().contains("x = 10"));
    stage.save(PROGRAM);
    assert!(stage.text().contains("● watching"));
}

#[test]
fn nothing_to_show_is_said_in_words() {
    let mut app = App::new(Setup::plain("nosuch.py", (80, 24)));
    app.update(Event::File(FileEvent::Missing));
    let mut buffer = Buffer::empty(app.size());
    screen::draw(&app, &mut buffer);
    assert!(export::text(&buffer).contains("nosuch.py does not exist"));
}

#[test]
fn while_listings_are_being_made_their_panes_say_so() {
    let mut app = App::new(Setup::plain("large.py", (160, 50)));
    let shown = |app: &App| {
        let mut buffer = Buffer::empty(app.size());
        screen::draw(app, &mut buffer);
        export::text(&buffer)
    };
    let text = "a = 1\n".repeat(LARGE / 6 + 1);
    let content = Content { bytes: text.as_bytes().into(), hash: 0, modified: std::time::SystemTime::UNIX_EPOCH };
    let mut effects = app.update(Event::File(FileEvent::Content(content)));
    let Some(Effect::Compile(job)) = effects.pop() else { panic!("a revision is asked for") };
    let views = Arc::new(MadeUp::new(&text));
    let compiled = Compiled::of(job.number, views, job.options.clone(), &job.panes, &job.before);
    let effects = app.update(Event::Made(Made::Revision(Box::new(compiled))));
    assert!(!app.file.busy && app.is_listing(), "the listings come one by one");
    assert!(shown(&app).contains("working…") && !shown(&app).contains("nothing to show"), "{}", shown(&app));
    for effect in effects {
        if let Effect::List(wanted) = effect {
            let made = wanted.panes.iter();
            let made = made.map(|&pane| (pane, wanted.before.ready(&*wanted.views, pane, &wanted.options))).collect();
            app.update(Event::Made(Made::Listings(wanted.number, made)));
        }
    }
    assert!(!app.is_listing() && shown(&app).contains("LOAD_FAST"), "{}", shown(&app));
    assert_eq!(shown(&app).matches("working…").count(), 0);
}

#[test]
fn a_match_stands_out_of_the_cursor_s_row_without_colours() {
    let mut stage = Bench::with_theme(120, 40, Some("monochrome"));
    stage.keys("2 /").type_text("oute").keys("ret");
    let buffer = stage.draw();
    let is_reversed = |x: u16, y: u16| buffer[(x, y)].modifier.contains(Modifier::REVERSED);
    let area = buffer.area;
    let rows = (0..area.height).filter(|&y| {
        let cells = |from: u16, wanted: &str| {
            wanted.chars().zip(from..area.width).all(|(c, x)| buffer[(x, y)].symbol() == c.to_string())
        };
        (0..area.width.saturating_sub(9)).any(|x| {
            cells(x, "outer(y):") && (x..x + 4).all(|x| !is_reversed(x, y)) && (x + 4..x + 9).all(|x| is_reversed(x, y))
        })
    });
    assert_eq!(rows.count(), 1, "{}", stage.text());
}

#[test]
fn searching() {
    let mut stage = Bench::new(120, 40);
    stage.keys("/").type_text("z").keys("ret");
    assert_eq!(stage.message(), "match 1/2 of z");
    assert_eq!(stage.app.pane(PaneId::Source).cursor(), 3);
    stage.keys(".");
    assert_eq!(stage.app.pane(PaneId::Source).cursor(), 4);
    stage.keys(".");
    assert_eq!(stage.app.pane(PaneId::Source).cursor(), 3, "around the end");
    stage.keys(", C-o C-o C-o");
    assert_eq!(stage.app.pane(PaneId::Source).cursor(), 3);
    stage.keys("/").type_text("(").keys("ret");
    assert!(stage.message().starts_with("not a regular expression"), "{}", stage.message());
}

#[test]
fn going_to_lines_offsets_and_commands() {
    let mut stage = Bench::new(120, 40);
    stage.keys(":").type_text("4:9").keys("ret");
    assert_eq!(stage.selected(), "x");
    stage.keys(":").type_text("@26").keys("ret");
    assert_eq!(stage.selected(), "z");
    stage.keys(":").type_text("999").keys("ret");
    assert_eq!(stage.app.pane(PaneId::Source).cursor(), 6);
    stage.keys(":").type_text("zoom").keys("ret");
    assert!(stage.app.layout.is_zoomed());
    stage.keys(":").type_text("nosuch").keys("ret");
    assert!(stage.message().contains("\"nosuch\""));
}

#[test]
fn the_palette_finds_commands_and_themes() {
    let mut stage = Bench::new(120, 40);
    stage.keys("C-p").type_text("theme light").keys("ret");
    assert_eq!(stage.app.look.theme.id, "light");
    stage.keys("C-p").type_text("heap").keys("ret");
    assert_eq!(stage.app.layout.focus(), PaneId::Heap);
}

#[test]
fn a_baseline_is_compared_with_until_it_is_unpinned() {
    let mut stage = Bench::new(120, 40);
    stage.keys("B");
    stage.save(&format!("import sys\n{PROGRAM}"));
    stage.save(&format!("import sys\nimport os\n{PROGRAM}"));
    assert!(stage.message().starts_with("saved: lines +2"), "{}", stage.message());
    stage.keys("B");
    stage.save(&format!("import os\n{PROGRAM}"));
    assert!(stage.message().starts_with("saved: lines −1"), "{}", stage.message());
}

#[test]
fn layouts_presenting_and_quitting() {
    let mut stage = Bench::new(120, 40);
    stage.keys("v c");
    assert_eq!(stage.app.layout.preset(), Preset::Compile);
    assert_eq!(stage.effects, [Effect::Remember("layout = \"compile\"\n".into())]);
    stage.keys("P");
    assert!(!stage.text().contains("watching"));
    stage.keys("esc");
    assert!(stage.text().contains("watching"));
    stage.effects.clear();
    stage.keys("q");
    assert_eq!(stage.effects, [Effect::Quit(0)]);
}

#[test]
fn unknown_keys_and_impossible_commands_say_why() {
    let mut stage = Bench::new(120, 40);
    stage.keys("0 z");
    assert_eq!(stage.message(), "0 z means nothing here; ? lists all keys");
    stage.keys("s");
    assert!(stage.message().starts_with("there is no program to run"));
    stage.keys("K");
    assert_eq!(stage.message(), "there is no instruction under the cursor");
}

#[test]
fn the_opcode_card() {
    let mut stage = Bench::new(120, 40);
    stage.keys("5 K");
    assert!(stage.text().contains("pops 0, pushes 1"), "{}", stage.text());
}
