//! Opcodes and instructions of other CPythons, 3.8 to 3.12 and 3.14: enough to read their files.
//!
//! The tables are data, printed by the `opcode` module of each version (`tests/record/opcodes.py`). Pylens compiles and
//! runs 3.13 only; that version's table is [`super::opcode`], with what is needed besides.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What one version says of its opcodes.
pub struct VersionTable {
    /// 8 for CPython 3.8.
    pub minor: u8,
    rows: Vec<Option<VersionOpcode>>,
    words: HashMap<&'static str, Vec<&'static str>>,
}

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct VersionOpcode {
    pub name: &'static str,
    /// Code units of inline cache behind the instruction.
    pub caches: u8,
    letters: &'static str,
}

/// What the argument of an opcode is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Operand {
    Const,
    Name,
    Local,
    /// A cell or free variable.
    Free,
    JumpRelative,
    JumpAbsolute,
    Compare,
    Other,
}

/// An instruction of `co_code`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct VersionInstruction {
    /// In bytes.
    pub offset: u32,
    pub opcode: u8,
    /// With the bytes of the `EXTENDED_ARG`s before it.
    pub arg: Option<u32>,
    /// Where it jumps to, in bytes.
    pub target: Option<u32>,
}

static TABLES: LazyLock<Vec<VersionTable>> = LazyLock::new(|| parse(include_str!("opcodes_by_version.txt")));

/// The table of CPython 3.`minor`, if there is one.
pub fn table(minor: u8) -> Option<&'static VersionTable> {
    TABLES.iter().find(|table| table.minor == minor)
}

fn parse(text: &'static str) -> Vec<VersionTable> {
    let mut tables: Vec<VersionTable> = Vec::new();
    for line in text.lines() {
        let mut words = line.split(' ');
        let first = words.next().unwrap_or_default();
        if first == "version" {
            let minor = words.next().and_then(|version| version.strip_prefix("3.")?.parse().ok());
            let minor = minor.expect("the table names its version");
            tables.push(VersionTable { minor, rows: vec![None; 256], words: HashMap::new() });
            continue;
        }
        let table = tables.last_mut().expect("rows stand behind a version");
        if let Some(key) = first.strip_prefix('=') {
            table.words.insert(key, words.collect());
        } else if let (Ok(number), Some(name), Some(caches), Some(letters)) =
            (first.parse::<usize>(), words.next(), words.next(), words.next())
        {
            let caches = caches.parse().expect("a number of caches");
            table.rows[number] = Some(VersionOpcode { name, caches, letters });
        }
    }
    tables
}

impl VersionOpcode {
    pub fn operand(&self) -> Operand {
        let operands = [
            ('C', Operand::Const),
            ('N', Operand::Name),
            ('R', Operand::JumpRelative),
            ('B', Operand::JumpAbsolute),
            ('L', Operand::Local),
            ('M', Operand::Compare),
            ('F', Operand::Free),
        ];
        let known = operands.iter().find(|(letter, _)| self.letters.contains(*letter));
        known.map_or(Operand::Other, |&(_, operand)| operand)
    }

    fn has_arg(&self) -> bool {
        self.letters.contains('A')
    }

    fn jumps_back(&self) -> bool {
        self.name.contains("JUMP_BACKWARD") || self.name == "END_ASYNC_FOR" || self.name.contains("_BACKWARD_")
    }
}

impl VersionTable {
    pub fn opcode(&self, number: u8) -> Option<VersionOpcode> {
        self.rows[usize::from(number)]
    }

    /// The name, or `<17>`.
    pub fn name(&self, number: u8) -> String {
        self.opcode(number).map_or_else(|| format!("<{number}>"), |row| row.name.to_owned())
    }

    /// A word of one of the lists that arguments index: `compare`, `binary`, `intrinsic1` …
    pub fn word(&self, list: &str, index: usize) -> Option<String> {
        self.words
            .get(list)?
            .get(index)
            .map(|word| word.replace('_', if list.starts_with('i') || list == "special" { "_" } else { " " }))
    }

    /// Takes code apart; any bytes will do.
    pub fn decode(&self, code: &[u8]) -> Vec<VersionInstruction> {
        let mut found = Vec::with_capacity(code.len() / 2);
        let (mut at, mut extended) = (0, 0);
        while let Some(&[opcode, byte]) = code.get(at..at + 2) {
            let row = self.opcode(opcode);
            let has_arg = row.is_some_and(|row| row.has_arg());
            let arg = has_arg.then_some(u32::from(byte) | extended);
            extended = match (row, arg) {
                (Some(VersionOpcode { name: "EXTENDED_ARG", .. }), Some(arg)) => arg << 8,
                _ => 0,
            };
            let caches = row.map_or(0, |row| usize::from(row.caches));
            let target = row.zip(arg).and_then(|(row, arg)| self.target(row, at, arg));
            found.push(VersionInstruction { offset: at as u32, opcode, arg, target });
            at += 2 + 2 * caches;
        }
        found
    }

