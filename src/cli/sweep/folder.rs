//! The folder of a sweep: its manifest, its shards, and the rows they make together.
//!
//! A shard is a temporary file until it is whole, then synced and renamed, with the sum of its bytes beside it: what bears
//! its name and has that sum is finished. It says of itself which manifest it belongs to and which rows it holds. Computing
//! one twice gives the same bytes.

#[cfg(feature = "parquet")]
use crate::analysis::sweep::batch::Values;
use crate::analysis::sweep::column::{Column, columns_with};
use crate::analysis::sweep::evaluator::Evaluator;
use crate::analysis::sweep::plan::shard;
use crate::cli::exit::in_words;
use crate::cli::exit::{Complaint, Failure};
use crate::cli::input::sha256;
use crate::cli::output::cannot_write;
use crate::cli::sweep::form::{Form, Piece, Sink};
use crate::cli::sweep::manifest::Manifest;
use crate::cli::sweep::sealed::{PART, Seal, is_sealed, seal_path, write_new, write_whole_if};
use crate::engine::ask::effort::on_threads;
use crate::engine::ask::effort::{Effort, Watch};
use crate::engine::ask::pace::Limit;
#[cfg(feature = "parquet")]
use crate::report::parquet::Reader;
use crate::scenario::limit;
use rayon::prelude::*;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, ErrorKind, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The file that says what a folder computes.
const MANIFEST: &str = "manifest.toml";
/// How large it may be: the text of a scenario, written as one string, and a few lines.
const MANIFEST_BYTES: u64 = 8 * limit::FILE_BYTES as u64;

/// How many rows are computed before they are written, where each needs an engine.
const BATCH: u64 = 256;
/// … and where they are had from a table.
const TABLED_BATCH: u64 = 8_192;
/// How many rows a thread computes before it takes the next ones.
const PIECE: u64 = 512;

/// A shard of which nothing was heard for so long is given up by whoever began it.
const SILENCE: Duration = Duration::from_secs(600);

/// A sweep's folder.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    /// What it computes.
    pub(crate) manifest: Manifest,
    hash: String,
    /// Whether it was planned just now.
    pub(crate) is_new: bool,
}

/// How far a shard is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Stage {
    /// It is there, and its bytes are those that were written.
    Finished,
    /// Somebody began it, and has said lately that the work goes on.
    Running,
    /// Somebody began it, and has said nothing for long: it is gone.
    Failed,
    /// A file of its name is there, but not as it was written: as good as missing.
    Damaged,
    /// Nobody began it.
    Missing,
}

