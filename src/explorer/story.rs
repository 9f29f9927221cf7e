//! What a page tells, as plain findings.

use crate::analysis::coalition::sets::SetsFindings;
use crate::analysis::comparison::Comparison;
use crate::analysis::explanation::lists::Reasons;
use crate::analysis::findings::Acceptance;
use crate::analysis::frontier::findings::FrontierFindings;
use crate::analysis::sweep::summary::Summary;
use crate::engine::tile::census::Census;
use crate::report::context::RunContext;
use crate::scenario::model::Scenario;
use crate::scenario::sweep::Sweep;

/// Everything that a page says.
#[derive(Clone, Copy, Debug)]
pub struct Story<'a> {
    /// The scenario, under the assumptions asked for.
    pub scenario: &'a Scenario,
    /// The file it was read from.
    pub text: &'a str,
    /// Which terms could be accepted.
    pub found: &'a Acceptance,
    /// Who can agree with whom; none of one or two parties, or where it was not asked.
    pub coalitions: Option<&'a SetsFindings>,
    /// Why there is no deal.
    pub reasons: Option<&'a Reasons>,
    /// The proposals side by side.
    pub compared: Option<&'a Comparison>,
    /// The frontier.
    pub traced: Option<&'a FrontierFindings>,
    /// What the rows of a sweep tell, where its folder is given.
    pub driven: Option<(&'a Sweep, &'a Summary)>,
    /// What a living page recounts; none for a static one.
    pub census: Option<&'a Census>,
    /// The circumstances.
    pub context: &'a RunContext,
}
