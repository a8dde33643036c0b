//! The thread that turns bytes into a revision. It takes the newest job and drops those before it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use crate::tui::revision::{Compiled, ViewOptions, Views};

/// Stages recurse as deep as the file nests; this is address space, not memory.
const STACK: usize = 1 << 30;

/// One revision to make.
#[derive(Clone, PartialEq, Debug)]
pub struct Job {
    pub number: u64,
    pub bytes: Arc<[u8]>,
    pub options: ViewOptions,
}

/// Makes revisions; keeps what the next one can use of the last.
pub trait Compile: Send {
    fn compile(&mut self, job: &Job) -> Arc<dyn Views>;
}

/// The handle of the thread; it ends when the handle is dropped.
pub struct CompileWorker {
    jobs: Sender<Job>,
}

impl CompileWorker {
    /// `report` gets each revision, or the words of a panic.
    pub fn spawn(
        compiler: impl Compile + 'static,
        report: impl Fn(Result<Compiled, String>) + Send + 'static,
    ) -> std::io::Result<Self> {
        let (jobs, received) = channel();
        let work = move || work(compiler, &received, report);
        std::thread::Builder::new().name("compile".into()).stack_size(STACK).spawn(work)?;
        Ok(Self { jobs })
    }

    pub fn compile(&self, job: Job) {
        // The thread lives as long as this handle.
        let _ = self.jobs.send(job);
    }
}

fn work(mut compiler: impl Compile, jobs: &Receiver<Job>, report: impl Fn(Result<Compiled, String>)) {
    while let Ok(mut job) = jobs.recv() {
        while let Ok(newer) = jobs.try_recv() {
            job = newer;
        }
        // A panic is a bug of ours; it must not take the workbench with it.
        let result = catch_unwind(AssertUnwindSafe(|| {
            let views = compiler.compile(&job);
            Compiled::new(job.number, views, job.options.clone())
        }));
        report(result.map_err(|panic| words(&*panic)));
    }
}

/// What a panic said.
pub fn words(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "unknown reason".into())
}
