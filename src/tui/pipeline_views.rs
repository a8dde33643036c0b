//! The stages behind the seam: [`Views`] of a revision that the pipeline made.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::panes::PaneId;
use super::revision::{CodeEntry, Outcome, Shown, StageMark, ViewOptions, Views};
use super::workers::compile::{Compile, Job};
use crate::base::{Diagnostic, Severity, Span};
use crate::frontend::source::Source;
use crate::frontend::tokenizer::{Tokens, tokenize};
use crate::pipeline::StageId;
use crate::view::syntax::Syntax;
use crate::view::{ItemRef, Listing, source, tokens};

/// Compiles one file again and again.
pub struct Compiler {
    /// The name for messages and `co_filename`.
    pub name: String,
    /// The syntax tree of the last revision, for an incremental parse.
    pub syntax: Option<Syntax>,
}

impl Compile for Compiler {
    fn compile(&mut self, job: &Job) -> Arc<dyn Views> {
        let start = Instant::now();
        let mut problems = Vec::new();
        let source = Source::from_bytes(&self.name, &job.bytes);
        let read = start.elapsed();
        let text: Arc<str> = match &source {
            Ok(source) => source.text.clone(),
            Err(_) => String::from_utf8_lossy(&job.bytes).into(),
        };
        let syntax = Syntax::parse(&text, self.syntax.as_ref());
        self.syntax = Some(syntax.clone());
        let start = Instant::now();
        let tokens = source.as_ref().ok().map(tokenize);
        let cut = start.elapsed();
        problems.extend(source.as_ref().err().cloned());
        problems.extend(tokens.as_ref().and_then(|tokens| tokens.error.clone()));
        Arc::new(PipelineViews {
            source: source.ok(),
            bytes: job.bytes.clone(),
            syntax,
            tokens,
            problems,
            times: [read, cut],
        })
    }
}

struct PipelineViews {
    source: Option<Source>,
    bytes: Arc<[u8]>,
    syntax: Syntax,
    tokens: Option<Tokens>,
    problems: Vec<Diagnostic>,
    times: [Duration; 2],
}

impl Views for PipelineViews {
    fn stages(&self) -> Vec<StageMark> {
        let error = self.problems.iter().find(|problem| problem.severity == Severity::Error);
        let place = error.map_or(String::new(), |error| {
            error.lineno.map_or(String::new(), |line| format!("{line}:{}", error.offset.unwrap_or(0)))
        });
        let outcome = |failed: bool| if failed { Outcome::Failed(place.clone()) } else { Outcome::Good };
        let [read, cut] = self.times;
        vec![
            StageMark { stage: StageId::Source, outcome: outcome(self.source.is_none()), time: Some(read) },
            StageMark { stage: StageId::Tokens, outcome: outcome(error.is_some()), time: Some(cut) },
        ]
    }

    fn problems(&self) -> &[Diagnostic] {
        &self.problems
    }

    fn listing(&self, pane: PaneId, _: &ViewOptions) -> Shown {
        let ready = |listing: Listing| Shown::Listing(Arc::new(listing));
        match (pane, &self.source, &self.tokens) {
            (PaneId::Source, Some(source), _) => ready(source::listing(source, &self.syntax, &self.problems)),
            (PaneId::Source, None, _) => match self.problems.first() {
                Some(problem) => ready(source::undecodable(&self.bytes, problem)),
                None => Shown::Blocked("the file cannot be decoded".into()),
            },
            (PaneId::Tokens, Some(source), Some(tokens)) => ready(tokens::listing(source, tokens)),
            (PaneId::Ast, Some(_), _) => ready(self.syntax.listing()),
            _ => Shown::Blocked("not there yet".into()),
        }
    }

    fn text(&self) -> Option<&str> {
        self.source.as_ref().map(|source| &*source.text)
    }

    fn word_at(&self, offset: u32) -> Option<Span> {
        self.syntax.word_at(offset)
    }

    fn project(&self, _: ItemRef, _: PaneId) -> Vec<ItemRef> {
        Vec::new()
    }

    fn code_objects(&self) -> Vec<CodeEntry> {
        Vec::new()
    }
}
