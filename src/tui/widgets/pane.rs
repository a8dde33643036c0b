//! A pane: its title in the line above it, its rows below, each behind a gutter of two cells.
//!
//! Gutter: first what concerns the selection and the run (`▐` corresponds, `▶` runs next, `▷` has just run, `●`
//! breakpoint), then what concerns the last save (`+` new, `~` changed, `-` gone).

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::chart;
use super::line::{self, Place};
use super::present::{self, Emphasis};
use crate::tui::app::{App, Diff};
use crate::tui::layout::Placed;
use crate::tui::panes::{PaneId, PaneState, folds};
use crate::tui::screen::{GUTTER, content, gutter as gutter_width};
use crate::tui::theme::Ui;
use crate::view::graph::At;
use crate::view::{Change, ItemRef, Role, Row, measure, source};

pub fn draw(app: &App, placed: Placed, buffer: &mut Buffer) {
    let state = app.pane(placed.pane);
    title(app, placed, state, buffer);
    let area = content(placed.area);
    let gutter = gutter_width(app, placed.pane);
    if area.width <= gutter {
        return;
    }
    let parts = app.parts(placed.pane, placed.area);
    let above = parts.above.min(area.height);
    let below = parts.below.min(area.height - above);
    if above > 0 {
        chart::draw(app, Rect { height: above, ..area }, buffer);
    }
    if below > 0 {
        notes(app, placed.pane, Rect { y: area.bottom() - below, height: below, ..area }, buffer);
    }
    let area = Rect { y: area.y + above, height: area.height - above - below, ..area };
    if state.rows().is_empty() {
        let waiting = app.file.busy || app.is_listing() || app.has_file() && app.file.views.is_none();
        let words = match &app.file.trouble {
            Some(trouble) => trouble,
            None if waiting => "working…",
            None => "nothing to show yet",
        };
        let pieces = Row::text(Role::Note, words.to_owned()).wrapped(usize::from(area.width - GUTTER));
        for (piece, y) in pieces.iter().zip(area.top()..area.bottom()) {
            let place = Place { x: area.x + GUTTER, y, width: area.width - GUTTER, shift: 0 };
            line::draw(buffer, place, piece, u64::MAX, &|role| app.look.theme.role(role), &[]);
        }
        return;
    }
    let columns = state.prepared().visible_columns(usize::from(area.width - gutter));
    let rows: Vec<usize> = state.on_screen().collect();
    let last = rows.last().copied();
    for (index, y) in rows.into_iter().zip(area.top()..area.bottom()) {
        let Some(row) = state.rows().row(index) else { continue };
        // A sentence with room below it is not cut.
        let pieces = match Some(index) == last && is_note(&row) {
            true => row.wrapped(usize::from(area.width - gutter).saturating_sub(indent(state, &row))),
            false => vec![row],
        };
        for (piece, y) in pieces.iter().zip(y..area.bottom()) {
            draw_row(app, placed.pane, state, (index, piece), columns, Rect { y, height: 1, ..area }, buffer);
        }
    }
}

/// Whether a row is a sentence of pylens itself.
fn is_note(row: &Row) -> bool {
    !row.segments.is_empty() && row.segments.iter().all(|segment| segment.role == Role::Note)
}

/// Columns in front of a row of a tree.
fn indent(state: &PaneState, row: &Row) -> usize {
    if state.rows().tree { 2 * usize::from(row.depth) + 2 } else { 0 }
}

