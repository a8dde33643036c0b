//! Objects that exist from the start and never go: singletons, small integers, one-character strings, builtin types and
//! the names the machine itself asks for. Their handles are constants.
//!
//! The heap is laid out as: null, singletons, −5 … 256, U+0000 … U+00FF, single bytes, types ([`T`]), names ([`names`]).

use super::Obj;

pub const NONE: Obj = Obj::fixed(1);
pub const NOT_IMPLEMENTED: Obj = Obj::fixed(2);
pub const ELLIPSIS: Obj = Obj::fixed(3);
pub const FALSE: Obj = Obj::fixed(4);
pub const TRUE: Obj = Obj::fixed(5);
pub const EMPTY_TUPLE: Obj = Obj::fixed(6);
pub const EMPTY_STR: Obj = Obj::fixed(7);
pub const EMPTY_BYTES: Obj = Obj::fixed(8);
/// The marker that itertools, functools and others use for "no argument given".
pub const MISSING: Obj = Obj::fixed(9);

/// Slot of −5.
pub const SMALL_INTS: u32 = 16;
/// Slot of the string of the character U+0000.
pub const LATIN1: u32 = SMALL_INTS + 262;
/// Slot of the `bytes` object of the byte 0.
pub const SINGLE_BYTES: u32 = LATIN1 + 256;
/// Slot of the first builtin type.
pub const TYPES: u32 = SINGLE_BYTES + 256;
/// Slot of the first name.
pub const NAMES: u32 = TYPES + TYPE_TABLE.len() as u32;
/// First slot of an object that may be freed.
pub const FIRST_DYNAMIC: u32 = NAMES + NAME_TABLE.len() as u32;

pub const ZERO: Obj = Obj::fixed(SMALL_INTS + 5);
pub const ONE: Obj = Obj::fixed(SMALL_INTS + 6);

/// The string of one character below U+0100.
pub const fn latin1(c: u8) -> Obj {
    Obj::fixed(LATIN1 + c as u32)
}

/// The `bytes` object of one byte.
pub const fn single_byte(byte: u8) -> Obj {
    Obj::fixed(SINGLE_BYTES + byte as u32)
}

/// Row of a builtin type.
pub struct TypeRow {
    pub name: &'static str,
    pub base: Obj,
    /// Whether Python code may derive from it.
    pub basetype: bool,
    pub module: &'static str,
}

macro_rules! types {
    ($($const_name:ident $name:literal $base:ident $basetype:literal $module:literal;)*) => {
        #[derive(Clone, Copy)]
        #[expect(non_camel_case_types, clippy::upper_case_acronyms, reason = "numbers for the constants of `T`")]
        #[repr(u32)]
        enum Number { $($const_name),* }

        /// Handles of builtin types.
        pub struct T;

        impl T {
            $(pub const $const_name: Obj = Obj::fixed(TYPES + Number::$const_name as u32);)*
        }

        /// All builtin types, a base before the types derived from it.
        pub const TYPE_TABLE: &[TypeRow] = &[
            $(TypeRow { name: $name, base: T::$base, basetype: $basetype, module: $module }),*
        ];
    };
}

