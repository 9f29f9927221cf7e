"""Writes a synthetic scenario on standard output, the same for equal arguments.

    python3 benches/synthetic.py > benches/scenarios/L50.toml
    python3 benches/synthetic.py --window 6 --far 0.1 --seed 4 > clustered.toml
    python3 benches/synthetic.py opt issues=120 lines=240 spread=1.2 mixed=1 seed=7 > chain.toml

Without a kind: issues of four options each, lines that lie close together. The issues stand in a hidden order. A line draws a
place in it and looks at two to four issues about there; every ninth line or so is two such conjunctions over the same issues. The
shapes are as frequent as in `Lw.toml`; the names say nothing of the order. With `--window`, the issues of a line are among so many
neighbors; with `--far`, that share of them may stand anywhere.

The kinds `opt`, `range` and `members` say what the issues are; KEY=VALUE then says the rest:

    issues, parties, lines (in all), seed         how many, and which
    options, values, members                      of each issue, by kind
    arity, mixed=1                                issues of a line: so many; two to four
    spread, shuffle=0                             lines look at issues so far apart in a hidden order; in the order of the names
    fixed=1                                       every line is certain to be held
    points=int|dec, res, bonus                    points, a reservation for each party, so many bonuses
    agreement=quorum|weight|coal|council          who is needed
    assume                                        so many assumptions, on which every other line depends
    expr, exprkind=prod                           lines are expressions over so many issues
    proposals                                     so many proposals
"""

import argparse
import random

# (How many issues, how many conjunctions): how many of Lw's 96 lines.
SHAPES = {(2, 1): 33, (3, 1): 34, (4, 1): 18, (2, 2): 7, (3, 2): 4}


def clustered(asked):
    chance = random.Random(asked.seed)
    hidden = list(range(asked.issues))
    chance.shuffle(hidden)

    def conjunction(issues):
        """One to three options of each of the issues, as often as Lw has so many."""
        tests = []
        for issue in issues:
            n_options = chance.choices([1, 2, 3], [138, 143, 11])[0]
            chosen = ", ".join(f'"o{option}"' for option in sorted(chance.sample(range(4), n_options)))
            tests.append(f"i{issue} = [{chosen}]")
        return f"{{ {', '.join(tests)} }}"

    def line():
        n_issues, n_conjunctions = chance.choices(list(SHAPES), list(SHAPES.values()))[0]
        middle = chance.uniform(0, asked.issues - 1)
        issues = set()
        while len(issues) < n_issues:
            is_far = asked.far > 0 and chance.random() < asked.far
            if is_far:
                place = chance.randrange(asked.issues)
            elif asked.window:
                place = round(middle + chance.uniform(-0.5, 0.5) * (asked.window - 1))
            else:
                place = round(chance.gauss(middle, asked.spread))
            if 0 <= place < asked.issues:
                issues.add(hidden[place])
        issues = sorted(issues)
        all_of_it = [conjunction(issues) for _ in range(n_conjunctions)]
        return all_of_it[0] if n_conjunctions == 1 else f"[{', '.join(all_of_it)}]"

    yield f'format = 1\ntitle = "Synthetic {asked.name}"'
    for issue in range(asked.issues):
        options = ", ".join(f'o{option} = "Option {option}"' for option in range(4))
        yield f'[issue.i{issue}]\ntitle = "Issue {issue}"\noptions = {{ {options} }}'
    for party in range(asked.parties):
        yield f'[party.p{party}]\nname = "Party {party}"'
        for number in range(asked.lines):
            firmness = chance.randint(50, 100) / 100
            yield f'[party.p{party}.red_line.r{number}]\ntitle = "Line {number}"\nreject = {line()}\nfirmness = {firmness}'


