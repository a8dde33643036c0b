//! The event loop: sleep, drain, update, perform, draw.
//!
//! All threads send to one channel. The loop sleeps on it; when something comes it takes everything that is there, lets
//! the app update, performs the effects, and draws once, at most every 16 ms, and only if something came.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use crossterm::event::{self as terminal_event, Event as TerminalEvent, MouseButton, MouseEventKind};
use ratatui::layout::{Position, Rect};
use signal_hook::consts::signal;

use super::app::{App, kept};
use super::config::BREAKPOINTS;
use super::event::{Effect, Event, Mouse};
use super::key::Key;
use super::screen;
use super::terminal::Terminal;
use super::workers::compile::{Compile, CompileWorker};
use super::workers::execute::ExecuteWorker;
use super::workers::watch::{FileEvent, WatchOptions, Watcher};

/// Sixty pictures a second are enough.
const FRAME: Duration = Duration::from_millis(16);

/// How often the thread that reads keys looks whether it has to stop reading.
const INPUT_PAUSE_CHECK: Duration = Duration::from_millis(100);

/// Rows that a turn of the mouse wheel scrolls.
const WHEEL: isize = 3;

/// The threads that the loop commands.
struct Workers {
    /// `None` while no file has been chosen.
    watcher: Option<Watcher>,
    options: WatchOptions,
    events: Sender<Event>,
    /// When a timer runs out, and its number; a newer one replaces it.
    wake: Option<(Instant, u64)>,
    compiler: CompileWorker,
    executor: ExecuteWorker,
    input: Input,
    /// Of the files that the program imports.
    modules: HashMap<PathBuf, Watcher>,
}

impl Workers {
    /// Watches these files and no others; a save of one is an event.
    fn watch_modules(&mut self, files: Vec<PathBuf>) {
        self.modules.retain(|file, _| files.contains(file));
        for file in files {
            if self.modules.contains_key(&file) {
                continue;
            }
            let (events, path) = (self.events.clone(), file.clone());
            // The first report is of what the program has read already.
            let mut first = true;
            let report = move |event| {
                if matches!(event, FileEvent::Content(_)) && !std::mem::take(&mut first) {
                    drop(events.send(Event::Module(path.clone())));
                }
            };
            self.modules.insert(file.clone(), Watcher::spawn(file, self.options.clone(), report));
        }
    }
}

/// Runs the workbench until it is quit; gives the exit status.
pub fn run(
    mut app: App,
    compiler: impl Compile + 'static,
    options: WatchOptions,
    mouse: bool,
    keep: Option<PathBuf>,
) -> io::Result<u8> {
    let (events, received) = channel();
    let mut terminal = Terminal::open(mouse)?;
    signals(events.clone())?;
    let has_file = !app.file.path.as_os_str().is_empty();
    let mut workers = Workers {
        modules: HashMap::new(),
        input: Input::spawn(events.clone())?,
        watcher: has_file.then(|| watch(app.file.path.clone(), &options, &events)),
        options,
        events: events.clone(),
        wake: None,
        executor: {
            let events = events.clone();
            ExecuteWorker::spawn(move |report| drop(events.send(Event::Ran(report))))?
        },
        compiler: CompileWorker::spawn(compiler, move |result| {
            let event = match result {
                Ok(made) => Event::Made(made),
                Err(words) => Event::Panicked(words),
            };
            // The receiver is gone only when the workbench has ended.
            drop(events.send(event));
        })?,
    };
    let mut drawn = None;
    let mut changed = true;
    // A lesson that was given on the command line opens its file.
    let mut queue: VecDeque<Event> = VecDeque::from([Event::Resize(app.size().width, app.size().height)]);
    loop {
        if changed && drawn.is_none_or(|drawn: Instant| drawn.elapsed() >= FRAME) {
            terminal.draw(app.size(), |buffer| screen::draw(&app, buffer))?;
            drawn = Some(Instant::now());
            changed = false;
        }
        if queue.is_empty() {
            let wait = changed.then(|| drawn.map_or(FRAME, |drawn| FRAME.saturating_sub(drawn.elapsed())));
            let until_wake = workers.wake.map(|(at, _)| at.saturating_duration_since(Instant::now()));
            let wait = [wait, until_wake].into_iter().flatten().min();
            queue.extend(next_events(&received, wait));
        }
        if let Some((_, id)) = workers.wake.take_if(|(at, _)| *at <= Instant::now()) {
            queue.push_back(Event::Wake(id));
        }
        while let Some(event) = queue.pop_front() {
            changed = true;
            for effect in app.update(event) {
                if let Effect::Open(path) = effect {
                    // What is still to come from the watcher of the file before is not about this one.
                    workers.watcher = None;
                    queue.extend(received.try_iter());
                    queue.retain(|event| !matches!(event, Event::File(_)));
                    workers.watcher = Some(watch(path, &workers.options, &workers.events));
                    continue;
                }
                if let Some(status) = perform(effect, &mut workers, &mut terminal, &mut app, keep.as_deref())? {
                    return Ok(status);
                }
            }
        }
    }
}

