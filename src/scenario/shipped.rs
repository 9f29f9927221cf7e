//! The scenarios that come with the program, inside it: so that every example works wherever it is installed.

/// Their names and texts, in the order of the alphabet.
pub const SHIPPED: [(&str, &str); 9] = [
    ("climate_club", include_str!("../../scenarios/climate_club.toml")),
    ("coalition_2021", include_str!("../../scenarios/coalition_2021.toml")),
    ("deliberation", include_str!("../../scenarios/deliberation.toml")),
    ("harbor", include_str!("../../scenarios/harbor.toml")),
    ("harbor_deadlock", include_str!("../../scenarios/harbor_deadlock.toml")),
    ("nuclear_accord", include_str!("../../scenarios/nuclear_accord.toml")),
    ("supply_contract", include_str!("../../scenarios/supply_contract.toml")),
    ("ukraine_security_guarantees", include_str!("../../scenarios/ukraine_security_guarantees.toml")),
    ("wage_round", include_str!("../../scenarios/wage_round.toml")),
];

/// The largest of them, under the name that it goes by.
pub const FLAGSHIP: (&str, &str) = ("flagship", "ukraine_security_guarantees");
