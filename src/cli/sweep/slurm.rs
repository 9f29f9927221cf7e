//! `zopa sweep submit`: the missing shards as one job array of Slurm, and a merge behind it.
//!
//! A task that dies is not started again by Slurm, so submitting again sends just what is still missing, three times at
//! most; then the last error of the shard is shown. How often a shard was tried is counted by the files of its errors.

use crate::cli::exit::in_words;
use crate::cli::exit::{Complaint, Failure};
use crate::cli::sweep::folder::{Folder, Stage};
use crate::scenario::visible::is_unseen;
use std::fmt::Write as _;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// How often a shard is tried.
const MOST_ATTEMPTS: usize = 3;

/// What the cluster is asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wishes {
    pub(crate) partition: Option<String>,
    pub(crate) time: Option<String>,
    pub(crate) cpus: Option<u32>,
}

/// What is to be submitted: the shards, those that were tried too often, and the two scripts.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) shards: Vec<u64>,
    pub(crate) given_up: Vec<u64>,
    pub(crate) script: String,
    pub(crate) merge: String,
}

/// Plans the job of what is missing in a folder.
///
/// # Errors
/// Where the folder has no absolute path, or one that a batch script cannot hold.
pub(crate) fn job(folder: &Folder, path: &Path, wishes: &Wishes) -> Result<Job, Failure> {
    let path = fs::canonicalize(path).map_err(|error| {
        Failure::failed(Complaint::new(format!("cannot find `{}`: {}", path.display(), in_words(&error))))
    })?;
    let log = path.join("log");
    let program = std::env::current_exe().unwrap_or_else(|_| "zopa".into());
    let text = path.display().to_string();
    if text.contains(['\n', '"', '%', '\\']) || text.contains(is_unseen) {
        let complaint = Complaint::new(format!("the path `{text}` cannot stand in a batch script"));
        return Err(Failure::misused(
            complaint.with_help("use a folder without quotes, percent signs, line breaks and control characters"),
        ));
    }
    let stages = (0..).zip(folder.stages());
    let missing: Vec<u64> = stages.filter(|(_, stage)| *stage != Stage::Finished).map(|(place, _)| place).collect();
    let (given_up, shards): (Vec<u64>, Vec<u64>) =
        missing.into_iter().partition(|place| errors(&log, *place).len() >= MOST_ATTEMPTS);
    let mut head = String::from("#!/bin/sh\n#SBATCH --job-name=zopa-sweep\n");
    let mut add = |line: String| head.push_str(&format!("#SBATCH {line}\n"));
    if let Some(partition) = &wishes.partition {
        add(format!("--partition={partition}"));
    }
    if let Some(time) = &wishes.time {
        add(format!("--time={time}"));
    }
    let command =
        |words: &str| format!("exec {} sweep {words} {}\n", quoted(&program.display().to_string()), quoted(&text));
    let mut script = head.clone();
    // Writing to a string cannot fail.
    let _ = writeln!(script, "#SBATCH --requeue\n#SBATCH --array={}", ranges(&shards));
    if let Some(cpus) = wishes.cpus {
        let _ = writeln!(script, "#SBATCH --cpus-per-task={cpus}");
    }
    let _ = writeln!(
        script,
        "#SBATCH --output=\"{0}/shard-%a.%A.out\"\n#SBATCH --error=\"{0}/shard-%a.%A.err\"",
        log.display()
    );
    script.push_str(&command("shard"));
    let mut merge = head;
    let _ =
        writeln!(merge, "#SBATCH --output=\"{0}/merge.%j.out\"\n#SBATCH --error=\"{0}/merge.%j.err\"", log.display());
    merge.push_str(&command("merge"));
    Ok(Job { shards, given_up, script, merge })
}

/// Hands the job to `sbatch`; gives what it says of it.
///
/// # Errors
/// Where there is no `sbatch`, or it refuses.
pub(crate) fn submit(job: &Job, path: &Path) -> Result<String, Failure> {
    let log = path.join("log");
    fs::create_dir_all(&log).map_err(|error| {
        Failure::failed(Complaint::new(format!("cannot make `{}`: {}", log.display(), in_words(&error))))
    })?;
    let array = sbatch(&["--parsable"], &job.script)?;
    let id = array.trim().split(';').next().unwrap_or_default().to_owned();
    let after = format!("--dependency=afterany:{id}");
    let merge = sbatch(&["--parsable", &after], &job.merge)?;
    Ok(format!("job {id}: {} shards; job {}: merge\n", job.shards.len(), merge.trim()))
}

fn sbatch(arguments: &[&str], script: &str) -> Result<String, Failure> {
    let refused = |what: String| {
        let complaint = Complaint::new(format!("sbatch: {what}"));
        Failure::failed(complaint.with_help("`--dry-run` prints the scripts, to be handed in by hand"))
    };
    let child = Command::new("sbatch")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = child.map_err(|error| refused(in_words(&error).to_string()))?;
    if let Some(mut input) = child.stdin.take() {
        input.write_all(script.as_bytes()).map_err(|error| refused(in_words(&error).to_string()))?;
    }
    let done = child.wait_with_output().map_err(|error| refused(in_words(&error).to_string()))?;
    if !done.status.success() {
        return Err(refused(String::from_utf8_lossy(&done.stderr).trim().to_owned()));
    }
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}

/// The files of a shard's errors, oldest first: one an attempt.
fn errors(log: &Path, place: u64) -> Vec<std::path::PathBuf> {
    let prefix = format!("shard-{place}.");
    let mut files: Vec<std::path::PathBuf> = fs::read_dir(log)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            name.starts_with(&prefix) && name.ends_with(".err")
        })
        .collect();
    files.sort_by_key(|path| (fs::metadata(path).and_then(|found| found.modified()).ok(), path.clone()));
    files
}

/// What the last attempt at a shard said before it ended.
pub(crate) fn last_error(path: &Path, place: u64) -> String {
    const LONGEST: usize = 2000;
    let text = errors(&path.join("log"), place).last().and_then(|file| fs::read(file).ok()).unwrap_or_default();
    let text = String::from_utf8_lossy(&text).trim().to_owned();
    let from = text.char_indices().rev().nth(LONGEST).map_or(0, |(at, _)| at);
    text.get(from..).unwrap_or_default().to_owned()
}

/// Numbers as Slurm writes them: `0-3,7`.
fn ranges(numbers: &[u64]) -> String {
    let mut runs: Vec<(u64, u64)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => runs.push((*number, *number)),
        }
    }
    let written =
        |(first, last): &(u64, u64)| if first == last { first.to_string() } else { format!("{first}-{last}") };
    runs.iter().map(written).collect::<Vec<_>>().join(",")
}

/// A word for the shell.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_shards_are_ranges() {
        assert_eq!(ranges(&[0, 1, 2, 3, 7, 9, 10]), "0-3,7,9-10");
        assert_eq!(ranges(&[5]), "5");
        assert_eq!(quoted("it's"), "'it'\\''s'");
    }
}
