//! Thousands of random keys, mouse events, resizes and saves through the whole app, with real workers' answers: nothing
//! panics, and what must always hold holds after each.

use super::*;
use crate::pipeline::session::{Budgets, Session};
use crate::tui::event::Mouse;
use crate::tui::key::Key;
use crate::tui::pipeline_views::Compiler;
use crate::tui::revision::Compiled;
use crate::tui::screen;
use crate::tui::workers::compile::Compile;
use crate::tui::workers::execute::{Report, Request};
use crate::tui::workers::watch::Content;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

/// Small, fast and the same everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit.max(1)
    }

    fn one<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }
}

const PROGRAMS: &[&str] = &[
    "",
    "x = 1\n",
    "def f(n):\n    return n * 2\nfor i in range(4):\n    print(f(i))\n",
    "x = 2 * 3\ny = [i for i in range(3)]\nprint(y, 'é日本')\n",
    "def f(:\n",
    "class C:\n    def g(self):\n        return self\n\nc = C()\nc.me = c\nraise ValueError(c.g())\n",
    "while True:\n    pass\n",
    "name = input('? ')\nprint(name)\n",
    "\tx = 1\n  y\n",
    "def f():\n\ttry:\n\t\treturn 1 / 0\n\texcept ZeroDivisionError as e:\n\t\treturn e\nf()\n",
];

pub(super) struct Harness {
    pub(super) app: App,
    compiler: Compiler,
    session: Option<Session>,
    /// Effects that nobody carries out here.
    pub(super) others: Vec<Effect>,
    /// The program's file, where imports are to find others beside it.
    pub(super) folder: Option<PathBuf>,
    /// Steps that a program may take.
    pub(super) steps: u64,
}

impl Harness {
    pub(super) fn new() -> Self {
        Self::with(Extras::default())
    }

    pub(super) fn with(extras: Extras) -> Self {
        let app = App::new(Setup { extras, ..Setup::plain("random.py", (100, 30)) });
        let compiler = Compiler::new(Profile::default());
        Self { app, compiler, session: None, others: Vec::new(), folder: None, steps: 2000 }
    }

    pub(super) fn send(&mut self, event: Event) {
        for effect in self.app.update(event) {
            match effect {
                Effect::Compile(job) => {
                    let views = self.compiler.compile(&job);
                    let compiled = Compiled::of(job.number, views, job.options.clone(), &job.panes, &job.before);
                    self.send(Event::Made(Made::Revision(Box::new(compiled))));
                }
                Effect::List(wanted) => {
                    let made = wanted.panes.iter();
                    let made =
                        made.map(|&pane| (pane, wanted.before.ready(&*wanted.views, pane, &wanted.options))).collect();
                    self.send(Event::Made(Made::Listings(wanted.number, made)));
                }
                Effect::Search(wanted) => self.send(Event::Made(Made::Found(wanted.found()))),
                Effect::Run(request) => self.run(request),
                Effect::Pin(path, job) => {
                    let views = self.compiler.compile(&job);
                    self.send(Event::Made(Made::Pinned(path, views)));
                }
                other => self.others.push(other),
            }
        }
    }

    /// What the worker does, without its thread.
    fn run(&mut self, request: Request) {
        match request {
            Request::Load(program, _) => {
                let budgets = Budgets { steps: self.steps, ..Budgets::default() };
                let path = self.folder.clone().unwrap_or_else(|| "random.py".into());
                let path = path.as_path();
                let place = self.session.as_ref().and_then(Session::logical_point);
                let mut session =
                    Session::with(program.compiled, path, program.options, budgets, Vec::new(), program.source);
                session.set_breakpoints(self.app.breakpoints().to_vec());
                if let Some(place) = place {
                    let _ = session.go_to_logical(&place);
                }
                self.session = Some(session);
            }
            Request::Go(motion) => self.session.iter_mut().for_each(|session| session.go(motion)),
            Request::Breakpoints(breakpoints) => {
                self.session.iter_mut().for_each(|session| session.set_breakpoints(breakpoints.clone()));
            }
            Request::Answer(line) => {
                self.session.iter_mut().filter(|s| s.is_waiting()).for_each(|session| session.answer(line.clone()));
            }
            Request::Interrupt => self.session.iter_mut().for_each(Session::interrupt),
            Request::Forget => self.session = None,
        }
        if let Some(session) = &mut self.session {
            let moment = Box::new(session.moment());
            self.send(Event::Ran(Report::At(moment)));
        }
    }

    pub(super) fn save(&mut self, text: &str) {
        let content = Content { bytes: text.as_bytes().into(), hash: 0, modified: std::time::SystemTime::UNIX_EPOCH };
        self.send(Event::File(FileEvent::Content(content)));
    }

    /// As `pylens vs` begins.
    fn compare_with(&mut self, path: &str) {
        self.app.file.baseline = Some(Baseline::file(path.into()));
        self.app.look.diff = Diff::Ghosts;
    }

