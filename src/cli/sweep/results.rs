//! Reading the rows of a sweep back from its folder into their summary, part by part: only the columns that it needs.

#[cfg(feature = "parquet")]
use crate::analysis::sweep::batch::Whole;
use crate::analysis::sweep::summary::{Summary, Summing, columns_read};
use crate::cli::exit::in_words;
use crate::cli::exit::{Complaint, Failure};
use crate::cli::sweep::folder::Folder;
use crate::cli::sweep::form::Form;
use crate::cli::sweep::manifest::Manifest;
use crate::engine::ask::effort::{Effort, on_threads};
use crate::engine::ask::pace::Limit;
use crate::scenario::model::Scenario;
#[cfg(feature = "parquet")]
use crate::scenario::sweep::Factor;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// Rows of a file of text that are summed up at once.
const PART: usize = 8_192;

/// Sums the merged rows up; none where it was told to stop first.
///
/// # Errors
/// Where they are not there, or are not what `zopa sweep merge` writes.
pub(crate) fn read(folder: &Folder, effort: &Effort) -> Result<Option<Summary>, Failure> {
    let Manifest { scenario, sweep, seed, form, .. } = &folder.manifest;
    let limit = Limit::of(effort);
    let design = folder.manifest.rows();
    let effort = Effort { seed: *seed, ..effort.clone() };
    let summing = Summing::new(scenario, sweep, &design, &effort);
    let sum = || match form {
        Form::Csv => lines(&folder.rows_path(), scenario, summing, &limit),
        #[cfg(feature = "parquet")]
        Form::Parquet => groups(&folder.rows_path(), scenario, &sweep.factors, summing, &limit),
        #[cfg(not(feature = "parquet"))]
        Form::Parquet => {
            let complaint = Complaint::new("this build of zopa reads no Parquet");
            Err(Failure::misused(complaint.with_help("build it with its default features")))
        }
    };
    let summary = on_threads(&effort, || Ok(sum()?.map(Summing::finish)))?;
    Ok(summary.filter(|_| !limit.is_over()))
}

#[cfg(feature = "parquet")]
fn groups<'a>(
    path: &Path,
    scenario: &Scenario,
    factors: &[Factor],
    mut summing: Summing<'a>,
    limit: &Limit,
) -> Result<Option<Summing<'a>>, Failure> {
    use crate::analysis::sweep::batch::Values;
    use crate::analysis::sweep::column::columns;
    let unreadable = |error: &std::io::Error| {
        let complaint = Complaint::new(format!("cannot read `{}`: {}", path.display(), in_words(error)));
        Failure::misused(complaint.with_help("put the shards together first: `zopa sweep merge DIR`"))
    };
    let file = File::open(path).map_err(|error| unreadable(&error))?;
    let reader = crate::report::parquet::Reader::open(file).map_err(|error| unreadable(&error))?;
    let wanted = columns_read(scenario);
    let mut read = columns(scenario, factors);
    read.retain(|column| column.name == "row" || column.name == "error" || wanted.contains(&column.name));
    for group in 0..reader.n_groups() {
        if limit.is_over() {
            return Ok(None);
        }
        let batch = reader.group(group, &read).map_err(|error| unreadable(&error))?;
        let (mut rows, mut n_failed, mut values) = (Vec::new(), 0, vec![Vec::new(); wanted.len()]);
        for (column, found) in read.iter().zip(batch.values) {
            let place = wanted.iter().position(|name| *name == column.name);
            let place = place.and_then(|place| values.get_mut(place));
            match (found, place) {
                (Values::Places(places), _) => rows = places,
                (Values::Texts(errors), _) => n_failed += errors.iter().flatten().count(),
                (Values::Numbers(numbers), Some(list)) => *list = numbers,
                (Values::Counts(counts), Some(list)) => *list = counts.iter().map(Whole::to_double).collect(),
                _ => {}
            }
        }
        summing.push(&rows, &values, n_failed);
    }
    Ok(Some(summing))
}

/// Reads DIR/rows.csv.
fn lines<'a>(
    path: &Path,
    scenario: &Scenario,
    mut summing: Summing<'a>,
    limit: &Limit,
) -> Result<Option<Summing<'a>>, Failure> {
    let unreadable = |error: &std::io::Error| {
        let complaint = Complaint::new(format!("cannot read `{}`: {}", path.display(), in_words(error)));
        Failure::misused(complaint.with_help("put the shards together first: `zopa sweep merge DIR`"))
    };
    let broken = |line: u64| {
        let complaint = Complaint::new(format!("line {line} of `{}` is no row of this sweep", path.display()));
        Failure::misused(complaint.with_help("put the shards together again: `zopa sweep merge DIR`"))
    };
    let mut lines = BufReader::new(File::open(path).map_err(|error| unreadable(&error))?).lines();
    let head = lines.next().transpose().map_err(|error| unreadable(&error))?.unwrap_or_default();
    let names = fields(&head);
    let wanted = columns_read(scenario);
    let place = |name: &str| names.iter().position(|known| known == name);
    let (Some(row_at), Some(error_at)) = (place("row"), place("error")) else { return Err(broken(1)) };
    let places: Vec<usize> =
        wanted.iter().map(|name| place(name).ok_or_else(|| broken(1))).collect::<Result<_, _>>()?;
    let (mut rows, mut n_failed, mut values) = (Vec::new(), 0, vec![Vec::new(); wanted.len()]);
    for (number, line) in (2..).zip(lines) {
        let line = line.map_err(|error| unreadable(&error))?;
        let cells = fields(&line);
        let row = cells.get(row_at).and_then(|row| row.parse().ok()).filter(|_| cells.len() == names.len());
        rows.push(row.ok_or_else(|| broken(number))?);
        n_failed += usize::from(cells.get(error_at).is_some_and(|error| !error.is_empty()));
        for (at, list) in places.iter().zip(&mut values) {
            let cell = cells.get(*at).map_or("", String::as_str);
            list.push(if cell.is_empty() { f64::NAN } else { cell.parse().map_err(|_| broken(number))? });
        }
        if rows.len() == PART {
            if limit.is_over() {
                return Ok(None);
            }
            summing.push(&rows, &values, n_failed);
            n_failed = 0;
            rows.clear();
            values.iter_mut().for_each(Vec::clear);
        }
    }
    summing.push(&rows, &values, n_failed);
    Ok(Some(summing))
}

/// The fields of a line of CSV.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut letters = line.chars().peekable();
    let mut is_quoted = false;
    while let Some(letter) = letters.next() {
        let Some(field) = fields.last_mut() else { break };
        match letter {
            '"' if is_quoted && letters.peek() == Some(&'"') => {
                field.push('"');
                letters.next();
            }
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => fields.push(String::new()),
            letter => field.push(letter),
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_keep_commas_and_quotes() {
        assert_eq!(fields("1,\"a, b\",,\"say \"\"yes\"\"\""), ["1", "a, b", "", "say \"yes\""]);
        assert_eq!(fields(""), [""]);
    }
}
