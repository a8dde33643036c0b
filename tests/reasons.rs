//! Every reason for which the optimizers change something, with the smallest Python that gives it: the tree's, and those of
//! the passes over the control-flow graph. What became of an instruction is answered from the records alone.

use std::collections::BTreeMap;

use pylens::base::{OptimizeLevel, Profile, Text};
use pylens::bytecode::Opcode;
use pylens::compiler::flowgraph::{Change, PASSES, Reason};
use pylens::compiler::fold::{ChangeKind, FoldOptions, fold};
use pylens::compiler::{CompileOptions, Compiled, Keep, compile};
use pylens::frontend::parser::{Mode, parse_source};
use pylens::frontend::source::Source;
use pylens::frontend::tokenizer::tokenize;

/// Kind of change, source, and whether `-O` is needed.
const TREE: &[(ChangeKind, &str)] = &[
    (ChangeKind::UnaryOperator, "x = -1"),
    (ChangeKind::BinaryOperator, "x = 2 * 3"),
    (ChangeKind::Subscript, "x = 'spam'[1]"),
    (ChangeKind::Tuple, "x = (1, 2)"),
    (ChangeKind::Debug, "x = __debug__"),
    (ChangeKind::FormatString, "x = '%s' % (y,)"),
    (ChangeKind::NotComparison, "x = not a in b"),
    (ChangeKind::ListToTuple, "for x in [a, b]: pass"),
    (ChangeKind::IterableToConstant, "x = a in {1, 2}"),
    (ChangeKind::NoDocstring, "'a' + 'b'"),
];

/// Reason, and source that gives it.
const PASS: &[(Reason, &str)] = &[
    (Reason::BlockStackEntry, "try: f()\nexcept E: g()"),
    (Reason::ResumeInHandler, "def f(): yield 1"),
    (Reason::InlinedExit, "def f(a):\n if a:\n  x()\n else:\n  y()\n return 1"),
    (Reason::InlinedWithoutLine, "def f(a):\n for x in a:\n  if x: b()\n  else: c()"),
    (Reason::Unreachable, "def f():\n return 1\n x()"),
    (Reason::DuplicatedExit, "def f(a):\n if a:\n  b()"),
    (Reason::LineOfPredecessor, "def f(a):\n if a:\n  b()"),
    (Reason::ConstantCondition, "if 0: x = 1"),
    (Reason::ConstantBool, "x = 1 if 1 else 2"),
    (Reason::NoneTest, "if a is None: b()"),
    (Reason::ReturnConst, "def f(): return 1"),
    (Reason::TupleUnpacked, "a, b = b, a"),
    (Reason::ConstantTuple, "def f(a=1, b=2): pass"),
    (Reason::JumpToJump, "for x in a:\n if x: b()"),
    (Reason::StoredTwice, "def f(a):\n x, x = a"),
    (Reason::NullPushed, "def f(): g()"),
    (Reason::AlreadyBool, "if a == b: c()"),
    (Reason::DoubleNot, "x = not (not a)"),
    (Reason::SwapRun, "match a:\n case [x, [y, z], [v, w]]: b()"),
    (Reason::StaticSwap, "def f(a, b):\n a, b = b, a"),
    (Reason::RedundantNop, "if 0: x = 1\ny = 2"),
    (Reason::PushedAndPopped, "x = () or a"),
    (Reason::JumpToNext, "def f():\n try: a()\n except E: b()\n c()"),
    (Reason::ConstantRenumbered, "def f():\n 'doc'\n if 0: x = 5\n return a(7)"),
    (Reason::MaybeUnbound, "def f(a):\n if a: x = 1\n return x"),
    (Reason::Fused, "def f(a, b): return a + b"),
    (Reason::Cold, "try: f()\nexcept E: g()\nh()"),
    (Reason::ColdFallsIntoWarm, "async def f():\n async for x in a: pass"),
    (Reason::Prefix, "def f(): yield 1"),
    (Reason::CellOffset, "def f(a):\n b = 1\n def g(): return a, b"),
    (Reason::PseudoInstruction, "def f(a):\n return lambda: a"),
    (Reason::BackwardCondition, "while a: b()"),
];

