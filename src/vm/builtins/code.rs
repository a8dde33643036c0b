//! `exec`, `eval`, `compile`, `__import__`, `__build_class__`.

use crate::base::Constant;
use crate::base::tree::{Tree, TreeNode};
use crate::vm::frames::Cont;
use crate::vm::host::{CompileMode, CompileRequest, SourceText};
use crate::vm::native::{Args, Arity, NativeDef, Params, def};
use crate::vm::object::statics::{EMPTY_TUPLE, NONE};
use crate::vm::object::{Obj, Payload, T, names};
use crate::vm::{PyResult, Vm};

pub const FUNCTIONS: &[NativeDef] = &[
    def("exec", Arity::Any, exec),
    def("eval", Arity::Any, eval),
    def("compile", Arity::Any, compile),
    def("__import__", Arity::Any, import),
    def("__build_class__", Arity::Any, build_class),
    def("exit", Arity::Pos(0, 1), exit),
    def("quit", Arity::Pos(0, 1), exit),
    def("open", Arity::Any, open),
    def("help", Arity::Pos(0, 1), help),
    def("breakpoint", Arity::Any, breakpoint),
];

/// `help(o)`: what `pydoc` says of it.
fn help(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let pydoc = vm.import_dotted("pydoc")?;
    let help = vm.get_attr_str(pydoc, "help")?;
    vm.call(help, args.pos)
}

/// `breakpoint()` calls `sys.breakpointhook`.
fn breakpoint(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (sys, name) = (vm.sys, vm.intern("breakpointhook"));
    match vm.find_attr(sys, name)? {
        Some(hook) => vm.call_full(hook, args.pos, args.kw),
        None => Err(vm.raise_text(T::RUNTIME_ERROR, "lost sys.breakpointhook")),
    }
}

/// `open` is that of `_io`, which is imported for the first file.
fn open(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if args.is_empty() {
        return Err(vm.raise_text(T::TYPE_ERROR, "open() missing required argument 'file' (pos 1)"));
    }
    let io = vm.import_dotted("_io")?;
    let open = vm.get_attr_str(io, "open")?;
    vm.call_full(open, args.pos, args.kw)
}

fn exit(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let exception = vm.new_exception_args(T::SYSTEM_EXIT, args.pos);
    Err(vm.raise_object(exception))
}

fn build_class(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let at = vm.stack.len();
    vm.stack.push(Obj::NULL);
    vm.stack.push(Obj::NULL);
    let keywords: Vec<Obj> = args.kw.iter().map(|(key, _)| *key).collect();
    for &o in args.pos.iter().chain(args.kw.iter().map(|(_, value)| value)) {
        vm.incref(o);
        vm.stack.push(o);
    }
    vm.begin_class(at, &keywords)?;
    let frame = vm.frame_mut();
    let state = std::mem::replace(&mut frame.extra, Obj::NULL);
    frame.cont = Cont::Entry;
    // Held while the body runs, and let go if it fails.
    vm.own(state);
    let cell = vm.run_nested()?;
    vm.finish_class(state, cell)
}

/// The source text in a string or in bytes.
enum SourceBuffer {
    Text(String),
    Bytes(Vec<u8>),
    Tree(Tree),
}

impl SourceBuffer {
    fn borrow(&self) -> SourceText<'_> {
        match self {
            SourceBuffer::Text(text) => SourceText::Text(text),
            SourceBuffer::Bytes(bytes) => SourceText::Bytes(bytes),
            SourceBuffer::Tree(tree) => SourceText::Tree(tree),
        }
    }

    /// The same without the blanks that `eval` allows in front of an expression.
    fn trimmed(&self) -> SourceText<'_> {
        match self.borrow() {
            SourceText::Text(text) => SourceText::Text(text.trim_start_matches([' ', '\t'])),
            SourceText::Tree(tree) => SourceText::Tree(tree),
            SourceText::Bytes(bytes) => {
                let blanks = bytes.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
                SourceText::Bytes(&bytes[blanks..])
            }
        }
    }
}

