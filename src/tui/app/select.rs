//! The selection: one for all panes. Moving a cursor selects; every other pane shows what corresponds.

use super::App;
use super::history::Place;
use crate::base::Span;
use crate::pipeline::StageId;
use crate::tui::panes::{PaneId, Selection, correspond};
use crate::view::{ItemRef, source};

impl App {
    /// Selects what the cursor of the focused pane is on, and lets the others follow.
    pub(super) fn select_under_cursor(&mut self) {
        let pane = self.layout.focus();
        let Some(row) = self.pane(pane).row() else { return };
        let item = row.item;
        let views = self.file.views.as_ref();
        if pane == PaneId::Source {
            return self.select_in_source();
        }
        let span = row.span.or_else(|| views?.span_of(item?));
        self.selection = Some(Selection { pane, item, span }.of(self.is_of_this_revision(pane)));
        self.follow_code_object();
        self.follow_selection();
    }

    /// Whether a pane shows the newest revision: places of an older one are other places now.
    pub(super) fn is_of_this_revision(&self, pane: PaneId) -> bool {
        self.pane(pane).stale.as_ref().is_none_or(String::is_empty)
    }

    /// Selects the word under the caret of the source.
    pub(super) fn select_in_source(&mut self) {
        let span = self.word_under_caret();
        let node = span.and_then(|span| self.file.views.as_ref()?.item_at(span));
        // Without a node the text alone is selected: a comment, a blank line.
        self.selection = Some(Selection { pane: PaneId::Source, item: node, span });
        self.follow_code_object();
        self.follow_selection();
    }

    /// Where one code object is shown, that is the one of the selection, unless it was made in what is shown of it.
    fn follow_code_object(&mut self) {
        let Some((selection, shown)) = self.selection.zip(self.file.options.code.as_ref()) else { return };
        let Some(views) = self.file.views.as_ref().filter(|_| !PaneId::OF_CODE.contains(&selection.pane)) else {
            return;
        };
        let selected = selection.item.and_then(|item| views.qualname_of(item));
        if selected.as_ref().is_some_and(|selected| selected != shown) {
            self.file.options.code = selected;
            self.relist(PaneId::OF_CODE);
        }
    }

    /// Scrolls every pane but the one where the selection was made to what corresponds.
    pub(super) fn follow_selection(&mut self) {
        // What is not on the screen follows when it comes there.
        let panes: Vec<PaneId> = PaneId::ALL
            .iter()
            .copied()
            .filter(|pane| *pane == PaneId::Source || self.layout.visible().contains(pane))
            .collect();
        self.follow_in(&panes);
        self.place_caret_on_selection();
    }

    /// Scrolls these panes to what corresponds to the selection.
    pub(super) fn follow_in(&mut self, panes: &[PaneId]) {
        let Some(selection) = self.selection else { return };
        for &pane in panes {
            if Self::is_run_pane(pane) && pane != selection.pane {
                // They show where the program stands, not where the selection is.
                continue;
            }
            if pane != selection.pane {
                let related = self.related_rows(pane, &selection);
                let code = if related.is_empty() { self.code_row(pane, &selection) } else { None };
                let state = self.pane_mut(pane);
                if let Some(&first) = related.first().or(code.as_ref()) {
                    state.go_to(first);
                }
                state.set_related(related);
            } else {
                // Rows of the pane itself that stand for the same: several instructions of one expression.
                let related = self.related_rows(pane, &selection);
                let cursor = self.pane(pane).cursor();
                let related = if related.contains(&cursor) { related } else { Vec::new() };
                self.pane_mut(pane).set_related(related);
            }
        }
    }

    /// The heading of the code object that the selection belongs to, unless the pane is there already.
    fn code_row(&self, pane: PaneId, selection: &Selection) -> Option<usize> {
        let item = selection.item.filter(|_| PaneId::OF_CODE.contains(&pane))?;
        let code = self.file.views.as_ref()?.code_of(item)?;
        let state = self.pane(pane);
        let above = (0..=state.cursor()).rev().filter_map(|row| state.rows().item(row));
        let now = above.into_iter().find(|item| matches!(item, ItemRef::Code(_)));
        if now == Some(code) { None } else { state.row_of(code) }
    }

    fn related_rows(&self, pane: PaneId, selection: &Selection) -> Vec<usize> {
        let listing = self.pane(pane).prepared();
        if pane == PaneId::Source {
            // The source is not a list of things: the lines that the span touches correspond.
            let Some(span) = selection.span else { return Vec::new() };
            let end = span.end.max(span.start + 1);
            let touched = |line: Span| line.start < end && line.end >= span.start;
            let is_line = |&row: &usize| matches!(listing.rows.item(row), Some(ItemRef::Line(_)));
            let rows = (0..listing.rows.len()).filter(|&row| listing.rows.span(row).is_some_and(touched));
            return rows.filter(is_line).collect();
        }
        let items = match (selection.item, &self.file.views) {
            (Some(item), Some(views)) if pane != selection.pane => views.project(item, pane),
            (Some(item), _) => vec![item],
            _ => Vec::new(),
        };
        if pane == selection.pane && selection.span.is_some() {
            return correspond::rows(listing, &[], selection.span);
        }
        correspond::rows(listing, &items, selection.span)
    }

