//! Where the answer goes: standard output, or a file that is written whole or not at all.
//!
//! `-o answer.json` is checked before the work starts (an hour of counting must not end in "no such folder"), and
//! written at its end: a temporary file in the same folder, then a rename. Until the rename the old file stands. A file
//! that the command reads is never written to, by whatever name either is called.

use crate::cli::exit::{Complaint, Failure, in_words};
use crate::cli::input::is_stdin;
use crate::cli::pager;
use crate::cli::screen::Screen;
use crate::report::csv::without_formulas;
use crate::scenario::source::SourceText;
use crate::scenario::visible::{visible, visible_json, visible_page};
use std::borrow::Cow;
use std::fs::{self, OpenOptions, Permissions};
use std::io::{BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// What a command reads that reads no file.
pub(crate) const NOTHING: [&str; 0] = [];

/// Where the answer goes, and in which form.
#[derive(Debug)]
pub(crate) struct Output {
    place: Place,
    shown: Shown,
}

/// What is done with a text before it is written, so that nothing in it is obeyed by whoever shows it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Shown {
    /// A page for a terminal: its own paint passes, everything else unseen is written out.
    Page,
    /// Text: everything unseen is written out.
    Text,
    /// JSON: the same, inside its strings.
    Json,
    /// CSV: the same, and no cell is a formula.
    Csv,
    /// CSV for programs: cells stay as they are.
    CsvRaw,
    /// What is the program's own, or is escaped in a way of its own: nothing is done.
    Own,
}

/// A place for an answer.
#[derive(Debug)]
enum Place {
    /// Standard output.
    Stdout,
    /// A file, replaced as a whole.
    File(PathBuf),
    /// Something that is no regular file and cannot be replaced, such as `/dev/null` or a named pipe.
    Device(PathBuf),
}

impl From<Place> for Output {
    fn from(place: Place) -> Self {
        Self { place, shown: Shown::Own }
    }
}

impl Output {
    /// Standard output.
    pub(crate) fn stdout() -> Self {
        Place::Stdout.into()
    }

    /// The same place for a text that is shown so.
    pub(crate) fn showing(self, shown: Shown) -> Self {
        Self { shown, ..self }
    }

    /// Checks that the answer can go there, and that it is none of the files that the command reads; `-` is standard
    /// output, and among those that are read standard input.
    ///
    /// # Errors
    /// Where it is a folder, one of the files that are read, or cannot be written.
    pub(crate) fn prepare<P: AsRef<Path>>(
        path: Option<&Path>,
        read: impl IntoIterator<Item = P>,
    ) -> Result<Self, Failure> {
        let Some(path) = path.filter(|path| path.as_os_str() != "-") else {
            return Ok(Self::stdout());
        };
        read.into_iter().try_for_each(|read| keep_apart(path, read.as_ref()))?;
        let refuse = |error: std::io::Error| Failure::failed(cannot_write(path, &error));
        match fs::metadata(path) {
            Ok(found) if found.is_dir() => Err(Failure::misused(
                Complaint::new(format!("cannot write to `{}`: it is a folder", path.display()))
                    .with_help("name a file in it"),
            )),
            Ok(found) if !found.is_file() => Ok(Place::Device(path.to_owned()).into()),
            Ok(_) => {
                // A file that may not be written is not replaced either; a link is followed to what it names.
                OpenOptions::new().append(true).open(path).map_err(refuse)?;
                let target = fs::canonicalize(path).map_err(refuse)?;
                temporary(&target).map_err(refuse)?;
                Ok(Place::File(target).into())
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                if path.file_name().is_none() || path.as_os_str().as_encoded_bytes().ends_with(b"/") {
                    return Err(Failure::misused(Complaint::new(format!("`{}` names no file", path.display()))));
                }
                temporary(path).map_err(refuse)?;
                Ok(Place::File(path.to_owned()).into())
            }
            Err(error) => Err(refuse(error)),
        }
    }

    /// What the reader can show.
    pub(crate) fn screen(&self) -> Screen {
        match self.place {
            Place::Stdout => Screen::of_stdout(),
            Place::File(_) | Place::Device(_) => Screen::of_file(),
        }
    }

    /// Writes the answer, all of it or (into a file) nothing. That a pipe was closed by its reader is no error.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub(crate) fn write(&self, text: &str) -> Result<(), Failure> {
        let text = match self.shown {
            Shown::Page => visible_page(text, self.screen().color),
            Shown::Json => visible_json(text),
            Shown::Csv => Cow::Owned(visible(&without_formulas(text)).into_owned()),
            Shown::CsvRaw | Shown::Text => visible(text),
            Shown::Own => Cow::Borrowed(text),
        };
        match &self.place {
            Place::Stdout if self.shown != Shown::Own && pager::show(&text) => Ok(()),
            Place::Stdout => write_stdout(text.as_bytes()),
            Place::File(path) => {
                replace(path, text.as_bytes()).map_err(|error| Failure::failed(cannot_write(path, &error)))
            }
            Place::Device(path) => OpenOptions::new()
                .write(true)
                .open(path)
                .and_then(|mut device| device.write_all(text.as_bytes()))
                .map_err(|error| Failure::failed(cannot_write(path, &error))),
        }
    }
}

