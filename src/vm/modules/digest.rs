//! Digests for `hashlib`: the name of an algorithm and bytes in, the digest out.
//!
//! The hash objects themselves are in Python (`python/_hashlib.py`, `python/_blake2.py`); they keep what they were fed and
//! ask for the digest when somebody wants it, so that they can be copied and replayed like any other object.
//! BLAKE2 is written out here because its salt, key and tree parameters are part of Python's interface.

use md5::Md5;
use sha1::Sha1;
use sha2::{Sha224, Sha256, Sha384, Sha512};
use sha3::digest::{Digest, ExtendableOutput, Update, XofReader};
use sha3::{Sha3_224, Sha3_256, Sha3_384, Sha3_512, Shake128, Shake256};

/// The digest of `data`; `size` counts for those of any length only. `None` for an unknown name.
pub fn digest(name: &str, data: &[u8], size: usize) -> Option<Vec<u8>> {
    Some(match name {
        "md5" => Md5::digest(data).to_vec(),
        "sha1" => Sha1::digest(data).to_vec(),
        "sha224" => Sha224::digest(data).to_vec(),
        "sha256" => Sha256::digest(data).to_vec(),
        "sha384" => Sha384::digest(data).to_vec(),
        "sha512" => Sha512::digest(data).to_vec(),
        "sha3_224" => Sha3_224::digest(data).to_vec(),
        "sha3_256" => Sha3_256::digest(data).to_vec(),
        "sha3_384" => Sha3_384::digest(data).to_vec(),
        "sha3_512" => Sha3_512::digest(data).to_vec(),
        "shake_128" => extended(Shake128::default(), data, size),
        "shake_256" => extended(Shake256::default(), data, size),
        _ => return None,
    })
}

fn extended<H: Update + ExtendableOutput>(mut hash: H, data: &[u8], size: usize) -> Vec<u8> {
    hash.update(data);
    let mut out = vec![0; size];
    hash.finalize_xof().read(&mut out);
    out
}

/// Bytes that an algorithm works on at a time, which HMAC needs to know.
fn block_size(name: &str) -> Option<usize> {
    Some(match name {
        "md5" | "sha1" | "sha224" | "sha256" => 64,
        "sha384" | "sha512" => 128,
        "sha3_224" => 144,
        "sha3_256" => 136,
        "sha3_384" => 104,
        "sha3_512" => 72,
        _ => return None,
    })
}

fn hmac(name: &str, key: &[u8], parts: &[&[u8]]) -> Option<Vec<u8>> {
    let block = block_size(name)?;
    let mut key = if key.len() > block { digest(name, key, 0)? } else { key.to_vec() };
    key.resize(block, 0);
    let mut inner: Vec<u8> = key.iter().map(|byte| byte ^ 0x36).collect();
    parts.iter().for_each(|part| inner.extend_from_slice(part));
    let mut outer: Vec<u8> = key.iter().map(|byte| byte ^ 0x5c).collect();
    outer.extend(digest(name, &inner, 0)?);
    digest(name, &outer, 0)
}

/// PBKDF2 with HMAC; `None` for an unknown name, or once `go_on` says no.
pub fn pbkdf2(
    name: &str,
    password: &[u8],
    salt: &[u8],
    rounds: u64,
    size: usize,
    mut go_on: impl FnMut() -> bool,
) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(size);
    let mut block = 0u32;
    while out.len() < size {
        block += 1;
        let mut last = hmac(name, password, &[salt, &block.to_be_bytes()])?;
        let mut sum = last.clone();
        for _ in 1..rounds {
            last = hmac(name, password, &[&last])?;
            sum.iter_mut().zip(&last).for_each(|(sum, byte)| *sum ^= byte);
            if !go_on() {
                return None;
            }
        }
        out.extend(sum);
    }
    out.truncate(size);
    Some(out)
}

/// The parameter block of BLAKE2, as RFC 7693 and the paper have it, and the key.
pub struct Blake2 {
    pub size: u8,
    pub key: Vec<u8>,
    pub fanout: u8,
    pub depth: u8,
    pub leaf_size: u32,
    pub node_offset: u64,
    pub node_depth: u8,
    pub inner_size: u8,
    pub salt: Vec<u8>,
    pub person: Vec<u8>,
    pub last_node: bool,
}

