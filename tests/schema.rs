//! The schema of the format: an editor can use it, it takes what is right, and refuses what is broken.

use crate::generator;
use serde_json::Value;
use zopa::scenario::error::Severity;
use zopa::scenario::read::whole::read;
use zopa::scenario::schema;
use zopa::scenario::source::SourceText;

/// Everything in the schema, with its place.
fn walk(place: &str, value: &Value, visit: &mut impl FnMut(&str, &Value)) {
    visit(place, value);
    match value {
        Value::Object(entries) => entries.iter().for_each(|(key, inner)| walk(&format!("{place}/{key}"), inner, visit)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, inner)| walk(&format!("{place}/{at}"), inner, visit));
        }
        _ => (),
    }
}

#[test]
fn taplo_can_show_every_description() {
    let schema = schema();
    let mut n_refs = 0;
    walk("", &schema, &mut |place, value| {
        if let Some(target) = value.get("$ref").and_then(Value::as_str) {
            n_refs += 1;
            assert_eq!(value.as_object().map(serde_json::Map::len), Some(1), "`$ref` at {place} stands alone");
            let target = target.strip_prefix('#').expect("a reference into the schema");
            assert!(schema.pointer(target).is_some_and(Value::is_object), "{target} is there");
        }
        assert!(value.get("allOf").is_none(), "`allOf` at {place} hides its own description");
        assert!(!value.is_null() && *value != "null", "null at {place}");
    });
    assert!(n_refs > 10);
}

#[test]
fn every_key_of_the_format_is_described() {
    let mut n_keys = 0;
    walk("", &schema(), &mut |place, value| {
        if let Some(properties) = value.get("properties").and_then(Value::as_object) {
            for (key, property) in properties {
                n_keys += 1;
                let text = property.get("description").and_then(Value::as_str).unwrap_or("");
                assert!(text.len() > 5 && !text.contains('\n'), "`{key}` at {place}: {text:?}");
            }
        }
    });
    assert!(n_keys > 80, "{n_keys}");
}

/// A TOML text as a validator sees it: dates are text.
fn as_json(text: &str) -> Value {
    fn plain(value: toml::Value) -> Value {
        match value {
            toml::Value::Datetime(date) => Value::String(date.to_string()),
            toml::Value::Array(items) => items.into_iter().map(plain).collect(),
            toml::Value::Table(table) => {
                Value::Object(table.into_iter().map(|(key, inner)| (key, plain(inner))).collect())
            }
            other => serde_json::to_value(other).expect("a plain value"),
        }
    }
    plain(toml::Value::Table(text.parse().unwrap_or_else(|error| panic!("{error}\n{text}"))))
}

fn complaints(validator: &jsonschema::Validator, text: &str) -> Vec<String> {
    validator.iter_errors(&as_json(text)).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn every_generated_scenario_validates() {
    let validator = jsonschema::validator_for(&schema()).expect("a schema");
    for seed in 0..2_000 {
        let text = generator::text(seed);
        assert_eq!(complaints(&validator, &text), [""; 0], "seed {seed}\n{text}");
    }
}

#[test]
fn every_shipped_scenario_validates() {
    let validator = jsonschema::validator_for(&schema()).expect("a schema");
    let mut n_files = 0;
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios")).expect("the folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            n_files += 1;
            let text = std::fs::read_to_string(&path).expect("a text");
            assert_eq!(complaints(&validator, &text), [""; 0], "{}", path.display());
        }
    }
    assert!(n_files >= 3);
    assert_eq!(complaints(&validator, zopa::scenario::STARTER), [""; 0], "the starting file");
}

/// A scenario in which every key of the format stands once.
const EVERY_KEY: &str = include_str!("data/specimen.toml");

/// The codes of the errors that the reader finds.
fn errors(text: &str) -> Vec<&'static str> {
    let (_, problems) = read(&SourceText::new("scenario", text));
    problems.into_iter().filter(|problem| problem.severity == Severity::Error).map(|problem| problem.code).collect()
}

#[test]
fn a_scenario_of_every_key_validates_and_is_read() {
    let validator = jsonschema::validator_for(&schema()).expect("a schema");
    assert_eq!(complaints(&validator, EVERY_KEY), [""; 0]);
    assert_eq!(errors(EVERY_KEY), [""; 0]);
    // The same in other forms: written for the reader, and no less for an editor.
    assert_eq!(complaints(&validator, include_str!("every_key.toml")), [""; 0]);
}

