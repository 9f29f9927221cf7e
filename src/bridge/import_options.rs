//! How files are imported, where there is a choice.

/// How it is read.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// Of `statements`: the firmness of the red lines that are made instead of points, as the file writes it.
    pub lines: Option<String>,
    /// Of domains: weights are divided by their sum.
    pub normalize: bool,
    /// Of `genius`: evaluations are not divided by the greatest of their issue.
    pub raw: bool,
    /// Of domains: points are 1000 times the utilities, rounded to six places.
    pub rounded: bool,
    /// Of `ktab`: where things stand now, on the line from 0 to 100.
    pub status_quo: Option<f64>,
}
