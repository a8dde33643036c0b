//! Why something is there and what became of it: one chain from the characters through all stages to the bytes, read
//! from the records that the stages keep.
//!
//! The chain begins with the answer in short ([`short`]); then each stage has a heading and its rows.

mod short;

use hashbrown::HashSet;

use super::passes::{self, Context};
use super::units::qualname;
use super::{ItemRef, Listing, Role, Row, measure};
use crate::base::Span;
use crate::bytecode::argrepr::{argrepr, const_repr};
use crate::bytecode::opcode::OpcodeFlags;
use crate::compiler::flowgraph::graph::has_target;
use crate::compiler::flowgraph::log::Shape;
use crate::compiler::flowgraph::{Change, PASSES};
use crate::compiler::fold;
use crate::compiler::unit::{InstrId, UnitId};
use crate::frontend::ast::NodeId;
use crate::pipeline::{Artifacts, Links, StageId};

/// Rows of one stage.
const MOST: usize = 6;

/// Columns of a piece of source that stands inside a sentence.
const PIECE: usize = 30;

/// The chain of a selection: an item, the piece of source it stands for, or both.
pub fn listing(artifacts: &Artifacts, links: &Links, item: Option<ItemRef>, span: Option<Span>) -> Listing {
    let mut chain = Chain { artifacts, links, rows: Vec::new() };
    // A scope or a name of it is told by the place in the source where its row leads.
    let item = item.filter(|item| !matches!(item, ItemRef::Scope(_) | ItemRef::Symbol(..)));
    let item = item.or_else(|| links.node_around(span?).map(ItemRef::Node));
    let span = item.and_then(|item| links.span(artifacts, item)).or(span);
    let node = item.and_then(|item| links.project(artifacts, item, StageId::Ast).into_iter().find_map(node_of));
    if artifacts.error().is_some() || node.is_some() && item.is_some() {
        chain.head("In short");
    }
    chain.error();
    if let (Some(node), Some(item)) = (node, item) {
        chain.in_short(node, item);
    }
    if let Some(span) = span {
        chain.characters(span);
    }
    if artifacts.ast.out.ready().is_none() {
        return Listing::new(chain.rows);
    }
    let Some(item) = item else {
        chain.say("Tree", "nothing of the tree is only here: comments and blanks leave no trace");
        return Listing::new(chain.rows);
    };
    if let Some(node) = node {
        chain.node(node);
        chain.folded(node);
        chain.scope(node);
    }
    chain.code(item, node);
    Listing::new(chain.rows)
}

fn node_of(item: ItemRef) -> Option<NodeId> {
    match item {
        ItemRef::Node(node) | ItemRef::Folded(node) => Some(node),
        _ => None,
    }
}

struct Chain<'a> {
    artifacts: &'a Artifacts,
    links: &'a Links,
    rows: Vec<Row>,
}