    /// What holds whatever has happened.
    fn check(&self, what: &str) {
        let app = &self.app;
        let mut buffer = Buffer::empty(app.size());
        screen::draw(app, &mut buffer);
        assert!(!app.layout.visible().is_empty(), "{what}: no pane is on the screen");
        assert!(app.layout.visible().contains(&app.layout.focus()), "{what}: the focus is not on the screen");
        for &pane in PaneId::ALL {
            let state = app.pane(pane);
            let rows = state.rows().len();
            assert!(state.cursor() < rows.max(1), "{what}: the cursor of {} is outside", pane.title());
            assert!(state.related().iter().all(|&row| row < rows), "{what}: {} has marks outside", pane.title());
            let (places, scroll) = state.extent();
            assert!(scroll <= places, "{what}: {} is scrolled beyond its end", pane.title());
            assert!(state.plain().rows.len() <= rows, "{what}: {} lost rows to ghosts", pane.title());
            for row in 0..rows.min(60) {
                state.change(row);
            }
        }
        if let (Some(run), Some(total)) = (&app.run, app.run.as_ref().and_then(|run| run.total)) {
            assert!(run.step <= total, "{what}: step {} of {total}", run.step);
        }
        let text = app.file.views.as_ref().and_then(|views| views.text()).map_or(0, str::len);
        let selected = app.selection.and_then(|selection| selection.span).map_or(0, |span| span.end as usize);
        let of = app.selection.map(|selection| (selection, app.pane(selection.pane).row().map(|row| row.plain())));
        assert!(text == 0 || selected <= text, "{what}: {selected} is selected of {text} bytes: {of:?}");
        let area = app.pane_area();
        let cells: usize =
            app.placed().iter().map(|placed| usize::from(placed.area.width) * usize::from(placed.area.height)).sum();
        assert_eq!(cells, usize::from(area.width) * usize::from(area.height), "{what}: panes do not tile the screen");
    }
}

#[test]
fn whatever_happens_the_app_lives_on() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let rounds = number("PYLENS_RANDOM").unwrap_or(2000);
    let commands: Vec<String> = crate::tui::commands::Command::all()
        .flat_map(|command| command.default_keys())
        // The editor and quitting are not about the app.
        .filter(|keys| !["q", "C-e", "C-z"].contains(keys))
        .map(str::to_owned)
        .collect();
    let commands: Vec<&str> = commands.iter().map(String::as_str).collect();
    let lines =
        ["3", "@5", "#7", "break 2", "break exception", "heap list", "Module.body[0]", "12:80", "theme light", "x y"];
    let mut random = Random(0x9e37_79b9_7f4a_7c15 ^ number("PYLENS_SEED").unwrap_or(0));
    let mut harness = Harness::new();
    harness.save(PROGRAMS[2]);
    for round in 0..rounds {
        let size = harness.app.size();
        let (width, height) = (size.width, size.height);
        let place = |random: &mut Random| {
            Position::new(random.below(usize::from(width) + 2) as u16, random.below(usize::from(height) + 2) as u16)
        };
        let what = match random.below(100) {
            0..=64 => {
                let keys = random.one(&commands);
                for key in Key::parse_sequence(keys).expect("keys of the table") {
                    harness.send(Event::Key(key));
                }
                format!("round {round}: key {keys}")
            }
            65..=74 => {
                let keys = random.one(&["esc", "ret", "a", "1", "down", "backspace", "space", "tab", "é"]);
                harness.send(Event::Key(Key::parse(keys).expect("a key")));
                format!("round {round}: key {keys}")
            }
            75..=78 => {
                let line = random.one(&lines);
                harness.send(Event::Key(Key::parse("esc").expect("a key")));
                harness.send(Event::Key(Key::parse(":").expect("a key")));
                harness.send(Event::Paste(line.to_owned()));
                harness.send(Event::Key(Key::parse("ret").expect("a key")));
                format!("round {round}: line {line}")
            }
            79..=88 => {
                let position = place(&mut random);
                let mouse = match random.below(4) {
                    0 => Mouse::Press(position),
                    1 => Mouse::Drag(position),
                    2 => Mouse::Release(position),
                    _ => Mouse::Wheel(position, random.below(7) as isize - 3),
                };
                harness.send(Event::Mouse(mouse));
                format!("round {round}: {mouse:?}")
            }
            89..=93 => {
                let (width, height) = (20 + random.below(200) as u16, 5 + random.below(55) as u16);
                harness.send(Event::Resize(width, height));
                format!("round {round}: resized to {width}×{height}")
            }
            94..=97 => {
                let text = random.one(PROGRAMS);
                harness.save(text);
                format!("round {round}: saved {text:?}")
            }
            98 => {
                let event = match random.below(4) {
                    0 => FileEvent::Missing,
                    1 => FileEvent::Unreadable("cannot be read".into()),
                    _ => FileEvent::Mode(WatchMode::Polling("a test".into())),
                };
                harness.send(Event::File(event));
                format!("round {round}: the file is in trouble")
            }
            _ if random.below(3) > 0 => {
                let text = random.one(PROGRAMS);
                let content = if random.below(5) == 0 { Err("gone".into()) } else { Ok(text.as_bytes().into()) };
                match random.below(4) {
                    0 => harness.compare_with("other.py"),
                    1 => harness.send(Event::Module("other.py".into())),
                    2 => harness.send(Event::Wake(random.below(9) as u64)),
                    _ => harness.send(Event::Baseline("other.py".into(), content)),
                }
                format!("round {round}: another file, {text:?}")
            }
            _ => {
                harness.send(Event::Panicked("made up".into()));
                harness.send(Event::Ran(Report::Panicked("made up".into())));
                format!("round {round}: workers panicked")
            }
        };
        harness.others.clear();
        harness.check(&what);
    }
    harness.send(Event::Resize(20, 5));
    harness.check("at the end, small");
    harness.send(Event::Resize(200, 50));
    harness.check("at the end, large");
}
