//! Command line to subcommand or workbench to exit status.

use std::process::ExitCode;

use clap::Parser;
use pylens::base::Profile;
use pylens::cli::arguments::{LessonArguments, VsArguments, WorkbenchArguments};
use pylens::cli::{self, WorkbenchCommand};
use pylens::tui::{self, LessonOptions, TuiOptions};

/// The stages and the machine make many small objects that live shortly; this allocator is quicker at that than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = cli::Arguments::parse();
    ExitCode::from(match arguments.command.map(cli::run) {
        Some(Ok(status)) => status,
        Some(Err(WorkbenchCommand::Lesson(arguments))) => lesson(*arguments),
        Some(Err(WorkbenchCommand::Config(arguments))) => {
            let (text, status) = tui::print_config(arguments.path, arguments.check);
            cli::print(&text);
            status
        }
        Some(Err(WorkbenchCommand::Vs(arguments))) => vs(*arguments),
        Some(Err(WorkbenchCommand::Man)) => cli::documents::man(&tui::manual_chapters()),
        None => workbench(arguments.workbench),
    })
}

fn workbench(arguments: WorkbenchArguments) -> u8 {
    let options = TuiOptions {
        file: arguments.file,
        baseline: None,
        profile: Profile::from(arguments.python),
        level: arguments.level.level(),
        theme: arguments.theme,
        layout: arguments.layout,
        poll: arguments.poll,
        bottom_margin: arguments.bottom_margin,
        rerun: arguments.rerun,
        show_keys: arguments.show_keys,
        at: arguments.at,
    };
    let result = match arguments.export {
        Some(target) => tui::picture(options, arguments.size, &arguments.press, &target).map(|()| 0),
        None => tui::run(options),
    };
    result.unwrap_or_else(cli::complain)
}

fn vs(arguments: VsArguments) -> u8 {
    let options = TuiOptions {
        file: Some(arguments.b),
        baseline: Some(arguments.a),
        profile: Profile::from(arguments.common.python),
        level: arguments.level.level(),
        theme: arguments.theme,
        layout: arguments.layout,
        at: arguments.at,
        ..TuiOptions::default()
    };
    tui::run(options).unwrap_or_else(cli::complain)
}

fn lesson(arguments: LessonArguments) -> u8 {
    let options = LessonOptions {
        file: arguments.file,
        check: arguments.check,
        pictures: arguments.pictures,
        pauses: arguments.pause,
        formats: arguments.format,
        record: arguments.record,
        size: arguments.size,
        theme: arguments.theme,
    };
    tui::run_lesson(options).unwrap_or_else(cli::complain)
}