    /// Where a jump leads. Distances are bytes up to 3.9, later code units; from 3.12 they count from behind the caches.
    fn target(&self, row: VersionOpcode, at: usize, arg: u32) -> Option<u32> {
        let unit = if self.minor < 10 { 1 } else { 2 };
        let distance = i64::from(arg) * unit;
        let distance = if row.jumps_back() { -distance } else { distance };
        let caches = if self.minor < 12 { 0 } else { 2 * i64::from(row.caches) };
        let target = match row.operand() {
            Operand::JumpAbsolute => i64::from(arg) * unit,
            Operand::JumpRelative => at as i64 + 2 + caches + distance,
            _ => return None,
        };
        u32::try_from(target.max(0)).ok()
    }
}

/// What argument words need to know of a code object.
pub struct Referents<'a> {
    /// The repr of a constant.
    pub constant: &'a dyn Fn(usize) -> Option<String>,
    pub name: &'a dyn Fn(usize) -> Option<String>,
    pub local: &'a dyn Fn(usize) -> Option<String>,
    pub free: &'a dyn Fn(usize) -> Option<String>,
}

impl VersionTable {
    /// The words in brackets behind an argument, as `dis` of that version has them; `None` where there are none to say.
    /// Jumps are left to the caller.
    pub fn argrepr(&self, instruction: VersionInstruction, referents: &Referents<'_>) -> Option<String> {
        let row = self.opcode(instruction.opcode)?;
        let index = instruction.arg? as usize;
        let Referents { constant, name, local, free } = *referents;
        let with_null = |name: Option<String>, null: &str| match (index & 1 != 0, self.minor) {
            (false, _) => name,
            (true, ..=12) => name.map(|name| format!("{null} + {name}")),
            (true, _) => name.map(|name| format!("{name} + {null}")),
        };
        let flags = |words: [&str; 4]| {
            let set = words.iter().enumerate().filter(|(bit, _)| index & 1 << bit != 0);
            set.map(|(_, &word)| word).collect::<Vec<_>>().join(", ")
        };
        match (row.name, self.minor) {
            ("LOAD_GLOBAL", 11..) => return with_null(name(index / 2), "NULL"),
            ("LOAD_ATTR", 12..) => return with_null(name(index / 2), "NULL|self"),
            ("LOAD_SUPER_ATTR", 12..) => return with_null(name(index / 4), "NULL|self"),
            ("COMPARE_OP", 12) => return self.word("compare", index >> 4),
            ("COMPARE_OP", 13..) => {
                let operator = self.word("compare", index >> 5)?;
                return Some(if index & 16 != 0 { format!("bool({operator})") } else { operator });
            }
            ("IS_OP", 14..) => return Some(if index == 0 { "is" } else { "is not" }.to_owned()),
            ("CONTAINS_OP", 14..) => return Some(if index == 0 { "in" } else { "not in" }.to_owned()),
            _ => {}
        }
        match row.operand() {
            Operand::Const => return constant(index),
            Operand::Name => return name(index),
            Operand::Local if row.name.matches("_FAST").count() == 2 => {
                return Some(format!("{}, {}", local(index >> 4)?, local(index & 15)?));
            }
            Operand::Local => return local(index),
            Operand::Free => return free(index),
            Operand::Compare => return self.word("compare", index),
            Operand::JumpAbsolute | Operand::JumpRelative => return None,
            Operand::Other => {}
        }
        match row.name {
            name if name.matches("_FAST").count() == 2 => {
                Some(format!("{}, {}", local(index >> 4)?, local(index & 15)?))
            }
            "BINARY_OP" => self.word("binary", index),
            "CALL_INTRINSIC_1" => self.word("intrinsic1", index),
            "CALL_INTRINSIC_2" => self.word("intrinsic2", index),
            "LOAD_COMMON_CONSTANT" => self.word("common", index),
            "LOAD_SPECIAL" => self.word("special", index),
            "CONVERT_VALUE" => ["", "str", "repr", "ascii"].get(index).map(|&word| word.to_owned()),
            "FORMAT_VALUE" => {
                let converter = ["", "str", "repr", "ascii"][index & 3];
                let words: Vec<&str> = [converter, if index & 4 != 0 { "with format" } else { "" }].into();
                Some(words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(", "))
            }
            "MAKE_FUNCTION" | "SET_FUNCTION_ATTRIBUTE" => {
                Some(flags(["defaults", "kwdefaults", "annotations", "closure"]))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_table_for_every_version_but_that_of_pylens_itself() {
        let minors: Vec<u8> = TABLES.iter().map(|table| table.minor).collect();
        assert_eq!(minors, [8, 9, 10, 11, 12, 14]);
        assert!(TABLES.iter().all(|table| table.rows.iter().flatten().count() > 100));
        assert_eq!(table(8).unwrap().word("compare", 9).as_deref(), Some("is not"));
        assert!(table(13).is_none());
    }

    #[test]
    fn any_bytes_decode() {
        for table in TABLES.iter() {
            let noise: Vec<u8> = (0..2001u32).map(|n| (n.wrapping_mul(2654435761) >> 23) as u8).collect();
            let none = |_| None;
            let referents = Referents { constant: &none, name: &none, local: &none, free: &none };
            for instruction in table.decode(&noise) {
                table.argrepr(instruction, &referents);
            }
        }
    }
}