impl Chain<'_> {
    fn head(&mut self, title: &'static str) {
        self.rows.push(Row::text(Role::Heading, title));
    }

    fn line(&mut self, role: Role, text: impl Into<String>) {
        self.rows.push(Row::text(Role::Text, "  ").with(role, text.into()));
    }

    fn say(&mut self, title: &'static str, text: &str) {
        self.head(title);
        self.line(Role::Note, text);
    }

    /// At most [`MOST`] lines, then how many more there are.
    fn lines(&mut self, role: Role, lines: Vec<String>) {
        let more = lines.len().saturating_sub(MOST);
        for line in lines.into_iter().take(MOST) {
            self.line(role, line);
        }
        if more > 0 {
            self.line(Role::Dim, format!("… and {more} more"));
        }
    }

    /// Why the chain of a file that does not compile is short.
    fn error(&mut self) {
        let Some(error) = self.artifacts.error() else { return };
        let place = error.lineno.map_or_else(String::new, |line| format!(" in line {line}"));
        self.line(Role::Error, format!("{}{place}: {}", error.kind.name(), error.msg));
        self.line(
            Role::Strong,
            "The file does not compile, so nothing is made of any of its lines and none of them runs, also not those before the \
             error.",
        );
    }

    fn characters(&mut self, span: Span) {
        let Some(source) = self.artifacts.source.out.ready() else { return };
        let (line, column) = source.lines.line_column(span.start);
        let text = source.text.get(span.range()).unwrap_or_default();
        let first = measure::truncate(text.lines().next().unwrap_or_default(), 50).into_owned();
        self.head("Characters");
        let more = if text.lines().count() > 1 { " …" } else { "" };
        self.line(Role::Identifier, format!("{first}{more}"));
        self.line(
            Role::Dim,
            format!("bytes {} to {} of the source, line {line}, column {column}", span.start, span.end),
        );
        let Some(tokens) = self.artifacts.tokens.out.ready() else { return };
        let start = tokens.tokens.partition_point(|token| token.span.start < span.start);
        let inside = tokens.tokens[start..].iter().take_while(|token| token.span.start < span.end);
        let lines: Vec<String> = inside
            .map(|token| {
                format!("{:<10} {}", token.kind.name(), source.text.get(token.span.range()).unwrap_or_default())
            })
            .map(|line| line.lines().next().unwrap_or_default().to_owned())
            .collect();
        self.head("Tokens");
        self.lines(Role::TokenKind, lines);
    }

    fn node(&mut self, node: NodeId) {
        let Some(ast) = self.artifacts.ast.out.ready() else { return };
        let names: Vec<String> = self.links.path(node).into_iter().map(|node| ast.type_name(node).to_owned()).collect();
        self.head("Tree");
        self.line(Role::Node, names.join(" › "));
    }

    fn folded(&mut self, node: NodeId) {
        let Some(folded) = self.artifacts.folded.out.ready() else { return };
        self.head("Optimized tree");
        // What happened to the node itself, or to one around it that took it in; else to what is inside it.
        let path = self.links.path(node);
        let around = path.iter().rev().find_map(|&at| {
            folded.changes.iter().find(|change| folded.origin(change.node) == at).map(|change| (at, change))
        });
        if let Some((at, change)) = around {
            let whose = if at == node { "this node" } else { "the node around it" };
            self.line(Role::Changed, format!("{whose}: {}", change.kind.doc()));
            let kept = self.links.project(self.artifacts, ItemRef::Node(node), StageId::Folded);
            for now in kept.into_iter().filter_map(node_of) {
                let text = crate::view::tree::one(&folded.ast, now);
                self.line(Role::Node, format!("now {text}"));
            }
            return;
        }
        let lines: Vec<String> = self
            .changes_inside(node)
            .into_iter()
            .map(|change| {
                let now = crate::view::tree::one(&folded.ast, change.node);
                format!("{}: {}, now {now}", self.piece(folded.origin(change.node)), change.kind.doc())
            })
            .collect();
        if lines.is_empty() {
            self.line(Role::Dim, "no change");
        }
        self.lines(Role::Changed, lines);
    }

    /// What the optimizer did to nodes inside a node.
    fn changes_inside(&self, node: NodeId) -> Vec<fold::Change> {
        let Some(folded) = self.artifacts.folded.out.ready() else { return Vec::new() };
        let mut found: Vec<fold::Change> = Vec::new();
        // Of a node that was changed twice the last change counts; one that another swallowed is gone.
        for change in folded.changes.iter().rev() {
            let origin = folded.origin(change.node);
            let is_left = || {
                let kept = self.links.project(self.artifacts, ItemRef::Node(origin), StageId::Folded);
                kept.into_iter().filter_map(node_of).eq([change.node])
            };
            let is_new = found.iter().all(|known| known.node != change.node);
            if is_new && self.links.path(origin).contains(&node) && is_left() {
                found.push(*change);
            }
        }
        found.reverse();
        found
    }

    /// The text of a node, short enough for a sentence.
    fn piece(&self, node: NodeId) -> String {
        let (Some(source), Some(ast)) = (self.artifacts.source.out.ready(), self.artifacts.ast.out.ready()) else {
            return String::new();
        };
        let text = source.text.get(ast.node_span(node).range()).unwrap_or_default();
        let first = text.lines().next().unwrap_or_default();
        let shown = measure::truncate(first, PIECE).into_owned();
        if text.len() > first.len() && !shown.ends_with('…') { format!("{shown} …") } else { shown }
    }

    fn scope(&mut self, node: NodeId) {
        let (Some(ast), Some(table), Some(folded)) =
            (self.artifacts.ast.out.ready(), self.artifacts.scopes.out.ready(), self.artifacts.folded.out.ready())
        else {
            return;
        };
        if let Some(scope) = table.of(node).filter(|scope| scope.comp_inlined) {
            let what = &table.names[scope.name];
            self.head("Scopes");
            self.line(Role::Note, format!("this {what} has a scope but no code object of its own (PEP 709):"));
            self.line(Role::Note, "its instructions stand in the code around it, its variables are saved and restored");
            return;
        }
        let span = ast.node_span(node);
        let Some(source) = self.artifacts.source.out.ready() else { return };
        let word = source.text.get(span.range()).unwrap_or_default();
        let is_name = !word.is_empty() && word.chars().all(|c| c == '_' || c.is_alphanumeric());
        if let Some(answer) = is_name.then(|| super::legb::listing(&folded.ast, table, word, span)).flatten() {
            self.head("Scopes");
            for row in answer.rows {
                let mut shown = Row::text(Role::Text, "  ");
                shown.segments.extend(row.segments);
                self.rows.push(shown);
            }
        }
    }

    fn code(&mut self, item: ItemRef, node: Option<NodeId>) {
        let Some(compiled) = self.artifacts.compiled.out.ready() else {
            return self.say("Code", "an earlier stage failed: there is no code");
        };
        let pseudo: Vec<(UnitId, InstrId)> = self
            .links
            .pseudo(self.artifacts, item)
            .into_iter()
            .filter_map(|item| match item {
                ItemRef::Pseudo(unit, id) => Some((unit, id)),
                _ => None,
            })
            .collect();
        self.head("Code generation");
        if pseudo.is_empty() {
            let is_constant = node.is_some();
            self.line(
                Role::Note,
                if is_constant { "makes no instruction of its own" } else { "no instruction comes from here" },
            );
        }
        let lines = pseudo.iter().filter_map(|&(of, id)| {
            let unit = compiled.unit(of)?;
            let instr = unit.unit.sequence.instrs.iter().find(|instr| instr.id == id)?;
            let consts = &unit.unit.consts[..];
            let context = Context { unit: &unit.unit, id: of, consts, names: &compiled.names, lines: None };
            Some(words(context, Shape { opcode: instr.opcode, oparg: instr.oparg }))
        });
        self.lines(Role::Opcode, lines.collect());
        if !pseudo.is_empty() {
            self.passes(&pseudo);
        }
        let finals = match item {
            ItemRef::Instr(..) => vec![item],
            _ => self.links.project(self.artifacts, item, StageId::Code),
        };
        if finals.is_empty() && pseudo.is_empty() {
            return;
        }
        self.head("Final instructions");
        if finals.is_empty() {
            self.line(Role::Note, "nothing of it is left");
        }
        let mut bytes = Vec::new();
        let lines: Vec<String> = finals
            .iter()
            .filter_map(|item| {
                let ItemRef::Instr(unit, at) = *item else { return None };
                let artifact = compiled.unit(unit)?;
                let code = &artifact.assembled.code;
                let found = crate::bytecode::decode::decode(&code.code).find(|found| found.at.0 == at)?;
                bytes.extend(self.links.bytes_of(unit, at).map(|range| (range, found.opcode.to_string())));
                if let Some((range, index)) = self.links.constant_bytes(self.artifacts, unit, at) {
                    let value = code.consts.get(index as usize).map_or_else(String::new, const_repr);
                    bytes.push((range, format!("the constant {}", measure::truncate(&value, PIECE))));
                }
                let argument = found.arg.map_or(String::new(), |arg| format!(" {arg}"));
                let words = found
                    .arg
                    .and_then(|arg| argrepr(code, found.opcode, arg, None))
                    .filter(|words| !words.is_empty())
                    .map_or(String::new(), |words| format!(" ({words})"));
                let name = qualname(compiled, unit);
                Some(format!("{}{argument}{words}  at {} of {name}", found.opcode, found.at.byte_offset()))
            })
            .collect();
        self.lines(Role::Opcode, lines);
        if bytes.is_empty() {
            return;
        }
        self.head("Bytes of the .pyc");
        let Some(pyc) = self.artifacts.pyc.out.ready() else { return };
        let lines = bytes.into_iter().map(|((start, end), what)| {
            let bytes = pyc.bytes.get(start as usize..end as usize).unwrap_or_default();
            let hex: Vec<String> = bytes.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
            let more = if bytes.len() > 8 { " …" } else { "" };
            format!("at {start:<6} {:<25} {what}", hex.join(" ") + more)
        });
        self.lines(Role::Bytes, lines.collect());
    }

    /// What each pass did to these instructions and to those that took over their work.
    fn passes(&mut self, pseudo: &[(UnitId, InstrId)]) {
        let Some(compiled) = self.artifacts.compiled.out.ready() else { return };
        let mut units: Vec<UnitId> = pseudo.iter().map(|&(unit, _)| unit).collect();
        units.sort_unstable();
        units.dedup();
        let mut lines = Vec::new();
        for unit in units {
            let Some(artifact) = compiled.unit(unit) else { continue };
            let Some(log) = &artifact.optimized.log else { continue };
            // A pass speaks of the constants as they are numbered when it begins.
            let mut consts = &artifact.unit.consts[..];
            let mut ids: HashSet<InstrId> = pseudo.iter().filter(|&&(of, _)| of == unit).map(|&(_, id)| id).collect();
            for record in &log.passes {
                for change in &record.changes {
                    let takes_over = change.sources().iter().any(|source| ids.contains(source));
                    if !ids.contains(&change.id()) && !takes_over {
                        continue;
                    }
                    if takes_over {
                        ids.insert(change.id());
                    }
                    let context =
                        Context { unit: &artifact.unit, id: unit, consts, names: &compiled.names, lines: None };
                    if let Some(what) = what(context, change) {
                        lines.push(format!("{}: {what}: {}", PASSES[record.pass].name, change.reason().words()));
                    }
                }
                consts = &record.consts;
            }
        }
        self.head("Passes");
        if lines.is_empty() {
            self.line(Role::Dim, "no pass touched it");
        }
        self.lines(Role::Changed, lines);
    }
}

