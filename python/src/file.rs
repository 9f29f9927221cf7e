//! A scenario that was read, the questions that Python asks of it, and what is wrong with a text.

use crate::asked::{Asked, Question, Wrong};
use crate::describe::describe;
use crate::rows::AskedRows;
use crate::waiting::wait;
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use zopa::analysis::acceptance::accept;
use zopa::analysis::coalition::sets::{coalitions, largest_size};
use zopa::analysis::comparison::{Draft, compare};
use zopa::analysis::explanation::lists::Reasons;
use zopa::analysis::explanation::reasons::reasons;
use zopa::analysis::frontier::by_walk::{parties_with_utility, trace};
use zopa::analysis::frontier::findings;
use zopa::engine::ask::effort::Effort;
use zopa::engine::ask::limit::Stopwatch;
use zopa::engine::pareto::field::Over;
use zopa::explorer::page::Extent;
use zopa::explorer::told::{Subject, tell};
use zopa::report::context::RunContext;
use zopa::report::{comparison, csv, explanation, frontier, json, markdown, problems};
use zopa::rule::demand::demands;
use zopa::rule::reference::Oracle;
use zopa::scenario::error::{Problem, Problems, Severity};
use zopa::scenario::id::IssueId;
use zopa::scenario::model::{Changes, Scenario as Model, Value};
use zopa::scenario::read::whole;
use zopa::scenario::source::SourceText;

pyo3::create_exception!(
    _core,
    ScenarioError,
    PyValueError,
    "A scenario that holds errors; its problems as JSON behind its text."
);

/// A scenario that was read without an error.
#[pyclass(frozen, module = "zopa._core")]
pub(crate) struct Scenario {
    written: Model,
    source: SourceText,
    file: String,
    warnings: String,
}

/// Reads a scenario. `own` is the file itself, `folder` where the files stand that it builds on.
#[pyfunction]
#[pyo3(signature = (bytes, name, folder=None, own=None))]
pub(crate) fn read(bytes: &[u8], name: &str, folder: Option<PathBuf>, own: Option<PathBuf>) -> PyResult<Scenario> {
    let (source, found, problems) = resolved(bytes, name, folder.as_deref(), own.as_deref());
    let file = Path::new(name).file_name().map_or_else(|| name.to_owned(), |part| part.to_string_lossy().into_owned());
    match found.filter(|_| problems.iter().all(|problem| problem.severity != Severity::Error)) {
        Some(written) => {
            let warnings = problems::json(&[Problems::new(source.clone(), problems)]);
            Ok(Scenario { written, source, file, warnings })
        }
        None => Err(refused(source, problems)),
    }
}

/// Every problem of a text, as `zopa check --format json` lists them.
#[pyfunction]
#[pyo3(signature = (bytes, name, folder=None, own=None))]
pub(crate) fn check(bytes: &[u8], name: &str, folder: Option<PathBuf>, own: Option<PathBuf>) -> String {
    let (source, _, found) = resolved(bytes, name, folder.as_deref(), own.as_deref());
    problems::json(&[Problems::new(source, found)])
}

fn resolved(
    bytes: &[u8],
    name: &str,
    folder: Option<&Path>,
    own: Option<&Path>,
) -> (SourceText, Option<Model>, Vec<Problem>) {
    match SourceText::from_bytes(name, bytes) {
        Err(unreadable) => (unreadable.source_text().clone(), None, unreadable.list().to_vec()),
        Ok(source) => {
            let (source, mut problems) = source.resolved(folder, own);
            // What a base would have said is missing, if there is none: that is said once.
            if problems.is_empty() {
                let (scenario, found) = whole::read(&source);
                problems.extend(found);
                (source, scenario, problems)
            } else {
                (source, None, problems)
            }
        }
    }
}

fn refused(source: SourceText, found: Vec<Problem>) -> PyErr {
    let problems = [Problems::new(source, found)];
    let text = problems[0].to_string();
    ScenarioError::new_err((text, problems::json(&problems)))
}

fn misused(wrong: Wrong) -> PyErr {
    PyValueError::new_err(wrong.join("\n"))
}

fn fault(words: &str) -> PyErr {
    PyRuntimeError::new_err(format!("internal fault: {words}"))
}

