"""The frontier of a million agreed deals: `zopa frontier` beside moocore, on the same points, in one run.

    cargo build --release
    python3 -m venv target/peers && target/peers/bin/pip install -r benches/peers/requirements.txt
    target/peers/bin/python benches/peers/frontier.py

Each of 6 issues has 10 options; an option divides about 1000 points among the parties at random, so that parties pull
apart and much of the space is on the frontier. zopa is timed as a process, from the file to the answer with its
bargaining solutions, on all cores and on one; moocore is timed on the finished array (`is_nondominated`, equal points
kept, as zopa keeps them), without the time that it takes to make it. "walked" is zopa over every deal (`--engine
enumerate`, all cores); the ratio is moocore's time to that of zopa on one core. Each is run three times, and the best time
stands. Both have to find frontiers of the same size.
"""

import json
import pathlib
import random
import subprocess
import sys
import tempfile
import time

import moocore
import numpy

ISSUES, OPTIONS, RUNS = 6, 10, 3
ZOPA = pathlib.Path(__file__).parents[2] / "target" / "release" / "zopa"


def tables(n_parties):
    """Points by issue, option and party."""
    draw = random.Random(1)
    points = numpy.zeros((ISSUES, OPTIONS, n_parties))
    for at in numpy.ndindex(ISSUES, OPTIONS):
        cuts = sorted([0.0, 1.0] + [draw.random() for _ in range(n_parties - 1)])
        points[at] = [round((b - a) * 1000 + draw.random() * 100) for a, b in zip(cuts, cuts[1:])]
    return points


def scenario(points):
    """The same as a scenario without red lines: every deal is agreed."""

    def table(of):
        return "{ " + ", ".join(f"o{option} = {of(option)}" for option in range(OPTIONS)) + " }"

    text = 'format = 1\ntitle = "A million deals"\n[issue]\n'
    text += "".join(f"i{issue}.options = {table(lambda _: chr(34) * 2)}\n" for issue in range(ISSUES))
    for party in range(points.shape[2]):
        text += f"[party.p{party}.points]\n"
        text += "".join(f"i{i} = {table(lambda o: points[i, o, party])}\n" for i in range(ISSUES))
    return text


def deals(points):
    """The utilities of all deals, a row each."""
    sums = numpy.zeros((1, points.shape[2]))
    for issue in range(ISSUES):
        sums = (sums[:, None, :] + points[issue][None, :, :]).reshape(-1, points.shape[2])
    return numpy.ascontiguousarray(sums)


def best(work):
    """The shortest time of the runs, and what the last of them gave."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        given = work()
        times.append(time.perf_counter() - start)
    return min(times), given


def zopa(path, *flags):
    command = [ZOPA, "frontier", path, "--format", "json", "--top", "1", "--no-run-info", *flags]
    answer = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return int(answer["frontier"]["size"])


def main():
    if not ZOPA.exists():
        sys.exit("first: cargo build --release")
    print(f"{'parties':>7} {'frontier':>9} {'zopa':>9} {'1 thread':>9} {'walked':>9} {'moocore':>9} {'ratio':>7}")
    with tempfile.TemporaryDirectory() as folder:
        for n_parties in (2, 3, 5):
            points = tables(n_parties)
            path = pathlib.Path(folder) / f"{n_parties}.toml"
            path.write_text(scenario(points))
            array = deals(points)
            ours, size = best(lambda: zopa(path))
            alone, _ = best(lambda: zopa(path, "--threads", "1"))
            walked, _ = best(lambda: zopa(path, "--engine", "enumerate"))
            theirs, kept = best(lambda: moocore.is_nondominated(array, maximise=True, keep_weakly=True))
            if size != kept.sum():
                sys.exit(f"{n_parties} parties: zopa keeps {size} deals, moocore {kept.sum()}")
            times = "".join(f" {seconds:>8.3f}s" for seconds in (ours, alone, walked, theirs))
            print(f"{n_parties:>7} {size:>9}{times} {theirs / alone:>6.1f}x", flush=True)


if __name__ == "__main__":
    main()
