//! Generated scenarios with assumptions.

/// A generated scenario in which some red lines (and bonuses, where wanted) depend on one to three assumptions; none if
/// it has hardly a line.
pub fn text(seed: u64, with_bonuses: bool) -> Option<String> {
    let mut file: toml::Table = super::text(seed).parse().unwrap();
    let mut world = toml::Table::new();
    let mut values = toml::Table::new();
    values.insert("strong".into(), toml::Value::Float(0.25));
    values.insert("weak".into(), toml::Value::Float(0.75));
    values.insert("never".into(), toml::Value::Integer(0));
    let mut one = toml::Table::new();
    one.insert("values".into(), values.into());
    world.insert("the_weather".into(), one.into());
    let mut values = toml::Table::new();
    values.insert("up".into(), toml::Value::Float(0.5));
    values.insert("down".into(), toml::Value::Float(0.5));
    let mut two = toml::Table::new();
    two.insert("values".into(), values.into());
    if seed.is_multiple_of(3) {
        world.insert("the_market".into(), two.into());
    }
    if seed.is_multiple_of(6) {
        let values: toml::Table = "values = { late = 0.125, early = 0.875 }".parse().unwrap();
        world.insert("the_season".into(), values.into());
    }
    file.insert("assumption".into(), world.into());
    let mut n = 0_u64;
    for (_, party) in file["party"].as_table_mut().unwrap() {
        for kind in ["red_line", "bonus"] {
            let Some(lines) = party.get_mut(kind).and_then(toml::Value::as_table_mut) else { continue };
            if kind == "bonus" && !with_bonuses {
                continue;
            }
            for (_, line) in lines {
                n += 1;
                if kind == "red_line" && (seed + n).is_multiple_of(5) {
                    let table = match n % 3 {
                        0 => "the_weather = { strong = 0, weak = \"soft\", never = 0.25 }",
                        1 => "the_weather = { never = 1, weak = [0.1, 0.4], strong = 0.9 }",
                        _ => "the_weather = { strong = 1, weak = 0.5, never = 0 }",
                    };
                    let table = format!("firmness = {{ {table} }}").parse::<toml::Table>().unwrap();
                    line.as_table_mut().unwrap().extend(table);
                }
                if !(seed + n).is_multiple_of(2) {
                    continue;
                }
                let mut test = toml::Table::new();
                match (seed + n) % 6 {
                    0 if seed.is_multiple_of(3) => test.insert("the_market".into(), "up".into()),
                    3 | 4 if seed.is_multiple_of(6) => test.insert("the_season".into(), "late".into()),
                    2 => test.insert("expr".into(), "the_weather == \"strong\"".into()),
                    _ => test.insert("the_weather".into(), "weak".into()),
                };
                let line = line.as_table_mut().unwrap();
                let when = match line.remove("when") {
                    None => toml::Value::Table(test),
                    Some(before) => {
                        let mut both = toml::Table::new();
                        let before = match before {
                            toml::Value::Array(list) => {
                                let mut any = toml::Table::new();
                                any.insert("any".into(), list.into());
                                any.into()
                            }
                            other => other,
                        };
                        both.insert("all".into(), vec![before, test.into()].into());
                        both.into()
                    }
                };
                line.insert("when".into(), when);
            }
        }
    }
    (n > 1).then(|| toml::to_string(&file).unwrap())
}
