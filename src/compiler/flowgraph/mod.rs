//! Control-flow optimizer: labelled pseudo-instructions in, optimized instructions with their jump targets out.
//!
//! Mirrors CPython 3.13's flow graph. The instructions of a [`Unit`] are cut into basic blocks ([`graph`]); the passes
//! of [`PASSES`] then run over the graph, one after the other, each in a file of its own; what is left is written down
//! as one sequence again ([`sequence`]).
//!
//! Jumps name blocks until the end, when they name instructions of the sequence; the assembler turns those into
//! distances. Instructions keep their [`InstrId`](super::unit::InstrId) when a pass moves or changes them.
//!
//! With recording on, a [`PassLog`] keeps for each pass that changed something the graph after it and what happened to
//! which instruction, and why. Every pass leaves the graph valid: see [`check`], which runs behind each where debug
//! assertions are on.

pub mod basic_block;
pub mod check;
pub mod cold;
pub mod consts;
pub mod exception_targets;
pub mod flow;
pub mod graph;
pub mod inline;
pub mod jump_targets;
pub mod line_numbers;
pub mod load_const;
pub mod localsplus;
pub mod log;
pub mod nops;
pub mod normalize;
pub mod pseudo_ops;
pub mod reachability;
pub mod sequence;
pub mod stackdepth;
pub mod superinstructions;
pub mod swaps;
pub mod uninitialized;
pub mod unused_consts;

use crate::base::{InternalError, Profile, Stage};
use crate::bytecode::CodeConst;

use super::constants::ConstCache;
use super::unit::Unit;

use flow::Flow;
pub use graph::{Block, BlockId, CfgInstr, Graph};
pub use log::{Change, PassLog, PassRecord, Reason};
pub use sequence::{Handler, OptimizedInstr, OptimizedUnit};