fn watch(path: PathBuf, options: &WatchOptions, events: &Sender<Event>) -> Watcher {
    let events = events.clone();
    Watcher::spawn(path, options.clone(), move |event| drop(events.send(Event::File(event))))
}

/// Waits for an event (no longer than `wait`, if that is given) and takes all that are there.
fn next_events(received: &Receiver<Event>, wait: Option<Duration>) -> Vec<Event> {
    let first = match wait {
        None => received.recv().map_err(|_| RecvTimeoutError::Disconnected),
        Some(wait) => received.recv_timeout(wait),
    };
    match first {
        Ok(first) => std::iter::once(first).chain(received.try_iter()).collect(),
        Err(RecvTimeoutError::Timeout) => Vec::new(),
        // The threads that send live as long as the loop.
        Err(RecvTimeoutError::Disconnected) => vec![Event::Terminate(signal::SIGHUP)],
    }
}

/// Does what the app asks for; `Some` ends the workbench.
fn perform(
    effect: Effect,
    workers: &mut Workers,
    terminal: &mut Terminal,
    app: &mut App,
    keep: Option<&Path>,
) -> io::Result<Option<u8>> {
    match effect {
        Effect::Quit(status) => return Ok(Some(status)),
        Effect::Compile(job) => workers.compiler.compile(job),
        Effect::List(wanted) => workers.compiler.list(wanted),
        Effect::Search(wanted) => workers.compiler.search(wanted),
        Effect::Pin(path, job) => workers.compiler.pin(path, job),
        Effect::ReadBaseline(path) => {
            let content = read_baseline(&path);
            drop(workers.events.send(Event::Baseline(path, content)));
        }
        Effect::Run(request) => workers.executor.request(request),
        Effect::WatchModules(files) => workers.watch_modules(files),
        Effect::Reread => workers.watcher.iter().for_each(Watcher::refresh),
        Effect::PauseWatching(paused) => workers.watcher.iter().for_each(|watcher| watcher.pause(paused)),
        // The loop itself does it.
        Effect::Open(_) => {}
        Effect::Wake(after, id) => workers.wake = Some((Instant::now() + after, id)),
        Effect::Copy(text) => terminal.copy(&text)?,
        Effect::Write(path, text) => match write_new(&path, &text) {
            Ok(path) => app.say(format!("written to {}", path.display())),
            Err(error) => app.complain(format!("{} cannot be written: {error}", path.display())),
        },
        Effect::Redraw => terminal.erase(app.size())?,
        Effect::Suspend => {
            workers.input.pause();
            terminal.lend(stop_this_process)?;
            workers.input.resume();
            after_lending(app);
        }
        Effect::Edit(path, line) => {
            workers.input.pause();
            let result = terminal.lend(|| edit(&path, line))?;
            workers.input.resume();
            if let Err(why) = result {
                app.complain(why);
            }
            after_lending(app);
        }
        Effect::KeepBreakpoints(file, breakpoints) => {
            if let Some(path) = keep {
                // As with the layout: no reason to disturb anybody.
                let _ = kept::write(&path.with_file_name(BREAKPOINTS), &file, &breakpoints);
            }
        }
        Effect::Remember(text) => {
            if let Some(path) = keep {
                if let Some(folder) = path.parent() {
                    let _ = std::fs::create_dir_all(folder);
                }
                // A layout that is not remembered is no reason to disturb anybody.
                let _ = std::fs::write(path, text);
            }
        }
    }
    Ok(None)
}

/// The content of a file to compare with, or one sentence on why it cannot be had.
pub fn read_baseline(path: &Path) -> Result<std::sync::Arc<[u8]>, String> {
    std::fs::read(path).map(Into::into).map_err(|error| {
        let why = if error.kind() == io::ErrorKind::NotFound { "does not exist".into() } else { error.to_string() };
        format!("{} cannot be compared with: {why}", path.display())
    })
}

