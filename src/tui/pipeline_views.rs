//! The pipeline behind the seam: [`Views`] of the artifacts of a revision.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use super::panes::PaneId;
use super::revision::{CodeEntry, Outcome, Ready, Shown, StageMark, ViewOptions, Views};
use super::workers::compile::{Compile, Job};
use super::workers::execute::Program;
use crate::base::{Diagnostic, ErrorKind, LineIndex, Profile, Span};
use crate::bytecode::CodeConst;
use crate::bytecode::opcode::OpcodeFlags;
use crate::compiler::fold::Folded;
use crate::compiler::unit::UnitId;
use crate::frontend::ast::{NodeClass, NodeId};
use crate::frontend::source::{Reader, Source};
use crate::pipeline::{Artifacts, Compiled, Delta, Failure, Input, Links, Options, Out, StageId, Staged, build, cache};
use crate::pyc::Bytes;
use crate::view::graph::{At, Moment};
use crate::view::syntax::Syntax;
use crate::view::units::qualname;
use crate::view::{self, Change, ItemRef, Listing, Packed, Role, Row, dis::DisOptions};

/// Compiles one file again and again.
pub struct Compiler {
    pub profile: Profile,
    /// The syntax tree of the last revision, for an incremental parse.
    pub syntax: Option<Syntax>,
}

impl Compiler {
    pub fn new(profile: Profile) -> Self {
        Self { profile, syntax: None }
    }
}

impl Compile for Compiler {
    fn compile(&mut self, job: &Job) -> Arc<dyn Views> {
        let input = Input {
            name: job.path.to_string_lossy().into(),
            bytes: job.bytes.clone(),
            path: Some(job.path.clone()),
            facts: cache::source_facts(&job.path, &job.bytes).ok(),
        };
        let options = Options { profile: self.profile, level: job.options.level, lean: true, ..Options::default() };
        let artifacts = build(input, options);
        let text: Arc<str> = match artifacts.source.out.ready() {
            Some(source) => source.text.clone(),
            None => String::from_utf8_lossy(&job.bytes).into(),
        };
        let syntax = Syntax::parse(&text, self.syntax.as_ref());
        self.syntax = Some(syntax.clone());
        Arc::new(PipelineViews::new(artifacts, syntax))
    }

    fn early(&mut self, job: &Job) -> Option<(PaneId, Ready)> {
        let source = Source::decode(&job.path.to_string_lossy(), &job.bytes, Reader::Run).ok()?;
        let syntax = Syntax::parse(&source.text, self.syntax.as_ref());
        let rows = view::source::packed(&source, &syntax, &[]);
        // The stages find the same text, and with it this tree.
        self.syntax = Some(syntax);
        Some((PaneId::Source, Shown::Rows(rows).into()))
    }
}

struct PipelineViews {
    links: Links,
    problems: Vec<Diagnostic>,
    artifacts: Artifacts,
    syntax: Syntax,
}

impl PipelineViews {
    fn new(artifacts: Artifacts, syntax: Syntax) -> Self {
        let mut problems: Vec<Diagnostic> = artifacts.error().cloned().into_iter().collect();
        if let Some(bug) = artifacts.internal_error() {
            problems.push(Diagnostic::new(bug.stage, ErrorKind::SystemError, bug.to_string()));
        }
        problems.extend(artifacts.warnings.iter().cloned());
        Self { links: Links::new(&artifacts), problems, artifacts, syntax }
    }

    /// What a stage made, as a listing; or why there is nothing.
    fn stage<T, R: Into<Packed>>(&self, staged: &Staged<T>, rows: impl FnOnce(&Arc<T>) -> R) -> Shown {
        match &staged.out {
            Out::Ready(value) => Shown::Rows(rows(value).into()),
            Out::Failed(Failure::Internal(bug)) => Shown::Blocked(bug.to_string()),
            Out::Failed(Failure::Python(_)) | Out::Blocked(_) => Shown::Blocked(self.reason()),
        }
    }

    /// Why later stages have nothing: the error in a few words.
    fn reason(&self) -> String {
        match self.artifacts.error() {
            Some(error) => format!("{} at {}", error.kind.name(), place(error)),
            None => "an earlier stage failed".into(),
        }
    }