types! {
    OBJECT "object" OBJECT true "builtins";
    TYPE "type" OBJECT true "builtins";
    NONE "NoneType" OBJECT false "types";
    NOT_IMPLEMENTED "NotImplementedType" OBJECT false "types";
    ELLIPSIS "ellipsis" OBJECT false "types";
    INT "int" OBJECT true "builtins";
    BOOL "bool" INT false "builtins";
    FLOAT "float" OBJECT true "builtins";
    COMPLEX "complex" OBJECT true "builtins";
    STR "str" OBJECT true "builtins";
    BYTES "bytes" OBJECT true "builtins";
    BYTEARRAY "bytearray" OBJECT true "builtins";
    MEMORYVIEW "memoryview" OBJECT false "builtins";
    TUPLE "tuple" OBJECT true "builtins";
    LIST "list" OBJECT true "builtins";
    DICT "dict" OBJECT true "builtins";
    SET "set" OBJECT true "builtins";
    FROZENSET "frozenset" OBJECT true "builtins";
    RANGE "range" OBJECT false "builtins";
    SLICE "slice" OBJECT false "builtins";
    FUNCTION "function" OBJECT false "builtins";
    METHOD "method" OBJECT false "builtins";
    BUILTIN "builtin_function_or_method" OBJECT false "builtins";
    METHOD_DESCRIPTOR "method_descriptor" OBJECT false "builtins";
    SLOT_WRAPPER "wrapper_descriptor" OBJECT false "builtins";
    METHOD_WRAPPER "method-wrapper" OBJECT false "types";
    CLASSMETHOD_DESCRIPTOR "classmethod_descriptor" OBJECT false "builtins";
    GETSET "getset_descriptor" OBJECT false "builtins";
    MEMBER "member_descriptor" OBJECT false "builtins";
    PROPERTY "property" OBJECT true "builtins";
    STATICMETHOD "staticmethod" OBJECT true "builtins";
    CLASSMETHOD "classmethod" OBJECT true "builtins";
    SUPER "super" OBJECT true "builtins";
    MEMORY_ITERATOR "memory_iterator" OBJECT false "builtins";
    CODE "code" OBJECT false "builtins";
    CELL "cell" OBJECT false "builtins";
    MODULE "module" OBJECT true "builtins";
    FRAME "frame" OBJECT false "builtins";
    TRACEBACK "traceback" OBJECT false "builtins";
    FRAME_LOCALS_PROXY "FrameLocalsProxy" OBJECT false "types";
    GENERATOR "generator" OBJECT false "builtins";
    COROUTINE "coroutine" OBJECT false "builtins";
    COROUTINE_WRAPPER "coroutine_wrapper" OBJECT false "builtins";
    ASYNC_GENERATOR "async_generator" OBJECT false "builtins";
    ASYNC_GEN_WRAPPED "async_generator_wrapped_value" OBJECT false "builtins";
    ASYNC_GEN_ASEND "async_generator_asend" OBJECT false "builtins";
    ASYNC_GEN_ATHROW "async_generator_athrow" OBJECT false "builtins";
    ANEXT_AWAITABLE "anext_awaitable" OBJECT false "builtins";
    MAPPINGPROXY "mappingproxy" OBJECT false "builtins";
    NAMESPACE "SimpleNamespace" OBJECT true "types";
    GENERIC_ALIAS "GenericAlias" OBJECT true "types";
    GENERIC_ALIAS_ITERATOR "generic_alias_iterator" OBJECT false "builtins";
    UNION "UnionType" OBJECT false "types";
    WEAKREF "ReferenceType" OBJECT true "weakref";
    WEAKPROXY "ProxyType" OBJECT false "weakref";
    DICT_KEYS "dict_keys" OBJECT false "builtins";
    DICT_VALUES "dict_values" OBJECT false "builtins";
    DICT_ITEMS "dict_items" OBJECT false "builtins";
    ODICT_KEYS "odict_keys" DICT_KEYS false "builtins";
    ODICT_VALUES "odict_values" DICT_VALUES false "builtins";
    ODICT_ITEMS "odict_items" DICT_ITEMS false "builtins";
    ODICT_ITERATOR "odict_iterator" OBJECT false "builtins";
    SEQ_ITERATOR "iterator" OBJECT false "builtins";
    CALLABLE_ITERATOR "callable_iterator" OBJECT false "builtins";
    LIST_ITERATOR "list_iterator" OBJECT false "builtins";
    LIST_REVERSEITERATOR "list_reverseiterator" OBJECT false "builtins";
    TUPLE_ITERATOR "tuple_iterator" OBJECT false "builtins";
    STR_ITERATOR "str_iterator" OBJECT false "builtins";
    STR_ASCII_ITERATOR "str_ascii_iterator" OBJECT false "builtins";
    BYTES_ITERATOR "bytes_iterator" OBJECT false "builtins";
    BYTEARRAY_ITERATOR "bytearray_iterator" OBJECT false "builtins";
    RANGE_ITERATOR "range_iterator" OBJECT false "builtins";
    LONGRANGE_ITERATOR "longrange_iterator" OBJECT false "builtins";
    SET_ITERATOR "set_iterator" OBJECT false "builtins";
    DICT_KEYITERATOR "dict_keyiterator" OBJECT false "builtins";
    DICT_VALUEITERATOR "dict_valueiterator" OBJECT false "builtins";
    DICT_ITEMITERATOR "dict_itemiterator" OBJECT false "builtins";
    DICT_REVERSEKEYITERATOR "dict_reversekeyiterator" OBJECT false "builtins";
    DICT_REVERSEVALUEITERATOR "dict_reversevalueiterator" OBJECT false "builtins";
    DICT_REVERSEITEMITERATOR "dict_reverseitemiterator" OBJECT false "builtins";
    ENUMERATE "enumerate" OBJECT true "builtins";
    REVERSED "reversed" OBJECT true "builtins";
    ZIP "zip" OBJECT true "builtins";
    MAP "map" OBJECT true "builtins";
    FILTER "filter" OBJECT true "builtins";
    IT_COUNT "count" OBJECT true "itertools";
    IT_CYCLE "cycle" OBJECT true "itertools";
    IT_REPEAT "repeat" OBJECT true "itertools";
    IT_CHAIN "chain" OBJECT true "itertools";
    IT_ISLICE "islice" OBJECT true "itertools";
    IT_ACCUMULATE "accumulate" OBJECT true "itertools";
    IT_TAKEWHILE "takewhile" OBJECT true "itertools";
    IT_DROPWHILE "dropwhile" OBJECT true "itertools";
    IT_FILTERFALSE "filterfalse" OBJECT true "itertools";
    IT_STARMAP "starmap" OBJECT true "itertools";
    IT_COMPRESS "compress" OBJECT true "itertools";
    IT_ZIP_LONGEST "zip_longest" OBJECT true "itertools";
    IT_PRODUCT "product" OBJECT true "itertools";
    IT_PERMUTATIONS "permutations" OBJECT true "itertools";
    IT_COMBINATIONS "combinations" OBJECT true "itertools";
    IT_COMBINATIONS_WITH_REPLACEMENT "combinations_with_replacement" OBJECT true "itertools";
    IT_GROUPBY "groupby" OBJECT true "itertools";
    IT_GROUPER "_grouper" OBJECT false "itertools";
    IT_TEE_DATA "_tee_dataobject" OBJECT false "itertools";
    IT_PAIRWISE "pairwise" OBJECT true "itertools";
    IT_BATCHED "batched" OBJECT true "itertools";
    IT_TEE "_tee" OBJECT true "itertools";
    PARTIAL "partial" OBJECT true "functools";
    LRU_CACHE "_lru_cache_wrapper" OBJECT true "functools";
    CMP_KEY "KeyWrapper" OBJECT false "functools";
    DEQUE "deque" OBJECT true "collections";
    DEQUE_ITERATOR "_deque_iterator" OBJECT false "collections";
    DEQUE_REVERSE_ITERATOR "_deque_reverse_iterator" OBJECT false "collections";
    DEFAULTDICT "defaultdict" DICT true "collections";
    TUPLEGETTER "_tuplegetter" OBJECT false "collections";
    OP_ITEMGETTER "itemgetter" OBJECT false "operator";
    OP_ATTRGETTER "attrgetter" OBJECT false "operator";
    OP_METHODCALLER "methodcaller" OBJECT false "operator";
    SRE_PATTERN "Pattern" OBJECT false "re";
    SRE_MATCH "Match" OBJECT false "re";
    SRE_SCANNER "SRE_Scanner" OBJECT false "_sre";
    SRE_TEMPLATE "SRE_Template" OBJECT false "_sre";
    RANDOM "Random" OBJECT true "_random";
    ABC_DATA "_abc_data" OBJECT false "_abc";
    TEXT_IO "TextIOWrapper" OBJECT true "_io";
    STRING_IO "StringIO" OBJECT true "_io";
    BYTES_IO "BytesIO" OBJECT true "_io";
    JSON_SCANNER "Scanner" OBJECT true "_json";
    JSON_ENCODER "Encoder" OBJECT true "_json";
    STRUCT "Struct" OBJECT true "_struct";
    UNPACK_ITERATOR "unpack_iterator" OBJECT false "_struct";
    STRUCT_SEQUENCE "structseq" TUPLE false "sys";
    GENERIC "Generic" OBJECT true "typing";
    BASE_EXCEPTION "BaseException" OBJECT true "builtins";
    BASE_EXCEPTION_GROUP "BaseExceptionGroup" BASE_EXCEPTION true "builtins";
    EXCEPTION "Exception" BASE_EXCEPTION true "builtins";
    GENERATOR_EXIT "GeneratorExit" BASE_EXCEPTION true "builtins";
    KEYBOARD_INTERRUPT "KeyboardInterrupt" BASE_EXCEPTION true "builtins";
    SYSTEM_EXIT "SystemExit" BASE_EXCEPTION true "builtins";
    ARITHMETIC_ERROR "ArithmeticError" EXCEPTION true "builtins";
    FLOATING_POINT_ERROR "FloatingPointError" ARITHMETIC_ERROR true "builtins";
    OVERFLOW_ERROR "OverflowError" ARITHMETIC_ERROR true "builtins";
    ZERO_DIVISION_ERROR "ZeroDivisionError" ARITHMETIC_ERROR true "builtins";
    ASSERTION_ERROR "AssertionError" EXCEPTION true "builtins";
    ATTRIBUTE_ERROR "AttributeError" EXCEPTION true "builtins";
    BUFFER_ERROR "BufferError" EXCEPTION true "builtins";
    EOF_ERROR "EOFError" EXCEPTION true "builtins";
    IMPORT_ERROR "ImportError" EXCEPTION true "builtins";
    MODULE_NOT_FOUND_ERROR "ModuleNotFoundError" IMPORT_ERROR true "builtins";
    LOOKUP_ERROR "LookupError" EXCEPTION true "builtins";
    INDEX_ERROR "IndexError" LOOKUP_ERROR true "builtins";
    KEY_ERROR "KeyError" LOOKUP_ERROR true "builtins";
    MEMORY_ERROR "MemoryError" EXCEPTION true "builtins";
    NAME_ERROR "NameError" EXCEPTION true "builtins";
    UNBOUND_LOCAL_ERROR "UnboundLocalError" NAME_ERROR true "builtins";
    OS_ERROR "OSError" EXCEPTION true "builtins";
    BLOCKING_IO_ERROR "BlockingIOError" OS_ERROR true "builtins";
    CHILD_PROCESS_ERROR "ChildProcessError" OS_ERROR true "builtins";
    CONNECTION_ERROR "ConnectionError" OS_ERROR true "builtins";
    BROKEN_PIPE_ERROR "BrokenPipeError" CONNECTION_ERROR true "builtins";
    CONNECTION_ABORTED_ERROR "ConnectionAbortedError" CONNECTION_ERROR true "builtins";
    CONNECTION_REFUSED_ERROR "ConnectionRefusedError" CONNECTION_ERROR true "builtins";
    CONNECTION_RESET_ERROR "ConnectionResetError" CONNECTION_ERROR true "builtins";
    FILE_EXISTS_ERROR "FileExistsError" OS_ERROR true "builtins";
    FILE_NOT_FOUND_ERROR "FileNotFoundError" OS_ERROR true "builtins";
    INTERRUPTED_ERROR "InterruptedError" OS_ERROR true "builtins";
    IS_A_DIRECTORY_ERROR "IsADirectoryError" OS_ERROR true "builtins";
    NOT_A_DIRECTORY_ERROR "NotADirectoryError" OS_ERROR true "builtins";
    PERMISSION_ERROR "PermissionError" OS_ERROR true "builtins";
    PROCESS_LOOKUP_ERROR "ProcessLookupError" OS_ERROR true "builtins";
    TIMEOUT_ERROR "TimeoutError" OS_ERROR true "builtins";
    REFERENCE_ERROR "ReferenceError" EXCEPTION true "builtins";
    RUNTIME_ERROR "RuntimeError" EXCEPTION true "builtins";
    NOT_IMPLEMENTED_ERROR "NotImplementedError" RUNTIME_ERROR true "builtins";
    PYTHON_FINALIZATION_ERROR "PythonFinalizationError" RUNTIME_ERROR true "builtins";
    RECURSION_ERROR "RecursionError" RUNTIME_ERROR true "builtins";
    STOP_ASYNC_ITERATION "StopAsyncIteration" EXCEPTION true "builtins";
    STOP_ITERATION "StopIteration" EXCEPTION true "builtins";
    SYNTAX_ERROR "SyntaxError" EXCEPTION true "builtins";
    INCOMPLETE_INPUT_ERROR "_IncompleteInputError" SYNTAX_ERROR true "builtins";
    INDENTATION_ERROR "IndentationError" SYNTAX_ERROR true "builtins";
    TAB_ERROR "TabError" INDENTATION_ERROR true "builtins";
    SYSTEM_ERROR "SystemError" EXCEPTION true "builtins";
    TYPE_ERROR "TypeError" EXCEPTION true "builtins";
    VALUE_ERROR "ValueError" EXCEPTION true "builtins";
    UNICODE_ERROR "UnicodeError" VALUE_ERROR true "builtins";
    UNICODE_DECODE_ERROR "UnicodeDecodeError" UNICODE_ERROR true "builtins";
    UNICODE_ENCODE_ERROR "UnicodeEncodeError" UNICODE_ERROR true "builtins";
    UNICODE_TRANSLATE_ERROR "UnicodeTranslateError" UNICODE_ERROR true "builtins";
    WARNING "Warning" EXCEPTION true "builtins";
    BYTES_WARNING "BytesWarning" WARNING true "builtins";
    DEPRECATION_WARNING "DeprecationWarning" WARNING true "builtins";
    ENCODING_WARNING "EncodingWarning" WARNING true "builtins";
    FUTURE_WARNING "FutureWarning" WARNING true "builtins";
    IMPORT_WARNING "ImportWarning" WARNING true "builtins";
    PENDING_DEPRECATION_WARNING "PendingDeprecationWarning" WARNING true "builtins";
    RESOURCE_WARNING "ResourceWarning" WARNING true "builtins";
    RUNTIME_WARNING "RuntimeWarning" WARNING true "builtins";
    SYNTAX_WARNING "SyntaxWarning" WARNING true "builtins";
    UNICODE_WARNING "UnicodeWarning" WARNING true "builtins";
    USER_WARNING "UserWarning" WARNING true "builtins";
    EXCEPTION_GROUP "ExceptionGroup" BASE_EXCEPTION_GROUP true "builtins";
}

