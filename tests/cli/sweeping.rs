//! `zopa sweep`: the same bytes however the rows are cut, and after a kill.

use crate::cli::command::{HARBOR, command, finish, json, root, write, zopa};
use std::fs;
use std::path::Path;

/// A scenario with sweeps of its own.
fn scenario(folder: &Path) -> String {
    let harbor = fs::read_to_string(root().join(HARBOR)).unwrap();
    let sweeps = "\n[sweep.firm]\ndesign = \"saltelli\"\nrows = 12\n[sweep.firm.vary]\n\"firmness.town.jobs\" = [0.5, 1.0]\n\
        \"enforced.green.no_island\" = [true, false]\n\"fix.site\" = [\"north\", \"south\"]\n\
        [sweep.all]\ndesign = \"grid\"\nvary = { \"fix.jobs\" = [\"none\"] }\n";
    write(folder, "moved.toml", &(harbor + sweeps))
}

fn rows(folder: &Path) -> String {
    fs::read_to_string(folder.join("rows.csv")).unwrap()
}

#[test]
fn the_rows_are_the_same_bytes_however_they_are_cut() {
    let folder = tempfile::tempdir().unwrap();
    let scenario = scenario(folder.path());
    let run = |name: &str, more: &[&str]| {
        let path = folder.path().join(name);
        let arguments = ["sweep", "run", &scenario, "firm", "--format", "csv", "-o", path.to_str().unwrap()];
        zopa(arguments.iter().chain(more)).answer();
        rows(&path)
    };
    let whole = run("whole", &[]);
    assert_eq!(whole.lines().count(), 1 + 12 * 5, "12 base points of 3 factors");
    assert!(whole.starts_with("row,firmness.town.jobs,enforced.green.no_island,fix.site,agreed,agreed_f64,share,"));
    assert_eq!(run("cut", &["--shards", "7", "--threads", "1"]), whole);
    assert_eq!(run("pieces", &["--shards", "1000", "--threads", "2"]), whole);
    assert_ne!(run("other", &["--seed", "1"]), whole);
    assert_ne!(run("published", &["--shift", "none"]), whole);
    // A grid knows how many rows it has.
    let grid = folder.path().join("grid");
    let refused = zopa(["sweep", "plan", &scenario, "all", "--rows", "3", "-o", grid.to_str().unwrap()]).refusal();
    assert!(refused.contains("--rows"), "{refused}");
}

#[test]
fn shards_are_computed_one_by_one_and_merged_when_all_are_there() {
    let folder = tempfile::tempdir().unwrap();
    let scenario = scenario(folder.path());
    let (here, there) = (folder.path().join("here"), folder.path().join("there"));
    let (here_word, there_word) = (here.to_str().unwrap(), there.to_str().unwrap());
    zopa(["sweep", "run", &scenario, "firm", "--format", "csv", "-o", there_word]).answer();
    zopa(["sweep", "plan", &scenario, "firm", "--format", "csv", "-o", here_word, "--shards", "3"]).answer();
    assert_eq!(fs::read_dir(&here).unwrap().count(), 1, "a plan writes the manifest and nothing else");
    // The manifest holds the text: the file may go.
    fs::remove_file(&scenario).unwrap();
    zopa(["sweep", "shard", here_word, "2"]).answer();
    finish(command().args(["sweep", "shard", here_word]).env("SLURM_ARRAY_TASK_ID", "0")).answer();
    let status = zopa(["sweep", "status", here_word]).answer();
    assert!(status.starts_with("3 shards: 2 finished, 0 running, 0 failed, 1 missing; "), "{status}");
    let refused = zopa(["sweep", "merge", here_word]).refusal();
    assert!(refused.contains("1 of 3 shards are missing, the first is 1"), "{refused}");
    zopa(["sweep", "merge", here_word, "--partial"]).answer();
    assert_eq!(rows(&here).lines().count(), 1 + 40);
    zopa(["sweep", "shard", here_word, "1"]).answer();
    zopa(["sweep", "merge", here_word]).answer();
    assert_eq!(rows(&here), rows(&there));
    // A shard of another sweep, or one that was cut short, is found out.
    let shard = here.join("shards/shard-00001.csv");
    let text = fs::read_to_string(&shard).unwrap();
    for broken in [text.replacen("rows 20", "rows 21", 1), text[..text.len() - 20].to_owned(), text.clone() + "60,\n"] {
        fs::write(&shard, broken).unwrap();
        assert!(zopa(["sweep", "merge", here_word]).refusal().contains("shard-00001.csv"));
    }
    assert!(zopa(["sweep", "shard", here_word, "3"]).refusal().contains("no shard 3"));
    let manifest = here.join("manifest.toml");
    fs::write(&manifest, fs::read_to_string(&manifest).unwrap().replace("seed = \"0\"", "seed = \"1\"")).unwrap();
    assert!(zopa(["sweep", "status", here_word]).refusal().contains("is not as it was written"));
}