/// Writes a file that was not there: `name-2.svg` if there is a `name.svg`.
fn write_new(path: &Path, text: &str) -> io::Result<PathBuf> {
    use std::io::Write;
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let extension = path.extension().unwrap_or_default().to_string_lossy().into_owned();
    for number in 1..10_000 {
        let path = match number {
            1 => path.to_owned(),
            _ => path.with_file_name(format!("{stem}-{number}.{extension}")),
        };
        match std::fs::File::create_new(&path) {
            Ok(mut file) => return file.write_all(text.as_bytes()).map(|()| path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::new(io::ErrorKind::AlreadyExists, "there are too many files of that name"))
}

/// The terminal may have another size than before.
fn after_lending(app: &mut App) {
    if let Ok((width, height)) = crossterm::terminal::size() {
        app.update(Event::Resize(width, height));
    }
}

/// Stops the process as Ctrl-z would; returns when it is continued.
fn stop_this_process() {
    // If the system refuses there is nothing to undo.
    let _ = signal_hook::low_level::emulate_default_handler(signal::SIGTSTP);
}

/// Opens an editor and waits for its end.
fn edit(path: &Path, line: u32) -> Result<(), String> {
    let editor =
        ["VISUAL", "EDITOR"].iter().find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    let Some(editor) = editor else { return Err("no editor: neither VISUAL nor EDITOR is set".into()) };
    let mut words = editor.split_whitespace();
    let program = words.next().unwrap_or_default();
    let mut command = Command::new(program);
    command.args(words);
    let name = Path::new(program).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    match name.as_str() {
        "vi" | "vim" | "nvim" | "nano" | "emacs" | "emacsclient" | "kak" | "micro" => {
            command.arg(format!("+{line}")).arg(path)
        }
        "hx" | "helix" => command.arg(format!("{}:{line}", path.display())),
        "code" | "codium" => command.arg("--goto").arg(format!("{}:{line}", path.display())),
        _ => command.arg(path),
    };
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{program} ended with {status}")),
        Err(error) => Err(format!("{program}: {error}")),
    }
}

/// Signals become events; the default handlers would leave the terminal in disorder.
fn signals(events: Sender<Event>) -> io::Result<()> {
    let mut signals =
        signal_hook::iterator::Signals::new([signal::SIGTERM, signal::SIGHUP, signal::SIGINT, signal::SIGTSTP])?;
    std::thread::Builder::new().name("signals".into()).spawn(move || {
        for signal in signals.forever() {
            let event = if signal == signal::SIGTSTP { Event::Stop } else { Event::Terminate(signal) };
            if events.send(event).is_err() {
                return;
            }
        }
    })?;
    Ok(())
}

/// The thread that reads keys. It can be told to leave the keys to another program.
struct Input {
    wanted: Arc<AtomicBool>,
    state: Arc<(Mutex<bool>, Condvar)>,
}

impl Input {
    fn spawn(events: Sender<Event>) -> io::Result<Self> {
        let input = Self { wanted: Arc::new(AtomicBool::new(true)), state: Arc::default() };
        let (wanted, state) = (Arc::clone(&input.wanted), Arc::clone(&input.state));
        std::thread::Builder::new().name("input".into()).spawn(move || {
            loop {
                if !wanted.load(Ordering::Acquire) {
                    wait_until(&state, &wanted);
                }
                match terminal_event::poll(INPUT_PAUSE_CHECK) {
                    Ok(false) => continue,
                    Ok(true) => {}
                    Err(_) => return,
                }
                let Ok(event) = terminal_event::read() else { return };
                if let Some(event) = translate(event)
                    && events.send(event).is_err()
                {
                    return;
                }
            }
        })?;
        Ok(input)
    }

    /// Returns when the thread no longer reads.
    fn pause(&self) {
        self.wanted.store(false, Ordering::Release);
        let (paused, changed) = &*self.state;
        let Ok(guard) = paused.lock() else { return };
        // The thread may have ended with its terminal; then there is nothing to wait for.
        let _ = changed.wait_timeout_while(guard, 5 * INPUT_PAUSE_CHECK, |paused| !*paused);
    }

    fn resume(&self) {
        self.wanted.store(true, Ordering::Release);
        self.state.1.notify_all();
    }
}

/// Says that reading has stopped, and waits until it is wanted again.
fn wait_until(state: &(Mutex<bool>, Condvar), wanted: &AtomicBool) {
    let (paused, changed) = state;
    let Ok(mut guard) = paused.lock() else { return };
    *guard = true;
    changed.notify_all();
    while !wanted.load(Ordering::Acquire) {
        match changed.wait_timeout(guard, INPUT_PAUSE_CHECK) {
            Ok((next, _)) => guard = next,
            Err(_) => return,
        }
    }
    *guard = false;
}

fn translate(event: TerminalEvent) -> Option<Event> {
    Some(match event {
        TerminalEvent::Key(key) => Event::Key(Key::of(key)?),
        TerminalEvent::Paste(text) => Event::Paste(text),
        TerminalEvent::Resize(width, height) => Event::Resize(width, height),
        TerminalEvent::Mouse(mouse) => {
            let position = Position::new(mouse.column, mouse.row);
            Event::Mouse(match mouse.kind {
                MouseEventKind::Down(MouseButton::Left) => Mouse::Press(position),
                MouseEventKind::Drag(MouseButton::Left) => Mouse::Drag(position),
                MouseEventKind::Up(MouseButton::Left) => Mouse::Release(position),
                MouseEventKind::ScrollDown => Mouse::Wheel(position, WHEEL),
                MouseEventKind::ScrollUp => Mouse::Wheel(position, -WHEEL),
                _ => return None,
            })
        }
        TerminalEvent::FocusGained | TerminalEvent::FocusLost => return None,
    })
}

/// The size of the terminal, or a usual one.
pub fn terminal_size() -> Rect {
    let (width, height) = crossterm::terminal::size().unwrap_or((80, 24));
    Rect::new(0, 0, width, height)
}