const SIGMA: [[usize; 16]; 10] = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
    [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
    [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
    [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
    [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
    [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
    [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
    [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
    [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
];

/// Which words of the working vector each of the eight mixings of a round takes.
const MIXED: [[usize; 4]; 8] = [
    [0, 4, 8, 12],
    [1, 5, 9, 13],
    [2, 6, 10, 14],
    [3, 7, 11, 15],
    [0, 5, 10, 15],
    [1, 6, 11, 12],
    [2, 7, 8, 13],
    [3, 4, 9, 14],
];

macro_rules! blake2 {
    ($name:ident, $word:ty, $double:ty, $iv:expr, $rounds:literal, $turns:expr) => {
        /// The digest of `data` with these parameters.
        pub fn $name(parameters: &Blake2, data: &[u8]) -> Vec<u8> {
            const WORD: usize = size_of::<$word>();
            const BLOCK: usize = WORD * 16;
            const IV: [$word; 8] = $iv;
            let word =
                |bytes: &[u8]| bytes.iter().rev().fold(0, |value: $word, &byte| value << 8 | <$word>::from(byte));
            let block = parameters.block(WORD);
            let mut state = IV;
            state.iter_mut().zip(block.chunks(WORD)).for_each(|(state, bytes)| *state ^= word(bytes));
            let mut text = Vec::new();
            if !parameters.key.is_empty() {
                text.extend_from_slice(&parameters.key);
                text.resize(BLOCK, 0);
            }
            text.extend_from_slice(data);
            let length = text.len();
            text.resize(length.max(1).next_multiple_of(BLOCK), 0);
            let blocks = text.len() / BLOCK;
            for (at, bytes) in text.chunks(BLOCK).enumerate() {
                let last = at + 1 == blocks;
                let done = if last { length } else { (at + 1) * BLOCK } as $double;
                let message: Vec<$word> = bytes.chunks(WORD).map(word).collect();
                let mut v = [0; 16];
                v[..8].copy_from_slice(&state);
                v[8..].copy_from_slice(&IV);
                v[12] ^= done as $word;
                v[13] ^= (done >> (WORD * 8)) as $word;
                if last {
                    v[14] = !v[14];
                    if parameters.last_node {
                        v[15] = !v[15];
                    }
                }
                for round in 0..$rounds {
                    let order = &SIGMA[round % 10];
                    for (step, [a, b, c, d]) in MIXED.into_iter().enumerate() {
                        let (x, y) = (message[order[step * 2]], message[order[step * 2 + 1]]);
                        let [r1, r2, r3, r4] = $turns;
                        v[a] = v[a].wrapping_add(v[b]).wrapping_add(x);
                        v[d] = (v[d] ^ v[a]).rotate_right(r1);
                        v[c] = v[c].wrapping_add(v[d]);
                        v[b] = (v[b] ^ v[c]).rotate_right(r2);
                        v[a] = v[a].wrapping_add(v[b]).wrapping_add(y);
                        v[d] = (v[d] ^ v[a]).rotate_right(r3);
                        v[c] = v[c].wrapping_add(v[d]);
                        v[b] = (v[b] ^ v[c]).rotate_right(r4);
                    }
                }
                state.iter_mut().enumerate().for_each(|(at, state)| *state ^= v[at] ^ v[at + 8]);
            }
            let mut out: Vec<u8> = state.iter().flat_map(|word| word.to_le_bytes()).collect();
            out.truncate(usize::from(parameters.size));
            out
        }
    };
}

blake2!(
    blake2b,
    u64,
    u128,
    [
        0x6a09e667f3bcc908,
        0xbb67ae8584caa73b,
        0x3c6ef372fe94f82b,
        0xa54ff53a5f1d36f1,
        0x510e527fade682d1,
        0x9b05688c2b3e6c1f,
        0x1f83d9abfb41bd6b,
        0x5be0cd19137e2179
    ],
    12,
    [32, 24, 16, 63]
);

blake2!(
    blake2s,
    u32,
    u64,
    [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19],
    10,
    [16, 12, 8, 7]
);

impl Blake2 {
    /// The parameters as bytes; the offset of the node takes eight bytes in BLAKE2b and six in BLAKE2s.
    fn block(&self, word: usize) -> Vec<u8> {
        let mut out = vec![self.size, self.key.len() as u8, self.fanout, self.depth];
        out.extend(self.leaf_size.to_le_bytes());
        out.extend(&self.node_offset.to_le_bytes()[..if word == 8 { 8 } else { 6 }]);
        out.extend([self.node_depth, self.inner_size]);
        if word == 8 {
            out.extend([0; 14]);
        }
        let padded = |bytes: &[u8]| {
            let mut bytes = bytes.to_vec();
            bytes.resize(word * 2, 0);
            bytes
        };
        out.extend(padded(&self.salt));
        out.extend(padded(&self.person));
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn plain(size: u8) -> Blake2 {
        Blake2 {
            size,
            key: vec![],
            fanout: 1,
            depth: 1,
            leaf_size: 0,
            node_offset: 0,
            node_depth: 0,
            inner_size: 0,
            salt: vec![],
            person: vec![],
            last_node: false,
        }
    }

    #[test]
    fn digests_of_nothing_and_of_abc() {
        let md5 = digest("md5", b"", 0).unwrap_or_default();
        assert_eq!(hex(&md5), "d41d8cd98f00b204e9800998ecf8427e");
        assert_eq!(hex(&blake2s(&plain(32), b"abc"))[..16], *"508c5e8c327c14e2");
        assert_eq!(hex(&blake2b(&plain(64), b"abc"))[..16], *"ba80a53f981c4d0d");
    }

    #[test]
    fn a_password_of_rfc_6070() {
        let key = pbkdf2("sha1", b"password", b"salt", 2, 20, || true).unwrap_or_default();
        assert_eq!(hex(&key), "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957");
    }
}
