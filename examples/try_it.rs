use zopa::engine::effort::*;
use zopa::scenario::model::Scenario;
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let text = std::fs::read_to_string(&args[1]).unwrap();
    let scenario = match Scenario::from_toml_str(&text) {
        Ok(s) => s,
        Err(p) => {
            println!("{p}");
            return;
        }
    };
    let engine = match args.get(2).map(String::as_str) {
        Some("enumerate") => EngineChoice::Enumerate,
        Some("simulate") => EngineChoice::Simulate,
        _ => EngineChoice::Auto,
    };
    let samples = args.get(3).and_then(|s| s.parse().ok());
    let threads = args.get(4).and_then(|s| s.parse().ok());
    let t = std::time::Instant::now();
    let a = zopa::analysis::acceptance::accept(&scenario, &Effort { engine, samples, threads, ..Effort::default() });
    println!("{:?} {:?} {:?} {:?}", t.elapsed(), a.provenance, a.zone.agreed, a.simulation.map(|s| s.seconds));
}
