//! `_random`: the Mersenne Twister, with CPython's way of seeding it, so that `random.seed(1)` gives CPython's numbers.

use std::sync::Arc;

use num_bigint::BigInt;

use crate::vm::native::{Args, Arity, def};
use crate::vm::object::statics::NONE;
use crate::vm::object::{Obj, StateData, T};
use crate::vm::types::TypeTable;
use crate::vm::{PyResult, Vm};

const N: usize = 624;
const M: usize = 397;

pub const TABLES: &[TypeTable] = &[TypeTable::new(
    T::RANDOM,
    &[
        def("__init__", Arity::Any, init),
        def("random", Arity::None, random),
        def("seed", Arity::Pos(0, 1), seed),
        def("getstate", Arity::None, getstate),
        def("setstate", Arity::One, setstate),
        def("getrandbits", Arity::One, getrandbits),
    ],
)
.with_statics(&[def("__new__", Arity::Any, new)])];

pub fn create(vm: &mut Vm) -> PyResult<Obj> {
    let module = vm.new_module("_random");
    vm.module_set(module, "Random", T::RANDOM);
    Ok(module)
}

fn new(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let state = StateData { objects: Vec::new(), numbers: vec![N as i64], words: Arc::new(vec![0; N]) };
    Ok(vm.new_state(args[0], state))
}

fn init(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if vm.ty(args[0]) == T::RANDOM && !args.kw.is_empty() {
        return Err(vm.raise_text(T::TYPE_ERROR, "Random() takes no keyword arguments"));
    }
    if args.len() > 2 {
        let given = args.len() - 1;
        return Err(vm.type_error(format!("Random expected at most 1 argument, got {given}")));
    }
    seed(vm, &Args { pos: args.pos, kw: &[] })
}

/// The generator's words, once its state is looked at for writing.
fn words(vm: &mut Vm, o: Obj) -> PyResult<(&mut Vec<u32>, &mut i64)> {
    if vm.state(o).is_none() {
        return Err(vm.wrong_payload("Random", o));
    }
    match vm.state_mut(o) {
        Some(state) => Ok((Arc::make_mut(&mut state.words), &mut state.numbers[0])),
        None => Err(crate::vm::Raised),
    }
}

fn init_genrand(mt: &mut [u32], seed: u32) {
    mt[0] = seed;
    for at in 1..N {
        let before = mt[at - 1];
        mt[at] = 1812433253u32.wrapping_mul(before ^ (before >> 30)).wrapping_add(at as u32);
    }
}

fn init_by_array(mt: &mut [u32], key: &[u32]) {
    init_genrand(mt, 19650218);
    let (mut i, mut j) = (1, 0);
    let mix = |mt: &[u32], i: usize, factor: u32| mt[i] ^ (mt[i - 1] ^ (mt[i - 1] >> 30)).wrapping_mul(factor);
    for _ in 0..N.max(key.len()) {
        mt[i] = mix(mt, i, 1664525).wrapping_add(key[j]).wrapping_add(j as u32);
        i += 1;
        j += 1;
        if i >= N {
            mt[0] = mt[N - 1];
            i = 1;
        }
        if j >= key.len() {
            j = 0;
        }
    }
    for _ in 0..N - 1 {
        mt[i] = mix(mt, i, 1566083941).wrapping_sub(i as u32);
        i += 1;
        if i >= N {
            mt[0] = mt[N - 1];
            i = 1;
        }
    }
    mt[0] = 0x8000_0000;
}

fn next(mt: &mut [u32], index: &mut i64) -> u32 {
    if *index >= N as i64 {
        for at in 0..N {
            let y = (mt[at] & 0x8000_0000) | (mt[(at + 1) % N] & 0x7fff_ffff);
            mt[at] = mt[(at + M) % N] ^ (y >> 1) ^ if y & 1 == 1 { 0x9908_b0df } else { 0 };
        }
        *index = 0;
    }
    let mut y = mt[*index as usize];
    *index += 1;
    y ^= y >> 11;
    y ^= (y << 7) & 0x9d2c_5680;
    y ^= (y << 15) & 0xefc6_0000;
    y ^ (y >> 18)
}