/// What is written, and what breaks it: the text of `specimen.toml` with the left side replaced by the right.
const BROKEN: &[(&str, &str)] = &[
    // Top.
    ("format = 1\n", ""),
    ("format = 1\n", "format = 2\n"),
    ("format = 1\n", "format = \"1\"\n"),
    ("title = \"Every key\"\n", ""),
    ("title = \"Every key\"", "title = 7"),
    ("summary =", "sumary ="),
    ("as_of = 2025-08-20", "as_of = 20250820"),
    ("as_of = 2025-08-20", "as_of = 2025-08-20T10:00:00Z"),
    // Sources.
    ("title = \"A speech\"\n", ""),
    ("kind = \"stated\"", "kind = \"said\""),
    ("publisher =", "editor ="),
    ("date = 2025-08-19", "date = 2025"),
    ("[source.memory]", "[source.Memory]"),
    // Issues.
    ("yes_no = true", ""),
    ("yes_no = true", "yes_no = false"),
    ("yes_no = true", "yes_no = true\noptions = { a = \"A\" }"),
    ("yes_no = true", "range = { min = 1, max = 2 }\nmembers = { a = \"A\" }"),
    ("yes_no = true", "options = {}"),
    ("yes_no = true", "options = [\"a\", \"b\"]"),
    ("yes_no = true", "options = { a = 1 }"),
    ("yes_no = true", "options = { \"A b\" = \"A\" }"),
    ("yes_no = true", "yes_no = true\nordered = true"),
    ("yes_no = true", "yes_no = true\nunit = \"troops\""),
    ("yes_no = true", "yes_no = true\nsize = 1"),
    ("yes_no = true", "yes_no = true\ncolor = \"red\""),
    ("ordered = true", "ordered = \"yes\""),
    ("[issue.ban]", "[issue.not]"),
    ("[issue.ban]", "[issue.Ban]"),
    ("[issue.ban]", "[issue.\"\"]"),
    ("min = 100_000, ", ""),
    ("max = 900_000, ", ""),
    ("step = 100_000", "step = 0"),
    ("step = 100_000", "steps = 100_000"),
    ("step = 100_000", "step = \"100_000\""),
    ("below = 4, not = [7]", "below = 4, not = []"),
    ("below = 4, not = [7]", "below = 4, no = [7]"),
    ("below = 4, not = [7]", "below = \"4\""),
    ("size = { at_least = 0, above = -1, at_most = 3, below = 4, not = [7] }", "size = {}"),
    ("size = { at_least = 0, above = -1, at_most = 3, below = 4, not = [7] }", "size = []"),
    // Rules and conditions.
    ("reject = { troops = \"western\", guarantors = { excludes = [\"us\", \"uk\"] } }", ""),
    ("reject = { troops = \"western\",", "require = { ban = true }\nreject = { troops = \"western\","),
    ("reject = { troops = \"western\",", "rejects = { troops = \"western\","),
    ("excludes = [\"us\", \"uk\"]", "excludes = []"),
    ("excludes = [\"us\", \"uk\"]", "exclude = [\"us\", \"uk\"]"),
    ("excludes = [\"us\", \"uk\"]", "excludes = 3"),
    ("when = { ban = false }", "when = {}"),
    ("when = { ban = false }", "when = []"),
    ("when = { ban = false }", "when = \"ban\""),
    ("when = { ban = false }", "when = [[{ ban = false }]]"),
    ("when = { ban = false }", "when = { any = { ban = false } }"),
    ("when = { ban = false }", "when = { all = [] }"),
    ("when = { ban = false }", "when = { not = true }"),
    ("when = { ban = false }", "when = { expr = 3 }"),
    ("when = { ban = false }", "when = { expr = [\"ban\"] }"),
    ("when = { ban = false }", "when = { troops = [] }"),
    ("when = { ban = false }", "when = { troops = {} }"),
    ("when = { ban = false }", "when = { troops = { not = [] } }"),
    ("when = { ban = false }", "when = { ban = [true] }"),
    ("when = { ban = false }", "when = { \"the ban\" = true }"),
    ("when = { ban = false }", "when = { guarantors = { size = {} } }"),
    ("when = { ban = false }", "when = { guarantors = { size = [] } }"),
    ("when = { ban = false }", "when = { guarantors = { is = 1 } }"),
    (
        "when = { ban = false }",
        "when = { not = { any = [{ ban = false, all = [{ troops = { at_last = \"none\" } }] }] } }",
    ),
    // Parties.
    ("name = \"North\"", "name = true"),
    ("name = \"North\"", "title = \"North\""),
    ("signs = true\n", "signs = \"true\"\n"),
    ("weight = 2", "weight = -1"),
    ("weight = 2", "weight = \"2\""),
    ("reservation = 5", "reservation = \"5\""),
    ("[party.south]", "[party.\"South Sea\"]"),
    ("[party.north.red_line.few]", "[party.north.red_line.reservation]"),
    ("[party.north.red_line.few]", "[party.north.red_line.a-b]"),
    ("title = \"Not alone\"\n", ""),
    ("firmness = 0.9", "firmness = 1.1"),
    ("firmness = 0.9", "firmness = -0.1"),
    ("firmness = 0.9", "firmness = [0.1]"),
    ("firmness = 0.9", "firmness = [0.1, 0.2, 0.3]"),
    ("firmness = 0.9", "firmness = \"hard\""),
    ("firmness = 0.9", "firmness = true"),
    ("basis = \"reported\"", "basis = \"rumored\""),
    ("quote = \"A seat at the table.\"", "quote = [\"A seat\"]"),
    ("quote =", "quotes ="),
    ("source = [\"speech\", \"memory\"]", "source = []"),
    ("source = [\"speech\", \"memory\"]", "source = 1"),
    ("troops = { none = 30, trainers = 10 }", "troops = { none = \"30\" }"),
    ("troops = { none = 30, trainers = 10 }", "troops = 30"),
    ("when = { troops = \"none\", ban = true }\npoints = 10", "points = 10"),
    ("points = 10\n", ""),
    // Agreement.
    ("always = [\"north\"]", "always = []"),
    ("always = [\"north\"]", "always = [\"north\", \"north\"]"),
    ("always = [\"north\"]", "allways = [\"north\"]"),
    ("at_least = 1\n", "at_least = 0\n"),
    ("at_least = 1\n", "at_least = 1.5\n"),
    ("weight_at_least = 1.5", "weight_at_least = 0"),
    ("coalitions = [[\"north\"],", "coalitions = [[],"),
    ("coalitions = [[\"north\"], [\"north\", \"south\"]]", "coalitions = []"),
    // Proposals, variants, expectations.
    ("[proposal.light]\n", "[proposal.light]\nopened = 1\n"),
    ("based_on = \"draft\"", "based_on = [\"draft\"]"),
    ("open = [\"troops\"]", "open = true"),
    ("terms = { ban = false }", "terms = [\"ban\"]"),
    ("terms = { ban = false }", "terms = { ban = {} }"),
    ("drop = [\"north.few\",", "drops = [\"north.few\","),
    ("firmness = { \"north.seat\" = 0.3 }", "firmness = { \"north.seat\" = 3 }"),
    ("firmness = { \"north.seat\" = 0.3 }", "firmness = 0.3"),
    ("reservation = { south = 0 }", "reservation = { south = \"0\" }"),
    ("signs = { south = true }", "signs = { south = 1 }"),
    ("signs = { south = true }", "signs = \"south\""),
    ("agreed = 0", "agreed = -1"),
    ("agreed = 0", "agreed = 0.5"),
    ("agreed = 0", "agreed = \"none\""),
    ("probability = [0.0, 0.2]", "probability = [0.0]"),
    ("probability = [0.0, 0.2]", "probability = 0.2"),
    ("probability = [0.0, 0.2]", "probability = [0.0, 1.2]"),
    ("western = \"blocked\"", "western = \"unseen\""),
    ("conflicts = [[\"north.seat\", \"south.protection\"]]", "conflicts = [\"north.seat\"]"),
    ("accepts = [\"north\"]", "accept = [\"north\"]"),
    ("rejects = { south = [\"south.protection\"] }", "rejects = [\"south.protection\"]"),
    // Sweeps.
    ("design = \"saltelli\"\n", ""),
    ("design = \"saltelli\"", "design = \"sobal\""),
    ("rows = 64", "rows = 0"),
    ("rows = 64", "row = 64"),
    ("\"firmness.north.seat\" = [0.5, 1.0]", "\"firmness.north\" = [0.5, 1.0]"),
    ("\"firmness.north.seat\" = [0.5, 1.0]", "\"firm.north.seat\" = [0.5, 1.0]"),
    ("\"firmness.north.seat\" = [0.5, 1.0]", "\"firmness.north.seat\" = []"),
    ("\"firmness.north.seat\" = [0.5, 1.0]", "\"firmness.north.seat\" = 0.5"),
    ("{ from = 0, to = 30, steps = 7 }", "{ from = 0, to = 30 }"),
    ("{ from = 0, to = 30, steps = 7 }", "{ from = 0, to = 30, steps = 1 }"),
    ("{ values = [0, 30] }", "{ values = 30 }"),
    ("{ values = [0, 30] }", "{ value = [0, 30] }"),
];

