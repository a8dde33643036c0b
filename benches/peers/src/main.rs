//! Prints how fast pylens and its peers make trees of the same files, in one run on one thread, and the ratios.

use std::time::{Duration, Instant};

use pylens_peers::{CONTESTANTS, corpus};

const ROUNDS: usize = 7;

fn main() {
    let (sources, bytes) = corpus();
    println!("{} files, {:.2} MB, best of {ROUNDS} rounds on one thread", sources.len(), bytes as f64 / 1e6);
    // Round by round, so that a machine that slows down slows everybody down.
    let mut best = [Duration::MAX; CONTESTANTS.len()];
    for _ in 0..ROUNDS {
        for (contestant, best) in CONTESTANTS.iter().zip(&mut best) {
            let start = Instant::now();
            for source in &sources {
                std::hint::black_box((contestant.run)(source));
            }
            *best = start.elapsed().min(*best);
        }
    }
    for (contestant, time) in CONTESTANTS.iter().zip(best) {
        let speed = bytes as f64 / 1e6 / time.as_secs_f64();
        let ratio = time.as_secs_f64() / best[0].as_secs_f64();
        println!("{:30} {speed:8.1} MB/s   takes {ratio:5.2} times as long", contestant.name);
    }
}
