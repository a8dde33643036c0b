//! The presets and their plans.

use ratatui::layout::Rect;

use crate::tui::panes::PaneId;

/// A tree of slots with relative sizes.
pub(super) enum Plan {
    Pane(PaneId),
    Columns(&'static [(u16, Plan)]),
    Rows(&'static [(u16, Plan)]),
}

use PaneId::*;
use Plan::{Columns, Pane, Rows};

impl Plan {
    /// The panes of the leaves, in reading order; at least one.
    pub(super) fn panes(&self) -> Vec<PaneId> {
        match self {
            Pane(pane) => vec![*pane],
            Columns(parts) | Rows(parts) => parts.iter().flat_map(|(_, part)| part.panes()).collect(),
        }
    }
}

/// How much fits on the screen.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum SizeClass {
    /// One pane.
    Small,
    /// Two columns: 80×24.
    Medium,
    /// Three columns: 120×40.
    Large,
    /// Four columns: 200×50.
    Huge,
}

impl SizeClass {
    pub(super) const ALL: [(SizeClass, &'static str); 4] = [
        (SizeClass::Small, "small"),
        (SizeClass::Medium, "medium"),
        (SizeClass::Large, "large"),
        (SizeClass::Huge, "huge"),
    ];

    pub(super) fn of(area: Rect) -> Self {
        match (area.width, area.height) {
            (170.., 40..) => SizeClass::Huge,
            (104.., 26..) => SizeClass::Large,
            (72.., 18..) => SizeClass::Medium,
            _ => SizeClass::Small,
        }
    }
}

macro_rules! presets {
    ($($name:ident = $text:literal, $keys:literal, $doc:literal;)*) => {
        /// An arrangement of panes for a purpose.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        pub enum Preset { $( #[doc = $doc] $name ),* }

        impl Preset {
            pub const ALL: &[Preset] = &[ $( Preset::$name ),* ];

            pub fn name(self) -> &'static str {
                match self { $( Preset::$name => $text ),* }
            }

            pub fn keys(self) -> &'static str {
                match self { $( Preset::$name => $keys ),* }
            }

            pub fn doc(self) -> &'static str {
                match self { $( Preset::$name => $doc ),* }
            }

            /// The name without `layout-`, for configuration and command line.
            pub fn short_name(self) -> &'static str {
                self.name().trim_start_matches("layout-")
            }

            /// The preset that a person calls so, with or without `layout-`.
            pub fn named(name: &str) -> Option<Preset> {
                let name = name.to_ascii_lowercase();
                Preset::ALL.iter().copied().find(|preset| [preset.name(), preset.short_name()].contains(&&*name))
            }
        }
    };
}

presets! {
    Default = "layout-default", "v d", "Layout: a bit of everything, from the source to the running program.";
    Compile = "layout-compile", "v c", "Layout: source, tokens and tree.";
    Optimize = "layout-optimize", "v o", "Layout: tree and instructions, before and after optimization.";
    Cache = "layout-cache", "v a", "Layout: source, code object and .pyc file.";
    Run = "layout-run", "v r", "Layout: source, bytecode, stack, frames, heap and output.";
    Lecture = "layout-lecture", "v l", "Layout: two large panes.";
}

const DEFAULT_LARGE: Plan = Columns(&[
    (40, Rows(&[(72, Pane(Source)), (28, Pane(Output))])),
    (34, Rows(&[(55, Pane(Ast)), (45, Pane(Tokens))])),
    (46, Rows(&[(60, Pane(Bytecode)), (40, Columns(&[(1, Pane(Frames)), (1, Pane(Stack))]))])),
]);
const DEFAULT_HUGE: Plan = Columns(&[
    (50, Rows(&[(72, Pane(Source)), (28, Pane(Output))])),
    (46, Rows(&[(60, Pane(Ast)), (40, Pane(Tokens))])),
    (54, Rows(&[(70, Pane(Bytecode)), (30, Pane(Code))])),
    (50, Rows(&[(1, Pane(Scopes)), (1, Pane(Frames)), (1, Pane(Stack)), (1, Pane(Heap))])),
]);
/// All panes of the default layout on 80×24: little of each, but everything linked; `z` shows one in full.
const DEFAULT_MEDIUM: Plan = Columns(&[
    (1, Rows(&[(11, Pane(Source)), (6, Pane(Tokens)), (5, Pane(Output))])),
    (1, Rows(&[(7, Pane(Ast)), (9, Pane(Bytecode)), (6, Columns(&[(1, Pane(Frames)), (1, Pane(Stack))]))])),
]);

