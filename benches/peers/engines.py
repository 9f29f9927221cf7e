"""How many deals are agreed, counted by zopa and by its peers on the same scenarios in one run.

    cargo build --release
    python3 -m venv target/peers && target/peers/bin/pip install -r benches/peers/requirements.txt
    target/peers/bin/python benches/peers/engines.py              # the table of BENCHMARKS.md, some 20 minutes
    target/peers/bin/python benches/peers/engines.py --limit 5    # a quick look

Every peer gets the scenario in the form that suits it (described at its function) and 60 s of its own in a process of its
own; reading the file and building the model count, starting Python and importing the peer do not. zopa is timed as a
process, from the start to the answer. All run on one thread. A count
that is not the one known is an error, and the script ends with one.
"""

import argparse
import json
import multiprocessing
import os
import pathlib
import platform
import subprocess
import sys
import time
import tomllib

ROOT = pathlib.Path(__file__).parents[2]
ZOPA = ROOT / "target" / "release" / "zopa"
SCENARIOS = ROOT / "benches" / "scenarios"
# Agreed deals, as several independent engines have counted them.
KNOWN = {
    "Us": 0,
    "S30": 2_875_334,
    "M": 95_106_390_705,
    "Mw": 30_190_545_208,
    "Lw": 3_422_591_045_272_938_439,
    "L50": 438_184_779_054_026_632_149_216,
}


def read(name):
    """Sizes of the issues, and every red line as cubes: {issue: values} that together cross it."""
    file = tomllib.loads((SCENARIOS / f"{name}.toml").read_text())
    issues = list(file["issue"])
    options = [list(one["options"]) for one in file["issue"].values()]
    cubes, parties = [], []
    for party in file["party"].values():
        own = []
        for line in party.get("red_line", {}).values():
            rejected = line["reject"] if isinstance(line["reject"], list) else [line["reject"]]
            for cube in rejected:
                read_cube = {}
                for issue, values in cube.items():
                    at = issues.index(issue)
                    values = values if isinstance(values, list) else [values]
                    read_cube[at] = sorted(options[at].index(value) for value in values)
                own.append(read_cube)
        parties.append(own)
        cubes += own
    return [len(one) for one in options], cubes, parties


def numpy_words(name):
    """Deals in bits of 64-bit words: the last issues fill a block of up to 65,536 deals, the others are looped over."""
    import numpy

    sizes, cubes, _ = read(name)
    n_inner, block = 0, 1
    while n_inner < len(sizes) and block * sizes[-1 - n_inner] <= 65_536:
        n_inner += 1
        block *= sizes[-n_inner]
    split = len(sizes) - n_inner
    places = numpy.arange(block)
    masks, stride = {}, block
    for issue in range(split, len(sizes)):
        stride //= sizes[issue]
        digits = places // stride % sizes[issue]
        for value in range(sizes[issue]):
            masks[issue, value] = numpy.packbits(digits == value, bitorder="little")
    word = lambda bits: numpy.frombuffer(numpy.pad(bits, (0, -len(bits) % 8)).tobytes(), dtype=numpy.uint64)
    masks = {key: word(bits) for key, bits in masks.items()}
    everything = word(numpy.packbits(numpy.ones(block, bool), bitorder="little"))
    # The inner half of each cube is the same for every outer deal.
    halves = []
    for cube in cubes:
        inner = everything
        for issue, values in cube.items():
            if issue >= split:
                inner = inner & numpy.bitwise_or.reduce([masks[issue, value] for value in values])
        halves.append(([(issue, set(values)) for issue, values in cube.items() if issue < split], inner))
    count, outer = 0, [0] * split
    while True:
        open_halves = [inner for half, inner in halves if all(outer[issue] in values for issue, values in half)]
        crossed = numpy.zeros_like(everything)
        for inner in open_halves:
            crossed |= inner
        count += int(numpy.bitwise_count(everything & ~crossed).sum())
        at = split - 1
        while at >= 0 and outer[at] + 1 == sizes[at]:
            outer[at] = 0
            at -= 1
        if at < 0:
            return count
        outer[at] += 1


