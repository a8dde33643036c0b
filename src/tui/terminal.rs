//! The terminal: taken over, drawn on, and always put back in order.
//!
//! What was changed is undone when the [`Terminal`] is dropped, when the thread that draws panics, and around a suspend
//! or an editor. Only differences to what is on the screen are written, in one synchronized update where the terminal
//! supports it.

use std::io::{self, Stdout, Write, stdout};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::ThreadId;

use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture, KeyboardEnhancementFlags,
    PopKeyboardEnhancementFlags, PushKeyboardEnhancementFlags,
};
use crossterm::terminal::{
    BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode, size,
};
use crossterm::{cursor, execute, queue};
use ratatui::backend::{Backend, CrosstermBackend};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The thread that draws, once there is one; a panic of another one must not touch the terminal.
static DRAWING: Mutex<Option<ThreadId>> = Mutex::new(None);

/// Whether the terminal is ours now.
static TAKEN: AtomicBool = AtomicBool::new(false);

pub struct Terminal {
    backend: CrosstermBackend<Stdout>,
    /// What is on the screen.
    shown: Buffer,
    /// Whether mouse events are wanted.
    mouse: bool,
}

impl Terminal {
    /// Takes the terminal over.
    pub fn open(mouse: bool) -> io::Result<Self> {
        restore_on_panic();
        enter(mouse)?;
        let (width, height) = size().unwrap_or((80, 24));
        let shown = Buffer::empty(Rect::new(0, 0, width, height));
        Ok(Self { backend: CrosstermBackend::new(stdout()), shown, mouse })
    }

    /// Puts text into the clipboard by OSC 52, which works over ssh; a terminal that does not know it ignores it.
    pub fn copy(&mut self, text: &str) -> io::Result<()> {
        execute!(stdout(), crossterm::clipboard::CopyToClipboard::to_clipboard_from(text))
    }

    /// Draws a picture of the whole screen.
    pub fn draw(&mut self, area: Rect, draw: impl FnOnce(&mut Buffer)) -> io::Result<()> {
        let mut buffer = Buffer::empty(area);
        draw(&mut buffer);
        queue!(stdout(), BeginSynchronizedUpdate)?;
        if *self.shown.area() != area {
            self.erase(area)?;
        }
        self.backend.draw(self.shown.diff(&buffer).into_iter())?;
        execute!(stdout(), EndSynchronizedUpdate)?;
        self.shown = buffer;
        Ok(())
    }

    /// Forgets what is on the screen, so that everything is drawn anew.
    pub fn erase(&mut self, area: Rect) -> io::Result<()> {
        execute!(stdout(), Clear(ClearType::All))?;
        self.shown = Buffer::empty(area);
        Ok(())
    }

    /// Gives the terminal back while `other` runs.
    pub fn lend<T>(&mut self, other: impl FnOnce() -> T) -> io::Result<T> {
        leave();
        let result = other();
        enter(self.mouse)?;
        let (width, height) = size().unwrap_or((80, 24));
        self.erase(Rect::new(0, 0, width, height))?;
        Ok(result)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        leave();
    }
}

fn enter(mouse: bool) -> io::Result<()> {
    TAKEN.store(true, Ordering::Release);
    enable_raw_mode()?;
    let mut out = stdout();
    execute!(out, EnterAlternateScreen, EnableBracketedPaste, cursor::Hide)?;
    if mouse {
        execute!(out, EnableMouseCapture)?;
    }
    // Tells Ctrl-i from Tab; a terminal that does not know it ignores it.
    execute!(out, PushKeyboardEnhancementFlags(KeyboardEnhancementFlags::DISAMBIGUATE_ESCAPE_CODES))
}

/// Undoes [`enter`], once: a second time would put the cursor back over what has been written since. Nothing can be done
/// about a terminal that is gone.
fn leave() {
    if !TAKEN.swap(false, Ordering::AcqRel) {
        return;
    }
    let mut out = stdout();
    let _ = execute!(
        out,
        PopKeyboardEnhancementFlags,
        DisableBracketedPaste,
        DisableMouseCapture,
        LeaveAlternateScreen,
        cursor::Show
    );
    let _ = disable_raw_mode();
    let _ = out.flush();
}

/// Makes a panic of the drawing thread leave a terminal on which its message can be read.
fn restore_on_panic() {
    let Ok(mut drawing) = DRAWING.lock() else { return };
    if drawing.replace(std::thread::current().id()).is_some() {
        return;
    }
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let drawing = DRAWING.lock().is_ok_and(|drawing| *drawing == Some(std::thread::current().id()));
        if drawing {
            leave();
            before(info);
        }
        // Panics of workers are caught and shown in the workbench; printing would garble the screen.
    }));
}
