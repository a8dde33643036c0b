//! The workbench on a real terminal: whatever ends or stops it, the terminal is put back in order; colours and characters
//! are those that the terminal has; while nothing happens it costs nothing.
#![cfg(unix)]

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ExitStatus};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use pty_process::Size;
use pty_process::blocking::{Command, Pty, open};
use rustix::process::{Pid, Signal, kill_process};
use rustix::termios::{LocalModes, tcgetattr};

const PATIENCE: Duration = Duration::from_secs(60);

/// Written when the screen is taken over, and when it is given back.
const ENTERED: &str = "\x1b[?1049h";
const LEFT: &str = "\x1b[?1049l";

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/closures.py")
}

/// A program on a terminal of its own.
struct Session {
    pty: Arc<Pty>,
    child: Child,
    /// All that it has written.
    output: Arc<Mutex<Vec<u8>>>,
    _home: tempfile::TempDir,
}

impl Session {
    fn pylens(environment: &[(&str, &str)]) -> Self {
        Self::program(env!("CARGO_BIN_EXE_pylens"), &[sample().to_str().expect("a path in UTF-8")], environment)
    }

    fn program(program: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let (pty, pts) = open().expect("a terminal");
        pty.resize(Size::new(30, 100)).expect("it has a size");
        let mut command = Command::new(program).args(arguments).env_remove("NO_COLOR").env_remove("COLORTERM");
        for (name, value) in [("TERM", "xterm-256color"), ("LC_ALL", "C.UTF-8"), ("XDG_CONFIG_HOME", "none")] {
            command = command.env(name, value);
        }
        command = command.env("XDG_STATE_HOME", home.path()).env("XDG_CONFIG_HOME", home.path());
        for (name, value) in environment {
            command = command.env(name, value);
        }
        let child = command.spawn(pts).expect("it starts");
        let (pty, output) = (Arc::new(pty), Arc::new(Mutex::new(Vec::new())));
        let (reader, into) = (Arc::clone(&pty), Arc::clone(&output));
        std::thread::spawn(move || {
            let mut piece = [0; 4096];
            // Reading fails when nobody holds the other side any more.
            while let Ok(count @ 1..) = (&*reader).read(&mut piece) {
                into.lock().expect("nobody panics with it").extend_from_slice(&piece[..count]);
            }
        });
        Self { pty, child, output, _home: home }
    }

    fn output(&self) -> String {
        String::from_utf8_lossy(&self.output.lock().expect("nobody panics with it")).into_owned()
    }

