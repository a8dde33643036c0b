//! The workbench: event loop, panes, keys, themes, watching, running.
//!
//! | file | is |
//! |---|---|
//! | [`event`] | the closed list of what can happen, and of what the app can ask for |
//! | [`app`] | the state; `update` is the only way to change it |
//! | [`revision`] | the seam to the pipeline: what panes can ask of one revision |
//! | [`commands`], [`keymap`], [`key`] | the table of commands and the keys that give them |
//! | [`layout`] | which panes are where |
//! | [`panes`] | the table of panes, and the state that each has |
//! | [`overlays`], [`widgets`], [`screen`] | drawing, from `&App` into a buffer |
//! | [`theme`] | styles for roles |
//! | [`config`] | the person's settings, keys and themes |
//! | [`lesson`] | lessons: demonstrations, pictures, recordings and tests in one |
//! | [`export`] | screens and panes as files |
//! | [`workers`] | the threads beside the one that draws |
//! | [`pipeline_views`] | the pipeline behind the seam |
//! | [`event_loop`], [`terminal`], [`options`] | the outermost: threads, the terminal, how it is started |

pub mod app;
pub mod commands;
pub mod config;
pub mod event;
pub mod event_loop;
pub mod export;
pub mod key;
pub mod keymap;
pub mod layout;
pub mod lesson;
pub mod options;
pub mod overlays;
pub mod panes;
pub mod pipeline_views;
pub mod revision;
pub mod screen;
pub mod terminal;
pub mod theme;
pub mod widgets;
pub mod workers;

pub use options::{LessonOptions, TuiOptions, picture, play_lesson, print_config, run, run_lesson, stage};

/// What the manual page says of the workbench: its keys and panes, from the tables of commands and panes.
pub fn manual_chapters() -> Vec<(String, Vec<(String, String)>)> {
    let (keymap, _) = keymap::Keymap::new(&Default::default());
    let chapter = |group: &commands::Group| {
        let commands = commands::Command::all().filter(|command| command.group == *group);
        let terms = commands.map(|command| {
            let keys = keymap.all_shown(command.what).join("  ");
            (format!("{keys}  ({})", command.name), command.doc.to_owned())
        });
        (format!("Keys: {}", group.title()), terms.collect())
    };
    commands::Group::ALL.iter().map(chapter).collect()
}