fn draw_row(
    app: &App,
    pane: PaneId,
    state: &PaneState,
    (index, row): (usize, &Row),
    columns: u64,
    area: Rect,
    buffer: &mut Buffer,
) {
    let theme = &app.look.theme;
    let focused = app.layout.focus() == pane;
    let on_cursor = index == state.cursor();
    let related = state.related().binary_search(&index).is_ok();
    if on_cursor && focused {
        buffer.set_style(area, theme.ui(Ui::Cursor));
    } else if related {
        buffer.set_style(area, theme.ui(Ui::Related));
    }
    gutter(app, state, (index, row), related, area, buffer);
    heat(app, pane, row, area, buffer);
    let stale = state.stale.as_ref().filter(|why| !why.is_empty()).map(|_| theme.ui(Ui::Stale));
    // For an audience only the current row has its colours, and it is not told by colour alone.
    let emphasis = present::emphasis(app, pane, state, index);
    let style = |role: Role| match (stale, emphasis) {
        (Some(stale), _) => stale,
        (None, Emphasis::None) => theme.role(role),
        (None, Emphasis::Dimmed) => theme.role(Role::Dim),
        (None, Emphasis::Current) => theme.role(role).add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
    };
    let mut patches = patches(app, pane, row, matched(app, on_cursor && focused));
    // Few colours leave none that all roles can be read on: a cursor with a foreground of its own overrides theirs.
    if on_cursor && focused && theme.ui(Ui::Cursor).fg.is_some() {
        patches.insert(0, (0..usize::MAX, theme.ui(Ui::Cursor)));
    }
    let mut x = (area.x + gutter_width(app, pane)).min(area.right());
    let mut shift = state.shift;
    if state.rows().tree {
        let indent = 2 * usize::from(row.depth);
        let mark = match (folds::has_children(state.rows(), index), state.is_open(index)) {
            (false, _) => "  ",
            (true, true) => "▾ ",
            (true, false) => "▸ ",
        };
        let skipped = indent.min(shift);
        shift -= skipped;
        x = (x + (indent - skipped) as u16).min(area.right());
        line::text(buffer, Place { x, y: area.y, width: area.right() - x, shift: 0 }, mark, style(Role::Dim));
        x = (x + 2).min(area.right());
    }
    let place = Place { x, y: area.y, width: area.right().saturating_sub(x), shift };
    line::draw(buffer, place, row, columns, &style, &patches);
    if let Some((text, role)) = trailing(app, pane, row).filter(|_| stale.is_none()) {
        behind(app, row, (&text, role), place, columns, buffer);
    }
    if focused && on_cursor && pane == PaneId::Source && row.item.is_some() {
        caret(app, state, row, place, columns, buffer);
    }
}

/// Notes on what is under the cursor, below the rows and set off from them.
fn notes(app: &App, pane: PaneId, area: Rect, buffer: &mut Buffer) {
    let theme = &app.look.theme;
    let rows = app.notes(pane);
    for x in area.left()..if rows.is_empty() { area.left() } else { area.right() } {
        if let Some(cell) = buffer.cell_mut((x, area.y)) {
            cell.set_symbol("┄").set_style(theme.ui(Ui::Frame));
        }
    }
    let lines = area.y + 1..area.bottom();
    let last = lines.len().checked_sub(1).filter(|_| rows.len() > lines.len());
    for (index, (row, y)) in rows.iter().zip(lines).enumerate() {
        let place = Place { x: area.x + 1, y, width: area.width.saturating_sub(1), shift: 0 };
        // There is more than has room: the last line says so.
        let cut = (Some(index) == last).then(|| row.clone().with(Role::Note, " …"));
        line::draw(buffer, place, cut.as_ref().unwrap_or(row), u64::MAX, &|role| theme.role(role), &[]);
    }
}

/// How often a row ran, in front of it; what ran most stands out.
fn heat(app: &App, pane: PaneId, row: &Row, area: Rect, buffer: &mut Buffer) {
    let width = app.heat_width(pane);
    if width == 0 {
        return;
    }
    let Some(times) = row.item.and_then(|item| app.times(item)) else { return };
    let text = match times {
        0 => "·".to_owned(),
        1..=9999 => times.to_string(),
        10_000..=999_999 => format!("{}k", times / 1000),
        _ => format!("{}M", times / 1_000_000),
    };
    let most = app.run.as_ref().map_or(0, |run| run.trace.lines.iter().copied().max().unwrap_or(0));
    let role = match times {
        0 => Role::Dim,
        times if times > 1 && times >= most / 2 => Role::Warning,
        _ => Role::Number,
    };
    let text = measure::pad_left(&text, usize::from(width - 1));
    let x = area.x + GUTTER;
    let place = Place { x, y: area.y, width: width.min(area.right().saturating_sub(x)), shift: 0 };
    line::text(buffer, place, &text, app.look.theme.role(role));
}

/// The styles over parts of a row: the selected piece of source, matches of the search.
fn patches(app: &App, pane: PaneId, row: &Row, matched: Style) -> Vec<(Range<usize>, Style)> {
    let theme = &app.look.theme;
    let mut patches = Vec::new();
    let selected = app.selection.and_then(|selection| selection.span);
    if let (PaneId::Source, Some(line), Some(span)) = (pane, row.span, selected) {
        let margin = source::code_offset(row);
        let start = span.start.max(line.start);
        let end = span.end.min(line.end);
        if start < end && row.item.is_some() {
            let text: String = row.segments.iter().map(|segment| &*segment.text).collect();
            let from = margin + (start - line.start) as usize;
            let to = margin + (end - line.start) as usize;
            // Underlined indentation is only noise.
            let blanks = text.get(from..to).map_or(0, |piece| piece.len() - piece.trim_start().len());
            patches.push((from + blanks..to, theme.ui(Ui::Selected)));
        }
    }
    if let Some(search) = app.search.as_ref().filter(|search| search.pane == pane) {
        patches.extend(search.matches(&row.plain()).into_iter().map(|range| (range, matched)));
    }
    patches
}

