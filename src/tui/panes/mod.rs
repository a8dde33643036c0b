//! Panes: what each shows, and the state that all of them have in common.
//!
//! Every pane is a listing with a cursor. [`table`] names the panes, [`state`] is the state of one, [`align`] carries that
//! state over from one revision to the next, [`ghosts`] puts rows that are gone back where they stood, [`fresh`] has both done away from the thread that draws,
//! [`correspond`] finds the rows that the selection of another pane is about.

pub mod align;
pub mod correspond;
pub mod folds;
pub mod fresh;
pub mod ghosts;
pub mod prepared;
pub mod state;
mod table;

pub use correspond::Selection;
pub use fresh::{Fresh, Known};
pub use prepared::Prepared;
pub use state::PaneState;
pub use table::PaneId;
