//! Files that are written whole or not at all, each with a seal: the SHA-256 of its bytes in a small file beside it.
//!
//! The seal of `shard-00003.csv` is `shard-00003.csv.sha256`, one line as `sha256sum --check` reads it. It is there before
//! the file bears its name, so a file without its seal, one that was cut and one with a changed bit are all no finished
//! file. While a file is written, a thread says every few seconds that somebody is at work on it.

use crate::cli::output::permissions;
use crate::cli::sweep::manifest::hexadecimal;
use crate::engine::ask::limit::wall_clock;
use sha2::{Digest, Sha256};
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{BufWriter, Read, Result, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// How often a file that is being written says that somebody is at work on it.
const BEAT: Duration = Duration::from_secs(20);
/// What stands between the name of a file and the rest of its temporary file's.
pub(crate) const PART: &str = ".part-";

/// Where the seal of a file stands.
pub(crate) fn seal_path(path: &Path) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(".sha256");
    PathBuf::from(name)
}

/// Whether a file is there, and its bytes are those that were written.
pub(crate) fn is_sealed(path: &Path) -> bool {
    let Ok(seal) = fs::read_to_string(seal_path(path)) else { return false };
    let sum = File::open(path).and_then(sum_of);
    sum.is_ok_and(|sum| seal == line_of(&sum, path))
}

fn line_of(sum: &str, path: &Path) -> String {
    format!("{sum}  {}\n", path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default())
}

fn sum_of(mut file: File) -> Result<String> {
    let mut hasher = Sha256::new();
    let mut bytes = vec![0; 1 << 16];
    loop {
        match file.read(&mut bytes)? {
            0 => return Ok(hexadecimal(hasher)),
            n => hasher.update(bytes.get(..n).unwrap_or_default()),
        }
    }
}

/// A writer that sums up what passes.
struct Summed<W> {
    inner: W,
    hasher: Sha256,
}

impl<W: Write> Write for Summed<W> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        let n = self.inner.write(bytes)?;
        self.hasher.update(bytes.get(..n).unwrap_or_default());
        Ok(n)
    }
    fn flush(&mut self) -> Result<()> {
        self.inner.flush()
    }
}

/// Whether a file gets a seal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Seal {
    /// It gets one.
    Beside,
    /// It gets none.
    None,
}

/// Writes a file whole; not at all where the writer fails, or says that it is not whole.
///
/// # Errors
/// Where it cannot be written.
pub(crate) fn write_whole_if(
    path: &Path,
    seal: Seal,
    write: impl FnOnce(&mut (dyn Write + Send)) -> Result<bool> + Send,
) -> Result<()> {
    let file = part(path)?;
    let alive = file.as_file().try_clone();
    let mut out = BufWriter::new(Summed { inner: file, hasher: Sha256::new() });
    let is_whole = match alive {
        Ok(alive) => beating(alive, BEAT, || write(&mut out))?,
        Err(_) => write(&mut out)?,
    };
    if is_whole {
        let Summed { inner: file, hasher } = out.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        file.as_file().sync_all()?;
        if seal == Seal::Beside {
            let seal = seal_path(path);
            let mut beside = part(&seal)?;
            beside.write_all(line_of(&hexadecimal(hasher), path).as_bytes())?;
            beside.as_file().sync_all()?;
            beside.persist(&seal).map_err(|error| error.error)?;
        }
        file.persist(path).map_err(|error| error.error)?;
    }
    Ok(())
}

/// Writes a file whole where none of its name is, in one step of the system.
///
/// # Errors
/// Where one is there, or it cannot be written.
pub(crate) fn write_new(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut file = part(path)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist_noclobber(path).map_err(|error| error.error)?;
    Ok(())
}

/// The temporary file of a file, gone again when dropped.
fn part(path: &Path) -> Result<tempfile::NamedTempFile> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let prefix = format!("{name}{PART}");
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix);
    let permissions = permissions(path);
    if let Some(permissions) = permissions.clone() {
        builder.permissions(permissions);
    }
    builder.tempfile_in(path.parent().unwrap_or(Path::new(".")))
}

/// Does some work; meanwhile the file says, once a beat, that it is alive: it was changed just now.
fn beating<T>(file: File, beat: Duration, work: impl FnOnce() -> T) -> T {
    std::thread::scope(|scope| {
        let (over, waiting) = channel::<()>();
        // Without a thread nobody says so; the work goes on.
        let _ = std::thread::Builder::new().name("alive".to_owned()).spawn_scoped(scope, move || {
            while waiting.recv_timeout(beat) == Err(RecvTimeoutError::Timeout) {
                let _ = file.set_modified(wall_clock());
            }
        });
        let done = work();
        drop(over);
        done
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_written_slowly_says_that_it_is_alive() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("slow");
        let file = File::create(&path).unwrap();
        file.set_modified(wall_clock() - Duration::from_secs(3600)).unwrap();
        beating(file, Duration::from_millis(5), || std::thread::sleep(Duration::from_millis(200)));
        let ago = fs::metadata(&path).unwrap().modified().unwrap().elapsed().unwrap_or_default();
        assert!(ago < Duration::from_secs(60), "{ago:?}");
    }

    #[test]
    fn a_seal_breaks_with_any_bit_and_any_cut() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shard");
        let text = b"1,2,3\n4,5,6\n";
        write_whole_if(&path, Seal::Beside, |out| out.write_all(text).map(|()| true)).unwrap();
        assert!(is_sealed(&path));
        for bit in 0..text.len() * 8 {
            let mut flipped = text.to_vec();
            flipped[bit / 8] ^= 1 << (bit % 8);
            fs::write(&path, flipped).unwrap();
            assert!(!is_sealed(&path), "bit {bit}");
        }
        for cut in 0..text.len() {
            fs::write(&path, &text[..cut]).unwrap();
            assert!(!is_sealed(&path), "cut at {cut}");
        }
        fs::write(&path, text).unwrap();
        assert!(is_sealed(&path));
        fs::remove_file(seal_path(&path)).unwrap();
        assert!(!is_sealed(&path));
    }

    #[test]
    fn what_is_not_whole_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shard");
        write_whole_if(&path, Seal::Beside, |out| out.write_all(b"1").map(|()| false)).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        write_new(&path, b"first").unwrap();
        assert!(write_new(&path, b"second").is_err());
        assert_eq!(fs::read(&path).unwrap(), b"first");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