    fn lines(&self) -> Option<&LineIndex> {
        self.artifacts.source.out.ready().map(|source| &source.lines)
    }

    /// The listings of the chosen code object, or of all of them, each under its name.
    fn units(&self, options: &ViewOptions, listing: impl Fn(&Compiled, UnitId) -> Listing) -> Shown {
        self.stage(&self.artifacts.compiled, |compiled| {
            let mut all = Packed::default();
            for (unit, _) in compiled.in_order() {
                let name = qualname(compiled, unit).to_owned();
                if options.code.as_ref().is_some_and(|wanted| *wanted != name) {
                    continue;
                }
                let part = listing(compiled, unit);
                if options.code.is_none() {
                    if !all.is_empty() {
                        all.push(&Row::new());
                    }
                    let line = compiled.units[unit.0 as usize].unit.firstlineno;
                    // Headings belong to a column that is never dropped.
                    let column = part.columns.iter().position(|column| column.drop == 0).unwrap_or(0) as u8;
                    let heading = Row::new()
                        .cell(column, Role::Heading, name.clone())
                        .with(Role::Dim, format!("  line {line}"))
                        .item(ItemRef::Code(unit))
                        .key(format!("code {name}"));
                    all.push(&heading);
                }
                all.set_columns(&part.columns);
                all.extend(&part.rows);
            }
            if all.is_empty() {
                return Listing::note("this code object is not there any more: o chooses another").into();
            }
            all.squeezed()
        })
    }

    /// What the rows of trees say.
    fn wishes(&self, options: &ViewOptions) -> view::tree::Wishes<'_> {
        view::tree::Wishes { details: options.details, positions: self.lines().filter(|_| options.positions) }
    }

    fn folded(&self, folded: &Folded, options: &ViewOptions) -> Listing {
        let mut listing = view::tree::listing(&folded.ast, self.wishes(options), ItemRef::Folded);
        let mut reasons: HashMap<NodeId, &str> = HashMap::new();
        for change in &folded.changes {
            reasons.insert(change.node, change.kind.doc());
        }
        let mut marked = 0;
        for row in &mut listing.rows {
            let Some(ItemRef::Folded(node)) = row.item else { continue };
            if let Some(reason) = reasons.remove(&node) {
                row.change = Change::Changed;
                row.push(0, Role::Note, format!("  ← {reason}"));
                marked += 1;
            }
        }
        let head = match marked {
            0 => "no change: the optimizer found nothing to do".into(),
            1 => "1 node changed".into(),
            count => format!("{count} nodes changed"),
        };
        listing.rows.insert(0, Row::text(Role::Note, head).key("head"));
        listing
    }

    fn pyc(&self) -> Shown {
        self.stage(&self.artifacts.pyc, |pyc| {
            let name = view::pyc::PART_NAME;
            let heading = |text: &'static str| Row::new().cell(name, Role::Heading, text);
            let mut rows = Packed::new(view::pyc::PART_COLUMNS, false);
            rows.push(&heading("where an import looks"));
            let (level, facts) = (self.artifacts.options.level, self.artifacts.input.facts);
            for mut row in view::cache::cache_listing(&self.artifacts.cache, level, facts).rows {
                // Sentences do not widen the column of the names.
                row.segments.iter_mut().for_each(|segment| segment.column = view::pyc::PART_VALUE);
                rows.push(&row);
            }
            rows.push(&Row::new());
            rows.push(&heading("what CPython would write"));
            let mut parts = crate::pyc::parts::header_parts(&pyc.header);
            parts.extend(view::pyc::marshal_parts(&pyc.tree, &pyc.bytes));
            let compiled = self.artifacts.compiled.out.ready();
            let code_in = |bytes: &Bytes| {
                let (unit, start) = self.links.code_in(bytes)?;
                Some((&*compiled?.unit(unit)?.assembled.code, start))
            };
            view::pyc::part_rows(&parts, &pyc.bytes, &code_in, &mut |row| rows.push(&row));
            rows.shrunk()
        })
    }

    fn source(&self) -> Shown {
        let rows = match self.artifacts.source.out.ready() {
            Some(source) => view::source::packed(source, &self.syntax, &self.problems),
            None => match self.problems.first() {
                Some(problem) => view::source::undecodable(&self.artifacts.input.bytes, problem).into(),
                None => return Shown::Blocked("the file could not be decoded".into()),
            },
        };
        Shown::Rows(rows)
    }

    fn ast(&self, options: &ViewOptions) -> Shown {
        // While the file does not parse there is at least the tree that tolerates errors.
        if self.artifacts.source.out.ready().is_none() {
            return Shown::Blocked(self.reason());
        }
        if options.syntax_tree || self.artifacts.ast.out.ready().is_none() {
            let mut listing = self.syntax.listing();
            if !options.syntax_tree {
                let note = format!("the error-tolerant syntax tree, for now: {}", self.reason());
                listing.rows.insert(0, Row::text(Role::Warning, note).key("head"));
            }
            return Shown::Rows(listing.into());
        }
        self.stage(&self.artifacts.ast, |ast| view::tree::packed(ast, self.wishes(options), ItemRef::Node))
    }

    /// The first instruction of a code object that takes this constant or name.
    fn user_of(&self, unit: UnitId, flag: OpcodeFlags, wanted: u32) -> Option<(PaneId, ItemRef)> {
        let code = &self.artifacts.compiled.out.ready()?.unit(unit)?.assembled.code;
        let uses = |found: &crate::bytecode::Instruction| {
            let index = found.arg.and_then(|arg| u32::try_from(arg).ok());
            found.opcode.has(flag) && index.map(|index| index >> found.opcode.flags_below_name()) == Some(wanted)
        };
        let found = crate::bytecode::decode::decode(&code.code).find(uses)?;
        Some((PaneId::Bytecode, ItemRef::Instr(unit, found.at.0)))
    }

    fn mark<T>(&self, stage: StageId, staged: &Staged<T>) -> StageMark {
        let outcome = match &staged.out {
            Out::Ready(_) => Outcome::Good,
            Out::Failed(Failure::Python(error)) => Outcome::Failed(place(error)),
            Out::Failed(Failure::Internal(_)) => Outcome::Failed("internal error".into()),
            Out::Blocked(_) => Outcome::Blocked,
        };
        let time = (outcome != Outcome::Blocked).then_some(staged.time);
        StageMark { stage, outcome, time }
    }
}