#[test]
fn broken_structure_fails_the_schema_and_the_reader() {
    let validator = jsonschema::validator_for(&schema()).expect("a schema");
    for (written, broken) in BROKEN {
        assert!(EVERY_KEY.contains(written), "{written}");
        let text = EVERY_KEY.replacen(written, broken, 1);
        assert!(!complaints(&validator, &text).is_empty(), "the schema takes {broken} for {written}");
        assert!(!errors(&text).is_empty(), "the reader takes {broken} for {written}");
    }
}

/// The tables of the format: where the schema lists their keys, and a place in `specimen.toml` before a key of theirs.
const TABLES: &[(&str, &str)] = &[
    ("/properties", "summary = "),
    ("/definitions/Source/properties", "publisher = "),
    ("/definitions/Issue/properties", "ordered = "),
    ("/definitions/Issue/properties/range/properties", "max = 900_000"),
    ("/definitions/Issue/properties/size/anyOf/2/properties", "at_most = 3"),
    ("/definitions/Impossible/properties", "reject = { troops = \"western\""),
    ("/definitions/ConditionTable/additionalProperties/anyOf/2/properties", "above = 0,"),
    ("/definitions/ConditionTable/additionalProperties/anyOf/2/properties", "includes = \"russia\""),
    ("/definitions/Party/properties", "weight = "),
    ("/definitions/RedLine/properties", "firmness = 0.9"),
    ("/definitions/Bonus/properties", "points = 10"),
    ("/properties/agreement/properties", "always = "),
    ("/definitions/Proposal/properties", "based_on = "),
    ("/definitions/Variant/properties", "drop = "),
    ("/definitions/Expect/properties", "agreed = "),
    ("/definitions/Sweep/properties", "rows = 64"),
];

