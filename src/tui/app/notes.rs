//! What some panes show besides their rows: the timeline its chart above them, others notes below them on what is under
//! the cursor.

use ratatui::layout::Rect;

use super::App;
use crate::bytecode::Opcode;
use crate::bytecode::opcode::OpcodeFlags;
use crate::tui::panes::PaneId;
use crate::tui::screen;
use crate::view::pyc::{PART_NAME, hex_rows};
use crate::view::{ItemRef, Role, Row};

/// Rows of a pane that its listing cannot use.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Parts {
    /// Of the chart, above.
    pub above: u16,
    /// Of the notes, below.
    pub below: u16,
}

/// Rows that a listing keeps in any case.
const LEAST: u16 = 6;

impl App {
    /// How the place of a pane is shared out; it does not depend on what is selected, so that nothing jumps.
    pub fn parts(&self, pane: PaneId, area: Rect) -> Parts {
        let room = area.height.saturating_sub(1 + LEAST);
        let below = match pane {
            _ if !self.look.notes => 0,
            PaneId::Scopes => 6,
            PaneId::Bytecode => 3,
            PaneId::Graph | PaneId::Passes => 3,
            PaneId::Pyc | PaneId::Heap => 4,
            PaneId::Problems => 3,
            PaneId::Ast | PaneId::Output => 2,
            PaneId::Folded => 4,
            _ => 0,
        };
        match pane {
            PaneId::Timeline if self.run.is_some() => {
                Parts { above: (area.height.saturating_sub(1) / 2).min(6), below: 0 }
            }
            // A note takes no more than a quarter of a pane.
            _ if below <= room && below * 4 <= area.height => Parts { above: 0, below },
            _ => Parts::default(),
        }
    }

    /// The notes of a pane; none if there is nothing to say.
    pub fn notes(&self, pane: PaneId) -> Vec<Row> {
        match pane {
            PaneId::Bytecode => self.opcode_note().unwrap_or_default(),
            PaneId::Ast => self.path_note(pane).into_iter().collect(),
            PaneId::Folded => self.folded_note(),
            PaneId::Graph => self.moment_note(),
            PaneId::Scopes => self.lookup_note().unwrap_or_default(),
            PaneId::Passes => self.reason_note().unwrap_or_default(),
            PaneId::Pyc => self.bytes_note().unwrap_or_default(),
            PaneId::Problems => self.problem_note().unwrap_or_default(),
            PaneId::Output => self.output_note().into_iter().collect(),
            PaneId::Heap => self.object_note().unwrap_or_default(),
            _ => Vec::new(),
        }
    }

    /// The opcode under the cursor in two lines.
    fn opcode_note(&self) -> Option<Vec<Row>> {
        let row = self.pane(PaneId::Bytecode).row()?;
        let names = row.segments.iter().flat_map(|segment| segment.text.split_whitespace());
        let opcode = names.filter_map(Opcode::from_name).next()?;
        let info = opcode.info()?;
        let argument = row.segments.iter().filter(|segment| segment.role == Role::Argument);
        let argument: u32 = argument.filter_map(|segment| segment.text.trim().parse().ok()).next().unwrap_or(0);
        let (popped, pushed) = ((info.popped)(argument), (info.pushed)(argument));
        let mut facts = vec![format!("pops {popped}, pushes {pushed}")];
        for (flag, words) in [
            (OpcodeFlags::ERROR, "may raise"),
            (OpcodeFlags::ESCAPES, "may run other code"),
            (OpcodeFlags::JUMP, "may jump"),
        ] {
            if opcode.has(flag) {
                facts.push(words.into());
            }
        }
        if opcode.caches() > 0 {
            let units = opcode.caches();
            facts.push(format!("{units} code unit{} of cache", if units == 1 { "" } else { "s" }));
        }
        let key = self.keymap.shown(crate::tui::commands::What::Action(crate::tui::commands::Action::OpcodeCard));
        let times = row.item.and_then(|item| self.times(item)).filter(|&times| times > 0);
        let times = times.map_or(String::new(), |times| format!(", {times}× in this run"));
        Some(vec![
            Row::text(crate::view::dis::opcode_role(opcode), opcode.name())
                .with(Role::Dim, format!("{times}  {key} explains it")),
            Row::text(Role::Note, facts.join(" · ")),
        ])
    }

    /// The moment that the graph shows, and the keys that lead to others.
    fn moment_note(&self) -> Vec<Row> {
        use crate::tui::commands::{Action, What};
        let (name, doc) = crate::view::graph::describe(self.file.options.graph);
        let keys = [Action::ExpandLess, Action::ExpandMore].map(|action| self.keymap.shown(What::Action(action)));
        let title = Row::text(Role::Strong, name).with(Role::Dim, format!("  {} {} other passes", keys[0], keys[1]));
        vec![title, Row::text(Role::Note, doc)]
    }

    /// Columns that the notes of a pane have.
    fn note_width(&self, pane: PaneId) -> usize {
        let placed = self.placed().into_iter().find(|placed| placed.pane == pane);
        placed.map_or(0, |placed| usize::from(screen::content(placed.area).width.saturating_sub(1)))
    }

