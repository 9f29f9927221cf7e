//! zopa for Python. This module is thin: a scenario is read once and kept, each question becomes one call of the library,
//! and what goes back is the JSON that the command prints for it. Everything that Python shows of it is made in
//! `zopa/__init__.py`.
//!
//! While the library works, other Python threads go on; Ctrl-C asks it to stop, and it ends within some milliseconds.

mod asked;
mod describe;
mod file;
mod rows;
mod waiting;

use pyo3::prelude::*;

/// The compiled part of the package `zopa`.
#[pymodule]
mod _core {
    #[pymodule_export]
    use super::file::{Scenario, ScenarioError, check, read};

    #[pymodule_init]
    fn init(module: &pyo3::Bound<'_, pyo3::types::PyModule>) -> pyo3::PyResult<()> {
        use pyo3::types::PyModuleMethods;
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