fn hexadecimal(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Scenario {
    fn question(&self, asked: &Asked, usual_top: usize) -> PyResult<Question> {
        let base = |base: &zopa::scenario::source::Part| {
            (base.name.clone(), hexadecimal(self.source.slice(&base.span).as_bytes()))
        };
        let context = RunContext {
            file: self.file.clone(),
            path: self.source.name().to_owned(),
            sha256: hexadecimal(self.source.text().as_bytes()),
            extends: self.source.bases().iter().map(base).collect(),
            ..RunContext::default()
        };
        asked.question(&self.written, context, usual_top).map_err(misused)
    }

    /// The proposals and the terms that are asked for.
    fn drafts(scenario: &Model, asked: &Asked) -> Result<Vec<Draft>, Wrong> {
        let mut wrong = Wrong::new();
        let mut chosen = Vec::new();
        match &asked.proposals {
            None => chosen.extend(scenario.proposals.ids().filter(|_| asked.terms.is_empty())),
            Some(words) => {
                for word in words {
                    match scenario.proposal_by_id(word) {
                        Ok(id) if chosen.contains(&id) => wrong.push(format!("proposals: `{word}` is given twice")),
                        Ok(id) => chosen.push(id),
                        Err(message) => wrong.push(format!("proposals: {message}")),
                    }
                }
            }
        }
        chosen.sort_unstable();
        let mut drafts: Vec<Draft> = chosen.into_iter().map(|id| draft(scenario, id)).collect();
        for (place, terms) in asked.terms.iter().enumerate() {
            let title = terms.join(",");
            match scenario.parse_terms(&title) {
                Err(list) => wrong.extend(list.into_iter().map(|message| format!("terms: {message}"))),
                Ok(settled) => {
                    let mut terms = scenario.open_terms();
                    for (issue, value) in settled {
                        terms[issue] = Some(value);
                    }
                    drafts.push(Draft { id: format!("terms {}", place + 1), title, terms });
                }
            }
        }
        if drafts.is_empty() && wrong.is_empty() {
            wrong.push("there is nothing to compare: the scenario has no proposal (give `terms`)".to_owned());
        }
        if wrong.is_empty() { Ok(drafts) } else { Err(wrong) }
    }
}

fn draft(scenario: &Model, id: zopa::scenario::id::ProposalId) -> Draft {
    let one = &scenario.proposals[id];
    Draft { id: one.id.clone(), title: one.title.clone(), terms: one.terms.clone() }
}

#[pymethods]
impl Scenario {
    /// What the scenario holds, as JSON.
    fn describe(&self) -> String {
        describe(&self.written)
    }

    /// The warnings of its text, as `zopa check --format json` lists them.
    fn warnings(&self) -> String {
        self.warnings.clone()
    }

    /// The text of the file.
    fn text(&self) -> String {
        self.source.text().to_owned()
    }

    /// `zopa run --format json`, or another form of it.
    #[pyo3(signature = (asked, form="json", progress=None))]
    fn run(&self, py: Python<'_>, asked: &str, form: &str, progress: Option<Py<PyAny>>) -> PyResult<String> {
        let asked = Asked::of(asked).map_err(misused)?;
        let Question { scenario, effort, mut context } = self.question(&asked, 5)?;
        let clock = Stopwatch::start();
        let found = wait(py, &effort.watch, progress.as_ref(), || accept(&scenario, &effort))?;
        context.seconds = clock.seconds();
        if let Some(words) = zopa::analysis::witness::contradiction(&found, &effort) {
            return Err(fault(&words));
        }
        match form {
            "json" => Ok(json::acceptance(&scenario, &found, &context)),
            "csv" => Ok(csv::acceptance(&scenario, &found, &context)),
            "markdown" => Ok(markdown::acceptance(&scenario, &found, None, &context)),
            other => Err(PyValueError::new_err(format!("there is no form `{other}`: there are json, csv, markdown"))),
        }
    }

    /// `zopa compare --format json`.
    #[pyo3(signature = (asked, progress=None))]
    fn compare(&self, py: Python<'_>, asked: &str, progress: Option<Py<PyAny>>) -> PyResult<String> {
        let asked = Asked::of(asked).map_err(misused)?;
        let Question { scenario, effort, context } = self.question(&asked, 5)?;
        let drafts = Self::drafts(&scenario, &asked).map_err(misused)?;
        let found = wait(py, &effort.watch, progress.as_ref(), || compare(&scenario, drafts, &effort))?;
        match &found.fault {
            Some(words) => Err(fault(words)),
            None => Ok(comparison::as_json(&scenario, &found, &context)),
        }
    }

    /// `zopa explain --format json`.
    #[pyo3(signature = (asked, progress=None))]
    fn explain(&self, py: Python<'_>, asked: &str, progress: Option<Py<PyAny>>) -> PyResult<String> {
        let asked = Asked::of(asked).map_err(misused)?;
        let Question { scenario: open, effort, mut context } = self.question(&asked, 5)?;
        let one = match (&asked.proposals, asked.terms.is_empty()) {
            (None, true) => None,
            _ => Self::drafts(&open, &asked).map_err(misused)?.into_iter().next(),
        };
        let settled: Vec<(IssueId, Value)> = one.iter().flat_map(settled).collect();
        let is_other = |(issue, value): &&(IssueId, Value)| open.fix[*issue].is_some_and(|fixed| fixed != *value);
        let against: Vec<IssueId> = settled.iter().filter(is_other).map(|(issue, _)| *issue).collect();
        let mut scenario = open.clone();
        if against.is_empty() && !settled.is_empty() {
            let more = Changes { fix: settled.clone(), ..Changes::default() };
            scenario = open
                .with(&more)
                .map_err(|problems| misused(problems.into_iter().map(|problem| problem.message).collect()))?;
            context.fix.retain(|(issue, _)| settled.iter().all(|(other, _)| other != issue));
            context.fix.extend(settled);
            context.fix.sort_by_key(|(issue, _)| *issue);
        }
        let named = one.filter(|_| asked.proposals.is_some());
        let effort = Effort { time_limit: effort.time_limit.or(Some(std::time::Duration::from_secs(10))), ..effort };
        let most = asked.max.unwrap_or(50);
        let clock = Stopwatch::start();
        let (found, compared) = wait(py, &effort.watch, progress.as_ref(), || {
            let found = if against.is_empty() {
                reasons(&scenario, &effort, most)
            } else {
                Ok(Reasons::of_contradiction(&scenario, against))
            };
            (found, named.map(|draft| compare(&open, vec![draft], &effort.left(clock))))
        })?;
        context.seconds = clock.seconds();
        let wrong = compared.as_ref().and_then(|compared| compared.fault.clone());
        let found = wrong.map_or(found, Err).map_err(|words| fault(&words))?;
        Ok(explanation::as_json(&scenario, &found, compared.as_ref(), &context))
    }

    /// `zopa frontier --format json`.
    #[pyo3(signature = (asked, progress=None))]
    fn frontier(&self, py: Python<'_>, asked: &str, progress: Option<Py<PyAny>>) -> PyResult<String> {
        let asked = Asked::of(asked).map_err(misused)?;
        let Question { scenario, effort, mut context } = self.question(&asked, 10_000)?;
        if parties_with_utility(&scenario).is_empty() {
            return Err(misused(vec![
                "no party has a utility, so no deal is better than another (give parties `points`)".to_owned(),
            ]));
        }
        let over = match asked.over.as_deref() {
            None | Some("agreed") => Over::Agreed,
            Some("coherent") => Over::Coherent,
            Some(other) => {
                return Err(misused(vec![format!("over: there is no `{other}`: there are agreed, coherent")]));
            }
        };
        let threat = match asked.threat.as_deref() {
            None | Some("reservation") => findings::Threat::Reservation,
            Some("lowest") => findings::Threat::Lowest,
            Some(other) => {
                return Err(misused(vec![format!("threat: there is no `{other}`: there are reservation, lowest")]));
            }
        };
        let question = findings::Question { over, threat, top: effort.top, negmas: asked.negmas };
        let clock = Stopwatch::start();
        let found = wait(py, &effort.watch, progress.as_ref(), || trace(&scenario, &effort, question))?;
        context.seconds = clock.seconds();
        Ok(frontier::json::frontier(&scenario, &found, &context))
    }

    /// `zopa coalitions --format json`.
    #[pyo3(signature = (asked, progress=None))]
    fn coalitions(&self, py: Python<'_>, asked: &str, progress: Option<Py<PyAny>>) -> PyResult<String> {
        let asked = Asked::of(asked).map_err(misused)?;
        let Question { scenario, effort, context } = self.question(&asked, 40)?;
        let largest = largest_size(&scenario, asked.size)
            .map_err(|n_sets| misused(vec![format!("size: {n_sets} sets of parties are too many")]))?;
        let found = wait(py, &effort.watch, progress.as_ref(), || coalitions(&scenario, &effort, largest))?;
        Ok(zopa::report::coalitions::as_json(&scenario, &found, &context))
    }

    /// One deal, judged by the reference in every combination of assumptions and averaged over them.
    fn judge(&self, asked: &str, terms: Vec<String>) -> PyResult<String> {
        let asked = Asked::of(asked).map_err(misused)?;
        let Question { scenario, .. } = self.question(&asked, 0)?;
        let settled = scenario.parse_terms(&terms.join(",")).map_err(misused)?;
        let missing = |issue: &IssueId| settled.iter().all(|(other, _)| other != issue);
        let open: Vec<String> =
            scenario.issues.ids().filter(missing).map(|issue| scenario.issues[issue].id.clone()).collect();
        if !open.is_empty() {
            return Err(misused(vec![format!(
                "terms: a deal gives every issue a value, and {} has none",
                open.join(", ")
            )]));
        }
        let mut values: Vec<(IssueId, Value)> = settled;
        values.sort_by_key(|(issue, _)| *issue);
        let deal: zopa::scenario::model::Deal = values.into_iter().map(|(_, value)| value).collect();
        let judged = Oracle::new(&scenario).judge(&deal);
        let demands = demands(&scenario);
        let parties = |of: &dyn Fn(zopa::scenario::id::PartyId) -> serde_json::Value| {
            let each = scenario.parties.ids().map(|party| (scenario.parties[party].id.clone(), of(party)));
            serde_json::Value::Object(each.collect())
        };
        let crossed: Vec<String> =
            judged.crossed.iter().map(|demand| scenario.demand_text(&demands[*demand])).collect();
        Ok(serde_json::json!({
            "coherent": judged.coherent(),
            "agreed": judged.agreed,
            "probability": judged.probability,
            "crossed": crossed,
            "accepts": parties(&|party| judged.accepts[party].into()),
            "utility": parties(&|party| judged.utility[party].into()),
        })
        .to_string())
    }

    /// The page that `zopa report` writes: all of it, or the proposals alone.
    #[pyo3(signature = (asked, only_proposals=false, progress=None))]
    fn report(
        &self,
        py: Python<'_>,
        asked: &str,
        only_proposals: bool,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<String> {
        let asked = Asked::of(asked).map_err(misused)?;
        let Question { scenario, effort, context } = self.question(&asked, 5)?;
        let extent = if only_proposals { Extent::Proposals } else { Extent::Whole };
        let subject = Subject { scenario: &scenario, text: self.source.text(), driven: None, context: &context };
        wait(py, &effort.watch, progress.as_ref(), || tell(subject, extent, &effort))?.map_err(|words| fault(&words))
    }

    /// The rows of a sweep: a JSON object of columns.
    #[pyo3(signature = (asked, progress=None))]
    fn sweep(&self, py: Python<'_>, asked: &str, progress: Option<Py<PyAny>>) -> PyResult<String> {
        let asked: AskedRows = serde_json::from_str(asked).map_err(|error| misused(vec![error.to_string()]))?;
        let planned = asked.planned(&self.written).map_err(misused)?;
        let found = wait(py, &planned.effort.watch, progress.as_ref(), || planned.evaluate(&self.written))?;
        found.ok_or_else(|| pyo3::exceptions::PyTimeoutError::new_err("the time was over before the last row"))
    }

    fn __repr__(&self) -> String {
        format!("<zopa scenario {:?}>", self.written.title)
    }
}

/// The terms that a draft settles.
fn settled(draft: &Draft) -> impl Iterator<Item = (IssueId, Value)> + '_ {
    draft.terms.enumerate().filter_map(|(issue, value)| Some((issue, (*value)?)))
}