def numpy_columns(name):
    """A column of truth values for each test, a million deals at a time."""
    import numpy

    sizes, cubes, _ = read(name)
    total = 1
    for size in sizes:
        total *= size
    count, step = 0, 1 << 20
    for first in range(0, total, step):
        rest = numpy.arange(first, min(first + step, total))
        digits = [None] * len(sizes)
        for issue in reversed(range(len(sizes))):
            rest, digits[issue] = numpy.divmod(rest, sizes[issue])
        crossed = numpy.zeros(len(digits[0]), bool)
        for cube in cubes:
            holds = numpy.ones(len(crossed), bool)
            for issue, values in cube.items():
                holds &= numpy.isin(digits[issue], values)
            crossed |= holds
        count += int((~crossed).sum())
    return count


def negmas(name):
    """An outcome space, a utility function of the Python kind for each party (1 or 0), and a loop over all outcomes."""
    import negmas as library

    sizes, _, parties = read(name)
    issues = [library.make_issue([f"o{value}" for value in range(size)], f"i{at}") for at, size in enumerate(sizes)]
    space = library.make_os(issues)

    def utility(cubes):
        named = [[(at, {f"o{value}" for value in values}) for at, values in cube.items()] for cube in cubes]
        accepts = lambda outcome: 0.0 if any(all(outcome[at] in values for at, values in cube) for cube in named) else 1.0
        return library.preferences.MappingUtilityFunction(mapping=accepts, outcome_space=space, reserved_value=0.5)

    functions = [utility(cubes) for cubes in parties]
    count = 0
    for outcome in space.enumerate():
        if all(function(outcome) >= function.reserved_value for function in functions):
            count += 1
    return count


def cp_sat(name):
    """A truth value for each option, exactly one an issue, a clause for each cube; every solution is enumerated."""
    from ortools.sat.python import cp_model

    sizes, cubes, _ = read(name)
    model = cp_model.CpModel()
    chosen = [[model.new_bool_var(f"i{at}o{value}") for value in range(size)] for at, size in enumerate(sizes)]
    for one in chosen:
        model.add_exactly_one(one)
    for cube in cubes:
        model.add_bool_or(
            chosen[issue][value] for issue, values in cube.items() for value in range(sizes[issue]) if value not in values
        )

    class Counter(cp_model.CpSolverSolutionCallback):
        count = 0

        def on_solution_callback(self):
            self.count += 1

    solver, counter = cp_model.CpSolver(), Counter()
    solver.parameters.enumerate_all_solutions = True
    solver.parameters.num_workers = 1
    status = solver.solve(model, counter)
    if status not in (cp_model.OPTIMAL, cp_model.INFEASIBLE):
        raise RuntimeError(solver.status_name(status))
    return counter.count


def clingo(name):
    """Choice rules and constraints; every answer set is enumerated."""
    import clingo as library

    sizes, cubes, _ = read(name)
    lines = [f"1 {{ c({at},0..{size - 1}) }} 1." for at, size in enumerate(sizes)]
    for place, cube in enumerate(cubes):
        parts = []
        for issue, values in cube.items():
            lines += [f"t({place},{issue}) :- c({issue},{value})." for value in values]
            parts.append(f"t({place},{issue})")
        lines.append(f":- {', '.join(parts)}.")
    control = library.Control(["--models=0", "--project=show"])
    control.add("base", [], "\n".join(lines) + "\n#show c/2.")
    control.ground([("base", [])])
    count = 0

    def on_model(_):
        nonlocal count
        count += 1

    control.solve(on_model=on_model)
    return count


def ganak(name):
    """The same clauses as for CP-SAT, to an exact #SAT counter."""
    import pyganak

    sizes, cubes, _ = read(name)
    first, variables = 1, []
    for size in sizes:
        variables.append(range(first, first + size))
        first += size
    counter = pyganak.Counter()
    counter.new_vars(first - 1)
    for one in variables:
        counter.add_clause(list(one))
        for at, left in enumerate(one):
            for right in one[at + 1 :]:
                counter.add_clause([-left, -right])
    for cube in cubes:
        clause = [
            variables[issue][value]
            for issue, values in cube.items()
            for value in range(sizes[issue])
            if value not in values
        ]
        counter.add_clause(clause)
    return counter.count()


