//! What the workbench knows of one revision of the file: the seam between the pipeline and the panes.
//!
//! The workbench asks a [`Views`] for listings, marks and links and knows nothing of stages' outputs; so it is tested
//! without them.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::panes::{Fresh, Known, PaneId, Prepared};
use super::workers::compile::words;
use super::workers::execute::Program;
use crate::base::{Diagnostic, OptimizeLevel, Span};
use crate::pipeline::StageId;
use crate::view::graph::{At, Form};
use crate::view::{ItemRef, Listing, Packed};

/// The outcome of a stage, for the line on top.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StageMark {
    pub stage: StageId,
    pub outcome: Outcome,
    pub time: Option<Duration>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    Good,
    /// Where it failed, e.g. `3:5`; empty if nowhere in particular.
    Failed(String),
    /// An earlier stage failed.
    Blocked,
}

/// What a pane has to show.
#[derive(Clone, PartialEq, Debug)]
pub enum Shown {
    Rows(Packed),
    /// Nothing, for a reason in words; the pane keeps its last good listing and marks it stale.
    Blocked(String),
}

/// What a person has chosen to see.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ViewOptions {
    /// Contexts and empty fields of the tree.
    pub details: bool,
    /// The error-tolerant syntax tree instead of the AST.
    pub syntax_tree: bool,
    pub offsets: bool,
    pub caches: bool,
    pub positions: bool,
    pub specialized: bool,
    /// The code object of the bytecode panes, by qualified name; all of them if `None`.
    pub code: Option<String>,
    pub level: OptimizeLevel,
    /// The moment that the graph shows, and how.
    pub graph: At,
    pub graph_form: Form,
}

/// A code object, for the picker.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CodeEntry {
    pub qualname: String,
    pub line: u32,
    pub instructions: usize,
    pub depth: u16,
    /// Its first instruction, to know how often it ran.
    pub entry: Option<ItemRef>,
}

/// One revision, ready to be shown.
pub trait Views: Send + Sync {
    fn stages(&self) -> Vec<StageMark>;

    /// Errors and warnings of all stages.
    fn problems(&self) -> &[Diagnostic];

    fn listing(&self, pane: PaneId, options: &ViewOptions) -> Shown;

    /// The decoded text, if it could be decoded.
    fn text(&self) -> Option<&str>;

    /// The token of the source at a byte offset.
    fn word_at(&self, offset: u32) -> Option<Span>;

    /// What the source text `span` is to the later stages: the smallest node around it.
    fn item_at(&self, span: Span) -> Option<ItemRef>;

    /// The source text that an item stands for.
    fn span_of(&self, item: ItemRef) -> Option<Span>;

    /// What changed since an earlier revision, in one line; `None` if that cannot be told.
    fn summary_since(&self, before: &dyn Views) -> Option<String>;

    /// The pipeline's own value, for [`Views::summary_since`].
    fn as_any(&self) -> &dyn std::any::Any;

    /// What `item` corresponds to in `pane`, as far as there are links.
    fn project(&self, item: ItemRef, pane: PaneId) -> Vec<ItemRef>;

    fn code_objects(&self) -> Vec<CodeEntry>;

    /// The moments that the graph of the chosen code object (or of all) can show, in order.
    fn graph_moments(&self, _code: Option<&str>) -> Vec<At> {
        Vec::new()
    }

    /// The same revision with the cache folder of the file as it is on disk now.
    fn with_cache_of(&self, _path: &Path) -> Option<Arc<dyn Views>> {
        None
    }

    /// Where the name at a place is found, as rows.
    fn lookup(&self, _span: Span) -> Option<Listing> {
        None
    }

    /// Where the name at a place is bound first.
    fn definition(&self, _span: Span) -> Option<Span> {
        None
    }

    /// The chain from the characters to the bytes.
    fn why(&self, _item: Option<ItemRef>, _span: Option<Span>) -> Option<Listing> {
        None
    }

    /// The qualified name of the code object that an item belongs to.
    fn qualname_of(&self, _item: ItemRef) -> Option<String> {
        None
    }

    /// The code object that an item belongs to.
    fn code_of(&self, _item: ItemRef) -> Option<ItemRef> {
        None
    }

    /// Some bytes of the `.pyc`.
    fn pyc_bytes(&self, _start: u32, _end: u32) -> Option<&[u8]> {
        None
    }

