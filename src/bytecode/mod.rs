//! The product of the compiler and the fuel of the virtual machine: opcodes, instructions, code objects.

pub mod code;
pub mod opcode;

pub use code::{Code, CodeConst, CodeFlags, LocalKind};
pub use opcode::Opcode;
