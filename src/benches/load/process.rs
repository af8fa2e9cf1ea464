//! What the kernel says of a process (Linux, `proc(5)`).

use std::{fs, time::Duration};

/// Ticks of the processor clock in a second; the same on every Linux that the product runs on.
const TICKS_PER_SECOND: f64 = 100.0;

/// Lets the peak of a process begin anew with what it holds now.
pub fn forget_peak(id: u32) {
    fs::write(format!("/proc/{id}/clear_refs"), "5").unwrap();
}

/// What a process holds and has used.
#[derive(Debug, Clone, Copy)]
pub struct Usage {
    /// Memory in use now, in bytes (`VmRSS`).
    pub resident: u64,
    /// The part of it that is no file's, such as the program's own, in bytes (`RssAnon`).
    pub anonymous: u64,
    /// The most memory it ever used, in bytes (`VmHWM`).
    pub peak: u64,
    /// Processor time in its own code and in the kernel for it.
    pub processor: Duration,
}

impl Usage {
    pub fn of(id: u32) -> Self {
        let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap();
        let kilobytes = |name: &str| {
            let line = status.lines().find(|line| line.starts_with(name)).unwrap();
            let figure = line.split_whitespace().nth(1).unwrap();
            figure.parse::<u64>().unwrap() * 1024
        };
        let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap();
        // The name may contain spaces; the fields behind it do not. utime and stime are the 14th and 15th of all.
        let fields = stat.rsplit_once(')').unwrap().1.split_whitespace();
        let ticks: f64 = fields
            .skip(11)
            .take(2)
            .map(|ticks| ticks.parse::<f64>().unwrap())
            .sum();
        Self {
            anonymous: kilobytes("RssAnon:"),
            resident: kilobytes("VmRSS:"),
            peak: kilobytes("VmHWM:"),
            processor: Duration::from_secs_f64(ticks / TICKS_PER_SECOND),
        }
    }
}
