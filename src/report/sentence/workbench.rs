//! The words of the explorer: the text, saving it, and the form for a red line.

/// The part with the text.
pub const TEXT: &str = "The scenario's text";
/// The buttons.
pub const SAVE: &str = "Save";
/// Keeps the switches as a variant.
pub const KEEP_VARIANT: &str = "Keep as variant";
/// Keeps the most probable deal as a proposal.
pub const KEEP_PROPOSAL: &str = "Keep the best deal as proposal";
/// Opens the form.
pub const NEW_LINE: &str = "New red line";
/// Until the text is there.
pub const LOADING: &str = "Loading …";
/// The list below the text.
pub const PROBLEMS: &str = "Errors and warnings";
/// Where scripts are off.
pub const NO_SCRIPT: &str = "The explorer needs scripts.";
/// The file was changed by somebody else.
pub const CONFLICT: &str = "The file was changed outside since you opened it. Nothing is saved.";
/// Takes the file's version.
pub const TAKE_THEIRS: &str = "Take the version in the file";
/// Saves over it.
pub const KEEP_MINE: &str = "Save mine over it";
/// The other version.
pub const THEIRS: &str = "The version in the file";
/// The form's labels: party, rule, issue, values, title, firmness, quote, and its button.
pub const LINE_FORM: [&str; 8] =
    ["Party", "Rule", "Issue", "Terms", "In words", "How firmly it is held", "Quote", "Write it into the text"];
/// The rules.
pub const RULES: [&str; 2] = ["would not accept", "accepts only"];
/// Opens the forms of an issue and of a party, and begins without a case.
pub const NEW: [&str; 3] = ["New issue", "New party", "Empty case"];
/// The form of an issue: its title, its options, or its range, and its button.
pub const ISSUE_FORM: [&str; 6] =
    ["What is to be settled", "Options, one a line", "or a number from", "to", "in steps of", "Write it into the text"];
/// The unit of the numbers.
pub const UNIT: &str = "Unit";
/// The form of a party: its name, and its button.
pub const PARTY_FORM: [&str; 2] = ["Name", "Write it into the text"];
