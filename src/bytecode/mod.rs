//! The product of the compiler and the fuel of the virtual machine: opcodes, instructions, code objects.

pub mod argrepr;
pub mod code;
pub mod decode;
pub mod exceptiontable;
pub mod linetable;
pub mod opcode;
pub mod sameness;
pub mod versions;

pub use code::{Code, CodeConst, CodeFlags, LocalKind};
pub use decode::{CodeUnit, Instruction};
pub use opcode::Opcode;
