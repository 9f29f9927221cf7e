//! How much memory this process has used, where the system tells: Linux does, in `/proc/self`.

use crate::analysis::measurement::Gauge;

/// The gauge of this process.
pub(crate) const GAUGE: Gauge = Gauge { begin, highest };

/// Sets the high-water mark back to what is in use now. Where that cannot be done, the mark is that of the whole run.
fn begin() {
    if cfg!(target_os = "linux") {
        let _ = std::fs::write("/proc/self/clear_refs", "5");
    }
}

/// The high-water mark of resident memory, in bytes.
fn highest() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_tells_is_at_least_what_was_just_filled() {
        if !cfg!(target_os = "linux") {
            assert_eq!(highest(), None);
            return;
        }
        begin();
        let filled = std::hint::black_box(vec![1_u8; 64 << 20]);
        assert!(highest().is_some_and(|bytes| bytes >= filled.len() as u64));
    }
}