fn source_of(vm: &mut Vm, o: Obj, what: &str) -> PyResult<SourceBuffer> {
    if vm.is_str(o) {
        crate::vm::types::class_attributes::check_encodable(vm, o)?;
        return Ok(SourceBuffer::Text(vm.text(o).to_owned()));
    }
    match vm.buffer_of(o)? {
        Some(bytes) => Ok(SourceBuffer::Bytes(bytes)),
        None => {
            let object = if what == "compile" { "AST" } else { "code" };
            Err(vm.type_error(format!("{what}() arg 1 must be a string, bytes or {object} object")))
        }
    }
}

/// Code, globals, locals and closure (or null) that `exec` or `eval` is to run.
fn prepare(vm: &mut Vm, args: &Args, what: &'static str, mode: CompileMode) -> PyResult<[Obj; 4]> {
    let parameters: &[&str] = if mode == CompileMode::Eval {
        &["source", "globals", "locals"]
    } else {
        &["source", "globals", "locals", "closure"]
    };
    let [source, globals, locals, closure] = vm.parse::<4>(
        args,
        0,
        &Params { function: what, names: parameters, required: 1, positional: 3, positional_only: 1 },
    )?;
    let closure = if closure == NONE { Obj::NULL } else { closure };
    let no_globals = globals.is_null() || globals == NONE;
    let globals_dict = if no_globals { vm.running_globals()? } else { globals };
    let namespace = if !locals.is_null() && locals != NONE {
        locals
    } else if no_globals {
        vm.local_namespace()
    } else {
        globals_dict
    };
    let mapping = |vm: &Vm, o: Obj| vm.find_in_type(vm.ty(o), names::__getitem__).is_some();
    if !mapping(vm, namespace) && namespace != globals_dict {
        let name = vm.type_name_of(namespace);
        return Err(vm.type_error(if what == "eval" {
            "locals must be a mapping".to_owned()
        } else {
            format!("locals must be a mapping or None, not {name}")
        }));
    }
    if !vm.is_instance(globals_dict, T::DICT) {
        let name = vm.type_name_of(globals_dict);
        return Err(vm.type_error(match (what, mapping(vm, globals_dict)) {
            ("eval", true) => "globals must be a real dict; try eval(code, {}, mapping)".to_owned(),
            ("eval", false) => "globals must be a dict".to_owned(),
            _ => format!("exec() globals must be a dict, not {name}"),
        }));
    }
    if vm.dict_get_interned(globals_dict, names::__builtins__).is_none() {
        let builtins = vm.running_builtins();
        vm.dict_set_interned(globals_dict, names::__builtins__, builtins);
    }
    let code = if vm.ty(source) == T::CODE {
        check_closure(vm, source, closure, mode)?;
        source
    } else {
        if !closure.is_null() {
            let message = "closure can only be used when source is a code object";
            return Err(vm.raise_text(T::TYPE_ERROR, message));
        }
        let text = source_of(vm, source, what)?;
        let source = if mode == CompileMode::Eval { text.trimmed() } else { text.borrow() };
        let features = vm.future_features();
        vm.compile_request(&CompileRequest { source, filename: "<string>", mode, features, optimize: None })?
    };
    Ok([code, globals_dict, namespace, closure])
}

/// Whether `closure` (null: none) has the cells that a code object wants.
fn check_closure(vm: &mut Vm, code: Obj, closure: Obj, mode: CompileMode) -> PyResult<()> {
    let info = crate::vm::types::code::info(vm, code);
    let free = info.code.names_of_kind(crate::bytecode::LocalKind::FREE).count();
    if mode == CompileMode::Eval {
        if free > 0 {
            let message = "code object passed to eval() may not contain free variables";
            return Err(vm.raise_text(T::TYPE_ERROR, message));
        }
        return Ok(());
    }
    if free == 0 {
        if !closure.is_null() {
            return Err(vm.raise_text(T::TYPE_ERROR, "cannot use a closure with this code object"));
        }
        return Ok(());
    }
    let fits = !closure.is_null()
        && vm.is_tuple(closure)
        && vm
            .items(closure)
            .is_some_and(|cells| cells.len() == free && cells.iter().all(|&cell| vm.ty(cell) == T::CELL));
    if fits { Ok(()) } else { Err(vm.type_error(format!("code object requires a closure of exactly length {free}"))) }
}