impl Views for PipelineViews {
    fn stages(&self) -> Vec<StageMark> {
        let a = &self.artifacts;
        let mut marks = vec![
            self.mark(StageId::Source, &a.source),
            self.mark(StageId::Tokens, &a.tokens),
            self.mark(StageId::Ast, &a.ast),
            self.mark(StageId::Folded, &a.folded),
            self.mark(StageId::Scopes, &a.scopes),
            self.mark(StageId::Code, &a.compiled),
            self.mark(StageId::Pyc, &a.pyc),
        ];
        // An error of the tokenizer is raised when the parser asks for the token: the mark stands where it was found.
        let found = a.tokens.out.ready().is_some_and(|tokens| tokens.error.is_some());
        if let (true, Some(error)) = (found, a.error().filter(|error| error.stage == crate::base::Stage::Tokenizer)) {
            marks[1].outcome = Outcome::Failed(place(error));
            marks[2].outcome = Outcome::Blocked;
            marks[2].time = None;
        }
        marks
    }

    fn problems(&self) -> &[Diagnostic] {
        &self.problems
    }

    fn listing(&self, pane: PaneId, options: &ViewOptions) -> Shown {
        let a = &self.artifacts;
        match pane {
            PaneId::Source => self.source(),
            PaneId::Tokens => self.stage(&a.tokens, |tokens| match a.source.out.ready() {
                Some(source) => view::tokens::packed(source, tokens).squeezed(),
                None => Listing::note("there is no source").into(),
            }),
            PaneId::Ast => self.ast(options),
            PaneId::Folded => self.stage(&a.folded, |folded| self.folded(folded, options)),
            PaneId::Scopes => self.stage(&a.scopes, |table| match (a.source.out.ready(), a.folded.out.ready()) {
                (Some(source), Some(folded)) => view::scopes::listing(source, &folded.ast, table),
                _ => Listing::note("there is no source"),
            }),
            PaneId::Bytecode => self.units(options, |compiled, unit| {
                let options =
                    DisOptions { caches: options.caches, offsets: options.offsets, positions: options.positions };
                let code = &compiled.units[unit.0 as usize].assembled.code;
                view::dis::with_jumps(view::dis::listing(code, unit, self.lines(), options), code)
            }),
            PaneId::Pseudo => self.units(options, view::units::pseudo_table),
            PaneId::Passes => self.units(options, view::units::passes),
            PaneId::Code => self.units(options, |compiled, unit| {
                let code = &compiled.units[unit.0 as usize].assembled.code;
                view::code::with_users(view::code::listing(code, unit), code)
            }),
            PaneId::Pyc => self.pyc(),
            PaneId::Problems => {
                let source = a.source.out.ready().map(|source| &**source);
                Shown::Rows(view::problems::listing(&self.problems, source).into())
            }
            PaneId::Graph => self.units(options, |compiled, unit| {
                let log = compiled.units[unit.0 as usize].optimized.log.as_ref();
                let moment = log.map_or(Moment::Before, |log| view::graph::moment_at(log, options.graph));
                view::graph::of_unit(compiled, unit, moment, options.graph_form)
            }),
            PaneId::Frames | PaneId::Stack | PaneId::Output | PaneId::Heap | PaneId::Modules | PaneId::Timeline => {
                Shown::Blocked(match a.compiled.out.ready() {
                    Some(_) => "the program is not running".into(),
                    None => self.reason(),
                })
            }
        }
    }

