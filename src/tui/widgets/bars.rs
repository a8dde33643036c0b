//! The line on top (file, profile, stages) and the line at the bottom (a message, or the keys that are valid now).

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::line::{self, Place};
use crate::base::OptimizeLevel;
use crate::tui::app::App;
use crate::tui::commands::{Action, What};
use crate::tui::overlays::Overlay;
use crate::tui::panes::PaneId;
use crate::tui::revision::{Outcome, StageMark};
use crate::tui::theme::Ui;
use crate::tui::workers::watch::WatchMode;
use crate::view::{Role, measure};

/// Pieces of a bar from left to right.
type Pieces = Vec<(String, Style)>;

fn width(pieces: &Pieces) -> usize {
    pieces.iter().map(|(text, _)| measure::width(text)).sum()
}

fn put(pieces: &Pieces, mut x: u16, y: u16, right: u16, buffer: &mut Buffer) {
    for (text, style) in pieces {
        let place = Place { x, y, width: right.saturating_sub(x), shift: 0 };
        line::text(buffer, place, text, *style);
        x = x.saturating_add(measure::width(text) as u16).min(right);
    }
}

/// The line on top. When it gets narrow the times go first, then the stages that are as they should be.
pub fn top(app: &App, area: Rect, buffer: &mut Buffer) {
    let theme = &app.look.theme;
    let bar = theme.ui(Ui::Bar);
    let on_bar = |role: Role| bar.patch(theme.role(role));
    buffer.set_style(area, bar);
    let watching = watching(app);
    let right_width = measure::width(watching) as u16 + 1;
    let level = match app.file.options.level {
        OptimizeLevel::None => "",
        OptimizeLevel::O => " -O",
        OptimizeLevel::OO => " -OO",
    };
    let most = usize::from(area.width) / 3;
    let name = match app.compared_with() {
        Some(other) => format!("{other} → {}", app.file.name()),
        None => app.file.name(),
    };
    let mut head: Pieces = vec![
        (format!(" {}", measure::truncate(&name, most.max(8))), theme.ui(Ui::BarKey)),
        (format!("  {}{level}  ", app.file.profile.name()), bar),
    ];
    let room = usize::from(area.width.saturating_sub(right_width)).saturating_sub(width(&head) + 1);
    let stages = app.file.views.as_ref().map(|views| views.stages()).unwrap_or_default();
    let total: Duration = stages.iter().filter_map(|mark| mark.time).sum();
    // Times differ from machine to machine; the pictures of a lesson do not.
    let first = if app.playing().is_some() { 2 } else { 0 };
    let mut forms = (first..5).map(|form| {
        let mut pieces: Pieces = stages.iter().flat_map(|mark| stage(mark, form, bar, &on_bar)).collect();
        if form == 1 && !pieces.is_empty() {
            pieces.push((format!("  {}", duration(total)), bar));
        }
        if let Some(run) = &app.run {
            pieces.push((format!("  run {}", run.progress()), theme.ui(Ui::BarKey)));
        }
        pieces
    });
    let fitting = forms.find(|pieces| width(pieces) <= room);
    head.extend(fitting.unwrap_or_default());
    let right = area.right().saturating_sub(right_width);
    put(&head, area.x, area.y, right, buffer);
    let style = if app.file.trouble.is_some() { on_bar(Role::Error) } else { bar };
    line::text(buffer, Place { x: right, y: area.y, width: right_width, shift: 0 }, watching, style);
}

fn watching(app: &App) -> &'static str {
    match (&app.file.mode, app.file.paused, &app.file.trouble) {
        _ if !app.has_file() => "",
        (_, _, Some(_)) => "○ no file",
        (_, true, _) => "○ paused",
        _ if app.file.busy => "◐ working",
        (WatchMode::Events, ..) => "● watching",
        (WatchMode::Polling(_), ..) => "● polling",
    }
}

