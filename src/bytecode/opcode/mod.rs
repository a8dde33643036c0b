//! Opcodes of CPython 3.13: numbers, names, kinds, inline caches, stack effects.
//!
//! [`table`] has the rows; this file says what a row means.

/// An opcode, pseudo-opcodes (256 and up) included. Constants are spelled as in CPython: `Opcode::LOAD_FAST`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Opcode(pub u16);

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum OpcodeKind {
    /// Appears in `co_code`.
    Real,
    /// Exists only between codegen and the assembler.
    Pseudo,
    /// Put in place of a real opcode while the program runs, when it has warmed up.
    Specialized,
    /// Put in place of a real opcode while the program is monitored.
    Instrumented,
}

/// Properties of opcodes, as a set of bits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OpcodeFlags(u16);

macro_rules! flags {
    ($($(#[$doc:meta])* $name:ident = $bit:literal;)*) => {
        impl OpcodeFlags {
            pub const NONE: Self = Self(0);
            $( $(#[$doc])* pub const $name: Self = Self(1 << $bit); )*
        }
    };
}

flags! {
    /// Has an argument.
    ARG = 0;
    /// The argument indexes `co_consts`.
    CONST = 1;
    /// The argument indexes `co_names` (shifted for some opcodes).
    NAME = 2;
    /// May jump.
    JUMP = 3;
    /// The argument is a cell or free variable.
    FREE = 4;
    /// The argument is a local variable.
    LOCAL = 5;
    /// Sets up an exception handler (pseudo-opcodes).
    EXC = 6;
    /// May raise.
    ERROR = 7;
    /// May run arbitrary code.
    ESCAPES = 8;
    /// Looks for signals and the like.
    EVAL_BREAK = 9;
    /// May fall back to the generic form.
    DEOPT = 10;
    /// May leave a trace of the optimizer of tier 2.
    EXIT = 11;
    /// Has no effect but on the stack.
    PURE = 12;
}

impl OpcodeFlags {
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// A row of the table.
pub struct OpcodeInfo {
    pub opcode: Opcode,
    pub name: &'static str,
    pub kind: OpcodeKind,
    /// Code units of inline cache behind the instruction.
    pub caches: u8,
    /// Values taken from the stack, given the argument.
    pub popped: fn(u32) -> u32,
    /// Values put on the stack, given the argument.
    pub pushed: fn(u32) -> u32,
    pub flags: OpcodeFlags,
    /// The generic opcode that a specialized one stands for.
    pub deopt: Option<Opcode>,
}

/// Greater arguments, which only a damaged file has, count as this one: no stack is deeper, and nothing overflows.
pub const MAX_OPARG: u32 = 1 << 24;

macro_rules! opcode_table {
    ($($name:ident = $number:literal, $kind:ident, $caches:literal, $oparg:ident: $popped:expr => $pushed:expr,
       [$($flag:ident)*], $deopt:tt;)*) => {
        use super::{Facts, MAX_OPARG, Opcode, OpcodeFlags, OpcodeInfo, OpcodeKind};

        impl Opcode {
            $( pub const $name: Opcode = Opcode($number); )*
        }

        /// The numbers of all rows.
        pub(super) const NUMBERS: &[u16] = &[ $( $number ),* ];

        /// Flags, inline caches and generic opcodes of all rows, for [`super::FACTS`].
        pub(super) const FACTS: &[Facts] = &[ $( Facts {
            flags: OpcodeFlags::NONE $( .with(OpcodeFlags::$flag) )*,
            caches: $caches,
            deopt: opcode_table!(@deopt $deopt),
        } ),* ];

        /// The difference of what the columns `pushed` and `popped` say.
        #[allow(unused_variables, reason = "most stack effects do not depend on the argument")]
        pub(super) fn net_effect(opcode: Opcode, oparg: u32) -> i32 {
            match opcode {
                $( Opcode::$name => {
                    let $oparg = oparg.min(MAX_OPARG);
                    let (popped, pushed): (u32, u32) = ($popped, $pushed);
                    pushed as i32 - popped as i32
                } )*
                _ => 0,
            }
        }

        /// All rows, in the order of their numbers.
        #[allow(unused_variables, reason = "most stack effects do not depend on the argument")]
        pub static ROWS: &[OpcodeInfo] = &[
            $( OpcodeInfo {
                opcode: Opcode::$name,
                name: stringify!($name),
                kind: OpcodeKind::$kind,
                caches: $caches,
                popped: |$oparg: u32| { let $oparg = $oparg.min(MAX_OPARG); $popped },
                pushed: |$oparg: u32| { let $oparg = $oparg.min(MAX_OPARG); $pushed },
                flags: OpcodeFlags::NONE $( .with(OpcodeFlags::$flag) )*,
                deopt: opcode_table!(@deopt $deopt),
            } ),*
        ];
    };
    (@deopt -) => { None };
    (@deopt $name:ident) => { Some(Opcode::$name) };
}

pub mod table;

use table::NUMBERS;
pub use table::ROWS;

/// One more than the highest opcode.
pub const OPCODE_COUNT: usize = 268;

/// Row number of each opcode, plus one; 0 where there is no such opcode.
static ROW_OF: [u8; OPCODE_COUNT] = {
    let mut rows = [0; OPCODE_COUNT];
    let mut row = 0;
    while row < NUMBERS.len() {
        rows[NUMBERS[row] as usize] = row as u8 + 1;
        row += 1;
    }
    rows
};

/// What passes ask for so often that the way by the row would show.
#[derive(Clone, Copy)]
struct Facts {
    flags: OpcodeFlags,
    /// As in the row; for a specialized opcode in `FACTS` those of the generic one, in whose place it stands.
    caches: u8,
    deopt: Option<Opcode>,
}

static FACTS: [Facts; OPCODE_COUNT] = {
    let mut facts = [Facts { flags: OpcodeFlags::NONE, caches: 0, deopt: None }; OPCODE_COUNT];
    let mut row = 0;
    while row < NUMBERS.len() {
        facts[NUMBERS[row] as usize] = table::FACTS[row];
        row += 1;
    }
    let mut opcode = 0;
    while opcode < OPCODE_COUNT {
        if let Some(generic) = facts[opcode].deopt {
            facts[opcode].caches = facts[generic.0 as usize].caches;
        }
        opcode += 1;
    }
    facts
};

impl Opcode {
    /// The row of this opcode, if there is one of that number.
    pub fn info(self) -> Option<&'static OpcodeInfo> {
        let row = *ROW_OF.get(self.0 as usize)?;
        ROWS.get((row as usize).checked_sub(1)?)
    }

    /// CPython's name; `<17>` for a number that is no opcode, as `dis` prints it.
    pub fn name(self) -> std::borrow::Cow<'static, str> {
        match self.info() {
            Some(info) => info.name.into(),
            None => format!("<{}>", self.0).into(),
        }
    }

    pub fn from_name(name: &str) -> Option<Opcode> {
        ROWS.iter().find(|row| row.name == name).map(|row| row.opcode)
    }

    /// The lowest bits of an argument that are no part of the index of its name.
    pub fn flags_below_name(self) -> u32 {
        match self.generic() {
            Opcode::LOAD_GLOBAL | Opcode::LOAD_ATTR => 1,
            Opcode::LOAD_SUPER_ATTR => 2,
            _ => 0,
        }
    }

    pub fn has(self, flag: OpcodeFlags) -> bool {
        FACTS.get(self.0 as usize).is_some_and(|facts| facts.flags.has(flag))
    }

    pub fn is_pseudo(self) -> bool {
        self.0 >= 256
    }

    /// The generic opcode: itself, unless it is a specialized one.
    pub fn generic(self) -> Opcode {
        FACTS.get(self.0 as usize).and_then(|facts| facts.deopt).unwrap_or(self)
    }

    /// Code units of inline cache behind this instruction.
    pub fn caches(self) -> usize {
        FACTS.get(self.0 as usize).map_or(0, |facts| facts.caches as usize)
    }
}

/// A set of opcodes.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct OpcodeSet([u64; OPCODE_COUNT.div_ceil(64)]);

impl OpcodeSet {
    pub fn insert(&mut self, opcode: Opcode) {
        if let Some(word) = self.0.get_mut(opcode.0 as usize / 64) {
            *word |= 1 << (opcode.0 % 64);
        }
    }

    pub fn has(&self, opcode: Opcode) -> bool {
        self.0.get(opcode.0 as usize / 64).is_some_and(|word| word >> (opcode.0 % 64) & 1 != 0)
    }

    pub fn has_any(&self, opcodes: &[Opcode]) -> bool {
        opcodes.iter().any(|&opcode| self.has(opcode))
    }
}

impl FromIterator<Opcode> for OpcodeSet {
    fn from_iter<I: IntoIterator<Item = Opcode>>(opcodes: I) -> Self {
        let mut set = Self::default();
        opcodes.into_iter().for_each(|opcode| set.insert(opcode));
        set
    }
}

impl std::fmt::Debug for Opcode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name())
    }
}

impl std::fmt::Display for Opcode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.name())
    }
}

/// How many values the stack grows by (negative: shrinks) when the instruction goes on to the next one, or jumps.
///
/// The three `SETUP_*` push only on the way to their handler.
pub fn stack_effect(opcode: Opcode, oparg: u32, jump: bool) -> i32 {
    match opcode {
        Opcode::SETUP_FINALLY | Opcode::SETUP_WITH | Opcode::SETUP_CLEANUP if !jump => 0,
        // The exception; SETUP_CLEANUP also pushes the offset of the instruction that raised.
        Opcode::SETUP_FINALLY | Opcode::SETUP_WITH => 1,
        Opcode::SETUP_CLEANUP => 2,
        _ => table::net_effect(opcode, oparg),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_argument_has_an_effect() {
        for row in ROWS {
            for oparg in [0, 1, 255, i32::MAX as u32, u32::MAX] {
                stack_effect(row.opcode, oparg, false);
                stack_effect(row.opcode, oparg, true);
            }
        }
    }
}