/// One pass over the graph.
pub struct Pass {
    /// CPython's name for it.
    pub name: &'static str,
    /// What it does, in one sentence.
    pub doc: &'static str,
    run: fn(&mut Flow<'_>) -> Result<(), InternalError>,
}

/// All passes, in the order in which they run.
pub static PASSES: &[Pass] = &[
    Pass {
        name: "translate_jump_labels_to_targets",
        doc: "Point every jump and handler set-up at the block that its label stands in front of.",
        run: jump_targets::translate_jump_labels_to_targets,
    },
    Pass {
        name: "mark_except_handlers",
        doc: "Mark the blocks that exceptions lead to.",
        run: exception_targets::mark_except_handlers,
    },
    Pass {
        name: "label_exception_targets",
        doc: "Tell every instruction which handler is in force when it runs.",
        run: exception_targets::label_exception_targets,
    },
    Pass {
        name: "inline_small_or_no_lineno_blocks",
        doc: "Replace a jump to a short exit, or to a block without lines, by a copy of that block.",
        run: inline::inline_small_or_no_lineno_blocks,
    },
    Pass {
        name: "remove_unreachable",
        doc: "Empty the blocks that control cannot reach.",
        run: reachability::remove_unreachable,
    },
    Pass {
        name: "duplicate_exits_without_lineno",
        doc: "Copy exits without a line that several jumps share, so that each copy can have the line of its jump.",
        run: line_numbers::duplicate_exits_without_lineno,
    },
    Pass {
        name: "propagate_line_numbers",
        doc: "Give instructions without a location that of the instruction from which control comes.",
        run: line_numbers::propagate_line_numbers,
    },
    Pass {
        name: "optimize_load_const",
        doc: "Decide tests of constants now, and fuse a constant with the return, test or comparison behind it.",
        run: load_const::optimize_load_const,
    },
    Pass {
        name: "optimize_basic_block",
        doc: "Simplify neighbouring instructions, build tuples of constants, and shorten jumps to jumps.",
        run: basic_block::optimize_basic_blocks,
    },
    Pass {
        name: "swaptimize",
        doc: "Shorten runs of SWAP, then exchange the stores behind a SWAP instead of the values.",
        run: swaps::optimize_swaps,
    },
    Pass {
        name: "remove_redundant_nops_and_pairs",
        doc: "Remove NOPs that carry no line of their own, and values that are pushed only to be popped.",
        run: nops::remove_redundant_nops_and_pairs,
    },
    Pass {
        name: "remove_unreachable",
        doc: "Empty the blocks that the passes before have cut off.",
        run: reachability::remove_unreachable,
    },
    Pass {
        name: "remove_redundant_nops_and_jumps",
        doc: "Remove NOPs that carry no line of their own, and jumps to the instruction behind them.",
        run: nops::remove_redundant_nops_and_jumps,
    },
    Pass {
        name: "remove_unused_consts",
        doc: "Drop the constants that no instruction loads, and number the others anew.",
        run: unused_consts::remove_unused_consts,
    },
    Pass {
        name: "add_checks_for_loads_of_uninitialized_variables",
        doc: "Check a local where it is loaded if it may be unbound there.",
        run: uninitialized::add_checks_for_loads_of_uninitialized_variables,
    },
    Pass {
        name: "insert_superinstructions",
        doc: "Fuse pairs of loads and stores of locals into one instruction.",
        run: superinstructions::insert_superinstructions,
    },
    Pass {
        name: "push_cold_blocks_to_end",
        doc: "Move the blocks that run only after an exception behind all others.",
        run: cold::push_cold_blocks_to_end,
    },
    Pass {
        name: "duplicate_exits_without_lineno",
        doc: "Copy exits without a line once more, now that blocks have moved.",
        run: line_numbers::duplicate_exits_without_lineno,
    },
    Pass {
        name: "propagate_line_numbers",
        doc: "Give locations to the instructions that still have none.",
        run: line_numbers::propagate_line_numbers,
    },
    Pass {
        name: "calculate_stackdepth",
        doc: "Find the depth of the stack at the start of each block, and the greatest depth of all.",
        run: stackdepth::calculate_stackdepth,
    },
    Pass {
        name: "insert_prefix_instructions",
        doc: "Put in front what sets up a generator, makes cells and copies free variables.",
        run: localsplus::insert_prefix_instructions,
    },
    Pass {
        name: "fix_cell_offsets",
        doc: "Number cells and free variables behind the locals; a parameter that is a cell keeps its number.",
        run: localsplus::fix_cell_offsets,
    },
    Pass {
        name: "convert_pseudo_ops",
        doc: "Replace the remaining pseudo-instructions by real ones, or by nothing.",
        run: pseudo_ops::convert_pseudo_ops,
    },
    Pass {
        name: "normalize_jumps",
        doc: "Turn a conditional jump backwards into the reverse test over an unconditional one.",
        run: normalize::normalize_jumps,
    },
];

/// Index of the first pass that CPython's `_PyCfg_OptimizeCodeUnit` leaves to others.
pub fn first_pass_behind_optimization() -> usize {
    PASSES.iter().position(|pass| pass.name == "calculate_stackdepth").unwrap_or(PASSES.len())
}

/// What the caller chooses.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    pub profile: Profile,
    /// Keep a [`PassLog`].
    pub record: bool,
}

/// Runs all passes on a unit. `consts` are its constants, to which the passes add and from which they drop some.
///
/// CPython: `_PyCfg_OptimizeCodeUnit` and `_PyCfg_OptimizedCfgToInstructionSequence`.
pub fn optimize(
    unit: &Unit,
    consts: Vec<CodeConst>,
    options: Options,
    constants: &mut ConstCache,
) -> Result<OptimizedUnit, InternalError> {
    let mut flow = Flow::new(unit, consts, options, constants)?;
    for (index, pass) in PASSES.iter().enumerate() {
        if options.record && index == first_pass_behind_optimization() {
            flow.optimized = Some(flow.graph.row().cloned().collect());
        }
        flow.log.begin(index);
        (pass.run)(&mut flow)?;
        if cfg!(debug_assertions) {
            check::check(&flow).map_err(|what| error(format!("after pass {index} ({}): {what}", pass.name)))?;
        }
        flow.log.end(&flow.graph, &flow.consts);
    }
    sequence::write_down(flow)
}

fn error(what: impl Into<String>) -> InternalError {
    InternalError { stage: Stage::Flowgraph, what: what.into() }
}