    fn text(&self) -> Option<&str> {
        self.artifacts.source.out.ready().map(|source| &*source.text)
    }

    fn word_at(&self, offset: u32) -> Option<Span> {
        self.syntax.word_at(offset)
    }

    fn item_at(&self, span: Span) -> Option<ItemRef> {
        let node = self.links.node_around(span)?;
        // A comment or a blank line is inside nothing but the module, and the whole module is not what is meant.
        (node.class() != NodeClass::Mod).then_some(ItemRef::Node(node))
    }

    fn span_of(&self, item: ItemRef) -> Option<Span> {
        self.links.span(&self.artifacts, item)
    }

    fn summary_since(&self, before: &dyn Views) -> Option<String> {
        let before = before.as_any().downcast_ref::<PipelineViews>()?;
        Some(Delta::between(&before.artifacts, &self.artifacts).summary())
    }

    fn as_any(&self) -> &dyn std::any::Any {
        self
    }

    fn project(&self, item: ItemRef, pane: PaneId) -> Vec<ItemRef> {
        match (pane, pane.stage()) {
            (PaneId::Pseudo | PaneId::Passes, _) => self.links.pseudo(&self.artifacts, item),
            (PaneId::Code, _) => self.links.operands(&self.artifacts, item),
            (_, Some(stage)) => self.links.project(&self.artifacts, item, stage),
            (_, None) => Vec::new(),
        }
    }

    fn qualname_of(&self, item: ItemRef) -> Option<String> {
        let compiled = self.artifacts.compiled.out.ready()?;
        let unit = self.links.unit_of(&self.artifacts, item)?;
        Some(qualname(compiled, unit).to_owned())
    }

    fn code_of(&self, item: ItemRef) -> Option<ItemRef> {
        self.links.unit_of(&self.artifacts, item).map(ItemRef::Code)
    }

    fn program(&self, path: &Path) -> Option<Program> {
        let compiled = self.artifacts.compiled.out.ready()?.clone();
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let source = self.artifacts.source.out.ready().cloned();
        Some(Program { compiled, path, options: self.artifacts.options, source })
    }

