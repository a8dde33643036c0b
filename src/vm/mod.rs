//! The virtual machine: runs code objects, one instruction at a time, forward and back.
