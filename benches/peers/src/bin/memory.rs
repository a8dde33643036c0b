//! Prints how much memory pylens and its peers need for each byte of source: at the peak, and for the result.

use peak_alloc::PeakAlloc;
use pylens_peers::{CONTESTANTS, corpus};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

fn main() {
    let (sources, bytes) = corpus();
    println!("memory, in bytes for each byte of source (what is allocated by C is not counted)");
    for contestant in CONTESTANTS {
        let (mut peak, mut kept) = (0, 0);
        for source in &sources {
            let before = MEMORY.current_usage();
            MEMORY.reset_peak_usage();
            let result = (contestant.run)(source);
            peak += MEMORY.peak_usage() - before;
            kept += MEMORY.current_usage() - before;
            drop(result);
        }
        let per_byte = |amount: usize| amount as f64 / bytes as f64;
        println!("{:30} peak {:6.1}   result {:6.1}", contestant.name, per_byte(peak), per_byte(kept));
    }
}