    /// Waits until what has been written fits.
    fn wait(&self, what: &str, fits: impl Fn(&str) -> bool) -> String {
        let start = Instant::now();
        loop {
            let output = self.output();
            if fits(&output) {
                return output;
            }
            assert!(start.elapsed() < PATIENCE, "{what} did not come: {output:?}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits until the file has been through all stages.
    fn ready(&self) {
        self.wait("the screen", |output| output.contains("RESUME") && output.contains("watching"));
    }

    fn type_keys(&self, keys: &[u8]) {
        (&*self.pty).write_all(keys).expect("keys can be typed");
    }

    fn signal(&self, signal: Signal) {
        let pid = Pid::from_child(&self.child);
        kill_process(pid, signal).expect("it runs");
    }

    /// Whether the terminal echoes and edits lines, as it does for a shell.
    fn is_cooked(&self) -> bool {
        let modes = tcgetattr(&*self.pty).expect("a terminal has attributes").local_modes;
        modes.contains(LocalModes::ECHO | LocalModes::ICANON)
    }

    fn end(&mut self) -> ExitStatus {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("it is ours") {
                return status;
            }
            assert!(start.elapsed() < PATIENCE, "it does not end: {:?}", self.output());
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// Everything that was switched on has been switched off again.
fn assert_restored(output: &str) {
    for (on, off, what) in [
        (ENTERED, LEFT, "the other screen"),
        ("\x1b[?25l", "\x1b[?25h", "the hidden cursor"),
        ("\x1b[?2004h", "\x1b[?2004l", "bracketed paste"),
        ("\x1b[?1000h", "\x1b[?1000l", "the mouse"),
        ("\x1b[>1u", "\x1b[<1u", "the keyboard's flags"),
    ] {
        let (on, off) = (output.rfind(on), output.rfind(off));
        assert!(on.is_some() && off > on, "{what} is left behind: {output:?}");
    }
}

#[test]
fn whatever_ends_it_the_terminal_is_put_back_in_order() {
    let ends: [(&str, Option<Signal>, i32); 4] = [
        ("q", None, 0),
        ("SIGTERM", Some(Signal::TERM), 128 + 15),
        ("SIGHUP", Some(Signal::HUP), 128 + 1),
        ("SIGINT", Some(Signal::INT), 128 + 2),
    ];
    for (what, signal, status) in ends {
        let mut session = Session::pylens(&[]);
        session.ready();
        assert!(!session.is_cooked(), "{what}: while it runs");
        match signal {
            Some(signal) => session.signal(signal),
            None => session.type_keys(b"q"),
        }
        assert_eq!(session.end().code(), Some(status), "{what}");
        assert_restored(&session.wait("the end", |output| output.contains(LEFT)));
        assert!(session.is_cooked(), "{what}: afterwards");
    }
}

#[test]
fn stopped_it_gives_the_terminal_back_and_takes_it_again() {
    // Only a shell with job control can stop a program and bring it back.
    let script = "set -m; \"$0\" \"$1\"; echo \"stopped once\"; fg >/dev/null; echo \"stopped twice\"; fg >/dev/null; echo \"it ended\"";
    let sample = sample();
    let arguments = ["-c", script, env!("CARGO_BIN_EXE_pylens"), sample.to_str().expect("a path in UTF-8")];
    let mut session = Session::program("/bin/sh", &arguments, &[]);
    for (round, words) in ["stopped once", "stopped twice"].into_iter().enumerate() {
        session.wait("the screen", |output| {
            output.matches(ENTERED).count() == round + 1 && {
                let after = output.rfind(ENTERED).map_or("", |at| &output[at..]);
                after.contains("closures.py") && after.contains("RESUME")
            }
        });
        session.type_keys(&[0x1a]);
        let output = session.wait("the shell", |output| output.contains(words));
        assert_restored(&output[..output.find(words).expect("it came")]);
    }
    session.wait("the screen", |output| output.matches(ENTERED).count() == 3);
    // Everything is drawn anew, and the keys work.
    session.wait("the screen", |output| output.rfind(ENTERED).is_some_and(|at| output[at..].contains("RESUME")));
    session.type_keys(b"q");
    let output = session.wait("the end", |output| output.contains("it ended"));
    assert_restored(&output);
    session.end();
    assert!(session.is_cooked());
}

#[test]
fn a_panic_leaves_a_terminal_on_which_it_can_be_read() {
    let own = std::env::current_exe().expect("it has a path");
    let own = own.to_str().expect("a path in UTF-8");
    let mut session =
        Session::program(own, &["--ignored", "--exact", "panics_with_the_terminal_open", "--nocapture"], &[]);
    assert!(!session.end().success());
    let output = session.wait("the words", |output| output.contains("test result"));
    assert_restored(&output);
    assert_eq!(output.matches(LEFT).count(), 1, "a second time would put the cursor back: {output:?}");
    let left = output.rfind(LEFT).expect("it was left");
    assert!(output[left..].contains("made up for a test"), "{output:?}");
    assert!(session.is_cooked());
}

/// Run by the test above, on a terminal of its own.
#[test]
#[ignore = "it panics"]
fn panics_with_the_terminal_open() {
    let _terminal = pylens::tui::terminal::Terminal::open(true).expect("a terminal");
    panic!("made up for a test");
}

/// The text between escape sequences.
fn plain(output: &str) -> String {
    let mut text = String::new();
    let mut rest = output;
    while let Some(at) = rest.find('\x1b') {
        text.push_str(&rest[..at]);
        let sequence = &rest[at + 1..];
        let end = match sequence.as_bytes().first() {
            Some(b'[') => sequence[1..].find(|c: char| ('@'..='~').contains(&c)).map_or(sequence.len(), |end| end + 2),
            _ => 1.min(sequence.len()),
        };
        rest = &sequence[end..];
    }
    text + rest
}

/// The parameters of all sequences that set colours and the like.
fn graphics(output: &str) -> Vec<u32> {
    let sequences = output.split("\x1b[").skip(1).filter_map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != ';')?;
        rest[end..].starts_with('m').then(|| &rest[..end])
    });
    sequences.flat_map(|parameters| parameters.split(';')).filter_map(|parameter| parameter.parse().ok()).collect()
}

#[test]
fn colours_and_characters_are_those_that_the_terminal_has() {
    let shown = |environment: &[(&str, &str)]| {
        let mut session = Session::pylens(environment);
        session.ready();
        session.type_keys(b"5jK");
        session.wait("the card", |output| output.contains("What this instruction does"));
        session.type_keys(b"qq");
        session.end();
        session.output()
    };
    let full = shown(&[("COLORTERM", "truecolor")]);
    assert!(full.contains("\x1b[38;2;") || full.contains(";38;2;"), "{full:?}");
    assert!(plain(&full).contains('━'));
    let sixteen = shown(&[("TERM", "xterm")]);
    assert!(!graphics(&sixteen).windows(2).any(|pair| pair == [38, 2]), "{sixteen:?}");
    let none = shown(&[("NO_COLOR", "1"), ("COLORTERM", "truecolor")]);
    let colours = |code: &u32| matches!(code, 30..=37 | 38 | 40..=47 | 48 | 90..=97 | 100..=107);
    assert!(!graphics(&none).iter().any(colours), "{none:?}");
    let ascii = shown(&[("LC_ALL", "C"), ("LANG", "C")]);
    assert!(plain(&ascii).is_ascii(), "{:?}", plain(&ascii).chars().filter(|c| !c.is_ascii()).collect::<String>());
}

#[test]
fn the_screen_is_drawn_at_once_and_copied_text_goes_to_the_terminal() {
    let mut session = Session::pylens(&[]);
    session.ready();
    let output = session.output();
    let (began, ended) = (output.matches("\x1b[?2026h").count(), output.matches("\x1b[?2026l").count());
    assert!(began > 0 && began.abs_diff(ended) <= 1, "{began} frames begin, {ended} end");
    session.type_keys(b"eclip");
    session.wait("the list", |output| plain(output).contains("clip"));
    session.type_keys(b"\r");
    session.wait("the clipboard", |output| output.contains("\x1b]52;c;"));
    session.type_keys(b"q");
    session.end();
}

/// The clock of the processor goes in hundredths of a second.
#[cfg(target_os = "linux")]
#[test]
fn while_nothing_happens_it_costs_nothing() {
    let mut session = Session::pylens(&[]);
    session.ready();
    let used = || {
        let path = format!("/proc/{}/stat", session.child.id());
        let fields = std::fs::read_to_string(path).expect("it runs");
        let behind = fields.rsplit(')').next().expect("the name is in brackets").split_whitespace();
        behind.skip(11).take(2).map(|field| field.parse::<u64>().expect("a number")).sum::<u64>()
    };
    // The start is over when it no longer counts.
    let start = Instant::now();
    let mut before = used();
    while start.elapsed() < PATIENCE {
        std::thread::sleep(Duration::from_millis(500));
        let now = used();
        if now == before {
            break;
        }
        before = now;
    }
    let written = session.output().len();
    std::thread::sleep(Duration::from_secs(2));
    assert!(used() - before <= 2, "{} hundredths in two seconds", used() - before);
    assert_eq!(session.output().len(), written, "nothing is drawn");
    session.type_keys(b"q");
    session.end();
}

#[test]
fn long_work_tells_how_far_it_is_on_a_terminal_only() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["a.py", "b.py"] {
        std::fs::write(folder.path().join(name), "x = 1\n").expect("a file");
    }
    let path = folder.path().to_str().expect("a path in UTF-8");
    let arguments = ["pyc", "--all", "--force", path];
    let mut session = Session::program(env!("CARGO_BIN_EXE_pylens"), &arguments, &[]);
    assert!(session.end().success());
    let output = session.wait("the bar", |output| output.contains("2/2"));
    assert!(output.contains('#') && output.contains("1/2"), "{output:?}");
    let piped = std::process::Command::new(env!("CARGO_BIN_EXE_pylens")).args(arguments).output().expect("it runs");
    assert!(piped.status.success() && piped.stderr.is_empty(), "{:?}", String::from_utf8_lossy(&piped.stderr));
}

#[test]
fn long_work_shows_how_far_it_is_on_a_terminal_only() {
    let folder = tempfile::tempdir().expect("a folder");
    let deep = folder.path().join("a_folder_with_a_long_name_".repeat(5));
    std::fs::create_dir(&deep).expect("a folder");
    for name in ["a.py", "b.py"] {
        std::fs::write(deep.join(name), "x = 1\n").expect("it can be written");
    }
    let script = format!("{} pyc --all '{}' > summary", env!("CARGO_BIN_EXE_pylens"), folder.path().display());
    let script = format!("cd '{}' && {script}", folder.path().display());
    let mut session = Session::program("sh", &["-c", &script], &[]);
    assert!(session.end().success(), "{}", session.output());
    let output = session.wait("the bar", |output| output.contains("] 2/2 ") && output.ends_with("\r\x1b[K"));
    let bars = output.split("\r\x1b[K").map(|bar| bar.chars().count());
    assert!(bars.max() < Some(100), "a bar fits into a line: {output:?}");
    let summary = std::fs::read_to_string(folder.path().join("summary")).expect("there is one");
    assert!(summary.starts_with("2 ") && !summary.contains('\x1b'), "{summary}");
}