/// The style of a match. Where it is reverse video, and so is the row under the cursor, a match is the part of that row
/// that is not.
fn matched(app: &App, under_cursor: bool) -> Style {
    let [style, cursor] = [Ui::Match, Ui::Cursor].map(|ui| app.look.theme.ui(ui));
    let both = style.add_modifier & cursor.add_modifier;
    if under_cursor && both.contains(Modifier::REVERSED) {
        let plain = Style { add_modifier: style.add_modifier - Modifier::REVERSED, ..style };
        plain.remove_modifier(Modifier::REVERSED).add_modifier(Modifier::BOLD | Modifier::UNDERLINED)
    } else {
        style
    }
}

/// What the run adds to a row: the values of the names on a line, the specialized form of an instruction.
fn trailing(app: &App, pane: PaneId, row: &Row) -> Option<(String, Role)> {
    let run = app.run.as_ref()?;
    match (pane, row.item?) {
        (PaneId::Source, ItemRef::Line(line)) if app.look.line_values => {
            run.values.get(&line).map(|values| (values.clone(), Role::Note))
        }
        (PaneId::Bytecode, item) if app.file.options.specialized => {
            run.specialized.get(&item).map(|name| (format!("→ {name}"), Role::OpcodeSpecialized))
        }
        _ => None,
    }
}

/// Draws text behind a row; nothing where there is no room for anything that could be read.
fn behind(app: &App, row: &Row, (text, role): (&str, Role), place: Place, columns: u64, buffer: &mut Buffer) {
    const LEAST: u16 = 5;
    const GAP: u16 = 3;
    let shown = row.segments.iter().filter(|segment| columns & (1 << segment.column.min(63)) != 0);
    let row: String = shown.map(|segment| &*segment.text).collect();
    let width = measure::width(row.trim_end());
    let used = width.saturating_sub(place.shift).min(usize::from(u16::MAX / 2)) as u16 + GAP;
    if place.width >= used + LEAST {
        let place = Place { x: place.x + used, width: place.width - used, shift: 0, ..place };
        line::text(buffer, place, text, app.look.theme.role(role));
    }
}

/// The caret of the source pane is a cell in reverse.
fn caret(app: &App, state: &PaneState, row: &Row, place: Place, columns: u64, buffer: &mut Buffer) {
    let margin = source::code_offset(row);
    let text: String = row.segments.iter().map(|segment| &*segment.text).collect();
    let code = measure::column_of(&text[margin.min(text.len())..], state.caret.saturating_sub(margin));
    let margin = if columns & 1 == 0 { 0 } else { margin };
    let Some(column) = (margin + code).checked_sub(place.shift) else { return };
    if column < usize::from(place.width)
        && app.overlays.is_empty()
        && let Some(cell) = buffer.cell_mut((place.x + column as u16, place.y))
    {
        cell.modifier.toggle(ratatui::style::Modifier::REVERSED);
    }
}

fn gutter(app: &App, state: &PaneState, (index, row): (usize, &Row), related: bool, area: Rect, buffer: &mut Buffer) {
    let theme = &app.look.theme;
    if related && let Some(cell) = buffer.cell_mut((area.x, area.y)) {
        cell.set_symbol("▐").set_style(theme.ui(Ui::Current));
    }
    let mark = match (row.item, &app.run) {
        (Some(item), Some(run)) if run.counter == Some(item) => Some(("▶", next(app, item))),
        (Some(item @ ItemRef::Line(line)), Some(run)) if run.line == Some(line) => Some(("▶", next(app, item))),
        (Some(item), _) if app.has_breakpoint(item) => Some(("●", Ui::Breakpoint)),
        (Some(item), Some(run)) if run.executed == Some(item) => Some(("▷", Ui::Executed)),
        (Some(ItemRef::Line(line)), Some(run)) if run.executed_line == Some(line) => Some(("▷", Ui::Executed)),
        _ => None,
    };
    if let (Some((symbol, ui)), Some(cell)) = (mark, buffer.cell_mut((area.x, area.y))) {
        cell.set_symbol(symbol).set_style(theme.ui(ui));
    }
    if present::emphasis(app, app.layout.focus(), state, index) == Emphasis::Current
        && let Some(cell) = buffer.cell_mut((area.x, area.y))
    {
        cell.set_symbol("▶").set_style(theme.ui(Ui::Current));
    }
    let change = state.change(index);
    if change != Change::Same
        && app.look.diff != Diff::Off
        && let Some(cell) = buffer.cell_mut((area.x + 1, area.y))
    {
        cell.set_symbol(change.mark()).set_style(theme.ui(Ui::GutterChanged));
    }
}

