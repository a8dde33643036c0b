//! The cards of forms that replace an instruction while a program runs: specialized ones, put there when an instruction
//! has seen the same kinds of values several times, and instrumented ones, put there while a tool monitors the program.

use super::Form;
use crate::bytecode::Opcode;

macro_rules! forms {
    ($($name:ident $when:literal, $meaning:literal;)*) => {
        pub(super) const FORMS: &[Form] =
            &[ $( Form { opcode: Opcode::$name, when: $when, meaning: $meaning } ),* ];
    };
}

forms! {
    BINARY_OP_ADD_INT "both operands are int", "Adds without looking for `__add__`.";
    BINARY_OP_ADD_FLOAT "both operands are float", "Adds two machine numbers, reusing the memory of an operand that nobody else needs.";
    BINARY_OP_ADD_UNICODE "both operands are str", "Joins two strings directly.";
    BINARY_OP_INPLACE_ADD_UNICODE "a str is added to a local variable that is stored right behind", "Lets the string grow where it is, so that building a string piece by piece does not copy it each time.";
    BINARY_OP_MULTIPLY_INT "both operands are int", "Multiplies without looking for `__mul__`.";
    BINARY_OP_MULTIPLY_FLOAT "both operands are float", "Multiplies two machine numbers.";
    BINARY_OP_SUBTRACT_INT "both operands are int", "Subtracts without looking for `__sub__`.";
    BINARY_OP_SUBTRACT_FLOAT "both operands are float", "Subtracts two machine numbers.";
    BINARY_SUBSCR_DICT "the container is a dict", "Looks the key up in the hash table at once.";
    BINARY_SUBSCR_GETITEM "the class defines `__getitem__` in Python", "Pushes a frame for that method instead of going through C.";
    BINARY_SUBSCR_LIST_INT "a list is indexed by a small int that is not negative", "Reads the slot of the list.";
    BINARY_SUBSCR_STR_INT "a str is indexed by a small int, and the character is ASCII", "Gives one of the ready-made strings of one character.";
    BINARY_SUBSCR_TUPLE_INT "a tuple is indexed by a small int that is not negative", "Reads the slot of the tuple.";
    CALL_ALLOC_AND_ENTER_INIT "a class with a simple `__init__` written in Python is called", "Makes the object and pushes the frame of `__init__`, with a small frame below that checks its result.";
    CALL_BOUND_METHOD_EXACT_ARGS "a bound method is called with exactly the arguments that its function takes", "Puts self in front and pushes the frame.";
    CALL_BOUND_METHOD_GENERAL "a bound method of a Python function is called", "Puts self in front and sorts the arguments into a new frame.";
    CALL_BUILTIN_CLASS "a built-in type such as `int` is called", "Calls the type's constructor directly.";
    CALL_BUILTIN_FAST "a built-in function without keyword parameters is called", "Hands the C function a pointer to the arguments on the stack.";
    CALL_BUILTIN_FAST_WITH_KEYWORDS "a built-in function with keyword parameters is called", "As CALL_BUILTIN_FAST; no keywords are given.";
    CALL_BUILTIN_O "a built-in function of one argument is called", "Calls the C function with that argument.";
    CALL_ISINSTANCE "the callable is the built-in `isinstance`", "Does the test without a call.";
    CALL_LEN "the callable is the built-in `len`", "Asks the object for its length without a call.";
    CALL_LIST_APPEND "the callable is `list.append`, and the result is dropped", "Appends, and skips the POP_TOP behind it.";
    CALL_METHOD_DESCRIPTOR_FAST "a method of a built-in type is called", "Hands the C function the arguments where they lie.";
    CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS "a method of a built-in type with keyword parameters is called", "As CALL_METHOD_DESCRIPTOR_FAST; no keywords are given.";
    CALL_METHOD_DESCRIPTOR_NOARGS "a method of a built-in type without arguments is called", "Calls the C function with self alone.";
    CALL_METHOD_DESCRIPTOR_O "a method of a built-in type with one argument is called", "Calls the C function with self and the argument.";
    CALL_NON_PY_GENERAL "the callable is not written in Python, and no better form fits", "Calls through the vectorcall protocol.";
    CALL_PY_EXACT_ARGS "a Python function is called with exactly the positional arguments that it takes", "Moves the arguments into a new frame and goes on there.";
    CALL_PY_GENERAL "a Python function is called in any other way", "Sorts the arguments, fills in defaults and goes on in the new frame.";
    CALL_STR_1 "`str` is called with one argument", "Gives the str of it.";
    CALL_TUPLE_1 "`tuple` is called with one argument", "Makes a tuple of the iterable.";
    CALL_TYPE_1 "`type` is called with one argument", "Gives the type of it.";
    COMPARE_OP_FLOAT "both operands are float", "Compares two machine numbers.";
    COMPARE_OP_INT "both operands are int of one digit", "Compares the digits.";
    COMPARE_OP_STR "both operands are str, compared with `==` or `!=`", "Compares lengths and bytes.";
    CONTAINS_OP_DICT "the container is a dict", "Looks the key up.";
    CONTAINS_OP_SET "the container is a set or frozenset", "Looks the item up.";
    FOR_ITER_GEN "the iterator is a generator", "Goes on in the generator's frame instead of calling its `__next__`.";
    FOR_ITER_LIST "the iterator is that of a list", "Takes the next slot.";
    FOR_ITER_RANGE "the iterator is that of a range", "Counts up and makes the int.";
    FOR_ITER_TUPLE "the iterator is that of a tuple", "Takes the next slot.";
    LOAD_ATTR_CLASS "the owner is a class", "Gives the attribute remembered from last time; a version number of the class says whether it still holds.";
    LOAD_ATTR_GETATTRIBUTE_OVERRIDDEN "the class defines `__getattribute__` in Python", "Pushes a frame for that method.";
    LOAD_ATTR_INSTANCE_VALUE "the attribute lies in the object's inline values", "Reads the remembered slot.";
    LOAD_ATTR_METHOD_LAZY_DICT "a method is got from an object whose `__dict__` has not been made", "Gives the remembered function and self.";
    LOAD_ATTR_METHOD_NO_DICT "a method is got from an object that can have no `__dict__`", "Gives the remembered function and self.";
    LOAD_ATTR_METHOD_WITH_VALUES "a method is got from an object with inline values that do not hide it", "Gives the remembered function and self.";
    LOAD_ATTR_MODULE "the owner is a module", "Reads the remembered entry of the module's dictionary.";
    LOAD_ATTR_NONDESCRIPTOR_NO_DICT "a plain class attribute is got from an object that can have no `__dict__`", "Gives the remembered value.";
    LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES "a plain class attribute is got from an object with inline values", "Gives the remembered value.";
    LOAD_ATTR_PROPERTY "the attribute is a property with a getter in Python", "Pushes a frame for the getter.";
    LOAD_ATTR_SLOT "the attribute is one of `__slots__`", "Reads the object's memory at the remembered offset.";
    LOAD_ATTR_WITH_HINT "the attribute lies in the object's `__dict__`", "Looks first where the key was last time.";
    LOAD_GLOBAL_BUILTIN "the name is a built-in that no global hides", "Reads the remembered entry; version numbers of both dictionaries say whether it still holds.";
    LOAD_GLOBAL_MODULE "the name is a global", "Reads the remembered entry of the module's dictionary.";
    LOAD_SUPER_ATTR_ATTR "super is the built-in one, and an attribute is wanted", "Looks along the method resolution order without making a super object.";
    LOAD_SUPER_ATTR_METHOD "super is the built-in one, and a method is called", "Gives function and self without making a super object.";
    RESUME_CHECK "nothing has to be done at the start of a function", "Makes sure in one comparison that no signal waits and nobody monitors.";
    SEND_GEN "the receiver is a generator or coroutine", "Goes on in its frame instead of calling `send`.";
    STORE_ATTR_INSTANCE_VALUE "the attribute lies in the object's inline values", "Writes the remembered slot.";
    STORE_ATTR_SLOT "the attribute is one of `__slots__`", "Writes the object's memory at the remembered offset.";
    STORE_ATTR_WITH_HINT "the attribute lies in the object's `__dict__`", "Writes where the key was last time.";
    STORE_SUBSCR_DICT "the container is a dict", "Writes into the hash table.";
    STORE_SUBSCR_LIST_INT "a list is indexed by a small int that is not negative", "Writes the slot of the list.";
    TO_BOOL_ALWAYS_TRUE "the class has neither `__bool__` nor `__len__`", "Gives True.";
    TO_BOOL_BOOL "the value is a bool already", "Leaves it as it is.";
    TO_BOOL_INT "the value is an int", "Compares with 0.";
    TO_BOOL_LIST "the value is a list", "Asks whether it has items.";
    TO_BOOL_NONE "the value is None", "Gives False.";
    TO_BOOL_STR "the value is a str", "Asks whether it is empty.";
    UNPACK_SEQUENCE_LIST "the sequence is a list of the right length", "Copies the slots to the stack.";
    UNPACK_SEQUENCE_TUPLE "the sequence is a tuple of the right length", "Copies the slots to the stack.";
    UNPACK_SEQUENCE_TWO_TUPLE "the sequence is a tuple of two", "Copies both slots to the stack.";
    INSTRUMENTED_RESUME "start and resumption are monitored", "Tells the tool that a function starts or goes on, then does what RESUME does.";
    INSTRUMENTED_END_FOR "the end of loops over generators is monitored", "Tells the tool that the inner generator has stopped.";
    INSTRUMENTED_END_SEND "the end of `yield from` and `await` is monitored", "Tells the tool that the inner generator has stopped.";
    INSTRUMENTED_RETURN_VALUE "returns are monitored", "Tells the tool the result, then returns it.";
    INSTRUMENTED_RETURN_CONST "returns are monitored", "Tells the tool the constant, then returns it.";
    INSTRUMENTED_YIELD_VALUE "yields are monitored", "Tells the tool the value, then yields it.";
    INSTRUMENTED_LOAD_SUPER_ATTR "calls are monitored", "Really calls `super`, so that the tool sees the call.";
    INSTRUMENTED_FOR_ITER "branches are monitored", "Tells the tool whether the loop goes on.";
    INSTRUMENTED_CALL "calls are monitored", "Tells the tool the callable and its first argument, then calls.";
    INSTRUMENTED_CALL_KW "calls are monitored", "Tells the tool, then calls with keyword arguments.";
    INSTRUMENTED_CALL_FUNCTION_EX "calls are monitored", "Tells the tool, then calls with a tuple of arguments.";
    INSTRUMENTED_INSTRUCTION "every instruction is monitored", "Tells the tool, then does what the instruction that it stands for does.";
    INSTRUMENTED_JUMP_FORWARD "jumps are monitored", "Tells the tool where it jumps to.";
    INSTRUMENTED_JUMP_BACKWARD "jumps are monitored", "Tells the tool where it jumps to.";
    INSTRUMENTED_POP_JUMP_IF_TRUE "branches are monitored", "Tells the tool which way is taken.";
    INSTRUMENTED_POP_JUMP_IF_FALSE "branches are monitored", "Tells the tool which way is taken.";
    INSTRUMENTED_POP_JUMP_IF_NONE "branches are monitored", "Tells the tool which way is taken.";
    INSTRUMENTED_POP_JUMP_IF_NOT_NONE "branches are monitored", "Tells the tool which way is taken.";
    INSTRUMENTED_LINE "lines are monitored, as a debugger does", "Tells the tool that a line begins, then does what the instruction that it stands for does.";
}