fn random(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (mt, index) = words(vm, args[0])?;
    let (a, b) = (next(mt, index) >> 5, next(mt, index) >> 6);
    Ok(vm.new_float((f64::from(a) * 67108864.0 + f64::from(b)) * (1.0 / 9007199254740992.0)))
}

fn seed(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let key: Vec<u32> = match args.get(1).filter(|&o| o != NONE) {
        None => vm.host_entropy(N * 4).chunks(4).map(|b| b.iter().fold(0, |n, &b| n << 8 | u32::from(b))).collect(),
        Some(value) => match vm.as_big(value) {
            Some(number) => number.magnitude().to_u32_digits(),
            None => {
                let hash = vm.hash(value)? as u64;
                BigInt::from(hash).magnitude().to_u32_digits()
            }
        },
    };
    let key = if key.is_empty() { vec![0] } else { key };
    let (mt, index) = words(vm, args[0])?;
    init_by_array(mt, &key);
    *index = N as i64;
    Ok(NONE)
}

fn getstate(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let (mt, index) = words(vm, args[0])?;
    let (mt, index) = (mt.clone(), *index);
    let mut items: Vec<Obj> = mt.into_iter().map(|word| vm.new_int(i64::from(word))).collect();
    items.push(vm.new_int(index));
    Ok(vm.new_tuple(&items))
}

fn setstate(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    if !vm.is_tuple(args[1]) {
        return Err(vm.raise_text(T::TYPE_ERROR, "state vector must be a tuple"));
    }
    let items = vm.held_items(args[1]);
    if items.len() != N + 1 {
        return Err(vm.value_error("state vector is the wrong size"));
    }
    let mut numbers = Vec::new();
    for item in items {
        numbers.push(vm.index_i64(item)?);
    }
    let at = numbers.pop().unwrap_or(0);
    if !(0..=N as i64).contains(&at) {
        return Err(vm.value_error("invalid state"));
    }
    let (mt, index) = words(vm, args[0])?;
    *mt = numbers.into_iter().map(|number| number as u32).collect();
    *index = at;
    Ok(NONE)
}

fn getrandbits(vm: &mut Vm, args: &Args) -> PyResult<Obj> {
    let bits = vm.index_i64(args[1])?;
    if bits < 0 {
        return Err(vm.value_error("number of bits must be non-negative"));
    }
    if bits == 0 {
        return Ok(vm.new_int(0));
    }
    if bits > 1 << 28 {
        return Err(vm.raise_text(T::MEMORY_ERROR, ""));
    }
    let (mt, index) = words(vm, args[0])?;
    if bits <= 32 {
        let value = next(mt, index) >> (32 - bits);
        return Ok(vm.new_int(i64::from(value)));
    }
    // The least significant word first; the last one gives its upper bits.
    let mut left = bits;
    let mut digits = Vec::new();
    while left > 0 {
        let word = next(mt, index);
        digits.push(if left < 32 { word >> (32 - left) } else { word });
        left -= 32;
    }
    Ok(vm.new_big(BigInt::from_slice(num_bigint::Sign::Plus, &digits)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_numbers_of_cpython() {
        // random.seed(1); random.random(), random.random()
        let (mut mt, mut index) = (vec![0; N], N as i64);
        init_by_array(&mut mt, &[1]);
        let mut random = || {
            let (a, b) = (next(&mut mt, &mut index) >> 5, next(&mut mt, &mut index) >> 6);
            (f64::from(a) * 67108864.0 + f64::from(b)) * (1.0 / 9007199254740992.0)
        };
        assert_eq!((random(), random()), (0.13436424411240122, 0.8474337369372327));
    }
}
