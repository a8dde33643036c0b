//! While presenting: which row of the pane is the one to look at.

use crate::tui::app::App;
use crate::tui::panes::{PaneId, PaneState};
use crate::view::ItemRef;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Emphasis {
    /// Nothing is being presented, or the pane shows a state rather than a place.
    None,
    Current,
    Dimmed,
}

/// How a row is drawn: the row that runs next is the current one, or the row under the cursor where nothing runs.
pub fn emphasis(app: &App, pane: PaneId, state: &PaneState, index: usize) -> Emphasis {
    let shows_state = matches!(
        pane,
        PaneId::Frames | PaneId::Stack | PaneId::Heap | PaneId::Output | PaneId::Modules | PaneId::Timeline
    );
    if !app.look.presenting || shows_state {
        return Emphasis::None;
    }
    let running = app.run.as_ref().filter(|run| run.step > 0);
    let is_next = |index: usize| {
        let Some(run) = running else { return false };
        match state.rows().item(index) {
            Some(ItemRef::Line(line)) => run.line == Some(line),
            Some(item) => run.counter == Some(item),
            None => false,
        }
    };
    let current = match state.on_screen().find(|&row| is_next(row)) {
        Some(row) => row,
        None => state.cursor(),
    };
    if index == current { Emphasis::Current } else { Emphasis::Dimmed }
}