class Recipe:
    """One of the kinds with its keys."""

    def __init__(self, kind, keys):
        self.kind, self.keys = kind, dict(key.split("=", 1) for key in keys)
        self.n_issues, self.n_options = self.number("issues", 15), self.number("options", 4)
        self.n_parties, self.n_lines = self.number("parties", 4), self.number("lines", 36)
        self.n_values, self.n_members = self.number("values", 1000), self.number("members", 10)
        self.n_assumptions = self.number("assume", 0)
        self.spread, self.frac = float(self.keys.get("spread", 0)), float(self.keys.get("frac", 0.5))
        self.points, self.agreement = self.keys.get("points"), self.keys.get("agreement", "")
        self.chance = random.Random(self.number("seed", 1))
        self.hidden = list(range(self.n_issues))
        if self.keys.get("shuffle", "1") == "1":
            self.chance.shuffle(self.hidden)
        self.options = [f"o{option}" for option in range(self.n_options)]

    def number(self, key, default):
        return int(self.keys.get(key, default))

    def pick(self, n):
        """Issues of one line."""
        n = min(n, self.n_issues)
        if not self.spread:
            return sorted(self.chance.sample(range(self.n_issues), n))
        middle, issues, tries = self.chance.uniform(0, self.n_issues - 1), set(), 0
        while len(issues) < n:
            tries += 1
            place = round(self.chance.gauss(middle, self.spread + tries * 0.01))
            if 0 <= place < self.n_issues:
                issues.add(self.hidden[place])
        return sorted(issues)

    def test(self, issue):
        chance = self.chance
        if self.kind == "range":
            bound = chance.randrange(1, self.n_values)
            return f"i{issue} = {{ {'at_least' if chance.random() < 0.5 else 'below'} = {bound} }}"
        if self.kind == "members":
            which, two = chance.random(), chance.sample(range(self.n_members), min(2, self.n_members))
            if which < 0.4:
                return f'i{issue} = {{ includes = "m{two[0]}" }}'
            if which < 0.6:
                return f'i{issue} = {{ excludes = "m{two[0]}" }}'
            if which < 0.8:
                return f'i{issue} = {{ includes_any = ["m{two[0]}", "m{two[1]}"] }}'
            return f"i{issue} = {{ size = {{ at_least = {chance.randrange(1, self.n_members)} }} }}"
        n = max(1, round(self.n_options * self.frac)) if self.n_options > 4 else chance.choice([1, 2])
        chosen = ", ".join(f'"{option}"' for option in sorted(chance.sample(self.options, min(n, self.n_options))))
        return f"i{issue} = [{chosen}]"

    def expression(self, n):
        issues = self.pick(n)
        if self.keys.get("exprkind") == "prod":
            return f'{{ expr = "{" * ".join(f"i{issue}" for issue in issues)} > {int((self.n_values * 0.6) ** n)}" }}'
        terms = " + ".join(f"{self.chance.randint(1, 9)} * i{issue}" for issue in issues)
        return f'{{ expr = "{terms} > {int(self.n_values * n * 3.5)}" }}'

    def line(self):
        if "expr" in self.keys:
            return self.expression(self.number("expr", 2))
        n = self.number("arity", 3) if not self.keys.get("mixed") else self.chance.choice([2, 3, 3, 4])
        tests = [self.test(issue) for issue in self.pick(n)]
        if self.n_assumptions and self.chance.random() < 0.5:
            tests.append(f'a{self.chance.randrange(self.n_assumptions)} = "{self.chance.choice("xy")}"')
        return f"{{ {', '.join(tests)} }}"

    def issue(self, issue):
        yield f'[issue.i{issue}]\ntitle = "I{issue}"'
        if self.kind == "range":
            yield f"range = {{ min = 0, max = {self.n_values - 1} }}"
        elif self.kind == "members":
            members = ", ".join(f'm{member} = "M{member}"' for member in range(self.n_members))
            yield f"members = {{ {members} }}"
        else:
            options = ", ".join(f'{option} = "{option}"' for option in self.options)
            yield f"options = {{ {options} }}"

    def party(self, party):
        chance = self.chance
        yield f'[party.p{party}]\nname = "P{party}"'
        if self.points and "res" in self.keys:
            yield f"reservation = {self.keys['res']}"
        for line in range(self.n_lines // self.n_parties + (party < self.n_lines % self.n_parties)):
            reject = self.line()
            firmness = "1.0" if self.keys.get("fixed") else str(chance.randint(50, 99) / 100)
            yield f'[party.p{party}.red_line.r{line}]\ntitle = "L"\nreject = {reject}\nfirmness = {firmness}'
        if not self.points:
            return
        yield f"[party.p{party}.points]"
        for issue in range(self.n_issues):
            if self.kind == "range":
                yield f"i{issue} = {{ at_min = {chance.randint(0, 100)}, at_max = {chance.randint(0, 100)} }}"
            elif self.kind == "members":
                worth = ", ".join(f"m{member} = {chance.randint(-5, 20)}" for member in range(self.n_members))
                yield f"i{issue} = {{ {worth} }}"
            else:
                number = lambda: round(chance.uniform(0, 20), 4) if self.points == "dec" else chance.randint(0, 20)
                yield f"i{issue} = {{ {', '.join(f'{option} = {number()}' for option in self.options)} }}"
        for bonus in range(self.number("bonus", 0)):
            when = ", ".join(self.test(issue) for issue in self.pick(2))
            yield f"[party.p{party}.bonus.b{bonus}]\nwhen = {{ {when} }}\npoints = {chance.randint(1, 20)}"

    def who_is_needed(self):
        n = self.n_parties
        if self.agreement == "quorum":
            yield f"[agreement]\nat_least = {(2 * n + 2) // 3}"
        if self.agreement == "weight":
            yield f"[agreement]\nweight_at_least = {n * 0.65:.2f}"
        if self.agreement == "coal":
            some = lambda: sorted(self.chance.sample(range(n), max(1, n * 2 // 3)))
            listed = ", ".join(f"[{', '.join(f'{chr(34)}p{one}{chr(34)}' for one in some())}]" for _ in range(min(8, n)))
            yield f"[agreement]\ncoalitions = [{listed}]"
        if self.agreement == "council":
            yield f"[agreement]\nat_least = {round(n * 0.55)}\nweight_at_least = {n * 0.65:.2f}"

    def lines(self):
        yield f'format = 1\ntitle = "{self.kind}"'
        for issue in range(self.n_issues):
            yield from self.issue(issue)
        for assumption in range(self.n_assumptions):
            yield f'[assumption.a{assumption}]\ntitle="A{assumption}"\nvalues = {{ x = 0.4, y = 0.6 }}'
        for party in range(self.n_parties):
            yield from self.party(party)
        yield from self.who_is_needed()
        for proposal in range(self.number("proposals", 0)):
            everyone = range(self.n_issues)
            if self.kind == "range":
                terms = ", ".join(f"i{issue} = {self.chance.randrange(self.n_values)}" for issue in everyone)
            else:
                drawn = (f'i{issue} = "{self.chance.choice(self.options)}"' for issue in everyone if self.chance.random() < 0.9)
                terms = ", ".join(drawn)
            yield f'[proposal.q{proposal}]\ntitle = "Q{proposal}"\nterms = {{ {terms} }}'


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("kind", nargs="?", choices=["opt", "range", "members"])
parser.add_argument("keys", nargs="*", metavar="KEY=VALUE")
parser.add_argument("--name", default="L50")
parser.add_argument("--issues", type=int, default=50)
parser.add_argument("--parties", type=int, default=6)
parser.add_argument("--lines", type=int, default=20, help="of each party")
parser.add_argument("--spread", type=float, default=6.0, help="how far the issues of a line are apart in the hidden order")
parser.add_argument("--window", type=int, help="instead: among so many places about a drawn one")
parser.add_argument("--far", type=float, default=0.0, help="the share of the issues that may stand anywhere in it")
parser.add_argument("--seed", type=int, default=2)
asked = parser.parse_args()
print("\n".join(Recipe(asked.kind, asked.keys).lines() if asked.kind else clustered(asked)))