/// A writer of an answer that is too long to be held as one text.
pub(crate) type Stream<'w> = &'w mut (dyn Write + Send);

impl Output {
    /// Lets an answer be written piece by piece; into a file it stands there when it is whole. That a pipe was closed by its
    /// reader is no error.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub(crate) fn stream(&self, fill: impl FnOnce(Stream) -> std::io::Result<()>) -> Result<(), Failure> {
        let buffered = |out: Stream, fill: &mut dyn FnMut(Stream) -> std::io::Result<()>| {
            let mut out = BufWriter::with_capacity(1 << 16, out);
            fill(&mut out).and_then(|()| out.flush())
        };
        let mut fill = Some(fill);
        let mut fill = |out: Stream| fill.take().map_or(Ok(()), |fill| fill(out));
        match &self.place {
            Place::Stdout => match buffered(&mut std::io::stdout(), &mut fill) {
                Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                    let words = format!("cannot write to standard output: {}", in_words(&error));
                    Err(Failure::failed(Complaint::new(words)))
                }
                _ => Ok(()),
            },
            Place::File(path) => {
                let written = temporary(path).and_then(|mut file| {
                    buffered(file.as_file_mut(), &mut fill)?;
                    file.as_file().sync_all()?;
                    file.persist(path).map(|_| ()).map_err(|error| error.error)
                });
                written.map_err(|error| Failure::failed(cannot_write(path, &error)))
            }
            Place::Device(path) => {
                let opened = OpenOptions::new().write(true).open(path);
                let written = opened.and_then(|mut device| buffered(&mut device, &mut fill));
                written.map_err(|error| Failure::failed(cannot_write(path, &error)))
            }
        }
    }
}

/// Refuses to write where something is read.
///
/// # Errors
/// Where the two names mean one file.
pub(crate) fn keep_apart(written: &Path, read: &Path) -> Result<(), Failure> {
    let is_device = fs::metadata(written).is_ok_and(|found| !found.is_file() && !found.is_dir());
    if is_device {
        return Ok(());
    }
    // What the scenario builds on is read, too.
    let mut read = std::iter::once(read.to_path_buf()).chain(SourceText::files_below(read));
    let Some(read) = read.find(|read| is_same_file(written, read)) else { return Ok(()) };
    let what = if is_stdin(&read) { "standard input".to_owned() } else { format!("`{}`", read.display()) };
    let complaint = Complaint::new(format!("cannot write to `{}`: this file is read ({what})", written.display()));
    Err(Failure::misused(complaint.with_help("name another file; nothing was changed")))
}

/// Whether two names mean one file, be it by another path, a symbolic link or a hard link.
#[cfg(unix)]
fn is_same_file(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let place = |path: &Path| {
        let path = if is_stdin(path) { Path::new("/dev/stdin") } else { path };
        fs::metadata(path).map(|found| (found.dev(), found.ino())).ok()
    };
    place(one).is_some_and(|place_of_one| place(other) == Some(place_of_one))
}

/// The same where files have no numbers that the standard library knows: hard links are not seen through.
#[cfg(not(unix))]
fn is_same_file(one: &Path, other: &Path) -> bool {
    fs::canonicalize(one).is_ok_and(|place| fs::canonicalize(other).is_ok_and(|other| place == other))
}

/// Writes to standard output.
///
/// # Errors
/// Where it cannot be written, but for a closed pipe.
pub(crate) fn write_stdout(bytes: &[u8]) -> Result<(), Failure> {
    let mut stream = std::io::stdout().lock();
    match stream.write_all(bytes).and_then(|()| stream.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::failed(Complaint::new(format!("cannot write to standard output: {}", in_words(&error)))))
        }
        _ => Ok(()),
    }
}

/// A temporary file beside the file that it will become, gone again when dropped.
fn temporary(path: &Path) -> std::io::Result<tempfile::NamedTempFile> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".zopa-").suffix(".part");
    let permissions = permissions(path);
    if let Some(permissions) = permissions.clone() {
        builder.permissions(permissions);
    }
    builder.tempfile_in(folder)
}

/// The permissions of the file as it stands, else those of any new file.
#[cfg(unix)]
pub(crate) fn permissions(path: &Path) -> Option<Permissions> {
    use std::os::unix::fs::PermissionsExt;
    let any_new_file = Permissions::from_mode(0o666);
    Some(fs::metadata(path).map_or(any_new_file, |found| found.permissions()))
}

/// Only Unix has permissions that a new file is given.
#[cfg(not(unix))]
pub(crate) fn permissions(_: &Path) -> Option<Permissions> {
    None
}

/// Puts these bytes where the file stands, in one step.
fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = temporary(path)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// The complaint about a file that cannot be written.
pub(crate) fn cannot_write(path: &Path, error: &std::io::Error) -> Complaint {
    let complaint = Complaint::new(format!("cannot write to `{}`: {}", path.display(), in_words(error)));
    match error.kind() {
        ErrorKind::NotFound => complaint.with_help("make the folder first"),
        _ => complaint,
    }
}