PEERS = {
    "NegMAS": (negmas, "negmas"),
    "NumPy, bool columns": (numpy_columns, "numpy"),
    "NumPy, packed words": (numpy_words, "numpy"),
    "OR-Tools CP-SAT": (cp_sat, "ortools.sat.python.cp_model"),
    "clingo": (clingo, "clingo"),
    "ganak (#SAT)": (ganak, "pyganak"),
}


def work(function, module, name, pipe):
    """One peer on one scenario, in a process of its own."""
    import importlib

    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # ganak prints what it does
        importlib.import_module(module)
        pipe.send("ready")
        start = time.perf_counter()
        count = function(name)
        pipe.send((time.perf_counter() - start, count, None))
    except BaseException as error:  # whatever it is, its text goes into the table
        pipe.send((None, None, f"{type(error).__name__}: {error}"))


def peer(function, module, name, limit):
    """(seconds, count, what went wrong)."""
    context = multiprocessing.get_context("spawn")
    mine, its = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(function, module, name, its), daemon=True)
    process.start()
    its.close()
    try:
        ready = mine.recv() if mine.poll(120) else (None, None, "it did not start within 120 s")
        if ready != "ready":
            return ready
        return mine.recv() if mine.poll(limit) else (None, None, f"over {limit:g} s")
    except EOFError:
        process.join()
        return None, None, f"its process ended with {process.exitcode}"
    finally:
        process.kill()
        process.join()


def zopa(engine, name, limit):
    """The whole of `zopa run` without the simulation beside it: every figure of its JSON."""
    command = [ZOPA, "run", SCENARIOS / f"{name}.toml", "--engine", engine, "--threads", "1", "--samples", "0"]
    start = time.perf_counter()
    try:
        done = subprocess.run([*command, "--format", "json"], capture_output=True, text=True, timeout=limit)
    except subprocess.TimeoutExpired:
        return None, None, f"over {limit:g} s"
    seconds = time.perf_counter() - start
    if done.returncode != 0:
        return None, None, done.stderr.strip().splitlines()[0]
    answer = json.loads(done.stdout)
    if answer["answer"]["engine"] != engine or answer["zone"]["agreed"] is None:
        return None, None, answer["answer"]["why"]
    return seconds, int(answer["zone"]["agreed"]), None


def shown(seconds):
    return f"{seconds * 1000:.1f} ms" if seconds < 1 else f"{seconds:.1f} s"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--limit", type=float, default=60.0, help="seconds for each peer and scenario")
    parser.add_argument("--scenarios", nargs="*", default=list(KNOWN), choices=list(KNOWN))
    asked = parser.parse_args()
    rows = {f"zopa, {engine}": lambda name, engine=engine: zopa(engine, name, asked.limit) for engine in ("exact", "enumerate")}
    rows |= {
        label: lambda name, function=function, module=module: peer(function, module, name, asked.limit)
        for label, (function, module) in PEERS.items()
    }
    wrong = 0
    print(f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}\n")
    print("| | " + " | ".join(asked.scenarios) + " |\n|---|" + "---:|" * len(asked.scenarios), flush=True)
    best = {}
    for label, count in rows.items():
        cells = []
        for name in asked.scenarios:
            seconds, found, problem = count(name)
            if problem is not None:
                cells.append(problem.replace("|", "/").replace("\n", " ")[:80])
                continue
            if found != KNOWN[name]:
                wrong += 1
                cells.append(f"WRONG: {found}")
                continue
            best.setdefault(name, seconds)
            cells.append(f"{shown(seconds)} ({seconds / best[name]:,.1f}×)")
        print(f"| {label} | " + " | ".join(cells) + " |", flush=True)
    print("\nIn brackets: as many times as long as the first that finished. Every count shown is the known one.")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
