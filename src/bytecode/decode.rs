//! `co_code` taken apart.

use super::Opcode;
use super::opcode::OpcodeFlags;

/// Index of a code unit (two bytes) in `co_code`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord, Default)]
pub struct CodeUnit(pub u32);

impl CodeUnit {
    /// The unit as Python counts: in bytes.
    pub fn byte_offset(self) -> u32 {
        self.0.saturating_mul(2)
    }
}

/// An instruction of `co_code`. `EXTENDED_ARG` counts as one of its own, as in `dis`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Instruction {
    pub opcode: Opcode,
    /// The argument with the bytes of the `EXTENDED_ARG`s before it; `None` for opcodes without one. Negative when four
    /// bytes overflow, as in `dis`.
    pub arg: Option<i32>,
    /// The code unit of the opcode.
    pub at: CodeUnit,
    /// The code unit of the first `EXTENDED_ARG` that belongs to it, or its own.
    pub start: CodeUnit,
    /// Code units of inline cache behind it.
    pub caches: u8,
}

impl Instruction {
    /// The code unit behind the instruction and its caches.
    pub fn end(&self) -> CodeUnit {
        CodeUnit(self.at.0 + 1 + u32::from(self.caches))
    }

    /// Where the instruction jumps to, if it jumps. A target before the start of the code is given as the start.
    pub fn jump_target(&self) -> Option<CodeUnit> {
        let generic = self.opcode.generic();
        let distance = self.arg.filter(|_| generic.has(OpcodeFlags::JUMP))?;
        let backward = matches!(generic, Opcode::JUMP_BACKWARD | Opcode::JUMP_BACKWARD_NO_INTERRUPT);
        let signed = if backward { -i64::from(distance) } else { i64::from(distance) };
        let target = i64::from(self.end().0) + signed;
        Some(CodeUnit(target.clamp(0, i64::from(u32::MAX)) as u32))
    }
}

/// Takes code apart; any bytes will do, an odd one at the end is left out.
pub fn decode(code: &[u8]) -> Decoder<'_> {
    Decoder { code, next: 0, start: 0, extended: 0 }
}

#[derive(Clone, Debug)]
pub struct Decoder<'a> {
    code: &'a [u8],
    next: u32,
    /// The first of the `EXTENDED_ARG`s just read, or `next`.
    start: u32,
    /// Their bytes, shifted into place.
    extended: u32,
}

impl Iterator for Decoder<'_> {
    type Item = Instruction;

    fn next(&mut self) -> Option<Instruction> {
        let index = self.next as usize * 2;
        let &[number, byte] = self.code.get(index..index + 2)? else { return None };
        let opcode = Opcode(u16::from(number));
        let generic = opcode.generic();
        let has_arg = generic.has(OpcodeFlags::ARG);
        let arg = has_arg.then_some((u32::from(byte) | self.extended) as i32);
        let at = CodeUnit(self.next);
        let caches = generic.caches() as u8;
        self.next += 1 + u32::from(caches);
        let instruction = if generic == Opcode::EXTENDED_ARG {
            self.extended = arg.map_or(0, |arg| (arg as u32) << 8);
            Instruction { opcode, arg, at, start: at, caches }
        } else {
            self.extended = 0;
            let start = CodeUnit(std::mem::replace(&mut self.start, self.next));
            Instruction { opcode, arg, at, start, caches }
        };
        Some(instruction)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn byte(opcode: Opcode) -> u8 {
        opcode.0 as u8
    }

    #[test]
    fn extended_args_and_caches() {
        let ext = byte(Opcode::EXTENDED_ARG);
        let code = [ext, 1, ext, 2, byte(Opcode::LOAD_CONST), 3, byte(Opcode::TO_BOOL), 0, 0, 0, 0, 0, 0, 0];
        let found: Vec<_> = decode(&code).map(|i| (i.opcode, i.arg, i.start.0, i.at.0, i.end().0)).collect();
        assert_eq!(
            found,
            [
                (Opcode::EXTENDED_ARG, Some(1), 0, 0, 1),
                (Opcode::EXTENDED_ARG, Some(0x102), 1, 1, 2),
                (Opcode::LOAD_CONST, Some(0x10203), 0, 2, 3),
                (Opcode::TO_BOOL, None, 3, 3, 7),
            ]
        );
    }

    #[test]
    fn jumps_count_from_behind_the_caches() {
        let code = [byte(Opcode::POP_JUMP_IF_FALSE), 2, 0, 0, byte(Opcode::JUMP_BACKWARD), 4, 0, 0];
        let targets: Vec<_> = decode(&code).map(|i| i.jump_target().map(|unit| unit.0)).collect();
        assert_eq!(targets, [Some(4), Some(0)]);
    }

    #[test]
    fn any_bytes_decode() {
        for length in 0..64 {
            let noise: Vec<u8> = (0..length).map(|n: u32| (n.wrapping_mul(2654435761) >> 23) as u8).collect();
            assert!(decode(&noise).all(|i| i.jump_target().is_none_or(|_| true)));
        }
        let extended = [byte(Opcode::EXTENDED_ARG), 255].repeat(6);
        assert_eq!(decode(&extended).count(), 6);
    }
}
