"""Writes a synthetic scenario on standard output: issues of four options each, lines that lie close together.

    python3 benches/synthetic.py > benches/scenarios/L50.toml

The issues stand in a hidden order. A line draws a place in it and looks at two to four issues about there; every ninth line or
so is two such conjunctions over the same issues. The shapes are as frequent as in `Lw.toml`; the names say nothing of the order.
"""

import argparse
import random

parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
parser.add_argument("--name", default="L50")
parser.add_argument("--issues", type=int, default=50)
parser.add_argument("--parties", type=int, default=6)
parser.add_argument("--lines", type=int, default=20, help="of each party")
parser.add_argument("--spread", type=float, default=6.0, help="how far the issues of a line are apart in the hidden order")
parser.add_argument("--seed", type=int, default=2)
asked = parser.parse_args()
chance = random.Random(asked.seed)
hidden = list(range(asked.issues))
chance.shuffle(hidden)
# (How many issues, how many conjunctions): how many of Lw's 96 lines.
SHAPES = {(2, 1): 33, (3, 1): 34, (4, 1): 18, (2, 2): 7, (3, 2): 4}


def words(options):
    return ", ".join(f'"o{option}"' for option in options)


def conjunction(issues):
    """One to three options of each of the issues, as often as Lw has so many."""
    tests = []
    for issue in issues:
        n_options = chance.choices([1, 2, 3], [138, 143, 11])[0]
        tests.append(f"i{issue} = [{words(sorted(chance.sample(range(4), n_options)))}]")
    return f"{{ {', '.join(tests)} }}"


def line():
    n_issues, n_conjunctions = chance.choices(list(SHAPES), list(SHAPES.values()))[0]
    middle = chance.uniform(0, asked.issues - 1)
    issues = set()
    while len(issues) < n_issues:
        place = round(chance.gauss(middle, asked.spread))
        if 0 <= place < asked.issues:
            issues.add(hidden[place])
    issues = sorted(issues)
    all_of_it = [conjunction(issues) for _ in range(n_conjunctions)]
    return all_of_it[0] if n_conjunctions == 1 else f"[{', '.join(all_of_it)}]"


print(f'format = 1\ntitle = "Synthetic {asked.name}"')
for issue in range(asked.issues):
    options = ", ".join(f'o{option} = "Option {option}"' for option in range(4))
    print(f'[issue.i{issue}]\ntitle = "Issue {issue}"\noptions = {{ {options} }}')
for party in range(asked.parties):
    print(f'[party.p{party}]\nname = "Party {party}"')
    for number in range(asked.lines):
        firmness = chance.randint(50, 100) / 100
        print(f'[party.p{party}.red_line.r{number}]\ntitle = "Line {number}"\nreject = {line()}\nfirmness = {firmness}')
