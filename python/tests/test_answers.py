"""The package against the command: the same JSON, the same errors, and attributes that mirror it."""

import gc
import json
import os
import resource
import subprocess
import threading
from pathlib import Path

import pytest

import zopa

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = sorted((ROOT / "scenarios").glob("*.toml"))
HARBOR = ROOT / "scenarios" / "harbor.toml"
COMMAND = os.environ.get("ZOPA", str(ROOT / "target" / "release" / "zopa"))


def printed(*words: str) -> dict:
    """What the command prints, without what differs from run to run."""
    done = subprocess.run([COMMAND, *words, "--format", "json"], capture_output=True, text=True, check=True)
    return plain(json.loads(done.stdout))


def plain(answer: dict) -> dict:
    answer = dict(answer)
    answer.pop("run_info", None)
    if isinstance(answer.get("simulation"), dict):
        answer["simulation"] = {key: value for key, value in answer["simulation"].items() if key != "seconds"}
    return answer


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_every_question_gives_the_json_of_the_command(path: Path) -> None:
    scenario = zopa.load(path)
    assert plain(scenario.run(samples=1000).to_dict()) == printed("run", str(path), "--samples", "1000")
    assert plain(scenario.explain().to_dict()) == printed("explain", str(path))
    assert plain(scenario.coalitions().to_dict()) == printed("coalitions", str(path))
    if len(scenario.proposals):
        assert plain(scenario.compare().to_dict()) == printed("compare", str(path))
        first = scenario.proposals[0].id
        assert plain(scenario.explain(proposal=first).to_dict()) == printed("explain", str(path), "--proposal", first)


def test_what_changes_a_scenario_is_what_the_flags_change() -> None:
    scenario = zopa.load(HARBOR)
    here = scenario.run(
        drop=["port.cost"], firmness={"town.jobs": 0.4, "green.south_needs_fund": "soft"}, fix={"site": "south"}, seed=3
    )
    flags = ["--drop", "port.cost", "--firmness", "town.jobs=0.4,green.south_needs_fund=soft", "--fix", "site=south"]
    assert plain(here.to_dict()) == printed("run", str(HARBOR), *flags, "--seed", "3")
    here = scenario.run(coalition=["town", "port"], variant="no_island_line", engine="enumerate")
    flags = ["--coalition", "town+port", "--variant", "no_island_line", "--engine", "enumerate"]
    assert plain(here.to_dict()) == printed("run", str(HARBOR), *flags)
    here = scenario.compare(["port_plan"], terms=[{"site": "south", "fund": 30}])
    assert plain(here.to_dict()) == printed("compare", str(HARBOR), "port_plan", "--terms", "site=south,fund=30")


def test_attributes_mirror_the_json() -> None:
    answer = zopa.load(HARBOR).run()
    assert answer.zone.agreed == 8 and answer.zone.share == 8 / 27
    assert answer.parties["town"].red_lines["town.jobs"].only == 5
    assert answer.issues["site"]["south"].verdict == "possible"
    assert answer.issues["fund"][30].value == 30
    assert "zone" in dir(answer) and "site" in answer.issues.keys()
    with pytest.raises(AttributeError, match="there are"):
        _ = answer.zoen
    with pytest.raises(KeyError, match="there are north, south"):
        _ = answer.issues["site"]["west"]


def test_counts_are_whole_numbers_however_large() -> None:
    issues = "\n".join(f"[issue.i{n}]\nrange = {{ min = 0, max = 9, step = 1 }}" for n in range(40))
    text = f'format = 1\ntitle = "Large"\n{issues}\n[party.a]\n[party.a.red_line.b]\ntitle = "B"\nreject = {{ i0 = 0 }}\n'
    assert zopa.loads(text).run(samples=0).zone.agreed == 9 * 10**39


def test_tables() -> None:
    values = zopa.load(HARBOR).run().values
    frame = values.to_pandas()
    assert len(frame) == 9 and frame["agreed"].sum() == 3 * 8
    assert values.to_polars().height == 9 and values.to_arrow().num_rows == 9
    assert "<table>" in values.to_html()


