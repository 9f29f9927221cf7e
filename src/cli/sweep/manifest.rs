//! The manifest of a sweep: everything that its rows follow from, in one file that is written once.

use crate::analysis::sweep::design::{Rows, Shift};
use crate::analysis::sweep::plan::of_ranges;
use crate::cli::exit::{Complaint, Failure};
use crate::cli::sweep::form::Form;
use crate::scenario::flat::{self, Field};
use crate::scenario::model::Scenario;
use crate::scenario::sweep::Sweep;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// The version of the layout of a sweep's folder.
const LAYOUT: u64 = 2;

/// What the rows of a sweep follow from.
#[derive(Debug)]
pub(crate) struct Manifest {
    /// The text of the scenario.
    pub(crate) text: String,
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
                let complaint = Complaint::new(format!("no sweep `{name}`"));
                let near =
                    crate::scenario::suggest::nearest(name, scenario.sweeps.iter().map(|sweep| sweep.id.as_str()));
                Failure::misused(match near {
                    Some(near) => complaint.with_help(format!("did you mean `{near}`?")),
                    None => complaint.with_help("add it to the scenario: `[sweep.…]`"),
                })
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
        flat::to_text(&[
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
            ("scenario", text(&self.text)),
        ])
    }

    /// Reads a manifest back; none where it is none, or of another version.
    pub(crate) fn from_text(text: &str) -> Option<Self> {
        let entries = flat::from_text(text)?;
        let find = |key: &str| entries.iter().find(|(known, _)| known == key).map(|(_, field)| field);
        let word = |key: &str| if let Some(Field::Text(text)) = find(key) { Some(text.as_str()) } else { None };
        let number = |key: &str| if let Some(Field::Whole(number)) = find(key) { Some(*number) } else { None };
        let scenario_text = word("scenario")?;
        let scenario = Scenario::from_toml_str(scenario_text).ok()?;
        let name = word("sweep").filter(|name| !name.is_empty());
        let sweep = Sweep { rows: number("rows_asked")?, ..Self::sweep_of(&scenario, name).ok()? };
        let manifest = Self {
            text: scenario_text.to_owned(),
            scenario,
            sweep,
            seed: word("seed")?.parse().ok()?,
            shift: if word("shift")? == "none" { Shift::None } else { Shift::Digital },
            n_shards: number("shards")?,
            form: if word("format")? == Form::Csv.word() { Form::Csv } else { Form::Parquet },
        };
        // The same bytes, or something of it was changed.
        (manifest.to_text() == text).then_some(manifest)
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

/// The SHA-256 of some bytes in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
