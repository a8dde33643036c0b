//! Pieces of the screen: a line of text, the lines on top and at the bottom, the lines between panes, a pane.

pub mod ascii;
pub mod bars;
pub mod borders;
pub mod chart;
pub mod line;
pub mod pane;
pub mod present;