/// A stage in one of five forms: with its time; without; without, and no sum of times behind; only those that failed
/// named, the others as marks; only failed ones.
fn stage(mark: &StageMark, form: usize, bar: Style, on_bar: &dyn Fn(Role) -> Style) -> Pieces {
    let name = mark.stage.name();
    let time = mark.time.map_or(String::new(), |time| format!(" {}", duration(time)));
    let (symbol, role, detail) = match &mark.outcome {
        Outcome::Good => ("✓", Role::Good, if form == 0 { time } else { String::new() }),
        Outcome::Failed(place) if place.is_empty() => ("✗", Role::Error, String::new()),
        Outcome::Failed(place) => ("✗", Role::Error, format!(" {place}")),
        Outcome::Blocked => ("·", Role::Dim, String::new()),
    };
    let failed = matches!(mark.outcome, Outcome::Failed(_));
    // Among marks without names the place must not run into the next mark.
    let detail = if form == 3 && failed { detail + "  " } else { detail };
    match form {
        3 if !failed => vec![(symbol.into(), on_bar(role))],
        4 if !failed => Vec::new(),
        _ => vec![
            (format!("  {name} "), bar),
            (symbol.into(), on_bar(role)),
            (detail, if failed { on_bar(role) } else { bar }),
        ],
    }
}

/// Three significant digits at most: `48µs`, `1.2ms`, `3.4s`.
pub fn duration(time: Duration) -> String {
    let micros = time.as_micros();
    match micros {
        0..1000 => format!("{micros}µs"),
        1000..10_000 => format!("{:.1}ms", micros as f64 / 1e3),
        10_000..1_000_000 => format!("{}ms", micros / 1000),
        _ => format!("{:.1}s", micros as f64 / 1e6),
    }
}

/// The line at the bottom.
pub fn bottom(app: &App, area: Rect, buffer: &mut Buffer) {
    let theme = &app.look.theme;
    let bar = theme.ui(Ui::Bar);
    buffer.set_style(area, bar);
    let whole = area;
    let shown = app.shown_key.as_ref().map(|shown| format!(" {} ", shown.words()));
    let shown_width = shown.as_ref().map_or(0, |words| measure::width(words) as u16).min(area.width);
    let area = Rect { width: area.width - shown_width, ..area };
    let place = Place { x: area.x + 1, y: area.y, width: area.width.saturating_sub(2), shift: 0 };
    if !app.pending.is_empty() {
        pending(app, area, buffer);
    } else if let Some(overlay) = app.overlays.last() {
        let keys = match overlay {
            Overlay::Text { .. } => "↑ ↓ PgUp PgDn read on · 0–9 go to a pane · Esc close",
            Overlay::List(_) => "type to filter · ↑ ↓ choose · Enter take it · Esc close",
            // It lies on this line itself.
            Overlay::Prompt { .. } => "",
        };
        line::text(buffer, place, keys, bar);
    } else if let Some(question) = app.question() {
        let style = theme.ui(Ui::Message);
        buffer.set_style(area, style);
        line::text(buffer, place, &question, style);
    } else if let Some(message) = &app.message {
        let style = theme.ui(if message.is_error { Ui::MessageError } else { Ui::Message });
        buffer.set_style(area, style);
        line::text(buffer, place, &message.text, style);
    } else if let Some(caption) = app.caption().filter(|_| app.look.presenting) {
        line::text(buffer, place, &caption, theme.ui(Ui::BarKey));
    } else {
        keys(app, area, buffer);
    }
    if let Some(words) = &shown {
        let place = Place { x: whole.right() - shown_width, y: whole.y, width: shown_width, shift: 0 };
        line::text(buffer, place, words, theme.ui(Ui::TitleFocus).patch(theme.ui(Ui::Cursor)));
    }
}