impl Folder {
    /// Plans a sweep here. Where the same sweep is planned already, it is gone on with.
    ///
    /// # Errors
    /// Where another sweep stands here, or nothing can be written.
    pub(crate) fn plan(path: &Path, manifest: Manifest) -> Result<Self, Failure> {
        let (file, text) = (path.join(MANIFEST), manifest.to_text());
        let is_new = match there(&file)? {
            Some(there) => is_same_sweep(path, &there, &text).map(|()| false)?,
            None => {
                fs::create_dir_all(path).map_err(|error| unwritable(path, &error))?;
                match write_new(&file, text.as_bytes()) {
                    Ok(()) => true,
                    // Another one was planned here a moment ago: the first that is there wins.
                    Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                        let there = there(&file)?.unwrap_or_default();
                        is_same_sweep(path, &there, &text).map(|()| false)?
                    }
                    Err(error) => return Err(unwritable(&file, &error)),
                }
            }
        };
        Ok(Self { path: path.to_owned(), hash: sha256(text.as_bytes()), manifest, is_new })
    }

    /// Opens the folder of a planned sweep.
    ///
    /// # Errors
    /// Where there is no manifest, or not one of this version.
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        let file = path.join(MANIFEST);
        let text = there(&file)?.ok_or_else(|| {
            let complaint = Complaint::new(format!("cannot read `{}`: no such file", file.display()));
            Failure::misused(complaint.with_help("plan the sweep first: `zopa sweep plan SCENARIO -o DIR`"))
        })?;
        let manifest = Manifest::from_text(&text).map_err(|wrong| {
            let complaint = Complaint::new(format!("`{}`: {wrong}", file.display()));
            Failure::misused(complaint.with_help("it was changed, or written by another version: plan the sweep anew"))
        })?;
        Ok(Self { path: path.to_owned(), hash: sha256(text.as_bytes()), manifest, is_new: false })
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

    /// How far the shards are, by the files alone.
    pub(crate) fn stages(&self) -> Vec<Stage> {
        let begun = self.parts();
        (0..self.manifest.n_shards).into_par_iter().map(|place| self.stage(place, &begun)).collect()
    }

    fn stage(&self, place: u64, begun: &[(String, PathBuf)]) -> Stage {
        let path = self.shard_path(place);
        if is_sealed(&path) {
            return Stage::Finished;
        }
        let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        let parts = begun.iter().filter(|(of, _)| *of == name);
        let beats = parts.filter_map(|(_, part)| fs::metadata(part).and_then(|found| found.modified()).ok());
        match beats.max().map(|beat| beat.elapsed()) {
            // A beat from far ahead of the clock tells as little as an old one: a clock was set.
            Some(Ok(apart)) if apart <= SILENCE => Stage::Running,
            Some(Err(error)) if error.duration() <= SILENCE => Stage::Running,
            Some(_) => Stage::Failed,
            None if path.is_file() => Stage::Damaged,
            None => Stage::Missing,
        }
    }

    /// The temporary files of shards and seals: the name that each will bear, and where it is.
    fn parts(&self) -> Vec<(String, PathBuf)> {
        let files = fs::read_dir(self.path.join("shards")).into_iter().flatten().flatten();
        let part = |file: fs::DirEntry| {
            let name = file.file_name().to_string_lossy().into_owned();
            name.split_once(PART).map(|(of, _)| (of.to_owned(), file.path()))
        };
        files.filter_map(part).collect()
    }

    /// Removes what unfinished attempts at a finished shard left behind.
    fn clear(&self, place: u64) {
        let path = self.shard_path(place);
        let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let (shard, seal) = (name(&path), name(&seal_path(&path)));
        for (_, part) in self.parts().into_iter().filter(|(of, _)| *of == shard || *of == seal) {
            // Whoever is still at work on it will find the shard finished.
            let _ = fs::remove_file(part);
        }
    }

    /// About how many seconds are left, where some shards are finished: at the pace since the sweep was planned.
    pub(crate) fn time_left(&self, n_finished: usize) -> Option<f64> {
        let at = |path: &Path| fs::metadata(path).and_then(|found| found.modified()).ok();
        let begun = at(&self.path.join("manifest.toml"))?;
        let n_left = self.manifest.n_shards.checked_sub(n_finished as u64).filter(|left| *left > 0)?;
        let finished: Vec<_> = (0..self.manifest.n_shards).filter_map(|place| at(&self.shard_path(place))).collect();
        let (first, last) = (finished.iter().min()?, finished.iter().max()?);
        // Times that cannot be so (a clock was set, the folder was copied) give no pace.
        last.elapsed().ok()?;
        first.duration_since(begun).ok()?;
        let seconds = last.duration_since(begun).ok().filter(|pace| !pace.is_zero())?.as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "a thousand shards")]
        Some(seconds * n_left as f64 / n_finished as f64)
    }

    /// How many rows a shard has.
    pub(crate) fn n_rows(&self, place: u64) -> u64 {
        let Range { start, end } = self.range(place);
        end - start
    }

    /// What computes the rows of all shards, within this effort.
    pub(crate) fn evaluator(&self, effort: &Effort) -> Evaluator<'_> {
        let effort = Effort { seed: self.manifest.seed, ..effort.clone() };
        let sweep = &self.manifest.sweep;
        Evaluator::new(&self.manifest.scenario, &sweep.factors, &effort).playing(&sweep.talks)
    }

    /// Computes a shard, unless it is there already. Says whether it is there now: not so where it was told to stop.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub(crate) fn compute(&self, evaluator: &Evaluator, place: u64, watch: &Watch) -> Result<bool, Failure> {
        let path = self.shard_path(place);
        if is_sealed(&path) {
            self.clear(place);
            watch.advance(self.n_rows(place));
            return Ok(true);
        }
        let folder = self.path.join("shards");
        fs::create_dir_all(&folder).map_err(|error| unwritable(&folder, &error))?;
        let batch = if evaluator.has_tables() { TABLED_BATCH } else { BATCH };
        let mut is_whole = true;
        let columns = evaluator.columns();
        let (form, about, opening) = (self.manifest.form, self.about(place), self.opening(place));
        let written = write_whole_if(&path, Seal::Beside, |out| {
            let mut sink = Sink::begin(form, out, columns, &about, Some(&opening))?;
            let Range { start, end } = self.range(place);
            for first in (start..end).step_by(usize::try_from(batch).unwrap_or(1)) {
                let Some(pieces) = self.pieces(evaluator, first..end.min(first + batch), watch) else {
                    is_whole = false;
                    return Ok(false);
                };
                for piece in pieces {
                    sink.push(&piece)?;
                }
            }
            sink.finish().map(|()| true)
        });
        match written {
            Ok(()) if !is_whole => return Ok(false),
            // Somebody else has finished it meanwhile.
            Err(_) if is_sealed(&path) => {}
            written => written.map_err(|error| unwritable(&path, &error))?,
        }
        self.clear(place);
        Ok(true)
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

    /// Some rows, a piece a part; none where it was told to stop before they were there.
    fn pieces(&self, evaluator: &Evaluator, rows: Range<u64>, watch: &Watch) -> Option<Vec<Piece>> {
        let design = self.manifest.rows();
        let part = if evaluator.has_tables() { PIECE } else { 1 };
        let one = |place: u64| {
            let first = rows.start + place * part;
            let own = first..rows.end.min(first + part);
            let n = own.end - own.start;
            let mut batch = evaluator.batch();
            evaluator.fill(&design, own, &mut batch);
            watch.advance(n);
            (!evaluator.is_over()).then(|| self.manifest.form.piece(evaluator.columns(), batch))
        };
        let n_parts = (rows.end - rows.start).div_ceil(part);
        on_threads(&Effort { threads: evaluator.n_threads(), ..Effort::default() }, || {
            (0..n_parts).into_par_iter().map(one).collect()
        })
    }

    /// Where the merged rows stand.
    pub(crate) fn rows_path(&self) -> PathBuf {
        self.path.join(format!("rows.{}", self.manifest.form.word()))
    }

    /// Puts the shards together; says how many rows there are, or none where it was told to stop first.
    ///
    /// # Errors
    /// Where one is missing (unless a part will do), or is not what it should be.
    pub(crate) fn merge(&self, is_part_enough: bool, limit: &Limit) -> Result<Option<u64>, Failure> {
        let stages = self.stages();
        let at =
            |is: fn(Stage) -> bool| (0..).zip(&stages).filter_map(move |(place, stage)| is(*stage).then_some(place));
        let missing: Vec<u64> = at(|stage| stage != Stage::Finished).collect();
        if let (Some(first), false) = (missing.first(), is_part_enough) {
            let damaged = at(|stage| stage == Stage::Damaged).next().map_or_else(String::new, |place| {
                format!("; `{}` is there, but not as it was written", self.shard_path(place).display())
            });
            let (n, all) = (missing.len(), self.manifest.n_shards);
            let complaint = Complaint::new(format!("{n} of {all} shards are missing, the first is {first}{damaged}"));
            return Err(Failure::misused(complaint.with_help("compute them, or merge what is there: `--partial`")));
        }
        at(|stage| stage == Stage::Finished).for_each(|place| self.clear(place));
        let mut n_rows = 0;
        let (mut wrong, mut is_cut) = (None, false);
        let columns = columns_with(&self.manifest.scenario, &self.manifest.sweep.factors, &self.manifest.sweep.talks);
        let (form, about) = (self.manifest.form, self.about_all());
        let path = self.rows_path();
        let written = write_whole_if(&path, Seal::None, |out| {
            let mut sink = Sink::begin(form, out, &columns, &about, None)?;
            for place in (0..self.manifest.n_shards).filter(|place| !missing.contains(place)) {
                let copied = match form {
                    Form::Csv => self.copy(place, &mut sink, limit)?,
                    Form::Parquet => self.copy_columns(place, &columns, &mut sink, limit)?,
                };
                if limit.is_over() {
                    is_cut = true;
                    return Ok(false);
                }
                match copied {
                    Some(copied) => n_rows += copied,
                    None => {
                        wrong = Some(place);
                        return Ok(false);
                    }
                }
            }
            sink.finish().map(|()| true)
        });
        written.map_err(|error| unwritable(&path, &error))?;
        if let Some(place) = wrong {
            let path = self.shard_path(place);
            let complaint = Complaint::new(format!("`{}` is not the shard that the manifest asks for", path.display()));
            return Err(Failure::misused(complaint.with_help("remove it and compute it again")));
        }
        Ok((!is_cut).then_some(n_rows))
    }

    /// Copies the rows of a shard; none if they are not those that it should have, or the limit was reached.
    fn copy(&self, place: u64, out: &mut Sink, limit: &Limit) -> std::io::Result<Option<u64>> {
        let mut lines = BufReader::new(File::open(self.shard_path(place))?);
        let mut text = String::new();
        lines.read_line(&mut text)?;
        if text != self.opening(place) {
            return Ok(None);
        }
        let range = self.range(place);
        let mut pace = limit.pace();
        for row in range.clone() {
            if pace.is_over() {
                return Ok(None);
            }
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
    fn copy_columns(
        &self,
        place: u64,
        columns: &[Column],
        out: &mut Sink,
        limit: &Limit,
    ) -> std::io::Result<Option<u64>> {
        let Ok(shard) = Reader::open(File::open(self.shard_path(place))?) else { return Ok(None) };
        let is_ours =
            self.about(place).into_iter().all(|(key, value)| shard.about(key).is_some_and(|own| own == value));
        if !is_ours {
            return Ok(None);
        }
        let Range { start, end } = self.range(place);
        let mut next = start;
        for group in 0..shard.n_groups() {
            if limit.is_over() {
                return Ok(None);
            }
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
    fn copy_columns(&self, _: u64, _: &[Column], _: &mut Sink, _: &Limit) -> std::io::Result<Option<u64>> {
        Err(std::io::Error::other("this build of zopa reads no Parquet"))
    }
}

/// The manifest that is there; none if there is none. One that cannot be read is there all the same.
fn there(file: &Path) -> Result<Option<String>, Failure> {
    let read = |mut text: String| {
        File::open(file)?.take(MANIFEST_BYTES).read_to_string(&mut text)?;
        Ok::<_, std::io::Error>(text)
    };
    match read(String::new()) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => {
            let complaint = Complaint::new(format!("cannot read `{}`: {}", file.display(), in_words(&error)));
            Err(Failure::failed(complaint.with_help("it is left as it is; name another folder")))
        }
    }
}

/// Whether the manifest that is there is the one that is planned.
fn is_same_sweep(folder: &Path, there: &str, planned: &str) -> Result<(), Failure> {
    if there == planned {
        return Ok(());
    }
    let complaint = Complaint::new(format!("`{}` holds another sweep", folder.display()));
    Err(Failure::misused(complaint.with_help("name a new folder, or remove this one")))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::failed(cannot_write(path, error))
}

/// The files that a sweep has in its folder: those that are read, and those that are written.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let shards = fs::read_dir(folder.join("shards")).into_iter().flatten().flatten().map(|entry| entry.path());
    ["manifest.toml", "rows.csv", "rows.parquet"].iter().map(|name| folder.join(name)).chain(shards).collect()
}
