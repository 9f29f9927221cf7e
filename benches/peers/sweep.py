"""Rows of a sweep: `zopa sweep shard` beside a loop in NumPy and the EMA Workbench, on the same scenario, in one run.

    cargo build --release
    python3 -m venv target/peers && target/peers/bin/pip install -r benches/peers/requirements.txt
    target/peers/bin/python benches/peers/sweep.py
    target/peers/bin/python benches/peers/sweep.py --rows 2000 --peer-rows 200     # only whether the numbers agree

Six issues make 2,268 deals; four parties have three red lines each, every one with a firmness from 0.5 to 1. zopa is timed as a
process, from the folder to the written file, with every column, as Parquet and as CSV. The loop in NumPy has judged all deals before its clock
starts; per row it multiplies out the probability of each deal, and takes from it the mean, the highest, the mean by option, and
each party's mean of acceptance: fewer columns than zopa writes (no any_probability, no best deal), and none of them written.
The EMA Workbench calls the same function; where it is not installed, it is left out, and the table says so. The rows of the
loop are zopa's own, and every number that both have must agree to 1e-9.
"""

import argparse
import csv
import itertools
import logging
import pathlib
import random
import subprocess
import tempfile
import time

import numpy

try:
    import ema_workbench
except ModuleNotFoundError:
    ema_workbench = None

SIZES, PARTIES, LINES = (3, 3, 3, 3, 4, 7), 4, 3
RUNS = 3
ZOPA = pathlib.Path(__file__).parents[2] / "target" / "release" / "zopa"


def red_lines():
    """Per party and line, the two pairs of terms that cross it."""
    draw = random.Random(1)

    def pair():
        return [(issue, draw.randrange(SIZES[issue])) for issue in sorted(draw.sample(range(len(SIZES)), 2))]

    return [[(pair(), pair()) for _ in range(LINES)] for _ in range(PARTIES)]


def scenario(lines):
    """The scenario as zopa reads it."""
    text = 'format = 1\ntitle = "Lines of four parties"\n[issue]\n'
    for issue, size in enumerate(SIZES):
        options = ", ".join(f'o{option} = ""' for option in range(size))
        text += f"i{issue}.options = {{ {options} }}\n"
    for party, of_party in enumerate(lines):
        text += f"[party.p{party}.red_line]\n"
        for line, pairs in enumerate(of_party):
            either = ", ".join("{ " + ", ".join(f'i{i} = "o{o}"' for i, o in pair) + " }" for pair in pairs)
            text += f'l{line} = {{ title = "", reject = {{ any = [{either}] }}, firmness = [0.5, 1.0] }}\n'
    return text


class Judged:
    """All deals, judged once."""

    def __init__(self, lines):
        deals = numpy.array(list(itertools.product(*map(range, SIZES))))
        crosses = [
            [numpy.any([numpy.all([deals[:, i] == o for i, o in pair], axis=0) for pair in pairs], axis=0)]
            for of_party in lines
            for pairs in of_party
        ]
        self.crossed = numpy.concatenate(crosses).reshape(PARTIES, LINES, -1)
        of_option = [deals[:, issue] == option for issue, size in enumerate(SIZES) for option in range(size)]
        self.of_option = numpy.array(of_option, dtype=float)
        self.n_of_option = self.of_option.sum(axis=1)

    def row(self, firmness):
        """The mean, the highest, the means by option, and the parties' means."""
        gives_way = (1.0 - firmness).reshape(PARTIES, LINES, 1)
        accepts = numpy.where(self.crossed, gives_way, 1.0).prod(axis=1)
        agreed = accepts.prod(axis=0)
        return agreed.mean(), agreed.max(), self.of_option @ agreed / self.n_of_option, accepts.mean(axis=1)