/// The note of a lesson: a line with its title, how far it is and the keys, then the note.
pub fn note(app: &App, area: Rect, buffer: &mut Buffer) {
    let Some(playing) = app.playing() else { return };
    let theme = &app.look.theme;
    let style = theme.ui(Ui::Popup);
    buffer.set_style(area, style);
    let top = Rect { height: 1, ..area };
    buffer.set_style(top, theme.ui(Ui::Bar));
    let keys = match (playing.paused, area.width >= 90) {
        (true, true) => " Space on · Backspace back · Esc leave ",
        (true, false) => " Space on · Bksp back · Esc leave ",
        (false, _) => "… ",
    };
    let keys_width = (measure::width(keys) as u16).min(area.width);
    let title = format!(" {} {}", playing.progress(), playing.lesson.title);
    let room = area.width - keys_width;
    line::text(buffer, Place { x: area.x, y: area.y, width: room, shift: 0 }, &title, theme.ui(Ui::BarKey));
    line::text(buffer, Place { x: area.x + room, y: area.y, width: keys_width, shift: 0 }, keys, theme.ui(Ui::Bar));
    for (text, y) in app.note_lines().iter().zip(area.y + 1..area.bottom()) {
        let place = Place { x: area.x + 2, y, width: area.width.saturating_sub(2), shift: 0 };
        line::text(buffer, place, text, style.patch(theme.role(Role::Strong)));
    }
}

/// The keys pressed so far of a longer sequence; what may follow stands in a window above.
fn pending(app: &App, area: Rect, buffer: &mut Buffer) {
    let theme = &app.look.theme;
    let bar = theme.ui(Ui::Bar);
    let pressed: Vec<String> = app.pending.iter().map(ToString::to_string).collect();
    let pieces: Pieces =
        vec![(format!(" {} ", pressed.join(" ")), theme.ui(Ui::BarKey)), ("… Esc takes it back".into(), bar)];
    put(&pieces, area.x, area.y, area.right(), buffer);
}

/// As many of the keys that are valid now as fit, the most useful first; help always.
fn keys(app: &App, area: Rect, buffer: &mut Buffer) {
    let theme = &app.look.theme;
    let piece = |what: What, label: &str| -> Pieces {
        let key = app.keymap.shown(what);
        vec![(format!(" {key} "), theme.ui(Ui::BarKey)), (format!("{label} "), theme.ui(Ui::Bar))]
    };
    let help = piece(What::Action(Action::Help), "help");
    let mut pieces: Pieces = Vec::new();
    for (action, label) in hints(app) {
        let next = piece(What::Action(action), label);
        if width(&pieces) + width(&next) + width(&help) > usize::from(area.width) {
            break;
        }
        pieces.extend(next);
    }
    pieces.extend(help);
    put(&pieces, area.x, area.y, area.right(), buffer);
}

fn hints(app: &App) -> Vec<(Action, &'static str)> {
    let focus = app.layout.focus();
    let tree = app.pane(focus).rows().tree;
    let all = [
        (Action::Step, "step"),
        (Action::StepBack, "step back"),
        (Action::Line, "next line"),
        (Action::Why, "why"),
        (Action::ToggleFold, "fold"),
        (Action::ExpandMore, "expand"),
        (Action::Follow, "graph behind the pass"),
        (Action::NextPane, "next pane"),
        (Action::Continue, "continue"),
        (Action::NextStage, "next stage"),
        (Action::NextCorresponding, "next match"),
        (Action::CodeObjects, "code objects"),
        (Action::OpcodeCard, "opcode"),
        (Action::Zoom, "zoom"),
        (Action::Search, "search"),
        (Action::Palette, "find"),
        (Action::Quit, "quit"),
    ];
    let of_code = PaneId::OF_CODE.contains(&focus);
    // The blank goes on with the lesson.
    let in_lesson = app.playing().is_some();
    all.into_iter()
        .filter(|(action, _)| app.command_is_valid(What::Action(*action)))
        .filter(|(action, _)| match action {
            Action::ToggleFold => tree && !in_lesson,
            Action::ExpandMore => tree && focus != PaneId::Graph,
            Action::Follow => focus == PaneId::Passes,
            Action::CodeObjects | Action::OpcodeCard => of_code,
            Action::NextCorresponding => app.pane(focus).related().len() > 1,
            _ => true,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_short() {
        for (micros, text) in [(0, "0µs"), (48, "48µs"), (1234, "1.2ms"), (45_678, "45ms"), (3_400_000, "3.4s")] {
            assert_eq!(duration(Duration::from_micros(micros)), text);
        }
    }
}