/// What a change did, for people; nothing for changes of the location only.
fn what(context: Context<'_>, change: &Change) -> Option<String> {
    Some(match change {
        Change::Removed { was, .. } => format!("{} removed", words(context, *was)),
        Change::Replaced { before, after, .. } => {
            format!("{} became {}", words(context, *before), words(context, *after))
        }
        Change::Retargeted { .. } => "jumps elsewhere".into(),
        Change::Added { .. } => "an instruction was added".into(),
        Change::Moved { .. } => "moved".into(),
        Change::Located { .. } => return None,
    })
}

/// `LOAD_CONST 0 (6)`: an instruction before assembly, with what its argument means.
fn words(context: Context<'_>, Shape { opcode, oparg }: Shape) -> String {
    let argument = opcode.has(OpcodeFlags::ARG) && !has_target(opcode);
    let argument = if argument { format!(" {oparg}") } else { String::new() };
    let meaning = passes::meaning(context, opcode, oparg).filter(|meaning| !meaning.is_empty());
    format!("{opcode}{argument}{}", meaning.map_or_else(String::new, |meaning| format!(" ({meaning})")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::OptimizeLevel;
    use crate::pipeline::{Input, Options, build, on_deep_stack};

    /// The chain of a piece of source.
    fn chain(text: &str, piece: &str) -> String {
        chain_at(OptimizeLevel::None, text, piece)
    }

    fn chain_at(level: OptimizeLevel, text: &str, piece: &str) -> String {
        let input = Input { name: "x.py".into(), bytes: text.as_bytes().into(), path: None, facts: None };
        let artifacts = on_deep_stack(|| build(input, Options { level, ..Options::default() }));
        let links = Links::new(&artifacts);
        let start = text.find(piece).expect("the piece is there") as u32;
        listing(&artifacts, &links, None, Some(Span::new(start, start + piece.len() as u32))).to_text()
    }

    #[test]
    fn a_product_of_constants_ends_as_a_constant() {
        let text = chain("x = 2 * 3\n", "2 * 3");
        for wanted in [
            "Module › Assign › BinOp",
            "the operator was applied",
            "now Constant 6",
            "LOAD_CONST 0 (6)",
            "the constant 6",
        ] {
            assert!(text.contains(wanted), "{wanted} in\n{text}");
        }
        assert!(text.starts_with("In short\n  2 * 3 was computed while the file was compiled"), "{text}");
        // The whole line is asked about first by whoever does not know yet where to look.
        let line = chain("x = 2 * 3\n", "x = 2 * 3");
        assert!(line.contains("In short\n  2 * 3 was computed"), "{line}");
        assert!(line.contains("2 * 3: the operator was applied to the two constants, now Constant 6"), "{line}");
    }

    #[test]
    fn of_what_was_computed_in_several_steps_only_the_last_is_told() {
        let text = chain("x = (2 * 3 + 4, -5)\n", "x = (2 * 3 + 4, -5)");
        assert_eq!(text.matches("now Constant").count(), 1, "{text}");
        assert!(text.contains("now Constant (10, -5)"), "{text}");
    }

    #[test]
    fn a_comprehension_says_why_it_has_no_code_object() {
        let text = chain("x = [i for i in range(3)]\n", "[i for i in range(3)]");
        assert!(text.contains("no code object of its own (PEP 709)"), "{text}");
        let line = chain("x = [i for i in range(3)]\n", "x = [i for i in range(3)]");
        assert!(line.contains("In short\n  [i for i in range(3)] has no code object of its own"), "{line}");
        let generator = chain("x = (i for i in y)\n", "(i for i in y)");
        assert!(generator.contains("has a code object of its own, <genexpr>"), "{generator}");
    }

    #[test]
    fn a_file_that_does_not_compile_is_told_in_short_once() {
        for text in ["x = = 1\n", "x = 1\nreturn x\n"] {
            let chain = chain(text, "x");
            assert_eq!(chain.matches("In short").count(), 1, "{chain}");
            assert!(chain.starts_with("In short\n  SyntaxError in line "), "{chain}");
        }
    }

    #[test]
    fn what_a_node_around_made_for_a_name_is_told() {
        let text = chain("def f(n):\n    t += n\n", "t");
        assert!(text.contains("LOAD_FAST_CHECK") && text.contains("STORE_FAST"), "{text}");
        assert!(text.contains("what a function assigns is local in all of it"), "{text}");
        let parameter = chain("def f(n):\n    pass\n", "n)");
        assert!(!parameter.contains("nothing of it is left"), "{parameter}");
    }

    #[test]
    fn what_makes_no_instructions_says_why() {
        let text = "def f(a):\n    'What f does.'\n    global g\n    assert a, 'no'\n    'nothing'\n";
        let short = |level, piece: &str| {
            let chain = chain_at(level, text, piece);
            chain.lines().take_while(|line| *line != "Characters").collect::<Vec<_>>().join(" ")
        };
        for (level, piece, wanted) in [
            (OptimizeLevel::None, "'What f does.'", Some("it is the first constant of the code object")),
            (OptimizeLevel::O, "'What f does.'", Some("it is the first constant of the code object")),
            (OptimizeLevel::OO, "'What f does.'", Some("-OO leaves docstrings out")),
            (OptimizeLevel::OO, "'nothing'", None),
            (OptimizeLevel::None, "global g", Some("where names belong")),
            (OptimizeLevel::None, "assert a, 'no'", None),
            (OptimizeLevel::O, "assert a, 'no'", Some("-O leaves assert statements out")),
            (OptimizeLevel::OO, "'no'", Some("-O leaves assert statements out")),
        ] {
            let short = short(level, piece);
            match wanted {
                Some(wanted) => assert!(short.contains(wanted), "{piece} at {level:?}: {short}"),
                None => {
                    assert_eq!(short.matches(" leaves ").count() + short.matches("constant of").count(), 0, "{short}")
                }
            }
        }
    }

    #[test]
    fn what_a_pass_removed_is_told_with_its_reason() {
        let text = chain("def f():\n    while True:\n        g()\n", "True");
        assert!(text.contains("Passes") && !text.contains("no pass touched it"), "{text}");
    }

    #[test]
    fn instructions_and_bytes_have_a_chain_too() {
        let input = Input { name: "x.py".into(), bytes: b"a = b + c\n"[..].into(), path: None, facts: None };
        let artifacts = on_deep_stack(|| build(input, Options::default()));
        let links = Links::new(&artifacts);
        let node = links.node_around(Span::new(4, 9)).expect("a node");
        for instr in links.project(&artifacts, ItemRef::Node(node), StageId::Code) {
            let text = listing(&artifacts, &links, Some(instr), None).to_text();
            assert!(text.contains("Characters") && text.contains("Bytes of the .pyc"), "{text}");
        }
        for bytes in links.project(&artifacts, ItemRef::Node(node), StageId::Pyc) {
            assert!(listing(&artifacts, &links, Some(bytes), None).to_text().contains("Final instructions"));
        }
        assert!(chain("# note\nx = 1\n", "# note").contains("Characters"));
    }
}
