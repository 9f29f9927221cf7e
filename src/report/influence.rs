//! Who holds the outcome: per party what its yes would change, and whether others stand behind its objections.
//!
//! Of three parties that all have to accept, let A and B object to jobs, and C alone to the south shore. C is pivotal:
//! with its yes, southern deals are agreed. A and B are backed by each other: the yes of either changes nothing.

use crate::analysis::findings::Acceptance;
use crate::report::figure::{NONE, count, is_zero, percent};
use crate::report::layout::clean;
use crate::report::naming;
use crate::report::sentence::influence::{ACCEPTS_ALL, BACKED, CHANGES_NOTHING, HEARD, TOGETHER, pivotal};
use crate::scenario::id::PartyId;
use crate::scenario::model::{DemandName, Scenario};

/// One row a party, in file order: its name, the share of deals on which it alone objects, how many deals are agreed with
/// its yes, and what that comes to.
#[must_use]
pub fn rows(scenario: &Scenario, found: &Acceptance) -> Vec<[String; 4]> {
    let ids = found.parties.ids();
    ids.map(|id| {
        let (name, party) = (clean(naming::party_name(scenario, id)), &found.parties[id]);
        [name, percent(party.only_share.value), count(&party.agreed_without), comes_to(scenario, found, id)]
    })
    .collect()
}

fn comes_to(scenario: &Scenario, found: &Acceptance, id: PartyId) -> String {
    let party = &found.parties[id];
    let agreed = &found.zone.agreed;
    if !scenario.parties.find(id).is_none_or(|one| one.signs) {
        return HEARD.to_owned();
    }
    if count(&party.agreed_without) == NONE || count(agreed) == NONE {
        return NONE.to_owned();
    }
    if party.agreed_without != *agreed {
        let demands = party.red_lines.iter().chain(&party.reservation);
        let lines = demands.filter(|one| one.agreed_if_dropped != *agreed && count(&one.agreed_if_dropped) != NONE);
        let lines: Vec<String> = lines
            .filter_map(|one| match found.demands.find(one.demand)? {
                name @ DemandName::RedLine(..) => scenario.red_line(name).map(|line| line.id.clone()),
                DemandName::Reservation(_) => Some("reservation".to_owned()),
            })
            .collect();
        return if lines.is_empty() { TOGETHER.to_owned() } else { pivotal(&lines) };
    }
    match party.accepts == found.coherent {
        true if !is_zero(&found.coherent) => ACCEPTS_ALL,
        _ if scenario.agreement.needs_everyone() => BACKED,
        _ => CHANGES_NOTHING,
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture::brute_force;

    fn said(lines: &str, rule: &str) -> Vec<String> {
        let text = format!(
            "format = 1\ntitle = \"\"\n[issue]\njobs.yes_no = true\nsouth.yes_no = true\nfund.yes_no = true\n{lines}\n{rule}"
        );
        let scenario = Scenario::from_toml_str(&text).unwrap_or_else(|problems| panic!("{problems}"));
        rows(&scenario, &brute_force(&scenario))
            .into_iter()
            .map(|[_, share, with, said]| format!("{share}|{with}|{said}"))
            .collect()
    }

    const LINES: &str = "[party.a.red_line]\nl = { title = \"\", reject = { jobs = true } }\n\
        [party.b.red_line]\nl = { title = \"\", reject = { jobs = true } }\n\
        [party.c.red_line]\nl = { title = \"\", reject = { south = true } }\nm = { title = \"\", reject = { south = false, fund = true } }\n\
        [party.d]\nsigns = false\n[party.d.red_line]\nl = { title = \"\", reject = { jobs = false } }\n[party.e]";

    #[test]
    fn the_example_of_the_module_holds() {
        let all = said(LINES, "");
        assert_eq!(
            all,
            [
                "0 %|1|changes nothing alone: others object too",
                "0 %|1|changes nothing alone: others object too",
                "0 %|4|pivotal, by l, m",
                "12.5 %|1|heard, does not sign",
                "0 %|1|accepts every deal",
            ]
        );
    }

    #[test]
    fn where_few_suffice_a_yes_that_changes_nothing_is_said_to_be_that() {
        let lines = "[party.a.red_line]\nl = { title = \"\", reject = { jobs = true } }\n[party.b]\n[party.c]";
        let all = said(lines, "[agreement]\nat_least = 2");
        assert_eq!(all, ["50.0 %|8|changes nothing alone", "0 %|8|accepts every deal", "0 %|8|accepts every deal"]);
    }

    #[test]
    fn lines_that_bar_the_same_deals_hold_only_together() {
        let lines = "[party.a.red_line]\nl = { title = \"\", reject = { jobs = true } }\nm = { title = \"\", require = { jobs = false } }";
        assert_eq!(said(lines, ""), ["50.0 %|8|pivotal, by several of its lines at once"]);
    }
}
