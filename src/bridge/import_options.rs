//! How files are imported, where there is a choice.

/// How it is read.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// Of `statements`: the firmness of the red lines that are made instead of points, as the file writes it.
    pub lines: Option<String>,
}
