//! The folder of a sweep: its manifest, its shards, and the rows they make together.
//!
//! A shard is a temporary file until it is whole, then synced and renamed: what bears its name is finished. It opens with a
//! line that says which manifest it belongs to and which rows it holds. Computing one twice gives the same bytes.

#[cfg(feature = "parquet")]
use crate::analysis::sweep::batch::Values;
use crate::analysis::sweep::column::{Column, columns};
use crate::analysis::sweep::evaluator::Evaluator;
use crate::analysis::sweep::plan::shard;
use crate::cli::exit::{Complaint, Failure};
use crate::cli::output::{cannot_write, in_words, permissions};
use crate::cli::sweep::form::{Form, Piece, Sink};
use crate::cli::sweep::manifest::{Manifest, sha256};
use crate::engine::ask::effort::on_threads;
use crate::engine::ask::effort::{Effort, Watch};
#[cfg(feature = "parquet")]
use crate::report::parquet::Reader;
use rayon::prelude::*;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How many rows are computed before they are written, where each needs an engine.
const BATCH: u64 = 256;
/// … and where they are had from a table.
const TABLED_BATCH: u64 = 8_192;
/// How many rows a thread computes before it takes the next ones.
const PART: u64 = 512;

/// A shard of which nothing was written for so long is given up by whoever began it.
const SILENCE: Duration = Duration::from_secs(600);

/// A sweep's folder.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    /// What it computes.
    pub(crate) manifest: Manifest,
    hash: String,
}

/// How far a shard is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Stage {
    /// It is there.
    Finished,
    /// Somebody began it, and has written lately.
    Running,
    /// Somebody began it, and has written nothing for long: it is gone.
    Failed,
    /// Nobody began it.
    Missing,
}

impl Folder {
    /// Plans a sweep here. Where the same sweep is planned already, it is gone on with.
    ///
    /// # Errors
    /// Where another sweep stands here, or nothing can be written.
    pub(crate) fn plan(path: &Path, manifest: Manifest) -> Result<Self, Failure> {
        let (file, text) = (path.join("manifest.toml"), manifest.to_text());
        match fs::read_to_string(&file) {
            Ok(there) if there == text => {}
            Ok(_) => {
                let complaint = Complaint::new(format!("`{}` holds another sweep", path.display()));
                return Err(Failure::misused(complaint.with_help("name a new folder, or remove this one")));
            }
            Err(_) => {
                fs::create_dir_all(path).map_err(|error| unwritable(path, &error))?;
                write_whole(&file, |out| out.write_all(text.as_bytes()))?;
            }
        }
        Ok(Self { path: path.to_owned(), hash: sha256(text.as_bytes()), manifest })
    }

