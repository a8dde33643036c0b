//! `pylens pyc`.

use super::arguments::PycArguments;
use super::{complain, input, print};
use crate::view;

pub fn run(arguments: &PycArguments) -> u8 {
    let data = match input::read_file(&arguments.file) {
        Ok(data) => data,
        Err(problem) => return complain(problem),
    };
    let inspection = view::pyc::inspect(&data, None);
    if arguments.json {
        let json = view::pyc::inspection_json(&arguments.file, &data, &inspection);
        print(&format!("{json:#}\n"));
    } else {
        print(&view::pyc::inspection_text(&arguments.file, &data, &inspection));
    }
    0
}
