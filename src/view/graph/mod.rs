//! The control-flow graph: basic blocks with their edges, at any moment from before the passes to behind the last.
//!
//! In: the log of the passes of one code object. Out: a [`Listing`], in one of two forms:
//!
//! - [`list`]: a heading for each block, its instructions, and a row for each way out; it fits any terminal;
//! - [`drawing`]: the same blocks with arrows in a gutter on the left (column 0, which goes first when it gets narrow);
//!   broken lines lead to exception handlers.
//!
//! [`moments`] says which moments there are, [`title`] how to call one. [`of_unit`] picks a code object of an artifact.
//! Rows carry the instruction they are about, so a pane links like the passes pane. Blocks that a pass made are marked as
//! added, blocks in which it changed something as changed, and those it emptied stay as ghosts at the end.

pub mod edges;
pub mod lanes;

use std::collections::HashSet;

use super::passes::{self, Context};
use super::{Change as Mark, Column, ItemRef, Listing, Role, Row};
use crate::compiler::flowgraph::{Block, BlockId, PASSES, PassLog};
use crate::compiler::unit::{InstrId, UnitId};
use crate::pipeline::Compiled;
use edges::{EdgeKind, Picture, picture};
use lanes::{Arrow, gutter};

/// A moment in the life of a graph.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub enum Moment {
    /// As code generation made it.
    Before,
    /// Behind a pass that changed something, by its place in the log.
    After(usize),
}

/// A moment of a whole file: code objects differ in which passes change anything.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum At {
    Before,
    /// Behind a pass, by its place in [`PASSES`].
    Behind(usize),
    #[default]
    Last,
}

/// How much of a graph to show.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Form {
    /// Headings, instructions and ways out.
    List,
    /// The same with arrows in a gutter.
    #[default]
    Drawing,
    /// A row for each block, without its instructions.
    Outline,
}

/// All moments, in order: before the passes, then behind each that changed something.
pub fn moments(log: &PassLog) -> Vec<Moment> {
    std::iter::once(Moment::Before).chain((0..log.passes.len()).map(Moment::After)).collect()
}

/// The last moment.
pub fn last(log: &PassLog) -> Moment {
    log.passes.len().checked_sub(1).map_or(Moment::Before, Moment::After)
}

/// The moment of a code object that a moment of the file is: behind the last pass that changed anything until then.
pub fn moment_at(log: &PassLog, at: At) -> Moment {
    match at {
        At::Before => Moment::Before,
        At::Behind(pass) => {
            let count = log.passes.iter().take_while(|record| record.pass <= pass).count();
            count.checked_sub(1).map_or(Moment::Before, Moment::After)
        }
        At::Last => last(log),
    }
}

/// The moments at which something changed in any of these code objects, in order; the last is [`At::Last`].
pub fn all_moments(compiled: &Compiled, wanted: impl Fn(UnitId) -> bool) -> Vec<At> {
    let mut passes: Vec<usize> = Vec::new();
    for (id, _) in compiled.in_order().into_iter().filter(|&(id, _)| wanted(id)) {
        let log = compiled.unit(id).and_then(|unit| unit.optimized.log.as_ref());
        passes.extend(log.into_iter().flat_map(|log| &log.passes).map(|record| record.pass));
    }
    passes.sort_unstable();
    passes.dedup();
    passes.pop();
    let between = passes.into_iter().map(At::Behind);
    std::iter::once(At::Before).chain(between).chain([At::Last]).collect()
}

/// What a moment of a file is called, and in a sentence what happened last.
pub fn describe(at: At) -> (String, &'static str) {
    match at {
        At::Before => ("before the passes".to_owned(), "The blocks as code generation made them."),
        At::Behind(pass) => {
            let (name, doc) = PASSES.get(pass).map_or(("no pass", ""), |pass| (pass.name, pass.doc));
            (format!("behind {name}"), doc)
        }
        At::Last => ("behind all passes".to_owned(), "The blocks as the assembler gets them."),
    }
}

