//! Reading the rows of a sweep back from its folder.

use crate::analysis::sweep::summary::{Results, columns_read};
use crate::cli::exit::{Complaint, Failure};
use crate::cli::output::in_words;
use crate::scenario::model::Scenario;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// Reads what a summary needs of DIR/rows.csv.
///
/// # Errors
/// Where it is not there, or is not what `zopa sweep merge` writes.
pub(crate) fn read(folder: &Path, scenario: &Scenario) -> Result<Results, Failure> {
    let path = folder.join("rows.csv");
    let unreadable = |error: &std::io::Error| {
        let complaint = Complaint::new(format!("cannot read `{}`: {}", path.display(), in_words(error)));
        Failure::misused(complaint.with_help("put the shards together first: `zopa sweep merge DIR`"))
    };
    let broken = |line: u64| {
        let complaint = Complaint::new(format!("line {line} of `{}` is no row of this sweep", path.display()));
        Failure::misused(complaint.with_help("put the shards together again: `zopa sweep merge DIR`"))
    };
    let mut lines = BufReader::new(File::open(&path).map_err(|error| unreadable(&error))?).lines();
    let head = lines.next().transpose().map_err(|error| unreadable(&error))?.unwrap_or_default();
    let names = fields(&head);
    let wanted = columns_read(scenario);
    let place = |name: &str| names.iter().position(|known| known == name);
    let (Some(row_at), Some(error_at)) = (place("row"), place("error")) else { return Err(broken(1)) };
    let mut columns = Vec::new();
    for name in wanted {
        columns.push((place(&name).ok_or_else(|| broken(1))?, name, Vec::new()));
    }
    let mut results = Results::default();
    for (number, line) in (2..).zip(lines) {
        let line = line.map_err(|error| unreadable(&error))?;
        let cells = fields(&line);
        let row = cells.get(row_at).and_then(|row| row.parse().ok()).filter(|_| cells.len() == names.len());
        results.rows.push(row.ok_or_else(|| broken(number))?);
        if cells.get(error_at).is_some_and(|error| !error.is_empty()) {
            results.n_failed += 1;
        }
        for (at, _, values) in &mut columns {
            let cell = cells.get(*at).map_or("", String::as_str);
            values.push(if cell.is_empty() { f64::NAN } else { cell.parse().map_err(|_| broken(number))? });
        }
    }
    results.columns = columns.into_iter().map(|(_, name, values)| (name, values)).collect();
    Ok(results)
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
