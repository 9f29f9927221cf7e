//! What SALib, the EMA Workbench and SciPy answer on inputs without random numbers, to 1e-9.

use serde_json::Value;
use zopa::analysis::sweep::prim::{Cases, Limits, Scale};
use zopa::analysis::sweep::sensitivity::sensitivity;
use zopa::engine::ask::interval::wilson;

fn reference() -> Value {
    serde_json::from_str(
        &std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/sweep_reference.json")).unwrap(),
    )
    .unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|one| one.as_f64().unwrap()).collect()
}

/// frac((k + 1) · sqrt(p)).
fn kronecker(k: usize, prime: f64) -> f64 {
    ((k as f64 + 1.0) * prime.sqrt()).fract()
}

fn close(found: f64, truth: f64) {
    assert!((found - truth).abs() <= 1e-9, "{found}, not {truth}");
}

#[test]
fn sobol_indices_are_those_of_salib() {
    let all = reference();
    let truth = &all["sobol_kronecker"];
    let (n, d) = (truth["N"].as_u64().unwrap() as usize, 3);
    let f = |x: [f64; 3]| x[0] + 2.0 * x[1] * x[1] + 3.0 * x[0] * x[2];
    let mut outputs = Vec::new();
    for k in 0..n {
        let a = [2.0, 3.0, 5.0].map(|prime| kronecker(k, prime));
        let b = [7.0, 11.0, 13.0].map(|prime| kronecker(k, prime));
        outputs.push(f(a));
        for factor in 0..d {
            let mut mixed = a;
            mixed[factor] = b[factor];
            outputs.push(f(mixed));
        }
        outputs.push(f(b));
    }
    // Theirs has three more, B with one factor from A, before each B.
    let first = numbers(&truth["Y_first8"]);
    for (found, place) in outputs.iter().zip([0, 1, 2, 3, 7]) {
        close(*found, first[place]);
    }
    let found = sensitivity(&outputs, d, 0);
    let plain = &truth["calc_second_order_false"];
    let jansen = &truth["centred_by_all_Y(SALib, no second order)"];
    for factor in 0..d {
        close(found.factors[factor].first, numbers(&plain["S1"])[factor]);
        close(found.factors[factor].total, numbers(&plain["ST"])[factor]);
        close(found.factors[factor].first_jansen, numbers(&jansen["S1_jansen"])[factor]);
        close(found.factors[factor].total, numbers(&jansen["ST_jansen"])[factor]);
    }
}

#[test]
fn boxes_are_those_of_the_ema_workbench() {
    let all = reference();
    let truth = &all["prim_LENIENT1"];
    let columns: Vec<Vec<f64>> =
        [2.0, 3.0, 5.0, 7.0].map(|prime| (0..400).map(|k| kronecker(k, prime)).collect()).to_vec();
    let of_interest: Vec<bool> =
        (0..400).map(|k| (columns[0][k] > 0.55 && columns[1][k] < 0.45) != (k % 17 == 3)).collect();
    let cases = Cases { columns: &columns, scales: &[Scale::Numbers; 4], of_interest: &of_interest };
    let found = cases.peel();
    let steps: Vec<Vec<u64>> =
        found.boxes.iter().map(|one| vec![one.n as u64, one.n_of_interest as u64, one.n_limited as u64]).collect();
    let expected: Vec<Vec<u64>> = serde_json::from_value(truth["trajectory"].clone()).unwrap();
    assert_eq!(steps, expected);
    let last = found.boxes.last().unwrap();
    let quasi_p = cases.quasi_p(last);
    for (factor, name) in ["a", "b", "c", "d"].into_iter().enumerate() {
        let limits = numbers(&truth["final_box"][name]);
        let Limits::Between(low, high) = last.limits[factor] else { panic!("{last:?}") };
        close(low, limits[0]);
        close(high, limits[1]);
        let expected = truth["qp"].get(name).map_or(vec![-1.0, -1.0], numbers);
        for (found, expected) in quasi_p[factor].iter().zip(expected) {
            close(found.unwrap_or(-1.0), expected);
            if let Some(found) = found {
                assert!((found / expected - 1.0).abs() < 1e-9, "{found}, not {expected}");
            }
        }
    }
    close(last.n_of_interest as f64 / found.n_of_interest as f64, truth["coverage"].as_f64().unwrap());
    close(last.n as f64 / found.n as f64, truth["mass"].as_f64().unwrap());
}

#[test]
fn intervals_are_those_of_scipy() {
    let all = reference();
    for (name, truth) in all["wilson95"].as_object().unwrap() {
        let (k, n) = name.split_once('/').unwrap();
        let (k, n): (f64, f64) = (k.parse().unwrap(), n.parse().unwrap());
        let (low, high) = wilson(k / n, n);
        close(low, numbers(truth)[0]);
        close(high, numbers(truth)[1]);
    }
}