#[test]
fn schema_and_reader_know_the_same_keys_at_every_level() {
    let schema = schema();
    let mut words = std::collections::BTreeSet::from(["nonsense".to_owned()]);
    walk("", &schema, &mut |_, value| {
        let properties = value.get("properties").and_then(Value::as_object);
        words.extend(properties.into_iter().flat_map(|properties| properties.keys().cloned()));
    });
    assert!(words.len() > 60, "{}", words.len());
    let mut n_known = 0;
    for (pointer, before) in TABLES {
        let properties = schema.pointer(pointer).and_then(Value::as_object).unwrap_or_else(|| panic!("{pointer}"));
        for word in &words {
            // An own line or an own entry of an inline table, with a value that nothing but `unknown-key` is sure to follow.
            let is_inline = !EVERY_KEY.contains(&format!("\n{before}"));
            let entry = if is_inline { format!("{word} = 1, {before}") } else { format!("{word} = 1\n{before}") };
            let text = EVERY_KEY.replacen(before, &entry, 1);
            if text.parse::<toml::Table>().is_err() {
                // The table has this key already: then both know it, as `a_scenario_of_every_key…` shows.
                assert!(properties.contains_key(word), "{word} stands before {before}");
                continue;
            }
            let is_unknown = errors(&text).contains(&"unknown-key");
            assert_eq!(!is_unknown, properties.contains_key(word), "`{word}` before {before}, of {pointer}");
            n_known += usize::from(!is_unknown);
        }
    }
    assert!(n_known > 20, "{n_known}");
}
