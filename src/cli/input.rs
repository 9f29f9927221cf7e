//! Where a scenario comes from: a file, or standard input under the name `-`.

use crate::cli::exit::in_words;
use crate::cli::exit::{Complaint, Exit, Failure};
use crate::scenario::extend::folder_of;
use crate::scenario::limit;
use crate::scenario::pieces::{BYTES_OF_PIECE, n_pieces};
use sha2::{Digest, Sha256};
use std::ffi::OsStr;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

/// The bytes of a scenario, and what they are called.
#[derive(Clone, Debug)]
pub(crate) struct Input {
    /// The path as typed, for messages.
    pub(crate) path: String,
    /// The last part of the path, for answers.
    pub(crate) file: String,
    /// The bytes, at most one more than a scenario may have.
    pub(crate) bytes: Vec<u8>,
    /// Where the files stand that it builds on; none of standard input, but where it is named.
    pub(crate) folder: Option<PathBuf>,
    /// The file itself, where it is one.
    pub(crate) own: Option<PathBuf>,
}

impl Input {
    /// Reads the file; `-` is standard input.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let (name, stdin) = (path.display().to_string(), is_stdin(path));
        let read = if stdin {
            read_limited(std::io::stdin().lock())
        } else {
            File::open(path).and_then(|file| {
                if file.metadata()?.is_dir() { Err(ErrorKind::IsADirectory.into()) } else { read_limited(file) }
            })
        };
        let file = path.file_name().map_or_else(|| name.clone(), |part| part.to_string_lossy().into_owned());
        match read {
            Ok(bytes) => {
                let own = (!stdin).then(|| path.to_path_buf());
                Ok(Self { path: name, file, bytes, folder: own.as_deref().map(folder_of), own })
            }
            Err(error) => Err(cannot_read(&name, &error)),
        }
    }

    /// The same, with the files that it builds on in this folder, where one is named.
    pub(crate) fn in_folder(mut self, folder: Option<&Path>) -> Self {
        self.folder = folder.map(Path::to_path_buf).or(self.folder);
        self
    }

    /// Whether reading the scenario fits into this memory; one that is no text is refused elsewhere.
    ///
    /// # Errors
    /// Where it takes more.
    pub(crate) fn fits_into(&self, memory: u64) -> Result<(), Failure> {
        const MIB: u64 = 1 << 20;
        let n_pieces = std::str::from_utf8(&self.bytes).map_or(0, n_pieces);
        let needed = (n_pieces * BYTES_OF_PIECE).div_ceil(MIB);
        if n_pieces > limit::PIECES || needed * MIB <= memory.max(MIB) {
            return Ok(());
        }
        let complaint =
            Complaint::new(format!("reading `{}` takes {needed} MiB, more than `--memory-limit`", self.path));
        Err(Failure::misused(complaint.with_help(format!("allow it: `--memory-limit {needed}MiB`"))))
    }

    /// The SHA-256 of the bytes in hexadecimal.
    pub(crate) fn sha256(&self) -> String {
        sha256(&self.bytes)
    }
}

/// The SHA-256 of some bytes in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether this path stands for standard input.
pub(crate) fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == OsStr::new("-")
}

/// Reads no more than it takes to see that the file is too large: an endless file ends too.
fn read_limited(from: impl Read) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let most = u64::try_from(limit::FILE_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    from.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The failure of a file that cannot be read: one that is not there is bad usage, anything else is the world's fault.
fn cannot_read(name: &str, error: &std::io::Error) -> Failure {
    let complaint = Complaint::new(format!("cannot read `{name}`: {}", in_words(error)));
    match error.kind() {
        ErrorKind::NotFound => {
            Failure::misused(complaint.with_help("check the path; `zopa new FILE` writes a scenario to start from"))
        }
        ErrorKind::IsADirectory => Failure::misused(complaint.with_help("name a scenario file in it")),
        _ => Failure::failed(complaint),
    }
}

/// Reads several files; what cannot be read is said at once, and the others go on. Gives what was read, and how to end.
///
/// # Errors
/// Where standard input is asked for twice.
pub(crate) fn read_all(paths: &[PathBuf]) -> Result<(Vec<Input>, Exit), Failure> {
    if paths.iter().filter(|path| is_stdin(path)).count() > 1 {
        let complaint = Complaint::new("standard input (`-`) is given twice, and can be read once");
        return Err(Failure::misused(complaint));
    }
    let (mut inputs, mut exit) = (Vec::new(), Exit::Answered);
    for path in paths {
        match Input::read(path) {
            Ok(input) => inputs.push(input),
            Err(failure) => {
                failure.say();
                exit = exit.max(failure.exit);
            }
        }
    }
    Ok((inputs, exit))
}