fn exec(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [code, globals, locals, closure] = prepare(vm, args, "exec", CompileMode::Exec)?;
    vm.run_code_with(code, globals, locals, closure)?;
    Ok(NONE)
}

fn eval(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [code, globals, locals, _] = prepare(vm, args, "eval", CompileMode::Eval)?;
    vm.run_code(code, globals, locals)
}

/// Flags of `compile()`. CPython: `PyCF_…`.
const ONLY_AST: i64 = 0x400;
const OPTIMIZED_AST: i64 = 0x8000 | ONLY_AST;
const ALLOW_INCOMPLETE: i64 = 0x4000;
/// A prompt's text does not end an indented block by ending.
const NO_DEDENT: i64 = 0x200;
const TYPE_COMMENTS: i64 = 0x1000;
/// `await` at the top level is known, but without effect.
const OTHER_FLAGS: i64 = NO_DEDENT | TYPE_COMMENTS | 0x2000;
/// Features of future statements, and one flag of old.
const FEATURES: i64 = 0x1fe_0000;
const OBSOLETE_FLAGS: i64 = 0x10;

fn compile(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [source, filename, mode, flags, dont_inherit, optimize, version] = vm.parse::<7>(
        args,
        0,
        &Params {
            function: "compile",
            names: &["source", "filename", "mode", "flags", "dont_inherit", "optimize", "_feature_version"],
            required: 3,
            positional: 6,
            positional_only: 0,
        },
    )?;
    let filename = filename_of(vm, filename)?;
    if !vm.is_str(mode) {
        let name = vm.kind_name(mode);
        return Err(vm.type_error(format!("compile() argument 'mode' must be str, not {name}")));
    }
    let flags = if flags.is_null() { 0 } else { vm.index_i64(flags)? };
    let optimize = if optimize.is_null() { -1 } else { vm.index_i64(optimize)? };
    if flags & !(FEATURES | OBSOLETE_FLAGS | OPTIMIZED_AST | ALLOW_INCOMPLETE | OTHER_FLAGS) != 0 {
        return Err(vm.value_error("compile(): unrecognised flags"));
    }
    if !(-1..=2).contains(&optimize) {
        return Err(vm.value_error("compile(): invalid optimize value"));
    }
    let mut features = (flags & FEATURES) as u32;
    if dont_inherit.is_null() || !vm.truth(dont_inherit)? {
        features |= vm.future_features();
    }
    let only_ast = flags & ONLY_AST != 0;
    let mode_name = mode;
    let is_tree = is_tree(vm, source)?;
    let mode = match vm.text(mode) {
        "exec" => CompileMode::Exec,
        "eval" => CompileMode::Eval,
        "single" => CompileMode::Single,
        "func_type" if !only_ast => {
            return Err(vm.value_error("compile() mode 'func_type' requires flag PyCF_ONLY_AST"));
        }
        "func_type" if is_tree => return Ok(source),
        "func_type" => {
            let trees = vm.import_dotted("_pylens_trees")?;
            let filename = vm.new_str(filename);
            return vm.call_method_str(trees, "func_type", &[source, filename]);
        }
        _ if only_ast => {
            return Err(vm.value_error("compile() mode must be 'exec', 'eval', 'single' or 'func_type'"));
        }
        _ => return Err(vm.value_error("compile() mode must be 'exec', 'eval' or 'single'")),
    };
    let optimized = flags & OPTIMIZED_AST == OPTIMIZED_AST;
    let text = if is_tree {
        if only_ast && !optimized {
            return Ok(source);
        }
        let trees = vm.import_dotted("_pylens_trees")?;
        let plain = vm.call_method_str(trees, "plain", &[source, mode_name])?;
        SourceBuffer::Tree(tree_of(vm, plain))
    } else {
        source_of(vm, source, "compile")?
    };
    let optimize = u8::try_from(optimize).ok();
    if only_ast {
        let level = optimized.then(|| optimize.unwrap_or(0));
        let tree = vm.syntax_tree(text.borrow(), &filename, mode, level)?;
        let version = if version.is_null() { -1 } else { vm.index_i64(version)? };
        let comments = flags & TYPE_COMMENTS != 0;
        if matches!(text, SourceBuffer::Tree(_)) || !comments && version < 0 {
            return Ok(tree);
        }
        let trees = vm.import_dotted("_pylens_trees")?;
        let (filename, version) = (vm.new_str(filename), vm.new_int(version));
        return vm.call_method_str(trees, "annotate", &[tree, source, filename, Obj::bool(comments), version]);
    }
    let result =
        vm.compile_request(&CompileRequest { source: text.borrow(), filename: &filename, mode, features, optimize });
    if result.is_ok() && flags & NO_DEDENT != 0 && mode == CompileMode::Single {
        let text = text.borrow().lossy();
        if vm.ends_in_block(&text, &filename) {
            let (ty, message) = match flags & ALLOW_INCOMPLETE {
                0 => (T::SYNTAX_ERROR, "invalid syntax"),
                _ => (T::INCOMPLETE_INPUT_ERROR, "incomplete input"),
            };
            return Err(vm.raise_text(ty, message));
        }
    }
    if result.is_err() && flags & ALLOW_INCOMPLETE != 0 && vm.ends_too_early(&text.borrow().lossy()) {
        vm.clear_raised();
        let message = vm.new_str("incomplete input");
        let exception = vm.new_exception_args(T::INCOMPLETE_INPUT_ERROR, &[message]);
        return Err(vm.raise_object(exception));
    }
    result
}