/// The bytes of the merged rows of a folder.
#[cfg(unix)]
fn bytes(folder: &Path) -> Vec<u8> {
    let found = ["parquet", "csv"].iter().find_map(|form| fs::read(folder.join(format!("rows.{form}"))).ok());
    found.expect("rows")
}

/// How many shards of a folder are finished.
#[cfg(unix)]
fn finished(folder: &Path) -> usize {
    let files = fs::read_dir(folder.join("shards")).into_iter().flatten().flatten();
    files.filter(|file| file.path().extension().is_some_and(|end| end == "csv" || end == "parquet")).count()
}

#[cfg(unix)]
#[test]
fn a_killed_sweep_loses_no_finished_shard_and_goes_on_to_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    for form in ["csv", "parquet"] {
        let (killed, calm) = (folder.path().join(format!("killed.{form}")), folder.path().join(format!("calm.{form}")));
        let run = |path: &Path| {
            let mut command = command();
            command.args([
                "sweep",
                "run",
                HARBOR,
                "--rows",
                "4000",
                "--shards",
                "80",
                "--threads",
                "1",
                "--format",
                form,
            ]);
            command.arg("-o").arg(path);
            command
        };
        let mut child = run(&killed).stdout(std::process::Stdio::null()).spawn().unwrap();
        // The moment does not matter: early or late, what follows must hold.
        while finished(&killed) < 3 && child.try_wait().unwrap().is_none() {
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let kept = finished(&killed);
        assert!(kept >= 3, "{kept}");
        finish(&mut run(&killed)).answer();
        assert_eq!(finished(&killed), 80);
        finish(run(&calm).args(["--seed", "0"])).answer();
        assert_eq!(bytes(&killed), bytes(&calm));
    }
}

#[cfg(unix)]
#[test]
fn a_disk_that_fills_up_leaves_whole_shards_and_no_half_file_that_counts() {
    let folder = tempfile::tempdir().unwrap();
    let (full, calm) = (folder.path().join("full"), folder.path().join("calm"));
    let words = |path: &Path| format!("sweep run {HARBOR} --rows 6000 --shards 3 -o '{}'", path.display());
    // No file may grow past 32 blocks of 512 bytes: the merged one would, and some shards may.
    let limited = |blocks: u32, path: &Path| {
        let script = format!("ulimit -f {blocks}; trap '' XFSZ; exec '{}' {}", env!("CARGO_BIN_EXE_zopa"), words(path));
        std::process::Command::new("sh").args(["-c", &script]).current_dir(root()).output().unwrap()
    };
    for blocks in [32, 8] {
        let ended = limited(blocks, &full);
        assert!(!ended.status.success(), "{blocks}");
        assert!(!full.join("rows.parquet").exists() && !full.join("rows.csv").exists());
    }
    zopa(words(&full).split(' ').map(|word| word.trim_matches('\''))).answer();
    zopa(words(&calm).split(' ').map(|word| word.trim_matches('\''))).answer();
    assert_eq!(finished(&full), 3);
    assert_eq!(bytes(&full), bytes(&calm));
}

