//! The whole file.

use super::{
    Agreement, Assumption, Day, Expect, Impossible, Issue, Keyed, Party, Proposal, SharedLine, Source, Sweep, Talk,
    Variant,
};
use schemars::JsonSchema;
use serde::Serialize;

/// A negotiation: what is to be settled, who negotiates, and what each party would not cross.
#[derive(Clone, PartialEq, Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "zopa scenario")]
pub struct Document {
    /// The version of the format: 1. Required.
    #[schemars(extend("const" = 1))]
    pub format: i64,
    /// The file that this one builds on: a path below its own folder. What is said here replaces what that file says, table by
    /// table. Default: none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extends: Option<String>,
    /// What is not taken over from that file: "party.x.red_line.y", "proposal.z", "party.p".
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub remove: Vec<String>,
    /// What the scenario is called. Required.
    pub title: String,
    /// One paragraph that says what it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// Your remark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Positions are those stated in public up to this day, written without quotation marks: `2025-08-20`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Day>,
    /// Where positions come from: `[source.ID]`.
    #[serde(skip_serializing_if = "Keyed::is_empty")]
    pub source: Keyed<Source>,
    /// What is to be settled: `[issue.ID]`, at least one.
    #[schemars(extend("minProperties" = 1, "propertyNames" = { "not": { "enum": ["not", "any", "all", "expr"] } }))]
    pub issue: Keyed<Issue>,
    /// What is assumed of the world, with probabilities: `[assumption.ID]`.
    #[serde(skip_serializing_if = "Keyed::is_empty")]
    #[schemars(extend("propertyNames" = { "not": { "enum": ["not", "any", "all", "expr"] } }))]
    pub assumption: Keyed<Assumption>,
    /// Terms that contradict each other, whoever is asked: `[impossible.ID]`.
    #[serde(skip_serializing_if = "Keyed::is_empty")]
    pub impossible: Keyed<Impossible>,
    /// Who negotiates: `[party.ID]`, at least one.
    #[schemars(extend("minProperties" = 1))]
    pub party: Keyed<Party>,
    /// Lines that several parties hold, each as its own: `[line.ID]`.
    #[serde(skip_serializing_if = "Keyed::is_empty")]
    #[schemars(extend("propertyNames" = { "not": { "const": "reservation" } }))]
    pub line: Keyed<SharedLine>,
    /// Who must accept. Default: every signing party.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agreement: Option<Agreement>,
    /// Named proposals: `[proposal.ID]`.
    #[serde(skip_serializing_if = "Keyed::is_empty")]
    pub proposal: Keyed<Proposal>,
    /// The same scenario under other assumptions: `[variant.ID]`.
    #[serde(skip_serializing_if = "Keyed::is_empty")]
    pub variant: Keyed<Variant>,
    /// What must come out, for `zopa test`: `[expect.ID]`.
    #[serde(skip_serializing_if = "Keyed::is_empty")]
    pub expect: Keyed<Expect>,
    /// What moves, between which values, for `zopa sweep`: `[sweep.ID]`.
    #[serde(skip_serializing_if = "Keyed::is_empty")]
    pub sweep: Keyed<Sweep>,
    /// What happens at the table, for `zopa talks`: `[talk.ID]`.
    #[serde(skip_serializing_if = "Keyed::is_empty")]
    pub talk: Keyed<Talk>,
}

impl Default for Document {
    fn default() -> Self {
        Self {
            format: 1,
            extends: None,
            remove: Vec::new(),
            title: String::new(),
            summary: None,
            note: None,
            as_of: None,
            source: Keyed::default(),
            issue: Keyed::default(),
            assumption: Keyed::default(),
            impossible: Keyed::default(),
            party: Keyed::default(),
            line: Keyed::default(),
            agreement: None,
            proposal: Keyed::default(),
            variant: Keyed::default(),
            expect: Keyed::default(),
            sweep: Keyed::default(),
            talk: Keyed::default(),
        }
    }
}