/// What to call a moment, such as `behind optimize_load_const`.
pub fn title(log: &PassLog, moment: Moment) -> String {
    match moment {
        Moment::Before => "before the passes".to_owned(),
        Moment::After(index) => match log.passes.get(index) {
            Some(record) => format!("behind {}", PASSES[record.pass].name),
            None => "behind no pass".to_owned(),
        },
    }
}

/// The graph of a code object of a file, or a note if the passes were not recorded.
pub fn of_unit(compiled: &Compiled, id: UnitId, moment: Moment, form: Form) -> Listing {
    let Some(artifact) = compiled.unit(id) else { return Listing::note("There is no such code object.") };
    let Some(log) = compiled.log(id) else { return Listing::note("The passes were not recorded.") };
    let context =
        Context { unit: &artifact.unit, id, consts: &artifact.optimized.consts, names: &compiled.names, lines: None };
    show(context, &log, moment, form)
}

/// Headings, instructions and ways out of every block.
pub fn list(context: Context<'_>, log: &PassLog, moment: Moment) -> Listing {
    show(context, log, moment, Form::List)
}

/// The blocks with arrows beside them.
pub fn drawing(context: Context<'_>, log: &PassLog, moment: Moment) -> Listing {
    show(context, log, moment, Form::Drawing)
}

const COLUMNS: &[Column] = &[
    Column::new("arrows", 2),
    Column::new("line", 3),
    Column::new("opcode", 0),
    Column::new("argument", 4),
    Column::new("meaning", 0),
    Column::new("change", 1),
];

/// Any form of the graph at any moment.
pub fn show(context: Context<'_>, log: &PassLog, moment: Moment, form: Form) -> Listing {
    let (row, consts) = match moment {
        Moment::Before => (&log.before, &context.unit.consts[..]),
        Moment::After(index) => match log.passes.get(index) {
            Some(record) => (&record.after, &record.consts[..]),
            None => return Listing::note("There is no such pass."),
        },
    };
    let context = Context { consts, ..context };
    let picture = picture(row, &context.unit.sequence);
    let marks = Marks::of(log, moment);
    let numbers = passes::numbers(row);
    let mut rows = Vec::new();
    let mut heads = Vec::new();
    let mut lasts = Vec::new();
    for (place, block) in picture.blocks.iter().enumerate() {
        if place > 0 && form != Form::Outline {
            rows.push(Row::new());
        }
        heads.push(rows.len());
        rows.push(head(context.id, &picture, place).change(marks.of_block(block)));
        if form != Form::Outline {
            for instr in &block.instrs {
                rows.push(passes::graph_row(context, instr, &numbers).change(marks.of_instr(instr.id)));
            }
        }
        lasts.push(rows.len() - 1);
        rows.extend(ways_out(context.id, &picture, place, form));
    }
    rows.extend(marks.ghosts(&picture));
    let arrows = arrows(&picture, &heads, &lasts);
    let gutters = if form == Form::Drawing { gutter(&arrows, rows.len()) } else { vec![String::new(); rows.len()] };
    for (row, gutter) in rows.iter_mut().zip(gutters) {
        row.segments.iter_mut().for_each(|segment| segment.column += 1);
        if !gutter.is_empty() {
            let segment = super::Segment { text: gutter.into(), role: Role::Label, column: 0 };
            row.segments.insert(0, segment);
        }
    }
    Listing::table(COLUMNS, rows)
}

