//! The flow graph and the assembler against CPython's own, unit by unit.
//!
//! `tests/record/flowgraph.py` has recorded `tests/flowgraph/units.jsonl`, a line for each code unit of the file beside.
//! `PYLENS_FLOWGRAPH_REFERENCE` names a folder with more of that kind: the graph that CPython's codegen made (`cfg_in`),
//! what its optimizer made of it (`asm_in`, `consts_out`, `stackdepth`, `nlocalsplus`), and perhaps fields of the code
//! object (`code`).

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;

use pylens::base::{Constant, Int, Location, Name, Names, Profile, Text};
use pylens::bytecode::{CodeConst, Opcode};
use pylens::compiler::assemble::assemble;
use pylens::compiler::constants::ConstCache;
use pylens::compiler::flowgraph::{Block, CfgInstr, Change, OptimizedUnit, Options, PASSES, optimize};
use pylens::compiler::unit::{FinishContext, Instr, InstrId, InstrSequence, Unit};
use serde_json::Value;

#[test]
fn recorded_units_are_those_of_cpython() {
    compare_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/flowgraph"));
}

#[test]
fn more_units_are_those_of_cpython() {
    if let Some(folder) = std::env::var_os("PYLENS_FLOWGRAPH_REFERENCE") {
        compare_folder(Path::new(&folder));
    }
}