def test_what_is_wrong_is_said_at_once() -> None:
    scenario = zopa.load(HARBOR)
    with pytest.raises(ValueError) as wrong:
        scenario.run(drop=["prt.cost"], fix={"site": "sout"}, engine="quick")
    text = str(wrong.value)
    assert "did you mean `port`?" in text and "did you mean `south`?" in text and "exact, enumerate" in text
    with pytest.raises(zopa.ScenarioError) as wrong:
        zopa.loads('format = 1\ntitle = 3\n[issue.a]\nyes_no = true\n[party.b]\n')
    problem = wrong.value.problems[0]
    assert (problem.code, problem.line, problem.column) == ("wrong-type", 2, 9)
    assert "expected a string" in str(wrong.value)
    assert zopa.check("format = 1")[0].severity == "error"
    with pytest.raises(FileNotFoundError):
        zopa.load("nowhere.toml")


def test_a_table_is_a_scenario() -> None:
    scenario = zopa.Scenario.from_dict(
        {
            "format": 1,
            "title": 'Jobs: "all" or none',
            "issue": {"jobs": {"options": {"none": "None", "all": "All"}}, "fund": {"range": {"min": 0, "max": 2, "step": 1}}},
            "party": {"town": {"red_line": {"jobs": {"title": "Some", "reject": {"jobs": "none"}, "firmness": 0.5}}}},
        }
    )
    assert scenario.run().zone.agreed == 3 and scenario.title == 'Jobs: "all" or none'


def test_files_that_it_builds_on(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text('format = 1\n[issue.a]\nyes_no = true\n[party.p]\n')
    text = 'format = 1\ntitle = "Built on another"\nextends = "base.toml"\n'
    assert zopa.loads(text, folder=tmp_path).run().space.deals == 2
    (tmp_path / "own.toml").write_text(text)
    assert zopa.load(tmp_path / "own.toml").run().scenario.extends[0].file == "base.toml"
    with pytest.raises(zopa.ScenarioError):
        zopa.loads(text)


def test_a_sweep_in_memory_has_the_rows_of_the_command(tmp_path: Path) -> None:
    scenario = zopa.load(HARBOR)
    text = HARBOR.read_text() + '\n[sweep.py]\ndesign = "lhs"\nrows = 50\nvary = { "firmness.port.cost" = [0.0, 1.0] }\n'
    file = tmp_path / "harbor.toml"
    file.write_text(text)
    subprocess.run([COMMAND, "sweep", "run", str(file), "py", "-o", str(tmp_path / "rows"), "--format", "csv"], check=True, capture_output=True)
    import pandas

    there = pandas.read_csv(tmp_path / "rows" / "rows.csv")
    seen: list[int] = []
    here = zopa.load(file).sweep("py", progress=lambda done, total: seen.append(total)).to_pandas()
    assert list(here.columns) == list(there.columns) and len(here) == 50
    assert (here["mean_probability"] == there["mean_probability"]).all()
    assert (here["agreed"] == there["agreed"]).all()
    with pytest.raises(ValueError, match="py"):
        scenario.sweep("py")


def test_one_deal() -> None:
    scenario = zopa.load(HARBOR)
    judged = scenario.judge({"site": "offshore", "jobs": "none", "fund": 0})
    assert judged.crossed == ["town.jobs", "green.no_island"] and not judged.agreed and judged.coherent
    with pytest.raises(ValueError, match="fund"):
        scenario.judge({"site": "north", "jobs": "all"})


def test_a_page() -> None:
    page = zopa.load(HARBOR).report(drop=["port.cost"])
    assert page.startswith("<!DOCTYPE html>") and "A harbor for the town" in page


def test_a_run_can_be_interrupted_and_other_threads_go_on() -> None:
    issues = "\n".join(f"[issue.i{n}]\nrange = {{ min = 0, max = 9, step = 1 }}" for n in range(30))
    scenario = zopa.loads(f'format = 1\ntitle = "Long"\n{issues}\n[party.a]\n[party.a.points]\ni0 = {{ at_min = 0, at_max = 1 }}\n')
    ticks: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        ticks.append((done, total))
        raise KeyboardInterrupt

    went_on = threading.Event()
    threading.Timer(0.01, went_on.set).start()
    with pytest.raises(KeyboardInterrupt):
        scenario.run(engine="simulate", samples=20_000_000_000, progress=stop)
    assert ticks and went_on.wait(1)


def test_many_runs_leave_no_memory_behind() -> None:
    scenario = zopa.load(HARBOR)

    def runs(n: int) -> None:
        for place in range(n):
            assert scenario.run(firmness={"town.jobs": place % 100 / 100}, samples=0).zone.agreed == 8

    runs(500)
    gc.collect()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    runs(10_000)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000, "in KiB"