/// Whether an object is a node of `ast`. There is none before somebody imports that.
fn is_tree(vm: &mut Vm, o: Obj) -> PyResult<bool> {
    let modules = vm.modules;
    let Some(module) = vm.dict_get_str(modules, "_ast").filter(|&module| vm.ty(module) == T::MODULE) else {
        return Ok(false);
    };
    let names = vm.instance_dict(module);
    Ok(vm.dict_get_str(names, "AST").is_some_and(|class| vm.is_instance(o, class)))
}

/// What `_pylens_trees` made of a node.
fn tree_of(vm: &mut Vm, o: Obj) -> Tree {
    if o == NONE {
        return Tree::None;
    }
    if vm.is_str(o) {
        return Tree::Text(vm.text(o).to_owned());
    }
    let items = vm.items(o).map(<[Obj]>::to_vec);
    match items.as_deref() {
        Some(&[value]) if vm.is_tuple(o) => {
            Tree::Constant(crate::vm::types::code::constant_of(vm, value).unwrap_or(Constant::None))
        }
        Some(&[class, place, fields]) if vm.is_tuple(o) => {
            let place = vm.items(place).and_then(|items| <[Obj; 4]>::try_from(items).ok());
            let place = place.map(|numbers| numbers.map(|number| vm.as_int(number).unwrap_or(0)));
            let class = vm.text(class).to_owned();
            let fields = vm.dict_entries(fields).into_iter().map(|(_, _, value)| tree_of(vm, value)).collect();
            Tree::Node(Box::new(TreeNode { class, place, fields }))
        }
        Some(items) => Tree::List(items.iter().map(|&item| tree_of(vm, item)).collect()),
        None => vm.as_int(o).map_or(Tree::None, Tree::Int),
    }
}

