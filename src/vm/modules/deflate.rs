//! Deflate streams and checksums for `zlib`: bytes in, bytes out. Headers and trailers are the business of `python/zlib.py`.

use miniz_oxide::deflate::core::{
    CompressorOxide, TDEFLFlush, TDEFLStatus, compress, create_comp_flags_from_zip_params,
};
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::{TINFL_FLAG_HAS_MORE_INPUT, TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF};
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};

/// Packs `data`; without `last` more may follow, and the stream stands at a byte border.
pub fn deflate(data: &[u8], level: i32, last: bool) -> Vec<u8> {
    let flags = create_comp_flags_from_zip_params(level, -15, 0);
    let mut compressor = CompressorOxide::new(flags);
    let flush = if last { TDEFLFlush::Finish } else { TDEFLFlush::Sync };
    let mut out = vec![0; data.len() / 2 + 64];
    let (mut read, mut written) = (0, 0);
    loop {
        let (status, taken, made) = compress(&mut compressor, &data[read..], &mut out[written..], flush);
        read += taken;
        written += made;
        let full = written == out.len();
        if status != TDEFLStatus::Okay || (!full && read == data.len()) {
            break;
        }
        if full {
            out.resize(out.len() * 2, 0);
        }
    }
    out.truncate(written);
    out
}

/// How a stream went.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Inflated {
    Done,
    WantsMore,
    Broken,
    TooBig,
}

/// Unpacks what there is of a stream whose references may reach into `dictionary`: output, input used, how it went.
pub fn inflate(data: &[u8], dictionary: &[u8], most: usize) -> (Vec<u8>, usize, Inflated) {
    let mut state = Box::<DecompressorOxide>::default();
    let mut out = dictionary.to_vec();
    let start = out.len();
    out.resize(start + data.len() * 3 + 64, 0);
    let (mut read, mut written) = (0, start);
    let flags = TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF | TINFL_FLAG_HAS_MORE_INPUT;
    let how = loop {
        let (status, taken, made) = decompress(&mut state, &data[read..], &mut out, written, flags);
        read += taken;
        written += made;
        match status {
            TINFLStatus::Done => break Inflated::Done,
            TINFLStatus::HasMoreOutput if out.len() > most => break Inflated::TooBig,
            TINFLStatus::HasMoreOutput => out.resize(out.len() * 2, 0),
            TINFLStatus::NeedsMoreInput => break Inflated::WantsMore,
            _ => break Inflated::Broken,
        }
    };
    out.truncate(written);
    out.drain(..start);
    (out, read, how)
}

/// The CRC of ISO 3309, going on from `start`.
pub fn crc32(data: &[u8], start: u32) -> u32 {
    const TABLE: [u32; 256] = {
        let mut table = [0; 256];
        let mut at = 0;
        while at < 256 {
            let mut value = at as u32;
            let mut bit = 0;
            while bit < 8 {
                value = if value & 1 == 1 { 0xedb8_8320 ^ (value >> 1) } else { value >> 1 };
                bit += 1;
            }
            table[at] = value;
            at += 1;
        }
        table
    };
    !data.iter().fold(!start, |sum, &byte| TABLE[((sum ^ u32::from(byte)) & 255) as usize] ^ (sum >> 8))
}

pub fn adler32(data: &[u8], start: u32) -> u32 {
    let (mut low, mut high) = (start & 0xffff, start >> 16);
    for chunk in data.chunks(5000) {
        for &byte in chunk {
            low += u32::from(byte);
            high += low;
        }
        low %= 65521;
        high %= 65521;
    }
    high << 16 | low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_comes_back() {
        let data = b"hello hello hello".repeat(50);
        let packed = deflate(&data, 6, true);
        assert!(packed.len() < 60);
        assert_eq!(inflate(&packed, b"", 1 << 20), (data.clone(), packed.len(), Inflated::Done));
        let mut parts = deflate(&data, 6, false);
        parts.extend(deflate(b"end", 6, true));
        assert_eq!(inflate(&parts, b"", 1 << 20).0, [data, b"end".to_vec()].concat());
        assert_eq!(inflate(b"\xff\xff", b"", 100).2, Inflated::Broken);
    }

    #[test]
    fn checksums_of_the_nine_digits() {
        assert_eq!(crc32(b"123456789", 0), 0xcbf4_3926);
        assert_eq!(adler32(b"Wikipedia", 1), 0x11e6_0398);
    }
}
