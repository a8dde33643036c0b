//! A lesson without a terminal: it is played in a workbench that draws into memory.

use ratatui::buffer::Buffer;

use super::cast::Cast;
use super::{Instruction, Lesson};
use crate::tui::app::App;
use crate::tui::event::Event;
use crate::tui::export::Format;
use crate::tui::export::picture::Stage;
use crate::tui::key::Key;
use crate::tui::pipeline_views::Compiler;

/// What is wanted of a lesson.
#[derive(Default)]
pub struct Wanted {
    pub pictures: Vec<Format>,
    /// Only of these pauses; of all if there are none.
    pub pauses: Vec<String>,
    pub recording: bool,
}

/// What came of playing it.
#[derive(Default)]
pub struct Played {
    /// Expectations that failed and files that could not be had, each with its line.
    pub failures: Vec<String>,
    /// Name and content of the file of each picture.
    pub pictures: Vec<(String, String)>,
    pub recording: Option<String>,
    /// The screen of each pause, with its name.
    pub screens: Vec<(String, Buffer)>,
}

/// Time to read a letter of a note, and time between two instructions, in a recording.
const READING: u64 = 45;
const PAUSE: u64 = 1500;
const BETWEEN: u64 = 600;

/// Plays a lesson to its end. `app` has been set up for it, with the lesson not yet begun.
pub fn play(mut app: App, compiler: Compiler, lesson: Lesson, wanted: &Wanted) -> std::io::Result<Played> {
    let size = (app.size().width, app.size().height);
    let command = format!("pylens lesson {}", lesson.name);
    let stem = std::path::Path::new(&lesson.name)
        .file_stem()
        .map_or_else(|| "lesson".to_owned(), |stem| stem.to_string_lossy().into_owned());
    let title = lesson.title.clone();
    let mut played = Played::default();
    let mut cast = wanted.recording.then(|| Cast::new(size, &title, &command));
    app.begin_lesson(lesson);
    let mut stage = Stage::new(app, compiler)?;
    stage.update(Event::Resize(size.0, size.1));
    loop {
        let calm = stage.settle_each(&mut |stage| {
            if let Some(cast) = &mut cast {
                cast.show(&stage.draw());
                cast.wait(BETWEEN);
            }
        });
        let Some(playing) = stage.app.playing() else { break };
        if !calm {
            played.failures.push(format!("{}: it does not come to rest", playing.lesson.name));
            break;
        }
        let name = match playing.lesson.steps.get(playing.next.wrapping_sub(1)).map(|step| &step.instruction) {
            Some(Instruction::Pause(name)) if !name.is_empty() => name.clone(),
            _ => format!("{}", playing.pause),
        };
        let ended = playing.ended;
        let reading = playing.note.chars().count() as u64 * READING;
        if !ended {
            let buffer = stage.draw();
            let heading = format!("{title}: {name}");
            let is_wanted = wanted.pauses.is_empty() || wanted.pauses.contains(&name);
            for format in wanted.pictures.iter().filter(|_| is_wanted) {
                let file =
                    format!("{stem}-{}.{}", name.replace(' ', "-").replace([',', '/', '\\'], ""), format.extension());
                played.pictures.push((file, format.screen(&buffer, &heading, &command)));
            }
            if let Some(cast) = &mut cast {
                cast.show(&buffer);
                cast.mark(&name);
                cast.wait(PAUSE + reading);
            }
            played.screens.push((name, buffer));
        }
        if ended {
            played.failures.extend(playing.failures.iter().cloned());
            break;
        }
        stage.update(Event::Key(Key::parse("space").expect("it is a key")));
    }
    played.recording = cast.map(Cast::finish);
    Ok(played)
}
