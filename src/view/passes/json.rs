//! The passes for programs: every code object with its graph before the first pass, and for each pass that changed
//! something what it changed, why, and the graph behind it.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{Context, has_target, meaning, numbers};
use crate::base::Location;
use crate::bytecode::opcode::OpcodeFlags;
use crate::compiler::flowgraph::log::Shape;
use crate::compiler::flowgraph::{Block, BlockId, CfgInstr, Change, PASSES};
use crate::compiler::unit::UnitId;
use crate::pipeline::Compiled;
use crate::view::units::qualname;

/// A list with an object for each code object, the module first.
pub fn json(compiled: &Compiled) -> Value {
    compiled.in_order().into_iter().map(|(id, _)| unit(compiled, id)).collect()
}

fn unit(compiled: &Compiled, id: UnitId) -> Value {
    let artifact = &compiled.units[id.0 as usize];
    let consts = &artifact.unit.consts[..];
    let mut context = Context { unit: &artifact.unit, id, consts, names: &compiled.names, lines: None };
    let mut object = json!({ "qualname": qualname(compiled, id), "firstlineno": artifact.unit.firstlineno });
    let Some(log) = compiled.log(id) else { return object };
    object["before"] = blocks(context, &log.before);
    let mut passes = Vec::new();
    for record in &log.passes {
        let pass = &PASSES[record.pass];
        let numbers = numbers(&record.after);
        let changes: Value = record.changes.iter().map(|found| change(context, found, &numbers)).collect();
        context.consts = &record.consts;
        passes.push(json!({
            "name": pass.name,
            "doc": pass.doc,
            "changes": changes,
            "after": blocks(context, &record.after),
        }));
    }
    object["passes"] = passes.into();
    object
}

fn blocks(context: Context<'_>, blocks: &[Block]) -> Value {
    let numbers = numbers(blocks);
    let full = blocks.iter().filter(|block| !block.instrs.is_empty());
    full.map(|block| {
        json!({
            "block": numbers.get(&block.id),
            "handler": block.except_handler,
            "cold": block.cold,
            "depth": block.startdepth,
            "instructions": block.instrs.iter().map(|found| instr(context, found, &numbers)).collect::<Vec<_>>(),
        })
    })
    .collect()
}

/// An instruction has the same `id` in all graphs of its code object.
fn instr(context: Context<'_>, instr: &CfgInstr, numbers: &HashMap<BlockId, usize>) -> Value {
    let mut object = shape(context, Shape { opcode: instr.opcode, oparg: instr.oparg });
    object["id"] = instr.id.0.into();
    object["target"] =
        instr.target.filter(|_| has_target(instr.opcode)).and_then(|target| numbers.get(&target)).copied().into();
    object["positions"] = positions(instr.loc);
    object
}

fn shape(context: Context<'_>, Shape { opcode, oparg }: Shape) -> Value {
    let arg = (opcode.has(OpcodeFlags::ARG) && !has_target(opcode)).then_some(oparg);
    json!({
        "opname": opcode.name(),
        "arg": arg,
        "argrepr": meaning(context, opcode, oparg).unwrap_or_default(),
    })
}

/// Line, last line, column and last column, as CPython counts them; `null` where there is none.
fn positions(Location { lineno, end_lineno, col_offset, end_col_offset }: Location) -> Value {
    [lineno, end_lineno, col_offset, end_col_offset].map(|number| (number >= 0).then_some(number)).to_vec().into()
}

fn change(context: Context<'_>, change: &Change, numbers: &HashMap<BlockId, usize>) -> Value {
    let ids = |ids: &[crate::compiler::unit::InstrId]| ids.iter().map(|id| id.0).collect::<Vec<_>>();
    let mut object = match change {
        Change::Removed { was, .. } => json!({ "change": "removed", "before": shape(context, *was) }),
        Change::Replaced { before, after, from, .. } => json!({
            "change": "replaced",
            "before": shape(context, *before),
            "after": shape(context, *after),
            "from": ids(from),
        }),
        Change::Retargeted { after, .. } => json!({ "change": "retargeted", "target": numbers.get(after) }),
        Change::Added { from, .. } => json!({ "change": "added", "from": ids(from) }),
        Change::Moved { .. } => json!({ "change": "moved" }),
        Change::Located { before, after, .. } => {
            json!({ "change": "located", "before": positions(*before), "after": positions(*after) })
        }
    };
    object["id"] = change.id().0.into();
    object["reason"] = change.reason().words().into();
    object
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::{Input, Options, build};

    #[test]
    fn every_pass_says_what_it_changed_and_why() {
        let input =
            Input { name: "x".into(), bytes: b"def f(a, b):\n    return a + b\n"[..].into(), path: None, facts: None };
        let artifacts = build(input, Options::default());
        let json = json(artifacts.compiled.out.ready().expect("valid source"));
        let f = &json[1];
        assert_eq!(f["qualname"], "f");
        assert_eq!(f["before"][0]["instructions"][1]["opname"], "LOAD_FAST");
        assert_eq!(f["before"][0]["instructions"][1]["argrepr"], "a");
        let passes = f["passes"].as_array().expect("a list");
        let fused = passes.iter().find(|pass| pass["name"] == "insert_superinstructions").expect("the pass");
        let change = &fused["changes"][0];
        assert_eq!((&change["change"], &change["after"]["argrepr"]), (&"replaced".into(), &"a, b".into()));
        assert!(change["reason"].as_str().is_some_and(|words| words.contains("faster as one")));
        let last = &fused["after"][0]["instructions"];
        assert!(last.as_array().is_some_and(|all| all.iter().any(|instr| instr["id"] == change["id"])), "{last}");
    }
}