/// The name of a file: a string, bytes, or what its `__fspath__` says.
fn filename_of(vm: &mut Vm, o: Obj) -> PyResult<String> {
    let name = vm.intern("__fspath__");
    let path = if vm.is_str(o) || vm.bytes_of(o).is_some() { None } else { vm.call_special(o, name, &[])? };
    let o = path.unwrap_or(o);
    let is_bytes = matches!(vm.heap.payload(o), Payload::Bytes(_));
    match vm.bytes_of(o).filter(|_| is_bytes) {
        Some(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        None if vm.is_str(o) => Ok(vm.text(o).to_owned()),
        None => {
            let name = vm.type_name_of(o);
            Err(vm.type_error(format!("expected str, bytes or os.PathLike object, not {name}")))
        }
    }
}

fn import(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let [name, globals, _, fromlist, level] = vm.parse::<5>(
        args,
        0,
        &Params {
            function: "__import__",
            names: &["name", "globals", "locals", "fromlist", "level"],
            required: 1,
            positional: 5,
            positional_only: 0,
        },
    )?;
    if !vm.is_str(name) {
        return Err(vm.raise_text(T::TYPE_ERROR, "module name must be a string"));
    }
    let name = vm.intern_obj(name);
    let fromlist = if fromlist.is_null() { EMPTY_TUPLE } else { fromlist };
    let level = if level.is_null() { 0 } else { vm.index_i64(level)? };
    if level < 0 {
        return Err(vm.value_error("level must be >= 0"));
    }
    // Only what is relative is looked up from where it is imported.
    if level > 0 && globals.is_null() {
        let message = vm.new_str("'__name__' not in globals");
        let exception = vm.new_exception_args(T::KEY_ERROR, &[message]);
        return Err(vm.raise_object(exception));
    }
    vm.import_and_wait(name, globals, fromlist, level as usize)
}

impl Vm {
    /// Whether the `SyntaxError` in flight is one that more source could mend: something is open at the end of the text.
    fn ends_too_early(&mut self, text: &str) -> bool {
        let exception = self.raised;
        if !self.raised_is(T::SYNTAX_ERROR) {
            return false;
        }
        let part = |vm: &Vm, index: usize| vm.exception_field(exception, index);
        let message = part(self, 0).some().filter(|&o| self.is_str(o)).map_or("", |o| self.text(o));
        let open = ["was never closed", "unterminated", "unexpected EOF", "expected an indented block"];
        if open.iter().any(|piece| message.contains(piece)) {
            return true;
        }
        // A decorator waits for what it decorates.
        text.trim_end().lines().last().is_some_and(|line| line.trim_start().starts_with('@'))
    }

    /// Whether a text without a last newline ends inside an indented block: there could be another statement of it.
    fn ends_in_block(&mut self, text: &str, filename: &str) -> bool {
        let last = text.rsplit('\n').next().unwrap_or("");
        let indent = &last[..last.len() - last.trim_start_matches([' ', '\t']).len()];
        if indent.is_empty() || last.trim().is_empty() {
            return false;
        }
        let longer = format!("{text}\n{indent}pass\n");
        self.host_compile(&CompileRequest::new(&longer, filename, CompileMode::Exec)).0.is_ok()
    }

    /// `exec` or `eval` on the stack from `at` up: the code gets a frame in their place.
    pub fn enter_code(&mut self, at: usize, keywords: &[Obj], cont: Cont) -> PyResult<()> {
        let mark = self.mark();
        let positional = self.stack[at + 2..self.stack.len() - keywords.len()].to_vec();
        let values = self.stack[self.stack.len() - keywords.len()..].to_vec();
        let named: Vec<(Obj, Obj)> = keywords.iter().copied().zip(values).collect();
        let args = Args { pos: &positional, kw: &named };
        let is_eval = self.stack[at] == self.known.eval;
        let [code, globals, locals, closure] = if is_eval {
            prepare(self, &args, "eval", CompileMode::Eval)?
        } else {
            prepare(self, &args, "exec", CompileMode::Exec)?
        };
        let function = self.function_of_code(code, globals, closure);
        self.incref(function);
        self.incref(locals);
        self.own(locals);
        self.drop_stack_to(at);
        self.push(function);
        self.push(Obj::NULL);
        self.push_frame(function, at, at + 2, if is_eval { cont } else { Cont::PushNone })?;
        self.incref(locals);
        self.frame_mut().locals = locals;
        self.release(mark);
        Ok(())
    }

    fn function_of_code(&mut self, code: Obj, globals: Obj, closure: Obj) -> Obj {
        let function = self.new_function(code, globals);
        if let Payload::Function(data) = self.heap.payload_mut(function) {
            data.closure = closure;
        }
        self.heap.incref_some(closure);
        function
    }

    /// Runs a code object in namespaces of its own, for native code that waits.
    pub fn run_code(&mut self, code: Obj, globals: Obj, locals: Obj) -> PyResult<Obj> {
        self.run_code_with(code, globals, locals, Obj::NULL)
    }

    /// The same with cells for the free variables of the code, or null.
    pub fn run_code_with(&mut self, code: Obj, globals: Obj, locals: Obj, closure: Obj) -> PyResult<Obj> {
        let function = self.function_of_code(code, globals, closure);
        let at = self.stack.len();
        self.incref(function);
        self.stack.push(function);
        self.stack.push(Obj::NULL);
        self.push_frame(function, at, at + 2, Cont::Entry)?;
        self.incref(locals);
        self.frame_mut().locals = locals;
        self.run_nested()
    }

    /// Features that a future statement turned on in the code that runs: what it compiles has them too.
    fn future_features(&self) -> u32 {
        self.frames.last().map_or(0, |frame| self.codes[frame.code as usize].flags() & FEATURES as u32)
    }

    pub fn compile_source(&mut self, source: &str, filename: &str, mode: CompileMode) -> PyResult<Obj> {
        self.compile_request(&CompileRequest::new(source, filename, mode))
    }

    pub fn compile_request(&mut self, request: &CompileRequest) -> PyResult<Obj> {
        let (result, warnings) = self.host_compile(request);
        let CompileRequest { filename, mode, .. } = *request;
        self.show_compiler_warnings(&warnings, filename, mode)?;
        match result {
            Ok(code) => {
                let code = self.code_object(&code);
                Ok(self.own(code))
            }
            Err(diagnostic) => Err(self.raise_diagnostic(&diagnostic, filename)),
        }
    }

    /// The exception for an error of the compiler.
    pub fn raise_diagnostic(&mut self, diagnostic: &crate::base::Diagnostic, filename: &str) -> super::super::Raised {
        use crate::base::ErrorKind;
        let ty = match diagnostic.kind {
            ErrorKind::SyntaxError => T::SYNTAX_ERROR,
            ErrorKind::IndentationError => T::INDENTATION_ERROR,
            ErrorKind::TabError => T::TAB_ERROR,
            ErrorKind::MemoryError => T::MEMORY_ERROR,
            ErrorKind::RecursionError => T::RECURSION_ERROR,
            ErrorKind::ValueError => T::VALUE_ERROR,
            ErrorKind::OverflowError => T::OVERFLOW_ERROR,
            ErrorKind::SystemError => T::SYSTEM_ERROR,
            _ => T::VALUE_ERROR,
        };
        // CPython says of a null byte only that there is one.
        if !self.is_subtype(ty, T::SYNTAX_ERROR) || diagnostic.lineno.is_none() {
            return self.raise_text(ty, &diagnostic.msg);
        }
        let number = |vm: &mut Vm, value: Option<i64>| value.map_or(NONE, |value| vm.new_int(value));
        let message = self.new_str(diagnostic.msg.as_str());
        let details = [
            self.new_str(filename),
            number(self, diagnostic.lineno),
            number(self, diagnostic.offset),
            diagnostic.text.as_ref().map_or(NONE, |text| self.new_str(text.as_str())),
            number(self, diagnostic.end_lineno),
            number(self, diagnostic.end_offset),
        ];
        let details = self.new_tuple(&details);
        let exception = self.new_exception_args(ty, &[message, details]);
        self.raise_object(exception)
    }

    pub fn is_code(&self, o: Obj) -> bool {
        matches!(self.heap.payload(o), Payload::Code(_))
    }
}
