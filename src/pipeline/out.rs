//! What a stage gives.

use std::sync::Arc;
use std::time::Duration;

use super::StageId;
use crate::base::Diagnostic;
pub use crate::compiler::Failure;

/// The outcome of a stage; cloning shares it.
#[derive(Debug)]
pub enum Out<T> {
    Ready(Arc<T>),
    Failed(Failure),
    /// An earlier stage failed: that one.
    Blocked(StageId),
}

impl<T> Clone for Out<T> {
    fn clone(&self) -> Self {
        match self {
            Out::Ready(value) => Out::Ready(value.clone()),
            Out::Failed(failure) => Out::Failed(failure.clone()),
            Out::Blocked(stage) => Out::Blocked(*stage),
        }
    }
}

impl<T> Out<T> {
    pub fn ready(&self) -> Option<&Arc<T>> {
        match self {
            Out::Ready(value) => Some(value),
            _ => None,
        }
    }

    pub fn failure(&self) -> Option<&Failure> {
        match self {
            Out::Failed(failure) => Some(failure),
            _ => None,
        }
    }

    /// Runs the next stage on this one's value; if there is none, the next stage is blocked by whoever failed first.
    pub fn then<U>(&self, stage: StageId, next: impl FnOnce(&Arc<T>) -> Out<U>) -> Out<U> {
        match self {
            Out::Ready(value) => next(value),
            Out::Failed(_) => Out::Blocked(stage),
            Out::Blocked(by) => Out::Blocked(*by),
        }
    }
}

impl<T> From<Result<T, Diagnostic>> for Out<T> {
    fn from(result: Result<T, Diagnostic>) -> Self {
        match result {
            Ok(value) => Out::Ready(Arc::new(value)),
            Err(error) => Out::Failed(Failure::Python(error)),
        }
    }
}

/// A stage's outcome and how long the stage took.
#[derive(Debug)]
pub struct Staged<T> {
    pub out: Out<T>,
    pub time: Duration,
}

impl<T> Clone for Staged<T> {
    fn clone(&self) -> Self {
        Self { out: self.out.clone(), time: self.time }
    }
}