    fn lookup(&self, span: Span) -> Option<Listing> {
        let a = &self.artifacts;
        // Of a longer piece the name that it begins with: a whole line is selected where it starts.
        let text = a.source.out.ready()?.text.get(span.range())?;
        let end = text.find(|c: char| c != '_' && !c.is_alphanumeric()).unwrap_or(text.len());
        let (word, span) = (&text[..end], Span::new(span.start, span.start + end as u32));
        let is_name = !word.is_empty();
        let (folded, table) = (a.folded.out.ready()?, a.scopes.out.ready()?);
        is_name.then(|| view::legb::listing(&folded.ast, table, word, span)).flatten()
    }

    fn definition(&self, span: Span) -> Option<Span> {
        let a = &self.artifacts;
        let word = a.source.out.ready()?.text.get(span.range())?;
        view::legb::definition(&a.folded.out.ready()?.ast, a.scopes.out.ready()?, word, span)
    }

    fn why(&self, item: Option<ItemRef>, span: Option<Span>) -> Option<Listing> {
        Some(view::why::listing(&self.artifacts, &self.links, item, span))
    }

    fn pyc_bytes(&self, start: u32, end: u32) -> Option<&[u8]> {
        self.artifacts.pyc.out.ready()?.bytes.get(start as usize..end as usize)
    }

    fn touched(&self) -> Vec<Span> {
        self.syntax.touched().to_vec()
    }

    fn with_cache_of(&self, path: &Path) -> Option<Arc<dyn Views>> {
        let mut artifacts = self.artifacts.clone();
        artifacts.input.facts = cache::source_facts(path, &artifacts.input.bytes).ok();
        artifacts.cache =
            cache::look(path, artifacts.input.facts, &artifacts.input.bytes, cache::prefix_of_environment().as_deref());
        let (links, problems) = (self.links.clone(), self.problems.clone());
        Some(Arc::new(PipelineViews { links, problems, artifacts, syntax: self.syntax.clone() }))
    }

    fn follow(&self, item: ItemRef) -> Option<(PaneId, ItemRef)> {
        let compiled = self.artifacts.compiled.out.ready()?;
        match item {
            ItemRef::Instr(unit, at) => {
                let code = &compiled.unit(unit)?.assembled.code;
                let mut decoded = crate::bytecode::decode::decode(&code.code);
                let instruction = decoded.find(|found| found.at.0 == at)?;
                if let Some(target) = instruction.jump_target() {
                    let placed = compiled.unit(unit)?.assembled.instr_at(target)?;
                    return Some((PaneId::Bytecode, ItemRef::Instr(unit, placed.at.0)));
                }
                let index = u32::try_from(instruction.arg?).ok()?;
                if instruction.opcode.has(OpcodeFlags::CONST) {
                    // A code object among the constants leads to its instructions.
                    if let Some(CodeConst::Code(inner)) = code.consts.get(index as usize) {
                        return Some((PaneId::Bytecode, ItemRef::Code(compiled.unit_of(inner)?)));
                    }
                    return Some((PaneId::Code, ItemRef::Const(unit, index)));
                }
                let is_name = instruction.opcode.has(OpcodeFlags::NAME);
                is_name.then(|| (PaneId::Code, ItemRef::Name(unit, index >> instruction.opcode.flags_below_name())))
            }
            // The first instruction that uses it.
            ItemRef::Const(unit, index) => self.user_of(unit, OpcodeFlags::CONST, index),
            ItemRef::Name(unit, index) => self.user_of(unit, OpcodeFlags::NAME, index),
            ItemRef::Bytes(..) | ItemRef::Pseudo(..) => {
                let found = self.links.project(&self.artifacts, item, StageId::Code);
                found.into_iter().next().map(|item| (PaneId::Bytecode, item))
            }
            _ => None,
        }
    }

    fn graph_moments(&self, code: Option<&str>) -> Vec<At> {
        let Some(compiled) = self.artifacts.compiled.out.ready() else { return Vec::new() };
        view::graph::all_moments(compiled, |unit| code.is_none_or(|code| qualname(compiled, unit) == code))
    }

