//! How fast the workbench is on large inputs, and how much memory it takes: opening a file of 10,000 lines, a save of it,
//! keys in every pane, every pane's picture; and the same with a run of a million steps and with 100,000 objects.
//!
//! `cargo bench --bench tui` prints one line for each, with what WORKBENCH promises behind it: a key within 16 ms, the first
//! picture within 300 ms, 100 MB at most. `cargo bench --bench tui parts` says what opening consists of; `opened` only
//! opens the file and runs its program, for a profile of the heap.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use pylens::base::Profile;
use pylens::pipeline::session::{Motion, Session};
use pylens::pipeline::{Input, Options, build, on_deep_stack};
use pylens::tui::app::{App, Setup};
use pylens::tui::event::{Effect, Event};
use pylens::tui::key::Key;
use pylens::tui::layout::Preset;
use pylens::tui::panes::PaneId;
use pylens::tui::pipeline_views::Compiler;
use pylens::tui::revision::{Before, Compiled, ViewOptions, ready};
use pylens::tui::screen;

use pylens::tui::workers::compile::{Compile, Job, Made};
use pylens::tui::workers::execute::{Program, Report, Request};
use pylens::tui::workers::watch::{Content, FileEvent};
use ratatui::buffer::Buffer;

/// A program of at least `lines` lines, with classes, loops, calls and strings.
fn program(lines: usize) -> String {
    let mut text = String::new();
    for number in 0..lines / 10 {
        let _ = write!(
            text,
            "class C{number}:\n    \"\"\"Number {number}.\"\"\"\n\n    def method(self, a, b={number}):\n        total = a * 2 + b\n        \
             for i in range(total):\n            self.values = [x + i for x in (a, b)]\n        return f\"{{total}} of {{self}}\"\n\n\n"
        );
    }
    text
}

struct Bench {
    app: App,
    session: Option<Session>,
    compiler: Compiler,
    compile: Duration,
    /// Until the first picture with something of the file on it.
    first: Duration,
    /// The event that took longest.
    longest: Duration,
}

impl Bench {
    fn new(preset: Preset) -> Self {
        let app = App::new(Setup { preset, ..Setup::plain("large.py", (200, 50)) });
        let compiler = Compiler::new(Profile::default());
        Self { app, session: None, compiler, compile: Duration::ZERO, first: Duration::ZERO, longest: Duration::ZERO }
    }

    /// The event's own time; what the workers do for it is not counted, but for listings on the thread that draws.
    fn send(&mut self, event: Event) -> Duration {
        let start = on_processor();
        let effects = self.app.update(event);
        let mut own = on_processor() - start;
        self.longest = self.longest.max(own);
        for effect in effects {
            match effect {
                Effect::Compile(job) => {
                    if job.first {
                        let start = on_processor();
                        if let Some((pane, ready)) = self.compiler.early(&job) {
                            own += self.send(Event::Made(Made::Early(job.number, pane, ready)));
                            self.draw();
                            self.first = on_processor() - start;
                        }
                    }
                    let start = Instant::now();
                    let views = self.compiler.compile(&job);
                    let compiled = Compiled::of(job.number, views, job.options.clone(), &job.panes, &job.before);
                    self.compile = start.elapsed();
                    own += self.send(Event::Made(Made::Revision(Box::new(compiled))));
                }
                Effect::List(wanted) => {
                    let ready = |&pane: &PaneId| (pane, wanted.before.ready(&*wanted.views, pane, &wanted.options));
                    let made = wanted.panes.iter().map(ready).collect();
                    own += self.send(Event::Made(Made::Listings(wanted.number, made)));
                }
                Effect::Search(wanted) => own += self.send(Event::Made(Made::Found(wanted.found()))),
                Effect::Run(request) => own += self.run(request),
                _ => {}
            }
        }
        own
    }

    /// What the thread of the program does; what is shown of it is made on the thread that draws.
    fn run(&mut self, request: Request) -> Duration {
        match request {
            Request::Load(program, budgets) => {
                let Program { compiled, path, options, source } = *program;
                let mut session = Session::with(compiled, &path, options, budgets, Vec::new(), source);
                while !session.is_recorded() {
                    session.record(20_000);
                }
                self.session = Some(session);
            }
            Request::Go(motion) => self.session.iter_mut().for_each(|session| session.go(motion)),
            _ => return Duration::ZERO,
        }
        let Some(session) = &mut self.session else { return Duration::ZERO };
        let moment = Box::new(session.moment());
        self.send(Event::Ran(Report::At(moment)))
    }

    fn save(&mut self, text: &str) -> Duration {
        let content = Content { bytes: text.as_bytes().into(), hash: 0, modified: SystemTime::UNIX_EPOCH };
        self.send(Event::File(FileEvent::Content(content)))
    }

    fn key(&mut self, key: &str) -> Duration {
        let keys = Key::parse_sequence(key).expect("a key");
        keys.into_iter().map(|key| self.send(Event::Key(key))).sum()
    }

