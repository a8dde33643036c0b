//! The terminal: taken over, drawn on, and always put back in order.
//!
//! What was changed is undone when the [`Terminal`] is dropped, when the thread that draws panics, and around a suspend
//! or an editor. Only differences to what is on the screen are written, in one synchronized update where the terminal
//! supports it.

use std::io::{self, Stdout, Write, stdout};
use std::sync::Once;

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

/// Name of the thread that draws; a panic of another one must not touch the terminal.
const DRAWING_THREAD: &str = "main";

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
    enable_raw_mode()?;
    let mut out = stdout();
    execute!(out, EnterAlternateScreen, EnableBracketedPaste, cursor::Hide)?;
    if mouse {
        execute!(out, EnableMouseCapture)?;
    }
    // Tells Ctrl-i from Tab; a terminal that does not know it ignores it.
    execute!(out, PushKeyboardEnhancementFlags(KeyboardEnhancementFlags::DISAMBIGUATE_ESCAPE_CODES))
}

/// Undoes [`enter`]; called twice it does no harm. Nothing can be done about a terminal that is gone.
fn leave() {
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
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if std::thread::current().name() == Some(DRAWING_THREAD) {
                leave();
                before(info);
            }
            // Panics of workers are caught and shown in the workbench; printing would garble the screen.
        }));
    });
}
