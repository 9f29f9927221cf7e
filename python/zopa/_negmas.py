"""A scenario for NegMAS: its issues as an outcome space, and a utility function for each party that has points."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations, permutations
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import Scenario


def to_negmas(scenario: Scenario) -> Any:
    """``(outcome_space, {party: utility_function})``. What crosses one of a party's own lines, or is no coherent deal, is
    worth minus infinity to it: NegMAS has no other way to say that a party walks away. Parties without points have none."""
    from negmas import make_issue, make_os
    from negmas.preferences import UtilityFunction

    names: list[str] = []
    issues = []
    for issue in scenario.issues:
        names.append(issue.id)
        issues.append(make_issue(_values(issue), issue.id))
    space = make_os(issues, name=scenario.title)

    class Worth(UtilityFunction):  # type: ignore[misc, unused-ignore]
        """What a deal is worth to one party, as zopa judges it."""

        def __init__(self, party: str, lines: set[str], **more: Any) -> None:
            super().__init__(**more)
            self._party, self._lines = party, lines

        def eval(self, offer: Any) -> float:
            if offer is None:
                return float(self.reserved_value)
            judged = scenario.judge(dict(zip(names, offer)))
            if not judged.coherent or self._lines.intersection(judged.crossed):
                return float("-inf")
            return float(judged.utility[self._party])

    utilities = {}
    for party in scenario.parties:
        lines = {line.id for line in party.red_lines}
        first = dict(zip(names, next(iter(space.enumerate_or_sample()))))
        if scenario.judge(first).utility[party.id] is None:
            continue
        reserved = party.reservation if party.reservation is not None else float("-inf")
        utilities[party.id] = Worth(party.id, lines, outcome_space=space, reserved_value=reserved, name=party.id)
    return space, utilities


def _values(issue: Any) -> list[Any]:
    """The values of an issue as NegMAS lists them: subsets and orders are tuples."""
    if issue.type == "yes_no":
        return [False, True]
    if issue.type == "range":
        first, step = Decimal(str(issue.min)), Decimal(issue.step)
        kept = [first + place * step for place in range(issue.n_values)]
        is_whole = all(number == int(number) for number in kept)
        return [int(number) for number in kept] if is_whole else [float(number) for number in kept]
    options = [option.id for option in issue.options]
    if issue.type == "members":
        sizes = range(len(options) + 1)
        return [chosen for size in sizes for chosen in combinations(options, size)]
    return list(permutations(options)) if issue.type == "order" else options