    /// Opens the folder of a planned sweep.
    ///
    /// # Errors
    /// Where there is no manifest, or not one of this version.
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        let file = path.join("manifest.toml");
        let text = fs::read_to_string(&file).map_err(|error| {
            let complaint = Complaint::new(format!("cannot read `{}`: {}", file.display(), in_words(&error)));
            Failure::misused(complaint.with_help("plan the sweep first: `zopa sweep plan SCENARIO -o DIR`"))
        })?;
        let manifest = Manifest::from_text(&text).ok_or_else(|| {
            let complaint = Complaint::new(format!("`{}` is no manifest of this version of zopa", file.display()));
            Failure::misused(complaint.with_help("it was changed, or written by another version: plan the sweep anew"))
        })?;
        Ok(Self { path: path.to_owned(), hash: sha256(text.as_bytes()), manifest })
    }

    fn range(&self, place: u64) -> Range<u64> {
        let rows = self.manifest.rows();
        shard(rows.len() / rows.group().max(1), rows.group(), self.manifest.n_shards, place)
    }

    fn shard_path(&self, place: u64) -> PathBuf {
        self.path.join("shards").join(format!("shard-{place:05}.{}", self.manifest.form.word()))
    }

    /// The line that a shard opens with.
    fn opening(&self, place: u64) -> String {
        let Range { start, end } = self.range(place);
        format!("# zopa sweep, manifest {}, rows {start} to {end}\n", self.hash)
    }

    /// How far a shard is, by the files alone.
    pub(crate) fn stage(&self, place: u64) -> Stage {
        let path = self.shard_path(place);
        if path.is_file() {
            return Stage::Finished;
        }
        let prefix = path.file_name().map(|name| format!("{}.part-", name.to_string_lossy())).unwrap_or_default();
        let files = fs::read_dir(self.path.join("shards")).into_iter().flatten().flatten();
        let begun = files.filter(|file| file.file_name().to_string_lossy().starts_with(&prefix));
        let written = begun.filter_map(|file| file.metadata().and_then(|found| found.modified()).ok()).max();
        match written.map(|written| written.elapsed()) {
            None => Stage::Missing,
            Some(Ok(ago)) if ago > SILENCE => Stage::Failed,
            // A clock that runs behind another machine's proves nothing.
            Some(_) => Stage::Running,
        }
    }

    /// About how many seconds are left, where some shards are finished: at the pace since the sweep was planned.
    pub(crate) fn time_left(&self, n_finished: usize) -> Option<f64> {
        let at = |path: &Path| fs::metadata(path).and_then(|found| found.modified()).ok();
        let begun = at(&self.path.join("manifest.toml"))?;
        let n_left = self.manifest.n_shards.checked_sub(n_finished as u64).filter(|left| *left > 0)?;
        let last = (0..self.manifest.n_shards).filter_map(|place| at(&self.shard_path(place))).max()?;
        let seconds = last.duration_since(begun).ok()?.as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "a thousand shards")]
        Some(seconds * n_left as f64 / n_finished as f64)
    }

    /// What computes the rows of all shards.
    pub(crate) fn evaluator(&self) -> Evaluator<'_> {
        Evaluator::new(&self.manifest.scenario, &self.manifest.sweep.factors, self.manifest.seed)
    }

    /// Computes a shard, unless it is there already. Says whether it is there now: not so where it was told to stop.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub(crate) fn compute(
        &self,
        evaluator: &Evaluator,
        place: u64,
        threads: Option<usize>,
        watch: &Watch,
    ) -> Result<bool, Failure> {
        if self.stage(place) == Stage::Finished {
            watch.advance(self.range(place).count() as u64);
            return Ok(true);
        }
        let path = self.shard_path(place);
        let folder = self.path.join("shards");
        fs::create_dir_all(&folder).map_err(|error| unwritable(&folder, &error))?;
        let batch = if evaluator.has_tables() { TABLED_BATCH } else { BATCH };
        let mut is_whole = true;
        let columns = evaluator.columns();
        let (form, about, opening) = (self.manifest.form, self.about(place), self.opening(place));
        write_whole_if(&path, |out| {
            let mut sink = Sink::begin(form, out, columns, &about, Some(&opening))?;
            let Range { start, end } = self.range(place);
            for first in (start..end).step_by(usize::try_from(batch).unwrap_or(1)) {
                if watch.is_stopped() {
                    is_whole = false;
                    return Ok(false);
                }
                let rows = first..end.min(first + batch);
                watch.advance(rows.end - rows.start);
                for piece in self.pieces(evaluator, rows, threads) {
                    sink.push(&piece)?;
                }
            }
            sink.finish().map(|()| true)
        })?;
        Ok(is_whole)
    }

    /// What a file of rows says of itself.
    fn about(&self, place: u64) -> Vec<(&'static str, String)> {
        let Range { start, end } = self.range(place);
        let mut about = self.about_all();
        about.extend([("manifest", self.hash.clone()), ("rows", format!("{start} to {end}"))]);
        about
    }

    /// What the merged file says of itself: the same however the rows were cut.
    fn about_all(&self) -> Vec<(&'static str, String)> {
        vec![
            ("version", env!("CARGO_PKG_VERSION").to_owned()),
            ("scenario_sha256", sha256(self.manifest.text.as_bytes())),
            ("sweep", self.manifest.sweep.id.clone()),
            ("seed", self.manifest.seed.to_string()),
        ]
    }

    /// Some rows, a piece a part.
    fn pieces(&self, evaluator: &Evaluator, rows: Range<u64>, threads: Option<usize>) -> Vec<Piece> {
        let design = self.manifest.rows();
        let part = if evaluator.has_tables() { PART } else { 1 };
        let one = |place: u64| {
            let first = rows.start + place * part;
            let mut batch = evaluator.batch();
            evaluator.fill(&design, first..rows.end.min(first + part), &mut batch);
            self.manifest.form.piece(evaluator.columns(), batch)
        };
        let n_parts = (rows.end - rows.start).div_ceil(part);
        on_threads(&Effort { threads, ..Effort::default() }, || (0..n_parts).into_par_iter().map(one).collect())
    }

    /// Where the merged rows stand.
    pub(crate) fn rows_path(&self) -> PathBuf {
        self.path.join(format!("rows.{}", self.manifest.form.word()))
    }

    /// Puts the shards together; says how many rows there are.
    ///
    /// # Errors
    /// Where one is missing (unless a part will do), or is not what it should be.
    pub(crate) fn merge(&self, is_part_enough: bool) -> Result<u64, Failure> {
        let missing: Vec<u64> =
            (0..self.manifest.n_shards).filter(|place| self.stage(*place) != Stage::Finished).collect();
        if !missing.is_empty() && !is_part_enough {
            let (n, first) = (missing.len(), missing.first().copied().unwrap_or_default());
            let complaint =
                Complaint::new(format!("{n} of {} shards are missing, the first is {first}", self.manifest.n_shards));
            return Err(Failure::misused(complaint.with_help("compute them, or merge what is there: `--partial`")));
        }
        let mut n_rows = 0;
        let mut wrong = None;
        let columns = columns(&self.manifest.scenario, &self.manifest.sweep.factors);
        let (form, about) = (self.manifest.form, self.about_all());
        write_whole_if(&self.rows_path(), |out| {
            let mut sink = Sink::begin(form, out, &columns, &about, None)?;
            for place in (0..self.manifest.n_shards).filter(|place| !missing.contains(place)) {
                let copied = match form {
                    Form::Csv => self.copy(place, &mut sink)?,
                    Form::Parquet => self.copy_columns(place, &columns, &mut sink)?,
                };
                match copied {
                    Some(copied) => n_rows += copied,
                    None => {
                        wrong = Some(place);
                        return Ok(false);
                    }
                }
            }
            sink.finish().map(|()| true)
        })?;
        if let Some(place) = wrong {
            let path = self.shard_path(place);
            let complaint = Complaint::new(format!("`{}` is not the shard that the manifest asks for", path.display()));
            return Err(Failure::misused(complaint.with_help("remove it and compute it again")));
        }
        Ok(n_rows)
    }

    /// Copies the rows of a shard; none where they are not those that it should have.
    fn copy(&self, place: u64, out: &mut Sink) -> std::io::Result<Option<u64>> {
        let mut lines = BufReader::new(File::open(self.shard_path(place))?);
        let mut text = String::new();
        lines.read_line(&mut text)?;
        if text != self.opening(place) {
            return Ok(None);
        }
        let range = self.range(place);
        for row in range.clone() {
            text.clear();
            lines.read_line(&mut text)?;
            if !text.ends_with('\n') || text.split(',').next() != Some(row.to_string().as_str()) {
                return Ok(None);
            }
            out.push(&Piece::Text(std::mem::take(&mut text)))?;
        }
        text.clear();
        let is_over = lines.read_line(&mut text)? == 0;
        Ok(is_over.then_some(range.end - range.start))
    }

    /// The same of a shard of columns.
    #[cfg(feature = "parquet")]
    fn copy_columns(&self, place: u64, columns: &[Column], out: &mut Sink) -> std::io::Result<Option<u64>> {
        let Ok(shard) = Reader::open(File::open(self.shard_path(place))?) else { return Ok(None) };
        let is_ours =
            self.about(place).into_iter().all(|(key, value)| shard.about(key).is_some_and(|own| own == value));
        if !is_ours {
            return Ok(None);
        }
        let Range { start, end } = self.range(place);
        let mut next = start;
        for group in 0..shard.n_groups() {
            let Ok(batch) = shard.group(group, columns) else { return Ok(None) };
            let Some(Values::Places(rows)) = batch.values.first() else { return Ok(None) };
            for row in rows {
                if *row != next {
                    return Ok(None);
                }
                next += 1;
            }
            out.push(&Piece::Batch(batch))?;
        }
        Ok((next == end).then_some(end - start))
    }

    #[cfg(not(feature = "parquet"))]
    fn copy_columns(&self, _place: u64, _columns: &[Column], _out: &mut Sink) -> std::io::Result<Option<u64>> {
        Err(std::io::Error::other("this build of zopa reads no Parquet"))
    }
}

/// Writes a file whole or not at all.
fn write_whole(path: &Path, write: impl FnOnce(&mut (dyn Write + Send)) -> std::io::Result<()>) -> Result<(), Failure> {
    write_whole_if(path, |out| write(out).map(|()| true))
}

/// … and not at all, too, where the writer says so.
fn write_whole_if(
    path: &Path,
    write: impl FnOnce(&mut (dyn Write + Send)) -> std::io::Result<bool>,
) -> Result<(), Failure> {
    let written = || -> std::io::Result<()> {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let folder = path.parent().unwrap_or(Path::new("."));
        let prefix = format!("{name}.part-");
        let mut builder = tempfile::Builder::new();
        builder.prefix(&prefix);
        let permissions = permissions(path);
        if let Some(permissions) = permissions.clone() {
            builder.permissions(permissions);
        }
        let file = builder.tempfile_in(folder)?;
        let mut out = BufWriter::new(file);
        if write(&mut out)? {
            let file = out.into_inner().map_err(std::io::IntoInnerError::into_error)?;
            file.as_file().sync_all()?;
            file.persist(path).map_err(|error| error.error)?;
        }
        Ok(())
    };
    written().map_err(|error| unwritable(path, &error))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::failed(cannot_write(path, error))
}
