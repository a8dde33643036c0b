//! The table of opcode cards: what each instruction is for, in a sentence or two, and where CPython's compiler emits it.
//!
//! Row: opcode, the values it takes and leaves (the top of the stack is on the right; `…` stands for as many as the
//! argument says), what it does, what makes the compiler emit it. Numbers of values come from the opcode table, never
//! from here; a test holds the two against each other. Specialized and instrumented forms have a table of their own.

use super::{Card, Family};
use crate::bytecode::Opcode;

macro_rules! cards {
    ($([$family:ident] $( $name:ident $before:literal => $after:literal, $meaning:literal, $emitted:literal; )*)*) => {
        pub(super) const CARDS: &[Card] = &[ $( $( Card {
            opcode: Opcode::$name,
            family: Family::$family,
            before: $before,
            after: $after,
            meaning: $meaning,
            emitted: $emitted,
        } ),* ),* ];
    };
}

cards! {
[Stack]
    NOP "" => "",
        "Does nothing. It stays only where a line of the source would otherwise have no instruction at which a debugger could stop.",
        "`pass`, and what optimizing passes leave behind when they remove an instruction";
    POP_TOP "value" => "",
        "Throws the topmost value away.",
        "an expression used as a statement, such as a call whose result nobody wants";
    PUSH_NULL "" => "NULL",
        "Pushes the empty slot that CALL expects behind a callable that is no method.",
        "a call whose callable was loaded by something other than LOAD_GLOBAL or LOAD_ATTR";
    COPY "item, …" => "item, …, item",
        "Pushes the item that lies as deep as the argument says (1 is the top) once more.",
        "chained comparisons, `and`/`or`, augmented assignment to items, several targets as in `a = b = 1`";
    SWAP "lower, …, top" => "top, …, lower",
        "Exchanges the top of the stack with the item as deep as the argument says.",
        "multiple assignment such as `a, b, c = c, b, a`, chained comparisons, cleaning up before a return";
    CACHE "" => "",
        "No instruction: a code unit behind one, in which it keeps what it learned from earlier executions.",
        "the assembler, as many behind an opcode as its row in the table says";
    RESERVED "" => "",
        "Never occurs; its number is kept free because the interpreter's trace machinery uses it.",
        "nothing";
    EXTENDED_ARG "" => "",
        "Supplies the higher bits of the next instruction's argument, eight at a time.",
        "the assembler, where an argument is larger than 255";
[Constants]
    LOAD_CONST "" => "constant",
        "Pushes an entry of co_consts.",
        "a literal, a folded expression, a code object on its way to MAKE_FUNCTION";
    RETURN_CONST "" => "",
        "Leaves the function with an entry of co_consts as its result.",
        "`return` of a constant, and the `return None` that every body ends with";
    LOAD_ASSERTION_ERROR "" => "AssertionError",
        "Pushes the exception type AssertionError, whatever the name may stand for in the program.",
        "`assert`";
    LOAD_BUILD_CLASS "" => "__build_class__",
        "Pushes the built-in function that makes a class out of a body.",
        "a `class` statement";
[Names]
    LOAD_NAME "" => "value",
        "Looks a name up in the local namespace, then among the globals, then among the built-ins.",
        "a name in a module or class body";
    STORE_NAME "value" => "",
        "Binds a name in the local namespace, which is a dictionary here.",
        "assignment, `def`, `class` and `import` in a module or class body";
    DELETE_NAME "" => "",
        "Unbinds a name of the local namespace.",
        "`del name` in a module or class body";
    LOAD_GLOBAL "" => "value, NULL…",
        "Looks a name up among the globals, then among the built-ins. The lowest bit of the argument asks for a NULL behind the value, ready for a call.",
        "a name in a function that is bound nowhere around it, or declared `global`";
    STORE_GLOBAL "value" => "",
        "Binds a name among the globals.",
        "assignment to a name declared `global`";
    DELETE_GLOBAL "" => "",
        "Unbinds a global name.",
        "`del` of a name declared `global`";
    LOAD_LOCALS "" => "namespace",
        "Pushes the dictionary in which the names of the body live.",
        "a name in a class body, or in an annotation scope inside one, that may also come from an enclosing function";
    LOAD_FROM_DICT_OR_GLOBALS "namespace" => "value",
        "Looks a name up in the namespace on the stack, then among globals and built-ins.",
        "a global name in an annotation scope inside a class body";
    LOAD_FROM_DICT_OR_DEREF "namespace" => "value",
        "Looks a name up in the namespace on the stack, and if it is not there takes it from a cell.",
        "a free variable in a class body";
    SETUP_ANNOTATIONS "" => "",
        "Makes an empty `__annotations__` in the local namespace unless there is one.",
        "a module or class body that annotates a variable";
[Locals]
    LOAD_FAST "" => "value",
        "Pushes a local variable that is known to be bound.",
        "a local name in a function";
    LOAD_FAST_CHECK "" => "value",
        "Pushes a local variable, and raises UnboundLocalError if it is not bound.",
        "the pass that looks for uses of a local before its assignment, in place of LOAD_FAST";
    LOAD_FAST_AND_CLEAR "" => "value or NULL",
        "Pushes a local variable, bound or not, and leaves it unbound.",
        "an inlined comprehension, which must not disturb a variable of the same name outside";
    LOAD_FAST_LOAD_FAST "" => "first, second",
        "Pushes two local variables; the argument holds both numbers, four bits each.",
        "the pass that joins two neighbouring LOAD_FAST";
    STORE_FAST "value" => "",
        "Binds a local variable.",
        "assignment to a local name in a function";
    STORE_FAST_LOAD_FAST "value" => "other",
        "Binds one local variable and pushes another, which may be the same.",
        "the pass that joins a STORE_FAST with the LOAD_FAST behind it";
    STORE_FAST_STORE_FAST "second, first" => "",
        "Binds two local variables.",
        "the pass that joins two neighbouring STORE_FAST, as in `a, b = …`";
    STORE_FAST_MAYBE_NULL "value or NULL" => "",
        "Gives a local variable back what LOAD_FAST_AND_CLEAR put aside, even if that was nothing. Becomes STORE_FAST.",
        "the end of an inlined comprehension";
    DELETE_FAST "" => "",
        "Unbinds a local variable; UnboundLocalError if it was not bound.",
        "`del name` in a function, and the end of an `except … as name` block";
[Closures]
    MAKE_CELL "" => "",
        "Puts a local variable into a cell, so that inner functions can share it.",
        "the start of a function with a local that an inner function uses";
    COPY_FREE_VARS "" => "",
        "Copies the cells of the function's closure into its frame.",
        "the start of a function that uses variables of an enclosing one";
    LOAD_CLOSURE "" => "cell",
        "Pushes the cell itself, not what is in it. Becomes LOAD_FAST.",
        "making an inner function that needs the cell";
    LOAD_DEREF "" => "value",
        "Pushes what is in a cell; NameError or UnboundLocalError if it is empty.",
        "a variable shared between a function and one inside it";
    STORE_DEREF "value" => "",
        "Puts a value into a cell.",
        "assignment to such a variable, with `nonlocal` in the inner function";
    DELETE_DEREF "" => "",
        "Empties a cell.",
        "`del` of such a variable";
[Attributes]
    LOAD_ATTR "owner" => "attribute, self or NULL…",
        "Gets an attribute. If the lowest bit of the argument is set it is about to be called: then a method comes as function and self, without making a bound method.",
        "`owner.name`";
    STORE_ATTR "value, owner" => "",
        "Sets an attribute.",
        "assignment to `owner.name`";
    DELETE_ATTR "owner" => "",
        "Deletes an attribute.",
        "`del owner.name`";
    LOAD_SUPER_ATTR "super, class, self" => "attribute, self or NULL…",
        "Gets an attribute as `super()` would, without making the super object.",
        "`super().name` and `super(class, self).name`";
    LOAD_METHOD "owner" => "method, self or NULL",
        "Gets an attribute that is called at once. Becomes LOAD_ATTR with its lowest bit set.",
        "`owner.name(…)`";
    LOAD_SUPER_METHOD "super, class, self" => "method, self or NULL",
        "Gets a method through a super with arguments. Becomes LOAD_SUPER_ATTR.",
        "`super(class, self).name(…)`";
    LOAD_ZERO_SUPER_ATTR "super, class, self" => "attribute, NULL",
        "Gets an attribute through a super without arguments. Becomes LOAD_SUPER_ATTR.",
        "`super().name`";
    LOAD_ZERO_SUPER_METHOD "super, class, self" => "method, self or NULL",
        "Gets a method through a super without arguments. Becomes LOAD_SUPER_ATTR.",
        "`super().name(…)`";
[Items]
    BINARY_SUBSCR "container, key" => "item",
        "Gets an item.",
        "`container[key]`";
    STORE_SUBSCR "value, container, key" => "",
        "Sets an item.",
        "assignment to `container[key]`";
    DELETE_SUBSCR "container, key" => "",
        "Deletes an item.",
        "`del container[key]`";
    BINARY_SLICE "container, start, stop" => "slice",
        "Gets a slice without making a slice object first where the container can do so.",
        "`container[start:stop]`";
    STORE_SLICE "value, container, start, stop" => "",
        "Assigns to a slice.",
        "assignment to `container[start:stop]`";
    BUILD_SLICE "start, stop…" => "slice object",
        "Makes a slice object of two values, or of three with a step.",
        "`container[start:stop:step]`, and a slice inside a tuple of indices";
[Operators]
    BINARY_OP "left, right" => "result",
        "Applies the operator that the argument numbers; `dis` shows it in brackets. From 13 on it is the in-place form.",
        "`left + right` and the other arithmetic and bit operators, also as `left += right`";
    COMPARE_OP "left, right" => "result",
        "Compares with `<`, `<=`, `==`, `!=`, `>` or `>=`. The argument holds the operator, and a bit that asks for a bool at once.",
        "a comparison";
    CONTAINS_OP "item, container" => "bool",
        "Tests membership; the argument 1 negates it.",
        "`in` and `not in`";
    IS_OP "left, right" => "bool",
        "Tests whether both are the same object; the argument 1 negates it.",
        "`is` and `is not`, when not fused into a jump on None";
    UNARY_NEGATIVE "value" => "−value",
        "Negates.",
        "`-value`, unless it could be folded";
    UNARY_INVERT "value" => "~value",
        "Inverts the bits.",
        "`~value`";
    UNARY_NOT "bool" => "not bool",
        "Negates a bool; TO_BOOL has come before.",
        "`not value`";
    TO_BOOL "value" => "bool",
        "Asks a value for its truth, which may run its `__bool__` or `__len__`.",
        "a condition, unless a comparison has given a bool already";
[Building]
    BUILD_TUPLE "item…" => "tuple",
        "Makes a tuple of as many values as the argument says.",
        "`(a, b)`, several values behind `return`, the cells of a closure";
    BUILD_LIST "item…" => "list",
        "Makes a list.",
        "`[a, b]`; with 0 for what LIST_EXTEND or LIST_APPEND fill";
    BUILD_SET "item…" => "set",
        "Makes a set.",
        "`{a, b}`; with 0 for what SET_UPDATE or SET_ADD fill";
    BUILD_MAP "key, value…" => "dict",
        "Makes a dictionary of as many pairs as the argument says.",
        "`{k: v}`, keyword arguments behind `**`";
    BUILD_CONST_KEY_MAP "value…, keys" => "dict",
        "Makes a dictionary of values and a tuple of constant keys.",
        "a dictionary display with constant keys, keyword-only defaults";
    BUILD_STRING "piece…" => "str",
        "Joins strings.",
        "an f-string with more than one piece";
    LIST_APPEND "list, …, item" => "list, …",
        "Appends to a list deeper in the stack, which stays there.",
        "a list comprehension";
    SET_ADD "set, …, item" => "set, …",
        "Adds to a set deeper in the stack.",
        "a set comprehension";
    MAP_ADD "dict, …, key, value" => "dict, …",
        "Sets an item of a dictionary deeper in the stack.",
        "a dictionary comprehension";
    LIST_EXTEND "list, …, iterable" => "list, …",
        "Appends all items of an iterable to a list deeper in the stack.",
        "`[*a]`, a long list of constants, positional arguments behind `*`";
    SET_UPDATE "set, …, iterable" => "set, …",
        "Adds all items of an iterable to a set deeper in the stack.",
        "`{*a}` and a set display of constants";
    DICT_UPDATE "dict, …, mapping" => "dict, …",
        "Copies the items of a mapping into a dictionary deeper in the stack.",
        "`{**a}`";
    DICT_MERGE "callable, …, dict, mapping" => "callable, …, dict",
        "Like DICT_UPDATE, but a key that is there already raises TypeError, because it would be an argument given twice.",
        "a call with `**` and other keyword arguments";
    UNPACK_SEQUENCE "sequence" => "item…",
        "Takes a sequence of exactly as many items as the argument says apart; the first item ends on top.",
        "`a, b = sequence`";
    UNPACK_EX "sequence" => "item…",
        "Takes a sequence apart into items before the star, a list of those between, and items behind it.",
        "`a, *b, c = sequence`";
[Formatting]
    CONVERT_VALUE "value" => "str",
        "Applies str, repr or ascii to a value.",
        "`!s`, `!r` and `!a` in an f-string";
    FORMAT_SIMPLE "value" => "str",
        "Formats a value without a format specification.",
        "a replacement field such as `{x}`";
    FORMAT_WITH_SPEC "value, specification" => "str",
        "Formats a value as a specification says.",
        "a replacement field such as `{x:>10}`";
[Jumps]
    POP_JUMP_IF_FALSE "bool" => "",
        "Jumps forward if the bool is False.",
        "`if`, `while`, `and`, `assert` and the conditions of comprehensions";
    POP_JUMP_IF_TRUE "bool" => "",
        "Jumps forward if the bool is True.",
        "`or`, `not` in a condition, `assert`";
    POP_JUMP_IF_NONE "value" => "",
        "Jumps forward if the value is None.",
        "a condition with `is not None`, fused from the constant, the test and the jump";
    POP_JUMP_IF_NOT_NONE "value" => "",
        "Jumps forward unless the value is None.",
        "a condition with `is None`";
    JUMP_FORWARD "" => "",
        "Goes on at a later instruction.",
        "the end of an `if` body with an `else`, and other ways past a block";
    JUMP_BACKWARD "" => "",
        "Goes on at an earlier instruction. Signals and requests of other threads are looked at here, so that every loop can be interrupted.",
        "the end of a loop's body";
    JUMP_BACKWARD_NO_INTERRUPT "" => "",
        "Jumps back without looking at signals.",
        "the loop that waits in `yield from` and `await`";
    JUMP "" => "",
        "Jumps in either direction; the assembler decides which real jump it becomes.",
        "everything that jumps, before the order of the blocks is known";
    JUMP_NO_INTERRUPT "" => "",
        "As JUMP, without looking at signals.",
        "`yield from` and `await`";
[Loops]
    GET_ITER "iterable" => "iterator",
        "Calls `iter()` on a value.",
        "`for`, comprehensions, unpacking through a star";
    FOR_ITER "iterator" => "iterator, item",
        "Asks the iterator for its next item; when there is none it jumps behind the loop.",
        "`for` loops and comprehensions";
    END_FOR "value" => "",
        "Drops what an ended loop leaves on the stack.",
        "the end of a `for` loop";
[Calls]
    CALL "callable, self or NULL, argument…" => "result",
        "Calls with positional arguments. If the second value is not NULL it becomes the first argument.",
        "a call without keywords and stars";
    CALL_KW "callable, self or NULL, argument…, names" => "result",
        "Calls with keyword arguments: the tuple on top names the last ones.",
        "a call such as `f(a, key=b)`";
    CALL_FUNCTION_EX "callable, NULL, arguments, mapping…" => "result",
        "Calls with a tuple of positional arguments and, if the lowest bit is set, a mapping of keyword arguments.",
        "a call with `*` or `**`, or with very many arguments";
    CALL_INTRINSIC_1 "value" => "result",
        "Calls one of the interpreter's own functions of one argument; the argument numbers it.",
        "`import *`, star arguments that must become a tuple, type parameters, StopIteration inside generators, the value shown at an interactive prompt";
    CALL_INTRINSIC_2 "first, second" => "result",
        "Calls one of the interpreter's own functions of two arguments.",
        "`except*` and type parameters with bounds, constraints or defaults";
    MAKE_FUNCTION "code object" => "function",
        "Makes a function of a code object and the present globals.",
        "`def`, `lambda`, generator expressions, comprehensions that are not inlined, class bodies";
    SET_FUNCTION_ATTRIBUTE "attribute, function" => "function",
        "Gives a new function its defaults, keyword-only defaults, annotations or closure, as the argument says.",
        "behind MAKE_FUNCTION, for each of these that the function has";
    RETURN_VALUE "value" => "",
        "Leaves the function with a result.",
        "`return expression`";
    RESUME "" => "",
        "Marks where a function starts or goes on. It looks at signals, and tracing hooks in here; the argument says whether it follows a start, `yield`, `yield from` or `await`.",
        "the start of every code object and behind every place where one can be suspended";
    INTERPRETER_EXIT "value" => "",
        "Leaves the interpreter's loop with a value for the C code that started it.",
        "the interpreter itself, below the outermost frame; never in a file";
    EXIT_INIT_CHECK "value" => "",
        "Checks that `__init__` returned None when a class was called.",
        "the interpreter itself, in the frame that it slips below a specialized call of a class";
    ENTER_EXECUTOR "" => "",
        "Goes on in a trace that the experimental optimizer made of a hot loop.",
        "the interpreter itself, in place of a JUMP_BACKWARD; off by default";
[Generators]
    RETURN_GENERATOR "" => "generator",
        "Makes a generator or coroutine of the present frame and returns it to the caller; the frame goes on behind this instruction when it is first resumed.",
        "the start of a function with `yield` or `async def`";
    YIELD_VALUE "value" => "sent value",
        "Suspends the frame and hands a value out; what is sent in is on the stack afterwards.",
        "`yield`, and the loop of `yield from` and `await`";
    SEND "receiver, value" => "receiver, result",
        "Sends a value into an inner generator or coroutine; when that ends it jumps with the result.",
        "`yield from` and `await`";
    END_SEND "receiver, value" => "value",
        "Drops the receiver and keeps the result.",
        "the end of `yield from` and `await`";
    GET_YIELD_FROM_ITER "iterable" => "iterator",
        "Like GET_ITER, but leaves generators, and coroutines where they are allowed, as they are.",
        "`yield from`";
    CLEANUP_THROW "receiver, sent value, exception" => "None, value",
        "Ends a `yield from` into which an exception was thrown: StopIteration gives its value, anything else goes on.",
        "the handler around `yield from` and `await`";
    GET_AWAITABLE "value" => "awaitable",
        "Gets the iterator that can be awaited; the argument says whether it is for `async with`, which has messages of its own.",
        "`await`, `async with`, `async for`";
    GET_AITER "iterable" => "async iterator",
        "Calls `__aiter__`.",
        "`async for`";
    GET_ANEXT "async iterator" => "async iterator, awaitable",
        "Calls `__anext__`, which gives something to await.",
        "every turn of an `async for`";
    END_ASYNC_FOR "async iterator, exception" => "",
        "Ends an `async for` if the exception is StopAsyncIteration; raises it again if it is another one.",
        "the handler around an `async for`";
[Exceptions]
    RAISE_VARARGS "exception…" => "",
        "Raises: 0 the exception being handled again, 1 a given one, 2 with a cause.",
        "`raise`, `raise e`, `raise e from c`; a failed `assert`";
    RERAISE "…, exception" => "…",
        "Raises an exception again, as if it had not been caught; with an argument the frame's instruction pointer is put back to where it was first raised.",
        "the end of `finally`, of an `except` chain in which nothing fitted, of a `with`";
    PUSH_EXC_INFO "exception" => "earlier exception, exception",
        "Makes a caught exception the one being handled and keeps the earlier one for later.",
        "the start of every handler";
    POP_EXCEPT "earlier exception" => "",
        "Ends a handler: the earlier exception is again the one being handled.",
        "every way out of an `except` block";
    CHECK_EXC_MATCH "exception, type" => "exception, bool",
        "Tests whether an exception is of a type, or of one of a tuple of types.",
        "`except type:`";
    CHECK_EG_MATCH "group, type" => "rest, match",
        "Splits an exception group into what fits a type and what does not.",
        "`except* type:`";
    WITH_EXCEPT_START "exit, instruction, earlier exception, exception" => "exit, instruction, earlier exception, exception, result",
        "Calls the `__exit__` of a context manager with the exception that came out of its block.",
        "the handler of a `with` statement";
    SETUP_FINALLY "" => "",
        "Marks where a handler begins to hold. Only on the way to the handler does it push the exception; it becomes an entry of the exception table.",
        "`try` with `except` or `finally`";
    SETUP_CLEANUP "" => "",
        "As SETUP_FINALLY, but the handler also gets the instruction that raised, so that it can raise again from there.",
        "the inside of handlers, and of comprehensions that must put variables back";
    SETUP_WITH "" => "",
        "As SETUP_FINALLY, for the block of a context manager.",
        "`with` and `async with`";
    POP_BLOCK "" => "",
        "Marks where the innermost handler ceases to hold. It vanishes when the exception table is made.",
        "the end of `try` and `with` blocks";
[Context]
    BEFORE_WITH "manager" => "exit, result",
        "Gets a context manager's `__exit__` and calls its `__enter__`.",
        "`with`";
    BEFORE_ASYNC_WITH "manager" => "exit, awaitable",
        "Gets an asynchronous context manager's `__aexit__` and calls its `__aenter__`.",
        "`async with`";
[Imports]
    IMPORT_NAME "level, names" => "module",
        "Imports a module. Level is the number of leading dots; names is the tuple behind `from … import`, or None.",
        "`import` and `from … import`";
    IMPORT_FROM "module" => "module, attribute",
        "Gets a name from an imported module; a submodule of that name serves, too.",
        "every name behind `from … import`";
[Matching]
    GET_LEN "subject" => "subject, length",
        "Pushes the length of the subject, which stays.",
        "a sequence pattern";
    MATCH_SEQUENCE "subject" => "subject, bool",
        "Tests whether the subject counts as a sequence for patterns; str and bytes do not.",
        "a sequence pattern";
    MATCH_MAPPING "subject" => "subject, bool",
        "Tests whether the subject is a mapping.",
        "a mapping pattern";
    MATCH_KEYS "subject, keys" => "subject, keys, values or None",
        "Gets the values of a tuple of keys from a mapping, or None if one of them is missing.",
        "a mapping pattern with keys";
    MATCH_CLASS "subject, class, names" => "attributes or None",
        "Tests whether the subject is an instance, and gets the attributes that its positional (as many as the argument says) and keyword patterns need.",
        "a class pattern such as `Point(0, y=1)`";
}
