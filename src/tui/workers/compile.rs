//! The thread that turns bytes into a revision. It takes the newest job and drops those before it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use crate::tui::app::SearchWanted as Search;
use crate::tui::panes::PaneId;
use crate::tui::revision::{Before, Compiled, Ready, ViewOptions, Views};

/// Stages recurse as deep as the file nests; this is address space, not memory.
const STACK: usize = 1 << 30;

/// How long what the app had before is held, at least.
const HOLD: Duration = Duration::from_millis(300);

/// One revision to make.
#[derive(Clone, PartialEq, Debug)]
pub struct Job {
    pub number: u64,
    /// The file that the bytes are of.
    pub path: PathBuf,
    pub bytes: Arc<[u8]>,
    pub options: ViewOptions,
    /// The panes to make listings for at once.
    pub panes: Vec<PaneId>,
    /// What the app has now.
    pub before: Before,
    /// Nothing is shown yet: what can be had at once is wanted at once.
    pub first: bool,
}

/// Listings of a revision that were not made with it.
#[derive(Clone)]
pub struct Wanted {
    /// Of the revision.
    pub number: u64,
    pub views: Arc<dyn Views>,
    pub options: ViewOptions,
    pub panes: Vec<PaneId>,
    /// What these panes have now.
    pub before: Before,
}

impl std::fmt::Debug for Wanted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wanted").field("number", &self.number).field("panes", &self.panes).finish_non_exhaustive()
    }
}

impl PartialEq for Wanted {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number && self.panes == other.panes && self.options == other.options
    }
}

/// What the thread made.
pub enum Made {
    Revision(Box<Compiled>),
    /// Further listings of the revision of this number.
    Listings(u64, Vec<(PaneId, Ready)>),
    /// What can be shown of the revision of this number while it is being made.
    Early(u64, PaneId, Ready),
    /// A revision of another file, to compare with.
    Pinned(PathBuf, Arc<dyn Views>),
    /// A long listing has been searched.
    Found(Search),
}

impl std::fmt::Debug for Made {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Made::Revision(compiled) => f.debug_tuple("Revision").field(compiled).finish(),
            Made::Listings(number, _) => f.debug_tuple("Listings").field(number).finish_non_exhaustive(),
            Made::Early(number, pane, _) => f.debug_tuple("Early").field(number).field(pane).finish_non_exhaustive(),
            Made::Found(search) => f.debug_tuple("Found").field(search).finish(),
            Made::Pinned(path, _) => f.debug_tuple("Pinned").field(path).finish_non_exhaustive(),
        }
    }
}

/// Makes revisions; keeps what the next one can use of the last.
pub trait Compile: Send {
    fn compile(&mut self, job: &Job) -> Arc<dyn Views>;

    /// What a pane can show before all stages are through.
    fn early(&mut self, _job: &Job) -> Option<(PaneId, Ready)> {
        None
    }
}

/// The handle of the thread; it ends when the handle is dropped.
pub struct CompileWorker {
    jobs: Sender<Order>,
}

enum Order {
    Pin(PathBuf, Job),
    Compile(Job),
    List(Wanted),
    Search(Search),
}

impl CompileWorker {
    /// `report` gets each revision, or the words of a panic.
    pub fn spawn(
        compiler: impl Compile + 'static,
        report: impl Fn(Result<Made, String>) + Send + 'static,
    ) -> std::io::Result<Self> {
        let (jobs, received) = channel();
        let work = move || work(compiler, &received, report);
        std::thread::Builder::new().name("compile".into()).stack_size(STACK).spawn(work)?;
        Ok(Self { jobs })
    }

    pub fn compile(&self, job: Job) {
        // The thread lives as long as this handle.
        let _ = self.jobs.send(Order::Compile(job));
    }

    /// Makes a revision of another file; it does not replace jobs about the first.
    pub fn pin(&self, path: PathBuf, job: Job) {
        let _ = self.jobs.send(Order::Pin(path, job));
    }

    pub fn search(&self, wanted: Search) {
        let _ = self.jobs.send(Order::Search(wanted));
    }

    pub fn list(&self, wanted: Wanted) {
        let _ = self.jobs.send(Order::List(wanted));
    }
}

fn work(mut compiler: impl Compile, orders: &Receiver<Order>, report: impl Fn(Result<Made, String>)) {
    // What the app had before: when it has taken the new version, the old one ends here and not on the thread that draws.
    let mut before: Vec<Before> = Vec::new();
    loop {
        let order = match orders.recv_timeout(HOLD) {
            Err(RecvTimeoutError::Timeout) => {
                before.clear();
                orders.recv().ok()
            }
            order => order.ok(),
        };
        let Some(order) = order else { return };
        let (mut job, mut wanted, mut pins, mut searches) = (None, Vec::new(), Vec::new(), Vec::new());
        for order in std::iter::once(order).chain(orders.try_iter()) {
            match order {
                // A newer job makes those before it, and listings of what was before it, useless.
                Order::Compile(newer) => {
                    job = Some(newer);
                    wanted.clear();
                }
                Order::List(more) => wanted.push(more),
                Order::Search(search) => searches.push(search),
                Order::Pin(path, job) => pins.push((path, job)),
            }
        }
        for search in searches {
            report(Ok(Made::Found(search.found())));
        }
        for (path, job) in pins {
            let result = catch_unwind(AssertUnwindSafe(|| compiler.compile(&job)));
            report(result.map(|views| Made::Pinned(path, views)).map_err(|panic| words(&*panic)));
        }
        if let Some(job) = job {
            if job.first
                && let Ok(Some((pane, ready))) = catch_unwind(AssertUnwindSafe(|| compiler.early(&job)))
            {
                report(Ok(Made::Early(job.number, pane, ready)));
            }
            // A panic is a bug of ours; it must not take the workbench with it.
            let result = catch_unwind(AssertUnwindSafe(|| {
                let views = compiler.compile(&job);
                Compiled::of(job.number, views, job.options.clone(), &job.panes, &job.before)
            }));
            report(result.map(|compiled| Made::Revision(Box::new(compiled))).map_err(|panic| words(&*panic)));
            before.push(job.before);
        }
        for Wanted { number, views, options, panes, before: known } in wanted {
            let listings = panes.into_iter().map(|pane| (pane, known.ready(&*views, pane, &options)));
            report(Ok(Made::Listings(number, listings.collect())));
            before.push(known);
        }
    }
}

/// What a panic said.
pub fn words(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "unknown reason".into())
}
