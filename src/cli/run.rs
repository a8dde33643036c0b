//! `pylens run`: a program in the virtual machine, with the terminal's own input and output.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::arguments::{InputArguments, RunArguments};
use super::output::print_error;
use super::{complain, input, stages};
use crate::base::{Diagnostic, ErrorKind};
use crate::bytecode::Code;
use crate::frontend::source::Reader;
use crate::pipeline::library::Library;
use crate::pipeline::program::{ProgramHost, Terminal};
use crate::pipeline::sandbox::Access;
use crate::pipeline::{Input, Options, build, on_deep_stack};
use crate::view;
use crate::vm;
use crate::vm::history::{Machine, Past};

/// The exit status is the program's, as `python3.13 FILE` has it.
pub fn run(arguments: &RunArguments) -> u8 {
    let named = match arguments.program.first() {
        Some(first) if arguments.code.is_none() && arguments.module.is_none() => {
            InputArguments { file: Some(first.into()), code: None, module: None, common: arguments.common }
        }
        _ => InputArguments { file: None, code: None, module: None, common: arguments.common },
    };
    match input::read_pyc(&named) {
        Err(problem) => return complain(problem),
        Ok(Some(code)) => {
            let path = named.file.unwrap_or_default();
            let folder = path.parent().map(Path::to_owned).unwrap_or_default();
            return execute(code, folder, arguments.program.clone(), arguments);
        }
        Ok(None) => {}
    }
    let (input, argv) = match program(arguments) {
        Ok(program) => program,
        Err(problem) => return complain(problem),
    };
    let folder = match &input.path {
        Some(path) => path.parent().map(Path::to_owned).unwrap_or_default(),
        None => std::env::current_dir().unwrap_or_default(),
    };
    let options = Options {
        profile: arguments.common.python.into(),
        level: arguments.level.level(),
        // `python -m` reads a module as an import does.
        reader: if arguments.module.is_some() { Reader::Compile } else { Reader::Run },
        record: false,
        ..Options::default()
    };
    let artifacts = on_deep_stack(|| build(input, options));
    // What folding constants warns about belongs to no line of a running program, and is not shown.
    let shown = |warning: &&Diagnostic| warning.kind != ErrorKind::DeprecationWarning;
    for warning in artifacts.warnings.iter().filter(shown) {
        let source = artifacts.source.out.ready();
        print_error(&view::errors::text(warning, &artifacts.input.name, source.map(|source| &**source)));
    }
    let Some(compiled) = artifacts.compiled.out.ready() else { return stages::report_failure(&artifacts) };
    execute(compiled.code.clone(), folder, argv, arguments)
}

/// Runs a code object to its end; gives the program's exit status.
fn execute(code: Arc<Code>, folder: PathBuf, argv: Vec<String>, arguments: &RunArguments) -> u8 {
    let library = Library::choose(arguments.stdlib.as_deref());
    let folders = std::slice::from_ref(&folder);
    let mut host = ProgramHost::new(
        arguments.common.python.into(),
        arguments.level.level(),
        folders,
        library.clone(),
        Box::new(Terminal),
    );
    host.sandbox.read = Access::from_flag(&arguments.allow_read);
    host.sandbox.write = Access::from_flag(&arguments.allow_write);
    host.sandbox.env = arguments.allow_env;
    host.sandbox.folders.extend(arguments.natives.clone());
    let script_dir = match &arguments.code {
        Some(_) => String::new(),
        None => folder.to_string_lossy().into_owned(),
    };
    let options = vm::Options {
        argv,
        script_dir,
        path: library.root().into_iter().collect(),
        library: library.describe(),
        natives: arguments.natives.as_ref().map(|folder| folder.to_string_lossy().into_owned()),
        ..vm::Options::default()
    };
    let adaptive = arguments.adaptive;
    on_deep_stack(move || {
        let mut machine = Machine::with_past(code.clone(), options, Box::new(host), Past::None);
        machine.run_to_end();
        if adaptive {
            print!("{}", view::dis::text(&machine.vm().adaptive(&code), view::dis::DisOptions::default()));
        }
        machine.exit_code().unwrap_or_default() as u8
    })
}

/// The source to run under the name that CPython gives it, and `sys.argv`.
fn program(arguments: &RunArguments) -> Result<(Input, Vec<String>), String> {
    if let Some(module) = &arguments.module {
        // What lies on PYTHONPATH, or whose bytecode is to be shown, runs at once.
        let named = InputArguments { file: None, code: None, module: Some(module.clone()), common: arguments.common };
        if let Ok(input) = input::read_input(&named)
            && (arguments.adaptive || input.path.as_deref().is_some_and(std::path::Path::is_absolute))
        {
            let argv = std::iter::once(input.name.to_string()).chain(arguments.program.iter().cloned()).collect();
            return Ok((input, argv));
        }
        // As CPython's own start-up does it: `runpy` finds the module and makes it `__main__`.
        let code = format!("import runpy\nrunpy._run_module_as_main({module:?})\n");
        let input = input::text_input("<native start>", code.into_bytes());
        return Ok((input, std::iter::once("-m".to_owned()).chain(arguments.program.iter().cloned()).collect()));
    }
    let (file, code) = match (&arguments.code, arguments.program.split_first()) {
        (Some(code), _) => (None, Some(code.clone())),
        (None, Some((file, _))) => (Some(PathBuf::from(file)), None),
        (None, None) => return Err("no file is named".to_owned()),
    };
    let mut argv = arguments.program.clone();
    if code.is_some() {
        argv.insert(0, "-c".to_owned());
    }
    let file = file.map(|file| match file.as_os_str() == "-" {
        true => file,
        // CPython makes the path of the main program absolute.
        false => std::path::absolute(&file).unwrap_or(file),
    });
    let input = input::read_input(&InputArguments { file, code, module: None, common: arguments.common })?;
    Ok((input, argv))
}