    fn code_objects(&self) -> Vec<CodeEntry> {
        let Some(compiled) = self.artifacts.compiled.out.ready() else { return Vec::new() };
        let entry = |(unit, depth): (UnitId, usize)| {
            let artifact = &compiled.units[unit.0 as usize];
            CodeEntry {
                qualname: qualname(compiled, unit).to_owned(),
                line: artifact.unit.firstlineno.max(0) as u32,
                instructions: artifact.assembled.placed.len(),
                depth: depth as u16,
                entry: artifact.assembled.placed.first().map(|placed| ItemRef::Instr(unit, placed.at.0)),
            }
        };
        compiled.in_order().into_iter().map(entry).collect()
    }
}

/// `3:5`, `3`, or nothing.
fn place(error: &Diagnostic) -> String {
    match (error.lineno, error.offset) {
        (Some(line), Some(offset)) => format!("{line}:{offset}"),
        (Some(line), None) => line.to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::panes::{Prepared, correspond};
    use crate::tui::revision::Before;

    fn views(text: &str) -> Arc<dyn Views> {
        let mut compiler = Compiler::new(Profile::default());
        let bytes = text.as_bytes().into();
        let path = "x.py".into();
        let job = Job {
            number: 1,
            path,
            bytes,
            options: ViewOptions::default(),
            panes: PaneId::ALL.to_vec(),
            before: Before::default(),
            first: false,
        };
        compiler.compile(&job)
    }

    fn listing(views: &dyn Views, pane: PaneId) -> Packed {
        match views.listing(pane, &ViewOptions::default()) {
            Shown::Rows(rows) => rows,
            Shown::Blocked(why) => Listing::note(why).into(),
        }
    }

    /// The rows of a pane that correspond to a piece of the source.
    fn corresponding(views: &dyn Views, text: &str, piece: &str, pane: PaneId) -> Vec<String> {
        let start = text.find(piece).expect("the piece is in the text") as u32;
        let span = Span::new(start, start + piece.len() as u32);
        let items = views.item_at(span).map(|item| views.project(item, pane)).unwrap_or_default();
        let listing = listing(views, pane);
        let rows = correspond::rows(&Prepared::new(listing.clone()), &items, Some(span));
        rows.into_iter().map(|row| listing.plain(row).trim().to_owned()).collect()
    }

    #[test]
    fn an_expression_is_found_at_every_stage() {
        let text = "def f(x, y):\n    return x + y\n";
        let views = views(text);
        assert_eq!(corresponding(&*views, text, "x + y", PaneId::Ast), ["value: BinOp Add"]);
        assert_eq!(corresponding(&*views, text, "x + y", PaneId::Tokens).len(), 3);
        let bytecode = corresponding(&*views, text, "x + y", PaneId::Bytecode);
        assert!(bytecode.iter().any(|row| row.contains("BINARY_OP")), "{bytecode:?}");
        assert!(bytecode.len() <= 3, "{bytecode:?}");
        assert!(!corresponding(&*views, text, "x + y", PaneId::Pyc).is_empty());
    }

    #[test]
    fn a_broken_file_has_views_too() {
        for text in
            ["x = = 1\n", "def f(:\n", "'abc", "x = 1\n  y\n", "return\n", "\0", "", "nonlocal x\n", "\u{feff}x"]
        {
            let views = views(text);
            for &pane in PaneId::ALL {
                listing(&*views, pane);
            }
            assert_eq!(views.stages().len(), 7);
        }
        let views = views("x = = 1\n");
        assert!(listing(&*views, PaneId::Ast).to_text().contains("error-tolerant"));
        assert!(
            matches!(views.listing(PaneId::Bytecode, &ViewOptions::default()), Shown::Blocked(why) if why == "SyntaxError at 1:5")
        );
    }

    #[test]
    fn a_comment_is_not_the_whole_module() {
        let text = "# note\nx = 1\n";
        let views = views(text);
        assert_eq!(corresponding(&*views, text, "# note", PaneId::Tokens).len(), 1);
        assert!(corresponding(&*views, text, "# note", PaneId::Bytecode).is_empty());
    }

    #[test]
    fn instructions_and_bytes_of_the_pyc_lead_to_each_other() {
        let text = "x = 2\ndef f(a):\n    return a + x\n";
        let views = views(text);
        let found = corresponding(&*views, text, "a + x", PaneId::Pyc);
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found[2].contains("2d 00 00 00") && found[2].ends_with("BINARY_OP 0 (+)"), "{found:?}");
        let rows = listing(&*views, PaneId::Pyc);
        let row = (0..rows.len()).find(|&row| rows.plain(row).contains("BINARY_OP")).expect("it is listed");
        let span = rows.item(row).and_then(|item| views.span_of(item)).expect("it stands for a piece of source");
        assert_eq!(&text[span.range()], "a + x");
        let Some(ItemRef::Bytes(start, end)) = rows.item(row) else { panic!("it is about bytes") };
        assert_eq!(views.pyc_bytes(start, end).map(<[u8]>::len), Some(4));
    }

    #[test]
    fn constants_and_names_lead_to_their_users_and_back() {
        let text = "def f(a):\n    return a.real + 25\n";
        let views = views(text);
        assert_eq!(corresponding(&*views, text, "25", PaneId::Code), ["1: 25  ← LOAD_CONST at 24"]);
        assert_eq!(corresponding(&*views, text, "a.real", PaneId::Code), ["0: real  ← LOAD_ATTR at 4"]);
        let rows = listing(&*views, PaneId::Code);
        let row = (0..rows.len()).find(|&row| rows.plain(row).contains("1: 25")).expect("it is listed");
        let item = rows.item(row).expect("it is about a constant");
        assert_eq!(views.span_of(item).map(|span| &text[span.range()]), Some("25"));
        assert_eq!(views.project(item, PaneId::Bytecode).len(), 1);
        assert_eq!(views.project(item, PaneId::Pyc).len(), 2, "the instruction and the constant");
        let f = views.code_objects()[1].entry.expect("f has instructions");
        assert_eq!(views.code_of(item), views.code_of(f));
    }

    #[test]
    fn what_was_folded_away_is_found_in_what_it_became() {
        let text = "x = 2 * 3\n";
        let views = views(text);
        for (pane, row) in [
            (PaneId::Folded, "value: Constant 6  ← the operator was applied to constants"),
            (PaneId::Code, "0: 6  ← LOAD_CONST at 2"),
        ] {
            let found = corresponding(&*views, text, "3", pane);
            assert!(found.len() == 1 && found[0].starts_with(&row[..row.len().min(30)]), "{found:?}");
        }
        for pane in [PaneId::Pseudo, PaneId::Bytecode, PaneId::Pyc] {
            let found = corresponding(&*views, text, "3", pane);
            assert!(found.iter().any(|row| row.contains("LOAD_CONST") && row.contains("(6)")), "{found:?}");
        }
    }

    #[test]
    fn the_last_return_is_not_the_whole_module() {
        let text = "# note\nx = 1\nprint(x)\n";
        let views = views(text);
        let rows = listing(&*views, PaneId::Bytecode);
        let row = (0..rows.len()).find(|&row| rows.plain(row).contains("RETURN_CONST")).expect("it is there");
        let span = rows.item(row).and_then(|item| views.span_of(item));
        assert_eq!(span.map(|span| &text[span.range()]), Some("print(x)"));
    }

    #[test]
    fn what_the_optimizer_did_is_said() {
        assert!(listing(&*views("x = 2 * 3\n"), PaneId::Folded).to_text().contains("← the operator was applied"));
        assert!(listing(&*views("x = y\n"), PaneId::Folded).to_text().starts_with("no change"));
    }

    #[test]
    fn code_objects_are_listed_and_chosen() {
        let views = views("def f():\n    def g(): pass\n");
        let names: Vec<_> = views.code_objects().into_iter().map(|entry| (entry.qualname, entry.depth)).collect();
        assert_eq!(names, [("<module>".into(), 0), ("f".into(), 1), ("f.<locals>.g".into(), 2)]);
        let options = ViewOptions { code: Some("f".into()), ..ViewOptions::default() };
        let Shown::Rows(chosen) = views.listing(PaneId::Bytecode, &options) else { panic!("there is code") };
        assert!(chosen.len() < listing(&*views, PaneId::Bytecode).len());
    }
}