/// `B3 handler cold depth 2 <- B1, B2`.
fn head(unit: UnitId, picture: &Picture<'_>, place: usize) -> Row {
    let block = picture.blocks[place];
    let mut row = Row::text(Role::Label, format!("B{}", place + 1));
    let flags = [
        (place == 0, "entry"),
        (block.except_handler, "handler"),
        (block.preserve_lasti, "lasti"),
        (block.cold, "cold"),
        (block.exits_scope(), "exit"),
    ];
    for (_, word) in flags.iter().filter(|(set, _)| *set) {
        row = row.with(Role::Flag, format!(" {word}"));
    }
    if let Some(depth) = block.startdepth {
        row = row.with(Role::Dim, format!(" depth {depth}"));
    }
    let mut from: Vec<usize> = picture.edges_to(place).map(|edge| edge.from + 1).collect();
    from.dedup();
    if !from.is_empty() {
        let from: Vec<String> = from.into_iter().map(|number| format!("B{number}")).collect();
        row = row.with(Role::Punctuation, " ← ").with(Role::Dim, from.join(", "));
    } else if place > 0 {
        row = row.with(Role::Warning, " unreachable");
    }
    match block.instrs.first() {
        Some(first) => row.item(ItemRef::Pseudo(unit, first.id)),
        None => row,
    }
}

/// A row for each edge that leaves a block.
fn ways_out<'a>(unit: UnitId, picture: &'a Picture<'_>, place: usize, form: Form) -> impl Iterator<Item = Row> + 'a {
    let indent = if form == Form::Outline { "    " } else { "  " };
    picture.edges_from(place).map(move |edge| {
        let role = match edge.kind {
            EdgeKind::Raises | EdgeKind::SetsUp => Role::Warning,
            EdgeKind::Falls | EdgeKind::Jumps => Role::Label,
        };
        Row::text(Role::Punctuation, format!("{indent}→ "))
            .with(role, format!("B{}", edge.to + 1))
            .with(Role::Dim, format!(" {}", edge.when))
            .item(ItemRef::Pseudo(unit, edge.instr))
    })
}

/// Arrows along all edges but those that merely fall through. Jumps begin at the last row of their block, exceptions at
/// its heading, since any of its instructions may raise.
fn arrows(picture: &Picture<'_>, heads: &[usize], lasts: &[usize]) -> Vec<Arrow> {
    let mut arrows: Vec<Arrow> = Vec::new();
    for edge in picture.edges.iter().filter(|edge| edge.kind != EdgeKind::Falls) {
        let broken = edge.kind != EdgeKind::Jumps;
        let from = if edge.kind == EdgeKind::Jumps { lasts[edge.from] } else { heads[edge.from] };
        let to = heads[edge.to];
        match arrows.iter_mut().find(|arrow| arrow.to == to && arrow.broken == broken) {
            Some(arrow) => arrow.from.push(from),
            None => arrows.push(Arrow { from: vec![from], to, broken }),
        }
    }
    arrows
}

/// What the pass of a moment touched.
struct Marks {
    instrs: HashSet<InstrId>,
    /// Blocks that had instructions before; `None` at the first moment, when nothing is new.
    before: Option<Vec<(BlockId, usize)>>,
}

impl Marks {
    fn of(log: &PassLog, moment: Moment) -> Self {
        let Moment::After(index) = moment else { return Self { instrs: HashSet::new(), before: None } };
        let instrs = log.passes[index].changes.iter().map(|change| change.id()).collect();
        let before = if index == 0 { &log.before } else { &log.passes[index - 1].after };
        let full = before.iter().filter(|block| !block.instrs.is_empty()).zip(1..);
        Self { instrs, before: Some(full.map(|(block, number)| (block.id, number)).collect()) }
    }

    fn of_instr(&self, id: InstrId) -> Mark {
        if self.instrs.contains(&id) { Mark::Changed } else { Mark::Same }
    }

    fn of_block(&self, block: &Block) -> Mark {
        match &self.before {
            Some(before) if !before.iter().any(|(id, _)| *id == block.id) => Mark::Added,
            _ if block.instrs.iter().any(|instr| self.instrs.contains(&instr.id)) => Mark::Changed,
            _ => Mark::Same,
        }
    }

    /// A row for each block that had instructions before and has none now.
    fn ghosts<'a>(&'a self, picture: &'a Picture<'_>) -> impl Iterator<Item = Row> + 'a {
        let before = self.before.iter().flatten();
        let gone = before.filter(|(id, _)| !picture.blocks.iter().any(|block| block.id == *id));
        gone.map(|(_, number)| Row::text(Role::Removed, format!("gone: what was B{number}")).change(Mark::Removed))
    }
}