    fn draw(&self) -> Duration {
        let start = on_processor();
        let mut buffer = Buffer::empty(self.app.size());
        screen::draw(&self.app, &mut buffer);
        on_processor() - start
    }
}

/// How long this thread has been on a processor; the wall clock tells of other programs, too.
fn on_processor() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// The memory in use, in KB.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|field| field.parse().ok()).unwrap_or(0)
}

/// What each part of opening costs: time on the processor and memory that stays.
fn parts(text: &str) {
    let mut before = (on_processor(), resident());
    let mut part = |what: &str| {
        let now = (on_processor(), resident());
        let (time, memory) = (now.0.saturating_sub(before.0), now.1 as i64 - before.1 as i64);
        println!("part: {what:<46} {:>9.2} ms   {:>7.1} MB", time.as_secs_f64() * 1e3, memory as f64 / 1024.0);
        before = (on_processor(), resident());
    };
    let input = Input { name: "large.py".into(), bytes: text.as_bytes().into(), path: None, facts: None };
    let artifacts = build(input, Options::default());
    part("all stages");
    for (stage, time) in [
        ("source", artifacts.source.time),
        ("tokens", artifacts.tokens.time),
        ("tree", artifacts.ast.time),
        ("optimized tree", artifacts.folded.time),
        ("scopes", artifacts.scopes.time),
        ("code", artifacts.compiled.time),
        (".pyc", artifacts.pyc.time),
    ] {
        println!("part:   {stage:<44} {:>9.2} ms", time.as_secs_f64() * 1e3);
    }
    let links = pylens::pipeline::Links::new(&artifacts);
    part("links");
    let syntax = pylens::view::syntax::Syntax::parse(&text.into(), None);
    part("error-tolerant tree");
    drop((artifacts, links, syntax));
    part("forgetting them");
    let job = Job {
        number: 1,
        path: "large.py".into(),
        bytes: text.as_bytes().into(),
        options: ViewOptions::default(),
        panes: Vec::new(),
        before: Before::default(),
        first: false,
    };
    let views = Compiler::new(Profile::default()).compile(&job);
    part("all of these again");
    let mut kept = Vec::new();
    for &pane in PaneId::ALL {
        let made = ready(&*views, pane, &ViewOptions::default());
        let rows = match &made {
            pylens::tui::revision::Ready::Listing(fresh) => fresh.prepared.rows.len(),
            pylens::tui::revision::Ready::Blocked(_) => 0,
        };
        kept.push(made);
        part(&format!("listing of {}, {rows} rows", pane.title()));
    }
}

/// The workbench opened on the file, its program run to the end, and nothing else: for a profile of the heap.
fn opened(text: &str) {
    let mut bench = Bench::new(Preset::Default);
    bench.save(text);
    bench.draw();
    memory("memory of the workbench");
}

fn report(what: &str, time: Duration, limit: &str) {
    println!("{what:<52} {:>9.2} ms   {limit}", time.as_secs_f64() * 1e3);
}

fn memory(what: &str) {
    print_memory(what, &std::fs::read_to_string("/proc/self/status").unwrap_or_default(), "");
}

fn print_memory(what: &str, status: &str, limit: &str) {
    let field = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name))?;
        line.split_whitespace().nth(1)?.parse::<u64>().ok()
    };
    if let (Some(now), Some(most)) = (field("VmRSS"), field("VmHWM")) {
        println!("{what:<52} {:>9} MB   at most {} MB   {limit}", now / 1024, most / 1024);
    }
}

fn main() {
    let work = || on_deep_stack(measure);
    work();
}

fn measure() {
    let text = program(10_000);
    println!("{} lines, {} bytes, 200×50", text.lines().count(), text.len());
    if std::env::args().any(|argument| argument == "parts") {
        return parts(&text);
    }
    if std::env::args().any(|argument| argument == "opened") {
        return opened(&text);
    }
    let mut bench = Bench::new(Preset::Default);
    let start = Instant::now();
    let own = bench.save(&text);
    let drawn = bench.draw();
    report("open: first picture, with the source", bench.first, "300 ms");
    report("open: everything on the screen", start.elapsed(), "");
    report("  of that the thread that compiles", bench.compile, "");
    report("  of that the thread that draws", own + drawn, "");
    report("  of that the longest event", std::mem::take(&mut bench.longest), "16 ms");
    memory("memory after the first picture");

    let edited = text.replacen("total = a * 2 + b", "total = a * 3 + b", 500);
    let start = Instant::now();
    let own = bench.save(&edited) + bench.draw();
    report("save: everything", start.elapsed(), "");
    report("  of that the thread that draws", own, "");
    report("  of that the longest event", std::mem::take(&mut bench.longest), "16 ms");
    memory("memory after the save");

    drop(bench);
    for &pane in PaneId::ALL {
        let mut bench = Bench::new(Preset::Default);
        bench.save(&text);
        keys(&mut bench, pane, &["j", "C-d", "]", "k", "l", "G", "k", "g", "A-l", "D"]);
    }
    on_a_terminal(&text);
    let mut steps = Bench::new(Preset::Run);
    steps.save(MILLION);
    running(&mut steps, "a million steps");
    drop(steps);
    let mut objects = Bench::new(Preset::Run);
    objects.save("x = [[i] for i in range(100_000)]\ny = x[7]\nprint(len(x))\n");
    running(&mut objects, "100,000 objects");
    drop(objects);
    run();
}