    /// Why a pass did something to the instruction under the cursor, or what it is for, whole: there is rarely room for it
    /// in the rows.
    fn reason_note(&self) -> Option<Vec<Row>> {
        let state = self.pane(PaneId::Passes);
        let row = state.row()?;
        let mut reasons = crate::view::passes::reasons(&row);
        if reasons.is_empty() && !row.segments.is_empty() {
            let pass = crate::view::passes::pass_of(state.rows(), state.cursor())?;
            reasons = crate::compiler::flowgraph::PASSES.get(pass)?.doc.into();
        }
        let row = Row::text(Role::Note, reasons.clone());
        (!reasons.is_empty()).then(|| row.wrapped(self.note_width(PaneId::Passes)))
    }

    /// The bytes under the cursor, more of them than its row shows.
    fn bytes_note(&self) -> Option<Vec<Row>> {
        const ROWS: usize = 2;
        let row = self.pane(PaneId::Pyc).row()?;
        let Some(ItemRef::Bytes(start, end)) = row.item else {
            // What an import does with a file, whole: there is rarely room for it in the rows.
            let is_cut = row.width() > self.note_width(PaneId::Pyc);
            let row = Row { segments: row.segments, ..Row::new() };
            return is_cut.then(|| row.wrapped(self.note_width(PaneId::Pyc)));
        };
        let bytes = self.file.views.as_ref()?.pyc_bytes(start, end)?;
        let name = row.segments.iter().filter(|segment| segment.column == PART_NAME);
        let name: String = name.map(|segment| &*segment.text).collect();
        let place = match end - start {
            1 => format!("  byte {start}"),
            _ => format!("  bytes {start} to {}", end - 1),
        };
        let mut rows = vec![Row::text(Role::Strong, name.trim().to_owned()).with(Role::Dim, place)];
        let in_row = if self.note_width(PaneId::Pyc) >= 74 { 16 } else { 8 };
        rows.extend(hex_rows(bytes, start, in_row, ROWS));
        Some(rows)
    }

    /// What holds the object under the cursor, and how to read the row.
    fn object_note(&self) -> Option<Vec<Row>> {
        let row = self.pane(PaneId::Heap).row()?;
        let Some(ItemRef::Object(id)) = row.item else { return None };
        let rows = crate::view::machine::heap::note(self.run.as_ref()?.view(), id);
        Some(rows.iter().flat_map(|row| row.wrapped(self.note_width(PaneId::Heap))).collect())
    }

    /// The message under the cursor, whole, where its row is cut.
    fn problem_note(&self) -> Option<Vec<Row>> {
        let row = self.pane(PaneId::Problems).row()?;
        let width = self.note_width(PaneId::Problems);
        (row.width() > width.saturating_sub(1)).then(|| Row { item: None, ..row }.wrapped(width))
    }

    /// What the numbers in front of the output are.
    fn output_note(&self) -> Option<Row> {
        let key = self.keymap.shown(crate::tui::commands::What::Action(crate::tui::commands::Action::Follow));
        matches!(self.pane(PaneId::Output).row()?.item, Some(ItemRef::Step(_)))
            .then(|| Row::text(Role::Note, format!("in front the step that wrote it: {key} goes there")))
    }

    /// Where the node under the cursor is in the tree.
    fn path_note(&self, pane: PaneId) -> Option<Row> {
        let key = self.pane(pane).row()?.key.filter(|key| key.contains('.') || &**key == "Module")?;
        Some(Row::text(Role::Field, key.to_owned()))
    }

    /// Where the node of the optimized tree is, and what was done to it, whole: there is rarely room for it in the rows.
    fn folded_note(&self) -> Vec<Row> {
        let mut rows: Vec<Row> = self.path_note(PaneId::Folded).into_iter().collect();
        let told = self.pane(PaneId::Folded).row().map(|row| crate::view::passes::reasons(&row)).unwrap_or_default();
        if !told.is_empty() {
            rows.extend(Row::text(Role::Note, told).wrapped(self.note_width(PaneId::Folded)));
        }
        rows
    }

    /// Where the selected name is found.
    fn lookup_note(&self) -> Option<Vec<Row>> {
        let span = self.selection?.span?;
        Some(self.file.views.as_ref()?.lookup(span)?.rows)
    }

    /// How often a line or an instruction ran, as far as the run is recorded.
    pub fn times(&self, item: ItemRef) -> Option<u32> {
        let trace = &self.run.as_ref()?.trace;
        match item {
            ItemRef::Line(line) => Some(trace.lines.get(line as usize).copied().unwrap_or(0)),
            ItemRef::Instr(unit, at) => Some(trace.instructions.get(&(unit, at)).copied().unwrap_or(0)),
            _ => None,
        }
    }

    /// Columns between the gutter's marks and the text: how often each row ran, if that is wanted.
    pub fn heat_width(&self, pane: PaneId) -> u16 {
        const WIDTH: u16 = 5;
        let wanted = self.look.heat && self.run.is_some() && matches!(pane, PaneId::Source | PaneId::Bytecode);
        if wanted { WIDTH } else { 0 }
    }
}
