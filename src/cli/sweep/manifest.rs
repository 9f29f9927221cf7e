//! The manifest of a sweep: everything that its rows follow from, in one file that is written once.

use crate::analysis::sweep::design::{Rows, Shift};
use crate::analysis::sweep::plan::of_ranges;
use crate::cli::exit::{Complaint, Failure};
use crate::cli::input::sha256;
use crate::cli::sweep::form::Form;
use crate::cli::usage::not_known;
use crate::scenario::flat::{self, Field};
use crate::scenario::limit;
use crate::scenario::model::Scenario;
use crate::scenario::read::whole::read as scenario_of;
use crate::scenario::source::SourceText;
use crate::scenario::sweep::Sweep;
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::ops::RangeInclusive;

/// The version of the layout of a sweep's folder.
const LAYOUT: u64 = 3;

/// How many shards a sweep may have: as many tasks as an array of Slurm has.
pub(crate) const MOST_SHARDS: u64 = 1000;

/// What the rows of a sweep follow from.
#[derive(Debug)]
pub(crate) struct Manifest {
    /// The text of the scenario.
    pub(crate) text: String,
    /// The files that it builds on, the nearest first: names and texts.
    pub(crate) bases: Vec<(String, String)>,
    /// The scenario.
    pub(crate) scenario: Scenario,
    /// What moves, with the rows that were asked for.
    pub(crate) sweep: Sweep,
    /// The seed of every random number.
    pub(crate) seed: u64,
    /// How Sobol' points are moved.
    pub(crate) shift: Shift,
    /// How many shards there are.
    pub(crate) n_shards: u64,
    /// The form of the files.
    pub(crate) form: Form,
}

impl Manifest {
    /// The sweep of this name; without a name the one of the lines that carry a range of firmness.
    ///
    /// # Errors
    /// Where there is no such sweep, or no such line.
    pub(crate) fn sweep_of(scenario: &Scenario, name: Option<&str>) -> Result<Sweep, Failure> {
        if let Some(name) = name {
            let found = scenario.sweeps.iter().find(|sweep| sweep.id == name);
            return found.cloned().ok_or_else(|| {
                let known: Vec<String> = scenario.sweeps.iter().map(|sweep| sweep.id.clone()).collect();
                if known.is_empty() {
                    let complaint = Complaint::new(format!("no sweep `{name}`"));
                    return Failure::misused(complaint.with_help("the scenario has none: add `[sweep.…]`"));
                }
                Failure::misused(not_known("sweep", name, &known))
            });
        }
        of_ranges(scenario).ok_or_else(|| {
            let complaint = Complaint::new("no sweep is named, and no red line carries a range of firmness");
            Failure::misused(complaint.with_help("name a `[sweep]` of the scenario, or write `firmness = [0.5, 0.9]`"))
        })
    }