    /// What the last edit touched, syntax that means something else now included.
    fn touched(&self) -> Vec<Span> {
        Vec::new()
    }

    /// Where Enter leads from an item: the target of a jump, the definition of a name, the uses of a constant.
    fn follow(&self, _item: ItemRef) -> Option<(PaneId, ItemRef)> {
        None
    }

    /// The program to run, if there is a code object; `path` is the file's.
    fn program(&self, _path: &Path) -> Option<Program> {
        None
    }
}

/// What a pane has to show, ready for the pane.
#[derive(Clone, Debug)]
pub enum Ready {
    Listing(Box<Fresh>),
    Blocked(String),
}

impl Ready {
    /// Finds the ways from what the pane has now.
    pub fn with_ways(self, known: &Known) -> Self {
        match self {
            Ready::Listing(fresh) => Ready::Listing(Box::new(fresh.with_ways(known))),
            blocked => blocked,
        }
    }
}

impl From<Shown> for Ready {
    fn from(shown: Shown) -> Self {
        match shown {
            Shown::Rows(rows) => Ready::Listing(Box::new(Fresh::new(Prepared::new(rows)))),
            Shown::Blocked(why) => Ready::Blocked(why),
        }
    }
}

/// What a pane shows of a revision. A panic is a bug of ours: that pane shows it, the others live on.
pub fn ready(views: &dyn Views, pane: PaneId, options: &ViewOptions) -> Ready {
    match catch_unwind(AssertUnwindSafe(|| views.listing(pane, options))) {
        Ok(Shown::Rows(rows)) => Ready::Listing(Box::new(Fresh::new(Prepared::new(rows).warmed()))),
        Ok(Shown::Blocked(why)) => Ready::Blocked(why),
        Err(panic) => Ready::Blocked(format!("internal error: {} (a bug of pylens, not of the file)", words(&*panic))),
    }
}

/// What the app has when it asks for a revision or for listings.
#[derive(Clone, Default)]
pub struct Before {
    /// The revision to tell the difference from.
    pub views: Option<Arc<dyn Views>>,
    /// The pinned revision, whose listings are made as they are needed.
    pub pinned: Option<Arc<dyn Views>>,
    /// Of the panes whose listings are asked for.
    pub panes: Vec<Known>,
}

impl Before {
    /// What a pane shows of a revision, and the way there from what it has.
    pub fn ready(&self, views: &dyn Views, pane: PaneId, options: &ViewOptions) -> Ready {
        let ready = ready(views, pane, options);
        let Some(known) = self.panes.iter().find(|known| known.pane == pane) else { return ready };
        let made = || match self::ready(&**self.pinned.as_ref()?, pane, options) {
            Ready::Listing(fresh) => Some(fresh.prepared),
            Ready::Blocked(_) => None,
        };
        ready.with_ways(&Known { pinned: known.pinned.clone().or_else(made), ..known.clone() })
    }
}

impl std::fmt::Debug for Before {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Before").finish_non_exhaustive()
    }
}

impl PartialEq for Before {
    fn eq(&self, other: &Self) -> bool {
        self.panes == other.panes
    }
}

/// A revision with the listings of panes, made away from the thread that draws.
pub struct Compiled {
    /// Number of the job that asked for it; only the newest counts.
    pub number: u64,
    pub views: Arc<dyn Views>,
    pub options: ViewOptions,
    /// The panes that were asked for; the others are made when they come on the screen.
    pub shown: Vec<(PaneId, Ready)>,
    /// What changed since the revision before, in one line; `None` if that cannot be told.
    pub summary: Option<String>,
}

impl std::fmt::Debug for Compiled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Compiled").field("number", &self.number).finish_non_exhaustive()
    }
}

impl Compiled {
    pub fn new(number: u64, views: Arc<dyn Views>, options: ViewOptions) -> Self {
        Self::of(number, views, options, PaneId::ALL, &Before::default())
    }

    /// With the listings of these panes only.
    pub fn of(number: u64, views: Arc<dyn Views>, options: ViewOptions, panes: &[PaneId], before: &Before) -> Self {
        let shown = panes.iter().map(|&pane| (pane, before.ready(&*views, pane, &options))).collect();
        let summary = before.views.as_ref().and_then(|before| views.summary_since(&**before));
        Self { number, views, options, shown, summary }
    }
}