/// What runs next, on a breakpoint or not.
fn next(app: &App, item: ItemRef) -> Ui {
    if app.has_breakpoint(item) { Ui::Breakpoint } else { Ui::Current }
}

/// `1 Source ─── stale: … ─── 2/5`, in the line above the pane.
fn title(app: &App, placed: Placed, state: &PaneState, buffer: &mut Buffer) {
    let theme = &app.look.theme;
    let focused = app.layout.focus() == placed.pane;
    let style = theme.ui(if focused { Ui::TitleFocus } else { Ui::Title });
    let area = placed.area;
    let left = area.x + u16::from(super::borders::has_left_line(area)) + 1;
    let mut room = area.right().saturating_sub(left + 1);
    let position = state.related_position().filter(|(_, count)| *count > 1);
    let counts = position.map_or(String::new(), |(at, count)| format!(" {at}/{count} "));
    let counts_width = measure::width(&counts) as u16;
    if counts_width > 0 && room > counts_width + 10 {
        room -= counts_width + 1;
        let place = Place { x: area.right() - 1 - counts_width, y: area.y, width: counts_width, shift: 0 };
        line::text(buffer, place, &counts, style);
    }
    let name = format!(" {} {} ", placed.pane.keys().replace(' ', ""), heading(app, placed.pane));
    line::text(buffer, Place { x: left, y: area.y, width: room, shift: 0 }, &name, style);
    let used = measure::width(&name) as u16 + 1;
    if let Some(why) = state.stale.as_deref().filter(|why| !why.is_empty() && room > used + 6) {
        let place = Place { x: left + used, y: area.y, width: room - used, shift: 0 };
        line::text(buffer, place, &format!(" stale: {why} "), theme.role(Role::Warning));
    } else {
        let width = room.saturating_sub(used + 2);
        tabs(app, Rect { x: left + room - width, y: area.y, width, height: 1 }, buffer);
    }
}

/// The panes that are not seen because one has the whole screen, as many as fit, at the right of its title.
fn tabs(app: &App, area: Rect, buffer: &mut Buffer) {
    if app.look.presenting {
        return;
    }
    let hidden = app.layout.hidden();
    let name = |pane: &PaneId| format!(" {} {} ", pane.keys().replace(' ', ""), pane.title());
    let names: Vec<String> = hidden.iter().map(name).collect();
    let whole: usize = names.iter().map(|name| measure::width(name)).sum();
    let mut text = String::new();
    for name in &names {
        let more = if whole > usize::from(area.width) { 1 } else { 0 };
        if measure::width(&text) + measure::width(name) + more > usize::from(area.width) {
            text.push('…');
            break;
        }
        text += name;
    }
    let width = measure::width(&text) as u16;
    if width > 1 && width <= area.width {
        let place = Place { x: area.right() - width, width, y: area.y, shift: 0 };
        line::text(buffer, place, &text, app.look.theme.ui(Ui::Title));
    }
}

/// The pane's title with what it shows of several things, and how it differs from a pinned version.
fn heading(app: &App, pane: PaneId) -> String {
    let difference = match app.pane(pane).counts() {
        None => "",
        Some((0, 0)) => "  the same",
        Some((0, added)) => &format!("  +{added}"),
        Some((removed, 0)) => &format!("  −{removed}"),
        Some((removed, added)) => &format!("  −{removed} +{added}"),
    };
    let difference = if app.look.diff == Diff::Off { "" } else { difference };
    format!("{}{difference}", what(app, pane))
}

fn what(app: &App, pane: PaneId) -> String {
    let code = app.file.options.code.as_deref();
    match pane {
        PaneId::Graph if app.file.options.graph != At::Last => {
            let moment = crate::view::graph::describe(app.file.options.graph).0;
            let code = code.map_or_else(String::new, |code| format!("  {code}"));
            format!("{}{code}  {moment}", pane.title())
        }
        pane if PaneId::OF_CODE.contains(&pane) => {
            code.map_or_else(|| pane.title().to_owned(), |code| format!("{}  {code}", pane.title()))
        }
        PaneId::Ast if app.file.options.syntax_tree => "Syntax tree".into(),
        _ => pane.title().to_owned(),
    }
}