#[cfg(feature = "parquet")]
#[test]
fn rows_in_columns_are_the_same_bytes_however_they_are_cut_and_say_what_they_are() {
    use zopa::analysis::sweep::batch::Values;
    use zopa::analysis::sweep::column::columns;
    use zopa::report::parquet::Reader;
    let folder = tempfile::tempdir().unwrap();
    let file = scenario(folder.path());
    let run = |name: &str, more: &[&str]| {
        let path = folder.path().join(name);
        let arguments = ["sweep", "run", &file, "firm", "-o", path.to_str().unwrap()];
        zopa(arguments.iter().chain(more)).answer();
        fs::read(path.join("rows.parquet")).unwrap()
    };
    let whole = run("whole", &[]);
    assert_eq!(run("cut", &["--shards", "7", "--threads", "1"]), whole);
    assert_eq!(run("pieces", &["--shards", "1000", "--threads", "2"]), whole);
    assert_ne!(run("other", &["--seed", "1"]), whole);
    // What stands in it is what the table of text has.
    let text = folder.path().join("text");
    let arguments = ["sweep", "run", &file, "firm", "--format", "csv", "-o", text.to_str().unwrap()];
    zopa(arguments).answer();
    let read = zopa::scenario::model::Scenario::from_toml_str(&fs::read_to_string(&file).unwrap()).unwrap();
    let sweep = read.sweeps.iter().find(|sweep| sweep.id == "firm").unwrap();
    let columns = columns(&read, &sweep.factors);
    let reader = Reader::open(fs::File::open(folder.path().join("whole/rows.parquet")).unwrap()).unwrap();
    assert_eq!(reader.about("seed").as_deref(), Some("0"));
    assert!(reader.about("columns").unwrap().contains("The share of the coherent deals that are agreed"));
    let mut lines = zopa::report::sweep::head(&columns);
    for group in 0..reader.n_groups() {
        let batch = reader.group(group, &columns).unwrap();
        assert!(matches!(batch.values.first(), Some(Values::Places(_))));
        zopa::report::sweep::write_lines(&columns, &batch, &mut lines);
    }
    assert_eq!(lines, rows(&text));
    // A shard that was changed is found out.
    let shard = folder.path().join("cut/shards/shard-00003.parquet");
    fs::copy(folder.path().join("cut/shards/shard-00004.parquet"), &shard).unwrap();
    let cut = folder.path().join("cut");
    let refused = zopa(["sweep", "merge", cut.to_str().unwrap()]).refusal();
    assert!(refused.contains("shard-00003.parquet"), "{refused}");
}

#[test]
fn a_batch_script_asks_for_what_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("planned");
    let word = path.to_str().unwrap();
    zopa(["sweep", "plan", HARBOR, "lines", "-o", word, "--shards", "6"]).answer();
    zopa(["sweep", "shard", word, "2"]).answer();
    let submit =
        |more: &[&str]| zopa(["sweep", "submit", word, "--slurm"].iter().chain(more).copied().collect::<Vec<_>>());
    let script = submit(&["--dry-run", "--partition", "long", "--time", "1:00:00", "--cpus", "4"]).answer();
    for line in [
        "#SBATCH --array=0-1,3-5",
        "#SBATCH --requeue",
        "#SBATCH --partition=long",
        "#SBATCH --time=1:00:00",
        "#SBATCH --cpus-per-task=4",
    ] {
        assert!(script.contains(line), "{script}");
    }
    // Three errors of a shard are enough; it is no longer asked for, and its last words are shown.
    fs::create_dir(path.join("log")).unwrap();
    for attempt in 0..3 {
        fs::write(path.join(format!("log/shard-0.{attempt}.err")), format!("no memory {attempt}")).unwrap();
    }
    assert!(submit(&["--dry-run"]).answer().contains("--array=1,3-5"));
    for place in ["1", "3", "4", "5"] {
        zopa(["sweep", "shard", word, place]).answer();
    }
    let ended = submit(&[]);
    assert_eq!(ended.code, 3, "{}", ended.stderr);
    assert!(ended.stderr.contains("no memory 2"), "{}", ended.stderr);
}