    /// The token under the caret, or the whole line without its blanks.
    fn word_under_caret(&self) -> Option<Span> {
        let state = self.pane(PaneId::Source);
        let row = state.row()?;
        let line = row.span?;
        let text = self.file.views.as_ref()?.text()?.get(line.range())?;
        let mut column = state.caret.saturating_sub(source::code_offset(&row)).min(text.len());
        // The caret may come from another line, whose characters end elsewhere.
        while !text.is_char_boundary(column) {
            column -= 1;
        }
        let column = column as u32;
        if let Some(word) = self.file.views.as_ref().and_then(|views| views.word_at(line.start + column)) {
            // A docstring is one word of many lines; the line is what is meant.
            if line.encloses(word) && !text[..column as usize].trim().is_empty() || line.encloses(word) && column > 0 {
                return Some(word);
            }
        }
        let start = text.len() - text.trim_start().len();
        let end = text.trim_end().len();
        (start < end).then(|| Span::new(line.start + start as u32, line.start + end as u32))
    }

    /// Puts the source's caret to where the selection made in another pane starts.
    fn place_caret_on_selection(&mut self) {
        let Some(selection) = self.selection.filter(|selection| selection.pane != PaneId::Source) else { return };
        let state = self.pane_mut(PaneId::Source);
        let Some((row, span)) = state.row().zip(selection.span) else { return };
        let Some(line) = row.span else { return };
        state.caret = source::code_offset(&row) + span.start.saturating_sub(line.start) as usize;
    }

    /// Puts the caret of the focused pane to a column of the screen, if it has one.
    pub(super) fn place_caret(&mut self, column: usize) {
        if self.layout.focus() != PaneId::Source {
            return;
        }
        let state = self.pane_mut(PaneId::Source);
        let column = column + state.shift;
        let Some(row) = state.row() else { return };
        let text: String = row.segments.iter().map(|segment| &*segment.text).collect();
        let glyph = crate::view::measure::glyphs(&text, 0).take_while(|glyph| glyph.column <= column).last();
        state.caret = glyph.map_or(0, |glyph| glyph.at).max(source::code_offset(&row));
    }

    fn here(&self) -> Place {
        let pane = self.layout.focus();
        Place { pane, row: self.pane(pane).cursor() }
    }

    /// Goes to a row of a pane; `back` leads here again.
    pub(super) fn jump(&mut self, pane: PaneId, row: usize) {
        self.history.leave(self.here());
        self.visit(Place { pane, row });
    }

    fn visit(&mut self, place: Place) {
        self.show_pane(place.pane);
        self.pane_mut(place.pane).go_to(place.row);
        self.select_under_cursor();
    }

    pub(super) fn go_back(&mut self) {
        match self.history.back(self.here()) {
            Some(place) => self.visit(place),
            None => self.complain("there is nothing to go back to"),
        }
    }

    pub(super) fn go_forward(&mut self) {
        match self.history.forward() {
            Some(place) => self.visit(place),
            None => self.complain("there is nothing to go forward to"),
        }
    }

    /// Gives a pane the focus, bringing it on the screen. The selection stays what it is.
    pub(super) fn show_pane(&mut self, pane: PaneId) {
        self.layout.show(pane);
        self.arrange();
    }

    /// Goes through the rows that correspond to the selection, around the ends.
    pub(super) fn cycle_corresponding(&mut self, by: isize) {
        let pane = self.layout.focus();
        let state = self.pane(pane);
        let related = state.related();
        if related.is_empty() {
            self.complain(format!("nothing in {} corresponds to the selection", pane.title()));
            return;
        }
        let cursor = state.cursor();
        let at = related.partition_point(|&row| row < cursor) as isize;
        let on_one = related.contains(&cursor);
        let next = if by > 0 && !on_one { at } else { at + by };
        let row = related[next.rem_euclid(related.len() as isize) as usize];
        // The selection stays, or the next step would go through what corresponds to this row.
        self.pane_mut(pane).go_to(row);
    }

    /// Carries the selection to the pane of a neighbouring stage.
    pub(super) fn change_stage(&mut self, by: isize) {
        const PATH: &[PaneId] = &[
            PaneId::Source,
            PaneId::Tokens,
            PaneId::Ast,
            PaneId::Folded,
            PaneId::Scopes,
            PaneId::Pseudo,
            PaneId::Bytecode,
            PaneId::Pyc,
        ];
        let focus = self.layout.focus();
        let stage = focus.stage().unwrap_or(StageId::Source);
        let at = PATH.iter().position(|&pane| pane == focus);
        let at = at.or_else(|| PATH.iter().position(|pane| pane.stage() == Some(stage))).unwrap_or(0) as isize;
        match usize::try_from(at + by).ok().and_then(|index| PATH.get(index)) {
            Some(&pane) => {
                self.history.leave(self.here());
                self.show_pane(pane);
            }
            None => self.complain(if by > 0 { "this is the last stage" } else { "this is the first stage" }),
        }
    }
}