const COMPILE_LARGE: Plan =
    Columns(&[(40, Pane(Source)), (38, Pane(Tokens)), (42, Rows(&[(70, Pane(Ast)), (30, Pane(Scopes))]))]);
const COMPILE_MEDIUM: Plan = Columns(&[(1, Pane(Source)), (1, Rows(&[(1, Pane(Ast)), (1, Pane(Tokens))]))]);

const OPTIMIZE_LARGE: Plan = Columns(&[
    (36, Rows(&[(1, Pane(Ast)), (1, Pane(Folded))])),
    (42, Rows(&[(1, Pane(Pseudo)), (1, Pane(Passes))])),
    (42, Rows(&[(40, Pane(Source)), (60, Pane(Bytecode))])),
]);
const OPTIMIZE_HUGE: Plan = Columns(&[
    (50, Rows(&[(30, Pane(Source)), (70, Pane(Ast))])),
    (50, Pane(Folded)),
    (50, Rows(&[(60, Pane(Pseudo)), (40, Pane(Passes))])),
    (50, Pane(Bytecode)),
]);
const OPTIMIZE_MEDIUM: Plan = Columns(&[
    (1, Rows(&[(1, Pane(Source)), (1, Pane(Folded))])),
    (1, Rows(&[(1, Pane(Pseudo)), (1, Pane(Bytecode))])),
]);

const CACHE_LARGE: Plan = Columns(&[(31, Pane(Source)), (35, Pane(Code)), (54, Pane(Pyc))]);
const CACHE_MEDIUM: Plan = Columns(&[(1, Rows(&[(1, Pane(Source)), (1, Pane(Code))])), (1, Pane(Pyc))]);

const RUN_LARGE: Plan = Columns(&[
    (42, Rows(&[(70, Pane(Source)), (30, Pane(Output))])),
    (42, Rows(&[(60, Pane(Bytecode)), (40, Pane(Stack))])),
    (36, Rows(&[(1, Pane(Frames)), (1, Pane(Heap))])),
]);
const RUN_MEDIUM: Plan = Columns(&[
    (1, Rows(&[(65, Pane(Source)), (35, Pane(Output))])),
    (1, Rows(&[(8, Pane(Bytecode)), (7, Columns(&[(1, Pane(Frames)), (1, Pane(Stack))])), (7, Pane(Heap))])),
]);

const LECTURE: Plan = Columns(&[(1, Pane(Source)), (1, Pane(Bytecode))]);

const ONLY_SOURCE: Plan = Pane(Source);
const ONLY_BYTECODE: Plan = Pane(Bytecode);
const ONLY_AST: Plan = Pane(Ast);
const ONLY_PYC: Plan = Pane(Pyc);

impl Preset {
    pub(super) fn plan(self, class: SizeClass) -> &'static Plan {
        use SizeClass::*;
        match (self, class) {
            (Preset::Default, Huge) => &DEFAULT_HUGE,
            (Preset::Default, Large) => &DEFAULT_LARGE,
            (Preset::Default, Medium) => &DEFAULT_MEDIUM,
            (Preset::Compile, Huge | Large) => &COMPILE_LARGE,
            (Preset::Compile, Medium) => &COMPILE_MEDIUM,
            (Preset::Compile, Small) => &ONLY_AST,
            (Preset::Optimize, Huge) => &OPTIMIZE_HUGE,
            (Preset::Optimize, Large) => &OPTIMIZE_LARGE,
            (Preset::Optimize, Medium) => &OPTIMIZE_MEDIUM,
            (Preset::Optimize, Small) => &ONLY_BYTECODE,
            (Preset::Cache, Huge | Large) => &CACHE_LARGE,
            (Preset::Cache, Medium) => &CACHE_MEDIUM,
            (Preset::Cache, Small) => &ONLY_PYC,
            (Preset::Run, Huge | Large) => &RUN_LARGE,
            (Preset::Run, Medium) => &RUN_MEDIUM,
            (Preset::Lecture, Huge | Large | Medium) => &LECTURE,
            (Preset::Default | Preset::Run | Preset::Lecture, Small) => &ONLY_SOURCE,
        }
    }
}