    /// The rows.
    pub(crate) fn rows(&self) -> Rows<'_> {
        Rows::new(&self.sweep.factors, self.sweep.design, self.sweep.rows, self.seed, self.shift)
    }

    /// The manifest as a file.
    pub(crate) fn to_text(&self) -> String {
        let rows = self.rows();
        let text = |text: &str| Field::Text(text.to_owned());
        let mut fields = vec![
            ("layout", Field::Whole(LAYOUT)),
            ("zopa", text(env!("CARGO_PKG_VERSION"))),
            ("scenario_sha256", Field::Text(sha256(self.text.as_bytes()))),
            ("sweep", text(&self.sweep.id)),
            ("design", text(self.sweep.design.word())),
            ("design_sha256", Field::Text(sha256(self.described().as_bytes()))),
            // As text: a seed may pass the whole numbers of TOML.
            ("seed", Field::Text(self.seed.to_string())),
            ("shift", text(if self.shift == Shift::None { "none" } else { "digital" })),
            ("rows_asked", Field::Whole(self.sweep.rows)),
            ("rows", Field::Whole(rows.len())),
            ("shards", Field::Whole(self.n_shards)),
            ("format", text(self.form.word())),
        ];
        let sum = sha256(flat::to_text(&fields).as_bytes());
        fields.extend([("fields_sha256", Field::Text(sum)), ("scenario", text(&self.text))]);
        if !self.bases.is_empty() {
            let base = |(file, text): &(String, String)| json!([file, sha256(text.as_bytes()), text]);
            let bases: Vec<Json> = self.bases.iter().map(base).collect();
            fields.push(("extends", Field::Text(Json::from(bases).to_string())));
        }
        flat::to_text(&fields)
    }

    /// Reads a manifest back.
    ///
    /// # Errors
    /// What is wrong, and in which line: it is no manifest, of another version, or was changed.
    pub(crate) fn from_text(text: &str) -> Result<Self, String> {
        let read = Fields { text, entries: flat::from_text(text)? };
        let layout = read.number("layout", 0..=u64::MAX)?;
        if layout != LAYOUT {
            return Err(read.at("layout", &format!("is {layout}, and this version of zopa reads {LAYOUT}")));
        }
        let scenario_text = read.word("scenario")?;
        let bases = match read.entries.iter().any(|(key, _)| *key == "extends") {
            true => {
                bases(read.word("extends")?).ok_or_else(|| read.at("extends", "is no list of files and their texts"))?
            }
            false => Vec::new(),
        };
        let source = SourceText::new("scenario", scenario_text).building_on(bases.clone());
        let scenario = scenario_of(&source).0.ok_or_else(|| read.at("scenario", "holds errors"))?;
        let name = Some(read.word("sweep")?).filter(|name| !name.is_empty());
        let sweep = Self::sweep_of(&scenario, name).map_err(|_| read.at("sweep", "is none of the scenario"))?;
        let sweep = Sweep { rows: read.number("rows_asked", 1..=limit::SWEEP_ROWS)?, ..sweep };
        let seed = read.word("seed")?.parse().map_err(|_| read.at("seed", "is no whole number"))?;
        let shift = read.one_of("shift", [("none", Shift::None), ("digital", Shift::Digital)])?;
        let form = read.one_of("format", [Form::Csv, Form::Parquet].map(|form| (form.word(), form)))?;
        let n_shards = read.number("shards", 1..=MOST_SHARDS)?;
        let manifest = Self { text: scenario_text.to_owned(), bases, scenario, sweep, seed, shift, n_shards, form };
        let (n_rows, group) = (manifest.rows().len(), manifest.rows().group());
        if read.number("rows", 1..=limit::SWEEP_ROWS)? != n_rows {
            return Err(read.at("rows", &format!("is not the {n_rows} that follow from the rest")));
        }
        if n_shards > n_rows / group.max(1) {
            return Err(
                read.at("shards", &format!("is more than there are rows to a shard, {}", n_rows / group.max(1)))
            );
        }
        // The same bytes, or something of it was changed.
        let written = manifest.to_text();
        let is_other = |(line, there): &(usize, (&str, &str))| (there.0 != there.1).then_some(*line);
        match (written == text, (1..).zip(text.lines().zip(written.lines())).find_map(|pair| is_other(&pair))) {
            (true, _) => Ok(manifest),
            (false, Some(line)) => Err(format!("line {line} is not as it was written")),
            (false, None) => Err("its end is not as it was written".to_owned()),
        }
    }

    /// The design in words that change with everything that changes its rows.
    fn described(&self) -> String {
        let mut words = format!("{} {} {} {:?}", self.sweep.design.word(), self.sweep.rows, self.seed, self.shift);
        for factor in &self.sweep.factors {
            // Writing to a string cannot fail.
            let _ = write!(words, "\n{} {:?}", factor.key, factor.levels);
        }
        words
    }
}

/// The fields of a manifest, to be looked at one by one.
struct Fields<'t> {
    text: &'t str,
    entries: Vec<(String, Field)>,
}

impl Fields<'_> {
    /// What is wrong with a field, and where.
    fn at(&self, key: &str, wrong: &str) -> String {
        let line = self.text.lines().position(|line| line.split('=').next().is_some_and(|word| word.trim() == key));
        line.map_or_else(|| format!("`{key}` {wrong}"), |line| format!("line {}: `{key}` {wrong}", line + 1))
    }
    fn find(&self, key: &str) -> Result<&Field, String> {
        let found = self.entries.iter().find(|(known, _)| known == key);
        found.map(|(_, field)| field).ok_or_else(|| format!("this is no manifest of a sweep: `{key}` is missing"))
    }
    fn word(&self, key: &str) -> Result<&str, String> {
        if let Field::Text(text) = self.find(key)? { Ok(text) } else { Err(self.at(key, "is no text")) }
    }
    fn number(&self, key: &str, bounds: RangeInclusive<u64>) -> Result<u64, String> {
        match self.find(key)? {
            Field::Whole(number) if bounds.contains(number) => Ok(*number),
            Field::Whole(number) => {
                Err(self.at(key, &format!("is {number}, and goes from {} to {}", bounds.start(), bounds.end())))
            }
            Field::Text(_) => Err(self.at(key, "is no whole number")),
        }
    }
    fn one_of<T: Copy, const N: usize>(&self, key: &str, known: [(&str, T); N]) -> Result<T, String> {
        let word = self.word(key)?;
        let found = known.iter().find(|(name, _)| *name == word).map(|(_, meaning)| *meaning);
        found.ok_or_else(|| self.at(key, &format!("is one of {}", known.map(|(name, _)| name).join(", "))))
    }
}

/// The files that a scenario builds on, names and texts, from what the manifest has of them.
fn bases(text: &str) -> Option<Vec<(String, String)>> {
    let files: Vec<[String; 3]> = serde_json::from_str(text).ok()?;
    let is_whole = files.iter().all(|[_, sum, text]| *sum == sha256(text.as_bytes()));
    is_whole.then(|| files.into_iter().map(|[file, _, text]| (file, text)).collect())
}

/// A sum in hexadecimal.
pub(crate) fn hexadecimal(sum: Sha256) -> String {
    sum.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