/// `pylens passes --graph`: every code object before the passes and behind the last one.
pub fn text(compiled: &Compiled) -> String {
    let mut out = String::new();
    for (id, _) in compiled.in_order() {
        let artifact = &compiled.units[id.0 as usize];
        let Some(log) = &artifact.optimized.log else { continue };
        for moment in [Moment::Before, last(log)] {
            if !out.is_empty() {
                out.push('\n');
            }
            out += &format!("{} {}:\n", &compiled.names[artifact.unit.qualname], title(log, moment));
            out += &of_unit(compiled, id, moment, Form::Drawing).to_text();
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::{Input, Options, build};

    fn compiled(source: &str) -> std::sync::Arc<Compiled> {
        let input = Input { name: "test".into(), bytes: source.as_bytes().into(), path: None, facts: None };
        build(input, Options::default()).compiled.out.ready().expect("valid source").clone()
    }

    fn shown(source: &str, moment: impl Fn(&PassLog) -> Moment, form: Form) -> String {
        let compiled = compiled(source);
        let log = compiled.units[0].optimized.log.as_ref().expect("passes are recorded");
        of_unit(&compiled, UnitId(0), moment(log), form).to_text()
    }

    const LOOP: &str = "while a:\n    f()\n";

    #[test]
    fn blocks_say_where_they_lead_and_whence_they_are_reached() {
        assert_eq!(
            shown(LOOP, |_| Moment::Before, Form::Outline),
            "B1 entry\n    → B2 if true\n    → B3 if false\n\
             B2 ← B1, B2\n    → B3 if false\n    → B2 if true\n\
             B3 exit ← B1, B2\n"
        );
    }

    #[test]
    fn arrows_lead_to_the_blocks_that_jumps_name() {
        let drawn = shown(LOOP, last, Form::Drawing);
        let gutter: Vec<String> = drawn.lines().map(|line| line.chars().take(7).collect()).collect();
        assert_eq!(gutter[4], "╭──────");
        assert_eq!(gutter[8], "│ ╭───▶");
        assert_eq!(gutter[15], "│ │ ╭──");
        assert_eq!(gutter[20], "│ ╰─┼──");
        assert_eq!(gutter[23], "│   ╰─▶");
        assert!(drawn.contains("B5 exit depth 0 ← B1"), "{drawn}");
    }

    #[test]
    fn graphs_that_were_not_kept_are_made_again() {
        let full =
            compiled("def f(a):\n    try:\n        return [b for b in a if b]\n    except E:\n        x = (1, 2)\n");
        let mut lean = Compiled::clone(&full);
        lean.units.iter_mut().for_each(|unit| unit.optimized.forget_graphs());
        assert!(lean.units[0].optimized.log.as_ref().is_some_and(|log| log.before.is_empty()));
        for (id, _) in full.in_order() {
            let log = full.units[id.0 as usize].optimized.log.as_ref().expect("passes are recorded");
            for moment in moments(log) {
                let shown = |compiled: &Compiled| of_unit(compiled, id, moment, Form::Drawing);
                assert_eq!(shown(&full), shown(&lean));
            }
            assert_eq!(crate::view::units::passes(&full, id), crate::view::units::passes(&lean, id));
        }
    }

    #[test]
    fn handlers_are_marked_and_emptied_blocks_stay_as_ghosts() {
        let source = "try:\n    f()\nexcept E:\n    pass\nif 0:\n    g()\n";
        let outline = shown(source, last, Form::Outline);
        assert!(outline.contains("B3 handler cold depth 1 ← B1"), "{outline}");
        assert!(outline.contains("→ B3 if it raises"), "{outline}");
        let compiled = compiled(source);
        let log = compiled.units[0].optimized.log.as_ref().expect("passes are recorded");
        let texts = moments(log).into_iter().map(|moment| of_unit(&compiled, UnitId(0), moment, Form::List).to_text());
        assert!(texts.collect::<String>().contains("gone: what was B"));
    }
}