fn compare_folder(folder: &Path) {
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder can be read")
        .map(|entry| entry.expect("a readable entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "jsonl"))
        .collect();
    paths.sort();
    let (mut units, mut wrong) = (0, Vec::new());
    for path in paths {
        for line in std::fs::read_to_string(&path).expect("a readable file").lines() {
            let reference: Value = serde_json::from_str(line).expect("a line of JSON");
            units += 1;
            if let Err(difference) = compare(&reference) {
                wrong.push(format!("{} {}: {difference}", path.display(), reference["unit"]));
            }
        }
    }
    println!("{units} units, {} differ", wrong.len());
    assert!(units > 0, "no units");
    assert!(wrong.is_empty(), "{}", wrong[..wrong.len().min(20)].join("\n"));
}

fn compare(reference: &Value) -> Result<(), String> {
    let mut names = Names::new();
    let unit = unit(reference, &mut names);
    let options = Options { profile: Profile::V3_13_0, record: true };
    let optimized =
        optimize(&unit, unit.consts.clone(), options, &mut ConstCache::default()).map_err(|error| error.to_string())?;
    log_explains_everything(&optimized)?;
    let (ours, theirs) = (listing(&optimized), reference_listing(reference));
    if let Some(at) = (0..ours.len().max(theirs.len())).find(|&at| ours.get(at) != theirs.get(at)) {
        let part = |rows: &[String]| rows[at.saturating_sub(4).min(rows.len())..rows.len().min(at + 4)].join("\n    ");
        return Err(format!("instruction {at}\n  ours\n    {}\n  CPython\n    {}", part(&ours), part(&theirs)));
    }
    jumps_agree(&optimized, reference)?;
    let consts: Vec<String> = optimized.consts.iter().map(repr).collect();
    let expected: Vec<&str> = array(&reference["consts_out"]).iter().filter_map(Value::as_str).collect();
    if consts != expected {
        return Err(format!("consts {consts:?} {expected:?}"));
    }
    let nlocalsplus =
        optimized.cell_indices.iter().map(|&index| index + 1).max().unwrap_or(0).max(unit.varnames.len() as u32);
    for (what, ours) in [("stackdepth", optimized.stackdepth), ("nlocalsplus", nlocalsplus)] {
        if i64::from(ours) != integer(&reference[what]) {
            return Err(format!("{what}: {ours}, not {}", reference[what]));
        }
    }
    code_agrees(&unit, &optimized, &names, &reference["code"])
}

fn code_agrees(unit: &Unit, optimized: &OptimizedUnit, names: &Names, reference: &Value) -> Result<(), String> {
    if reference.is_null() {
        return Ok(());
    }
    let mut constants = ConstCache::default();
    let mut context = FinishContext { names, filename: &Text::from("file"), constants: &mut constants };
    let code = assemble(unit, Cow::Borrowed(optimized), &mut context).map_err(|error| error.to_string())?.code;
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let pairs = [
        ("code", hex(&code.code)),
        ("linetable", hex(&code.linetable)),
        ("exceptiontable", hex(&code.exceptiontable)),
        ("localsplusnames", code.localsplusnames.iter().map(|name| name.to_string_lossy() + ",").collect()),
        ("stacksize", code.stacksize.to_string()),
    ];
    for (what, ours) in pairs {
        let theirs = match &reference[what] {
            Value::String(text) => text.clone(),
            Value::Array(items) => items.iter().filter_map(Value::as_str).map(|item| item.to_owned() + ",").collect(),
            other => other.to_string(),
        };
        if ours != theirs {
            return Err(format!("{what}\n  ours    {ours}\n  CPython {theirs}"));
        }
    }
    Ok(())
}

/// Between two snapshots no instruction comes, goes or changes without a record.
fn log_explains_everything(optimized: &OptimizedUnit) -> Result<(), String> {
    let log = optimized.log.as_ref().ok_or("no log")?;
    let by_id = |blocks: &[Block]| -> HashMap<InstrId, CfgInstr> {
        blocks.iter().flat_map(|block| &block.instrs).map(|instr| (instr.id, *instr)).collect()
    };
    let mut before = by_id(&log.before);
    for record in &log.passes {
        let after = by_id(&record.after);
        let name = PASSES[record.pass].name;
        let is = |id: &InstrId, test: fn(&Change) -> bool| record.changes.iter().any(|c| c.id() == *id && test(c));
        for (id, old) in &before {
            let what = format!("{name}: {} ({id:?})", old.opcode);
            match after.get(id) {
                None if !is(id, |c| matches!(c, Change::Removed { .. })) => return Err(format!("{what} went unseen")),
                Some(new) if (new.opcode, new.loc) != (old.opcode, old.loc) && !is(id, |_| true) => {
                    return Err(format!("{what} changed unseen"));
                }
                _ => {}
            }
        }
        let new = |id: &&InstrId| !before.contains_key(id);
        let added = |id: &InstrId| is(id, |c| matches!(c, Change::Added { .. }));
        if let Some(id) = after.keys().filter(new).find(|id| !added(id)) {
            return Err(format!("{name}: {id:?} came unseen"));
        }
        before = after;
    }
    let last: Vec<InstrId> = optimized.instrs.iter().map(|instr| instr.id).collect();
    if last.len() != before.len() || last.iter().any(|id| !before.contains_key(id)) {
        return Err("the last snapshot is not the result".into());
    }
    Ok(())
}

fn array(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn integer(value: &Value) -> i64 {
    value.as_i64().expect("an integer")
}

fn location(row: &[Value]) -> Location {
    let [l, el, c, ec] = [2, 3, 4, 5].map(|index| integer(&row[index]) as i32);
    Location::new(l, el, c, ec)
}

fn opcode(row: &[Value]) -> Opcode {
    match row[0].as_str().expect("a name") {
        // CPython's header has two names for one number.
        "HAVE_ARGUMENT" => Opcode::WITH_EXCEPT_START,
        name => Opcode::from_name(name).expect("an opcode"),
    }
}

fn unit(reference: &Value, names: &mut Names) -> Unit {
    let mut sequence = InstrSequence::default();
    let mut label = HashMap::new();
    for block in array(&reference["cfg_in"]) {
        label.insert(integer(&block["label"]), sequence.instrs.len() as u32);
        for row in array(&block["insts"]) {
            let row = array(row);
            let id = InstrId(sequence.instrs.len() as u32);
            let oparg = integer(&row[1]) as u32;
            sequence.instrs.push(Instr { opcode: opcode(row), oparg, loc: location(row), id });
        }
    }
    let labels = label.keys().copied().max().unwrap_or(-1) + 1;
    sequence.labels = (0..labels).map(|number| label.get(&number).copied().unwrap_or(u32::MAX)).collect();
    let mut list = |key: &str| -> Vec<Name> {
        array(&reference[key])
            .iter()
            .filter_map(Value::as_str)
            .map(|name| names.intern(name.trim_matches('\'')))
            .collect()
    };
    let (varnames, cellvars, freevars) = (list("varnames"), list("cellvars"), list("freevars"));
    let (unit_names, fasthidden) = (list("names"), list("fasthidden"));
    let name = names.intern("unit");
    // The flags say whether there are star parameters; what counts is their sum.
    let flags = integer(&reference["code_flags"]) as u32;
    let stars = u32::from(flags & 4 != 0) + u32::from(flags & 8 != 0);
    Unit {
        name,
        qualname: name,
        argcount: (integer(&reference["nparams"]) as u32).saturating_sub(stars),
        posonlyargcount: 0,
        kwonlyargcount: 0,
        flags,
        firstlineno: integer(&reference["firstlineno"]) as i32,
        sequence,
        consts: array(&reference["consts_in"]).iter().filter_map(Value::as_str).map(constant).collect(),
        names: unit_names,
        varnames,
        cellvars,
        freevars,
        fasthidden,
        nested: Vec::new(),
        node: None,
    }
}

/// A constant from its repr, as far as the optimizer looks at it; others are strings of their repr.
fn constant(repr: &str) -> CodeConst {
    CodeConst::Value(value(repr))
}

fn value(repr: &str) -> Constant {
    match repr {
        "None" => Constant::None,
        "True" => Constant::Bool(true),
        "False" => Constant::Bool(false),
        "Ellipsis" => Constant::Ellipsis,
        "''" => Constant::str(""),
        "b''" => Constant::Bytes([].into()),
        "0.0" => Constant::Float(0.0),
        _ => match repr.parse() {
            Ok(small) => Constant::Int(Int::Small(small)),
            Err(_) if repr.starts_with('(') && repr.ends_with(')') && !repr.ends_with("j)") => {
                Constant::Tuple(items(&repr[1..repr.len() - 1]).into_iter().map(value).collect())
            }
            Err(_) => Constant::str(repr),
        },
    }
}

/// The parts between commas that stand in no bracket or string.
fn items(text: &str) -> Vec<&str> {
    let (mut items, mut start, mut depth, mut quote, mut escaped) = (Vec::new(), 0, 0, None, false);
    for (index, c) in text.char_indices() {
        match (quote, c) {
            _ if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(open), _) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth -= 1,
            (None, ',') if depth == 0 => {
                items.push(text[start..index].trim());
                start = index + 1;
            }
            _ => {}
        }
    }
    items.extend(Some(text[start..].trim()).filter(|last| !last.is_empty()));
    items
}

fn repr(constant: &CodeConst) -> String {
    fn of(value: &Constant) -> String {
        match value {
            Constant::None => "None".into(),
            Constant::Ellipsis => "Ellipsis".into(),
            Constant::Bool(value) => if *value { "True" } else { "False" }.into(),
            Constant::Int(value) => value.to_string(),
            Constant::Float(_) => "0.0".into(),
            Constant::Str(text) if text.text.is_empty() => "''".into(),
            Constant::Str(text) => text.text.to_string_lossy(),
            Constant::Bytes(_) => "b''".into(),
            Constant::Tuple(items) if items.len() == 1 => format!("({},)", of(&items[0])),
            Constant::Tuple(items) => format!("({})", items.iter().map(of).collect::<Vec<_>>().join(", ")),
            other => format!("{other:?}"),
        }
    }
    match constant {
        CodeConst::Value(value) => of(value),
        CodeConst::Code(code) => format!("{code:?}"),
    }
}

/// Instructions without the targets of jumps and handlers.
fn listing(optimized: &OptimizedUnit) -> Vec<String> {
    let row = |instr: &pylens::compiler::flowgraph::OptimizedInstr| {
        let Location { lineno, end_lineno, col_offset, end_col_offset } = instr.loc;
        let oparg = if instr.target.is_some() { 0 } else { instr.oparg };
        let handler = instr.handler.map(|handler| (handler.startdepth, u8::from(handler.preserve_lasti)));
        format!("{} {oparg} {lineno} {end_lineno} {col_offset} {end_col_offset} {handler:?}", instr.opcode)
    };
    optimized.instrs.iter().map(row).collect()
}

fn reference_listing(reference: &Value) -> Vec<String> {
    let row = |row: &Value| {
        let row = array(row);
        let Location { lineno, end_lineno, col_offset, end_col_offset } = location(row);
        let opcode = opcode(row);
        let oparg = if pylens::compiler::flowgraph::graph::has_target(opcode) { 0 } else { integer(&row[1]) };
        let handler = (integer(&row[6]) >= 0).then(|| (integer(&row[7]) as u32, integer(&row[8]) as u8));
        format!("{opcode} {oparg} {lineno} {end_lineno} {col_offset} {end_col_offset} {handler:?}")
    };
    array(&reference["asm_in"]).iter().map(row).collect()
}

/// CPython's targets are numbers of blocks: each must stand for one instruction, and their order must be the same.
fn jumps_agree(optimized: &OptimizedUnit, reference: &Value) -> Result<(), String> {
    let mut index_of: HashMap<i64, u32> = HashMap::new();
    for (at, (instr, row)) in optimized.instrs.iter().zip(array(&reference["asm_in"])).enumerate() {
        let row = array(row);
        let jump = instr.target.map(|target| (integer(&row[1]), target));
        let handler = instr.handler.map(|handler| (integer(&row[6]), handler.target));
        for (label, index) in jump.into_iter().chain(handler) {
            if *index_of.entry(label).or_insert(index) != index {
                return Err(format!("instruction {at}: {} leads elsewhere", instr.opcode));
            }
        }
    }
    let mut pairs: Vec<_> = index_of.into_iter().collect();
    pairs.sort_unstable();
    if pairs.is_sorted_by(|a, b| a.1 <= b.1) { Ok(()) } else { Err("targets in another order".into()) }
}