/// Keys in a pane beside the others and alone; and its picture.
fn keys(bench: &mut Bench, pane: PaneId, keys: &[&str]) {
    bench.key(pane.keys());
    let mut slowest = (Duration::ZERO, "");
    let mut presses = Vec::new();
    for zoomed in [false, true] {
        if zoomed {
            bench.key("z");
        }
        for key in keys.iter().flat_map(|&key| std::iter::repeat_n(key, 6)) {
            let time = bench.key(key) + bench.draw();
            slowest = slowest.max((time, key));
            presses.push(time);
        }
    }
    let draws: Vec<Duration> = (0..20).map(|_| bench.draw()).collect();
    presses.sort();
    let line = format!("{}: key, median", pane.title());
    report(&line, presses[presses.len() / 2], "16 ms");
    report(&format!("{}: key, slowest ({})", pane.title(), slowest.1), slowest.0, "16 ms");
    report(&format!("{}: picture, slowest", pane.title()), draws.into_iter().max().unwrap_or_default(), "16 ms");
}

/// Steps and keys in the panes of a running program.
fn running(bench: &mut Bench, what: &str) {
    println!("{what}: {}", bench.app.run.as_ref().map_or_else(String::new, |run| run.progress()));
    bench.key(": # 4 0 0 0 0 0 ret");
    for pane in [
        PaneId::Timeline,
        PaneId::Heap,
        PaneId::Frames,
        PaneId::Stack,
        PaneId::Output,
        PaneId::Modules,
        PaneId::Bytecode,
    ] {
        keys(bench, pane, &["s", "S", "n", "N", "j", "C-d", "G", "g"]);
    }
}

/// The program itself, opened on a file and left alone until it is done.
fn on_a_terminal(text: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("large.py");
    std::fs::write(&file, text).expect("it can be written");
    let (pty, pts) = pty_process::blocking::open().expect("a terminal");
    pty.resize(pty_process::Size::new(50, 200)).expect("it has a size");
    let mut command = pty_process::blocking::Command::new(env!("CARGO_BIN_EXE_pylens")).arg(&file);
    for name in ["XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"] {
        command = command.env(name, folder.path());
    }
    let mut child = command.env("TERM", "xterm-256color").env("COLORTERM", "truecolor").spawn(pts).expect("it starts");
    std::thread::spawn(move || {
        let mut piece = [0; 4096];
        while let Ok(1..) = std::io::Read::read(&mut &pty, &mut piece) {}
    });
    // It is done when it has not been on a processor for a while.
    let status = |name: &str| std::fs::read_to_string(format!("/proc/{}/{name}", child.id())).unwrap_or_default();
    let spent = || status("stat").split_whitespace().skip(13).take(2).collect::<Vec<_>>().join(" ");
    let mut last = String::new();
    loop {
        std::thread::sleep(Duration::from_secs(2));
        let now = spent();
        if now == last {
            break;
        }
        last = now;
    }
    print_memory("opened on a terminal of 200×50, its program run", &status("status"), "100 MB");
    // It is ours; that it may have ended is no matter.
    let _ = child.kill();
    let _ = child.wait();
}

const MILLION: &str =
    "def f(n):\n    return n * 2\n\ntotal = 0\nfor i in range(60_000):\n    total = f(i) + total\nprint(total)\n";

/// A million steps: recording them, and standing anywhere among them.
fn run() {
    let input = Input { name: "run.py".into(), bytes: MILLION.as_bytes().into(), path: None, facts: None };
    let artifacts = build(input, Options::default());
    let compiled = artifacts.compiled.out.ready().expect("it compiles").clone();
    let mut session = Session::new(Arc::clone(&compiled), std::path::Path::new("run.py"), Options::default());
    let start = Instant::now();
    while !session.is_recorded() {
        session.record(20_000);
    }
    report(&format!("record {} steps", session.recorded()), start.elapsed(), "");
    memory("memory after recording");
    let start = Instant::now();
    session.moment();
    report("the first moment, with the trace of the whole run", start.elapsed(), "");
    for (name, motion) in [
        ("to the end", Motion::End),
        ("step back", Motion::StepBack),
        ("step forward", Motion::Step),
        ("line back", Motion::LineBack),
        ("to the middle", Motion::To(500_000)),
        ("expression back", Motion::ExpressionBack),
        ("out of the function", Motion::Finish),
        ("to the start", Motion::To(0)),
    ] {
        let start = Instant::now();
        session.go(motion);
        session.moment();
        report(&format!("go {name}, with its moment"), start.elapsed(), "16 ms");
    }
}
