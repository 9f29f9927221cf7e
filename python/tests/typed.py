"""An example that mypy checks with --strict: the package says its types."""

from pathlib import Path

import zopa


def shares(path: Path) -> dict[str, float]:
    """The share of agreed deals under each variant."""
    scenario = zopa.load(path)
    found: dict[str, float] = {}
    for name in scenario.variants.keys():
        answer: zopa.Answer = scenario.run(variant=name, samples=0, drop=["port.cost"], fix={"fund": 30})
        found[name] = float(answer.zone.share)
    table: zopa.Table = scenario.run().values
    problems: list[zopa.Problem] = zopa.check(scenario.text)
    assert len(table) and not problems
    return found