def best(run):
    """The least time of some runs."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def planned(folder, file, form, rows):
    """A sweep of one shard, planned anew."""
    plan = [ZOPA, "sweep", "plan", file, "-o", folder / form, "--rows", str(rows), "--shards", "1", "--format", form]
    subprocess.run(plan, check=True, capture_output=True)
    return folder / form


def zopa(folder, threads):
    """The seconds of one shard that holds all rows."""

    def run():
        for shard in (folder / "shards").glob("*"):
            shard.unlink()
        subprocess.run([ZOPA, "sweep", "shard", folder, "0", "--threads", str(threads)], check=True, capture_output=True)

    return best(run)


def compare(judged, rows):
    """Computes some rows of zopa again."""
    names = [f"firmness.p{party}.l{line}" for party in range(PARTIES) for line in range(LINES)]
    options = [f"probability.i{issue}.o{option}" for issue, size in enumerate(SIZES) for option in range(size)]
    parties = [f"mean_accepts.p{party}" for party in range(PARTIES)]
    settings = numpy.array([[float(row[name]) for name in names] for row in rows])
    for row, firmness in zip(rows, settings):
        mean, highest, of_option, of_party = judged.row(firmness)
        ours = [mean, highest, *of_option, *of_party]
        theirs = [float(row[name]) for name in ["mean_probability", "best_probability", *options, *parties]]
        assert numpy.allclose(ours, theirs, rtol=0, atol=1e-9), (row["row"], ours, theirs)
    return settings


def workbench(judged, n_rows):
    """The seconds that the EMA Workbench takes for as many rows as the loop in NumPy."""
    names = [f"f{place}" for place in range(PARTIES * LINES)]

    def function(**firmness):
        mean, highest, _, _ = judged.row(numpy.array([firmness[name] for name in names]))
        return {"mean_probability": mean, "best_probability": highest}

    model = ema_workbench.Model("lines", function=function)
    model.uncertainties = [ema_workbench.RealParameter(name, 0.5, 1.0) for name in names]
    model.outcomes = [ema_workbench.ScalarOutcome(name) for name in ("mean_probability", "best_probability")]
    ema_workbench.ema_logging.log_to_stderr(logging.ERROR)
    with ema_workbench.SequentialEvaluator(model) as evaluator:
        return best(lambda: evaluator.perform_experiments(scenarios=n_rows))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=200_000, help="rows that zopa computes")
    parser.add_argument("--peer-rows", type=int, default=2_000, help="rows that its peers compute, and that are compared")
    asked = parser.parse_args()
    lines = red_lines()
    judged = Judged(lines)
    rates = {}
    with tempfile.TemporaryDirectory() as place:
        place = pathlib.Path(place)
        file = place / "scenario.toml"
        file.write_text(scenario(lines))
        for form, name in (("parquet", "Parquet"), ("csv", "CSV")):
            folder = planned(place, file, form, asked.rows)
            for n in (1, 2):
                rates[f"zopa, {name}, {n} thread{'s' if n > 1 else ''}"] = asked.rows / zopa(folder, n)
        # The standard library reads CSV; `tests/readers` holds both forms to the same means.
        subprocess.run([ZOPA, "sweep", "merge", place / "csv"], check=True, capture_output=True)
        with open(place / "csv" / "rows.csv", newline="") as table:
            rows = list(itertools.islice(csv.DictReader(table), asked.peer_rows))
    assert len(rows) == min(asked.rows, asked.peer_rows), len(rows)
    settings = compare(judged, rows)
    rates["a loop in NumPy"] = len(rows) / best(lambda: [judged.row(firmness) for firmness in settings])
    if ema_workbench is not None:
        rates["EMA Workbench"] = len(rows) / workbench(judged, len(rows))
    print(f"numbers agree in {len(rows)} rows; rows per second, best of {RUNS}:")
    for name, rate in rates.items():
        print(f"{name:24} {rate:12,.0f}")
    if ema_workbench is None:
        print("EMA Workbench            is not installed")


if __name__ == "__main__":
    main()