/// Reasons for which no source is known: other stages see to it that there is nothing to do.
const NO_SOURCE: &[Reason] = &[Reason::SwapWithItself, Reason::LineOfNop];

fn compiled(text: &str) -> Compiled {
    let source = Source::from_text("test", &format!("{text}\n"));
    let ast = parse_source(&source, &tokenize(&source), Mode::Exec).0.expect("valid source");
    let (profile, level) = (Profile::V3_13, OptimizeLevel::None);
    let options = CompileOptions { profile, level, filename: Text::from("test"), keep: Keep::Passes };
    compile(&source, ast, &options).result.expect("valid source")
}

/// Every change of every pass over every code object, with the name of the pass.
fn changes(compiled: &Compiled) -> impl Iterator<Item = (&'static str, &Change)> {
    let logs = compiled.units.iter().filter_map(|unit| unit.optimized.log.as_ref());
    let records = logs.flat_map(|log| &log.passes);
    records.flat_map(|record| record.changes.iter().map(|change| (PASSES[record.pass].name, change)))
}

#[test]
fn every_change_of_the_tree_has_its_reason() {
    for (kind, text) in TREE {
        let source = Source::from_text("test", &format!("{text}\n"));
        let ast = parse_source(&source, &tokenize(&source), Mode::Exec).0.expect("valid source");
        let folded = fold(ast.clone(), FoldOptions::default()).expect("a shallow tree");
        assert!(folded.changes.iter().any(|change| change.kind == *kind), "{kind:?}: {text}");
        assert!(!kind.doc().is_empty());
    }
    assert_eq!(TREE.len(), ChangeKind::ALL.len());
}

#[test]
fn every_change_of_a_pass_has_its_reason() {
    let missing: Vec<String> = PASS
        .iter()
        .filter(|(reason, text)| !changes(&compiled(text)).any(|(_, change)| change.reason() == *reason))
        .map(|(reason, text)| format!("{reason:?}: {text:?}"))
        .collect();
    assert!(missing.is_empty(), "{}", missing.join("\n"));
    for reason in Reason::ALL {
        let known = PASS.iter().any(|(known, _)| known == reason) || NO_SOURCE.contains(reason);
        assert!(known, "{reason:?} has no source");
        assert!(!reason.words().is_empty());
    }
}

#[test]
fn what_became_of_an_instruction_is_told_by_the_records() {
    // The comparison took over the work of TO_BOOL, and says so.
    let made = compiled("if a == b: c()");
    let unit = &made.units[0];
    let to_bool = unit.unit.sequence.instrs.iter().find(|instr| instr.opcode == Opcode::TO_BOOL).expect("a test").id;
    let compare = unit.unit.sequence.instrs.iter().find(|instr| instr.opcode == Opcode::COMPARE_OP).expect("one").id;
    let mut fates: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (pass, change) in changes(&made).filter(|(_, change)| change.id() == to_bool || change.id() == compare) {
        fates.entry(pass).or_default().push(format!("{change:?}"));
    }
    let merged = changes(&made).find(|(_, change)| change.id() == to_bool).expect("a record").1;
    assert_eq!(merged.sources(), [compare], "{fates:?}");
    assert_eq!(merged.reason(), Reason::AlreadyBool);
    let log = unit.optimized.log.as_ref().expect("a log");
    let count = unit.unit.sequence.instrs.len() as u32;
    let mut origins = log.origins(to_bool, count);
    origins.sort();
    assert_eq!(origins, [compare, to_bool]);
    // The comparison that became a NOP is gone, and the record says in which pass.
    let gone = changes(&made).find(|(_, change)| matches!(change, Change::Removed { id, .. } if *id == compare));
    assert_eq!(gone.expect("a record").0, "remove_redundant_nops_and_pairs");
}