#[test]
fn what_cannot_be_swept_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let scenario = scenario(folder.path());
    let path = folder.path().join("out");
    let out = path.to_str().unwrap();
    assert!(zopa(["sweep", "run", &scenario, "frim", "-o", out]).refusal().contains("did you mean `firm`?"));
    assert!(zopa(["sweep", "shard", out, "0"]).refusal().contains("plan the sweep first"));
    zopa(["sweep", "plan", &scenario, "firm", "-o", out]).answer();
    assert!(zopa(["sweep", "plan", &scenario, "firm", "-o", out, "--seed", "2"]).refusal().contains("another sweep"));
    assert!(zopa(["sweep", "shard", out]).refusal().contains("no shard is named"));
}

#[test]
fn a_summary_says_what_drives_the_answer() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lines");
    let path = path.to_str().unwrap();
    let said = zopa(["sweep", "run", HARBOR, "lines", "--format", "csv", "-o", path]).answer();
    assert!(said.contains("4 factors move over 60 rows, design grid."), "{said}");
    assert!(said.contains("'No island off the coast' (Green movement) is not there"), "{said}");
    let summary = json(&zopa(["sweep", "summary", path, "--format", "json"]).answer());
    assert_eq!(summary["sweep"]["rows"], 60);
    assert_eq!(summary["sobol"], serde_json::Value::Null, "that takes the design saltelli");
    let swings = summary["tornado"][0]["factors"].as_array().unwrap();
    assert_eq!(summary["tornado"][0]["output"], "mean_probability");
    let run = |flags: &[&str]| {
        let words = ["run", HARBOR, "--format", "json", "--samples", "0"].iter().chain(flags).copied();
        json(&zopa(words.collect::<Vec<_>>()).answer())["zone"]["mean_probability"].as_f64().unwrap()
    };
    // The midpoint of a list is its value in the middle: of [true, false] the later one, of 0 to 1 the half.
    let middle = ["--firmness", "port.cost=0.5", "--firmness", "green.south_needs_fund=0.5"];
    let with = |more: &[&'static str]| middle.iter().chain(more).copied().collect::<Vec<_>>();
    let held = run(&with(&["--drop", "town.jobs"]));
    let dropped = run(&with(&["--drop", "town.jobs", "--drop", "green.no_island"]));
    assert!((swings[0]["low"].as_f64().unwrap() - held).abs() < 1e-12);
    assert!((swings[0]["high"].as_f64().unwrap() - dropped).abs() < 1e-12);
    assert!((summary["tornado"][0]["base"].as_f64().unwrap() - dropped).abs() < 1e-12);
    let robust = &summary["robustness"][0];
    assert_eq!((&robust["proposal"], &robust["agreed_share"]), (&"port_plan".into(), &0.5.into()));
    let memo = zopa(["sweep", "summary", path, "--format", "markdown"]).answer();
    assert!(memo.contains("| The port's plan | 50.0 % |"), "{memo}");
    fs::remove_file(format!("{path}/rows.csv")).unwrap();
    let refused = zopa(["sweep", "summary", path]).refusal();
    assert!(refused.contains("zopa sweep merge"), "{refused}");
}

#[test]
fn indices_of_a_saltelli_sweep_stand_in_its_summary() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("firmness");
    let path = path.to_str().unwrap();
    let flagship = "scenarios/ukraine_security_guarantees.toml";
    zopa(["sweep", "run", flagship, "firmness", "--rows", "8", "-o", path]).answer();
    let summary = json(&zopa(["sweep", "summary", path, "--format", "json"]).answer());
    let of_share = &summary["sobol"][1];
    assert_eq!((&of_share["output"], &of_share["zero_variance"]), (&"share".into(), &true.into()));
    let of_any = &summary["sobol"][2];
    assert_eq!(of_any["base_points"], 8);
    let factor = &of_any["factors"][0];
    assert_eq!(factor["factor"], "firmness.russia.guarantor");
    let (low, high) = (factor["ST_interval"][0].as_f64().unwrap(), factor["ST_interval"][1].as_f64().unwrap());
    assert!(low < factor["ST"].as_f64().unwrap() && factor["ST"].as_f64().unwrap() < high);
}
