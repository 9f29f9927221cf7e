"""Talks of two parties: `zopa talks` beside NegMAS 0.16 (`SAOMechanism`) on the same domains, in one run.

    cargo build --release
    python3 -m venv target/peers && target/peers/bin/pip install -r benches/peers/requirements.txt
    target/peers/bin/python benches/peers/talks.py [--zopa PATH] [--domains N]

Each of 3 issues has 5 options with random points for both parties, so that no two deals are worth the same: 125 deals. No
party has a red line or a reservation, so nothing is drawn and one talk says it all. The negotiators are NegMAS's time-based
ones (`BoulwareTBNegotiator`, `LinearTBNegotiator`, `ConcederTBNegotiator`) and `MiCRONegotiator`; agreements are compared one
by one: the deal, and the round it is reached in. NegMAS counts its steps from 0, zopa its rounds from 1. Every difference is
listed; the exit code is 1 if there is one.

The speed is measured apart: the same two Boulware parties over 100 rounds with three lines of firmness 0.5 each in zopa,
without lines in NegMAS, which has none. zopa is timed as a process from the file to the answer on one thread.
"""

import argparse
import itertools
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import time

from negmas import LinearAdditiveUtilityFunction, SAOMechanism, make_issue
from negmas.sao import BoulwareTBNegotiator, ConcederTBNegotiator, LinearTBNegotiator, MiCRONegotiator

ISSUES, OPTIONS = 3, 5
OF = {
    "boulware": BoulwareTBNegotiator,
    "linear": LinearTBNegotiator,
    "conceder": ConcederTBNegotiator,
    "micro": MiCRONegotiator,
}


def points(draw):
    """Points by party, issue and option; no two deals are worth the same but by an accident of one in 10^12."""
    return [[[draw.random() * 100 for _ in range(OPTIONS)] for _ in range(ISSUES)] for _ in range(2)]


def scenario(table, rounds, lines=0):
    """The domain as a scenario; with lines, each party has this many of firmness 0.5, one an issue."""
    text = 'format = 1\ntitle = "A domain"\n'
    for issue in range(ISSUES):
        options = ", ".join(f'o{option} = "o{option}"' for option in range(OPTIONS))
        text += f'[issue.i{issue}]\ntitle = "i{issue}"\noptions = {{ {options} }}\n'
    for party in range(2):
        text += f'[party.p{party}]\nname = "p{party}"\n[party.p{party}.points]\n'
        for issue in range(ISSUES):
            given = ", ".join(f"o{option} = {table[party][issue][option]!r}" for option in range(OPTIONS))
            text += f"i{issue} = {{ {given} }}\n"
        for line in range(lines):
            worst = min(range(OPTIONS), key=lambda option: table[party][line][option])
            text += f'[party.p{party}.red_line.l{line}]\ntitle = "l{line}"\nfirmness = 0.5\n'
            text += f'reject = {{ i{line} = "o{worst}" }}\n'
    return text + f"[talk.t]\nrounds = {rounds}\n"


def ours(zopa, file, strategies, talks=1):
    """What `zopa talks` answers."""
    chosen = [f"--strategy=p{place}={word}" for place, word in enumerate(strategies)]
    command = [zopa, "talks", file, *chosen, f"--talks={talks}", "--threads=1", "--format=json"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(done.stderr)
    return json.loads(done.stdout)


def theirs(table, rounds, strategies):
    """The agreement of NegMAS and its round, or None."""
    issues = [make_issue([f"o{option}" for option in range(OPTIONS)], f"i{issue}") for issue in range(ISSUES)]
    mechanism = SAOMechanism(issues=issues, n_steps=rounds)
    for party, word in enumerate(strategies):
        values = {
            f"i{issue}": {f"o{option}": table[party][issue][option] for option in range(OPTIONS)}
            for issue in range(ISSUES)
        }
        weights = {f"i{issue}": 1.0 for issue in range(ISSUES)}
        ufun = LinearAdditiveUtilityFunction(values=values, weights=weights, issues=issues)
        mechanism.add(OF[word](name=f"p{party}"), preferences=ufun)
    state = mechanism.run()
    return (tuple(state.agreement), state.step) if state.agreement else None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--zopa", default=str(pathlib.Path(__file__).parents[2] / "target" / "release" / "zopa"))
    parser.add_argument("--domains", type=int, default=20)
    asked = parser.parse_args()
    pairs = list(itertools.product(["boulware", "linear", "conceder"], repeat=2)) + [("micro", "micro")]
    different, compared, reached = [], 0, 0
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "domain.toml"
        for seed in range(asked.domains):
            draw = random.Random(seed)
            table, rounds = points(draw), draw.choice([5, 20, 100])
            file.write_text(scenario(table, rounds))
            for pair in pairs:
                found = ours(asked.zopa, file, pair)
                deals, histogram = found["deals"], found["rounds"]["histogram"]
                mine = None
                if deals:
                    mine = (tuple(deals[0]["terms"].values()), 1 + next(r for r, n in enumerate(histogram) if n != "0"))
                other = theirs(table, rounds, pair)
                compared, reached = compared + 1, reached + (mine is not None)
                if mine != other:
                    different.append((seed, rounds, pair, mine, other))
        print(f"{compared} talks, {reached} with an agreement, {len(different)} differ")
        for one in different[:20]:
            print("  ", *one)
        table = points(random.Random(1))
        began = time.perf_counter()
        n = 50
        for _ in range(n):
            theirs(table, 100, ("boulware", "boulware"))
        negmas = n / (time.perf_counter() - began)
        file.write_text(scenario(table, 100, lines=3))
        began = time.perf_counter()
        ours(asked.zopa, file, ("boulware", "boulware"), talks=100_000)
        zopa = 100_000 / (time.perf_counter() - began)
        print(f"NegMAS {negmas:.1f} talks/s; zopa {zopa:,.0f} talks/s with three lines of firmness 0.5 each")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