macro_rules! static_names {
    ($($name:ident)*) => {
        /// Interned strings that the machine asks for, spelled as in Python (keywords with a `_` behind).
        #[expect(non_upper_case_globals, reason = "the constants are the names")]
        pub mod names {
            use super::{NAMES, Obj};

            #[expect(non_camel_case_types, reason = "numbers for the constants")]
            #[derive(Clone, Copy)]
            #[repr(u32)]
            enum Number { $($name),* }

            $(pub const $name: Obj = Obj::fixed(NAMES + Number::$name as u32);)*
        }

        /// The text of all names, in the order of their slots.
        pub const NAME_TABLE: &[&str] = &[$(stringify!($name)),*];
    };
}

static_names! {
    __abs__ __add__ __aenter__ __aexit__ __aiter__ __all__ __and__ __anext__ __annotations__ __await__ __bases__ __bool__
    __build_class__ __builtins__ __bytes__ __cached__ __call__ __cause__ __ceil__ __class__ __class_getitem__ __classcell__ __classdictcell__
    __closure__ __code__ __complex__ __contains__ __context__ __copy__ __deepcopy__ __debug__ __defaults__ __del__
    __delattr__ __delete__ __delitem__ __dict__ __dir__ __divmod__ __doc__ __enter__ __eq__ __exit__ __file__
    __firstlineno__ __float__ __floor__ __floordiv__ __format__ __func__ __ge__ __get__ __getattr__ __getattribute__
    __getitem__ __getnewargs__ __getstate__ __globals__ __gt__ __hash__ __iadd__ __iand__ __ifloordiv__ __ilshift__
    __imatmul__ __imod__ __import__ __imul__ __index__ __init__ __init_subclass__ __instancecheck__ __int__ __invert__
    __ior__ __ipow__ __irshift__ __isabstractmethod__ __isub__ __iter__ __itruediv__ __ixor__ __kwdefaults__ __le__
    __len__ __length_hint__ __loader__ __lshift__ __lt__ __main__ __match_args__ __matmul__ __missing__ __mod__
    __module__ __mro__ __mro_entries__ __mul__ __name__ __ne__ __neg__ __new__ __next__ __notes__ __or__ __orig_bases__
    __origin__ __args__ __package__ __parameters__ __path__ __pos__ __pow__ __prepare__ __qualname__ __radd__ __rand__
    __rdivmod__ __reduce__ __reduce_ex__ __repr__ __reversed__ __rfloordiv__ __rlshift__ __rmatmul__ __rmod__ __rmul__
    __ror__ __round__ __rpow__ __rrshift__ __rshift__ __rsub__ __rtruediv__ __rxor__ __self__ __set__ __set_name__
    __setattr__ __setitem__ __sizeof__ __slots__ __spec__ __static_attributes__ __str__ __sub__ __subclasscheck__
    __subclasses__ __suppress_context__ __text_signature__ __traceback__ __truediv__ __trunc__ __type_params__
    __weakref__ __wrapped__ __xor__ __classdict__ __subclasshook__ __abstractmethods__ __base__ __basicsize__ __unpacked__
    args builtins add add_note append cause characters_written clear close code count decode default display encode encoding
    end end_lineno end_offset errors excepthook exceptions extend fget fset fdel filename filename2 find_spec flush format
    get gi_code gi_frame gi_running gi_yieldfrom imag index items iter join keys key keepends last_exc last_traceback
    last_type last_value lineno lower lst main maxsplit message metaclass modules mro msg name name_from obj object offset
    path pop popitem print_file_and_line print real reason remove replace reverse reversed seed send sep setdefault sort
    split start startswith endswith stderr stdin stdout step stop strerror errno strict strip sys tb_frame tb_lasti tb_lineno
    tb_next text throw type_params update upper value values winerror write writelines with_traceback year big bytes
    string source mode flags dont_inherit optimize globals locals fromlist level number ndigits base exp itemseq
    initial function iterable func repeat times fillvalue selectors data maxlen typename field_names rename defaults
    module default_factory file line readline isatty fileno linesep expandtabs tabsize length signed byteorder delimiter
    parent submodule_search_locations loader origin cached has_location argv version_info maxsize platform version
    typed user_function predicate cls instance doc old new chars prefix suffix width fillchar
    gi_suspended cr_code cr_frame cr_running cr_await ag_code ag_frame ag_running ag_await co_name fromkeys copy
    difference union intersection numerator denominator conjugate bit_length is_integer as_integer_ratio
    meta_path path_hooks
    fold _fields _field_defaults _make _asdict _replace _source wrapped assigned updated
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_name_occurs_twice() {
        let mut names = super::NAME_TABLE.to_vec();
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]));
    }

    /// Strings of one character have places of their own.
    #[test]
    fn no_name_is_a_single_character() {
        assert!(super::NAME_TABLE.iter().all(|name| name.len() > 1));
    }
}
