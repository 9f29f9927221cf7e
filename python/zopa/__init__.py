"""zopa: a rule-based negotiation simulator.

Which terms could be accepted, who blocks the rest and by which red line, and what would have to give::

    import zopa

    s = zopa.load("harbor.toml")
    a = s.run(drop=["port.cost"])
    a.zone.agreed                       # an int, however large
    a.issues["site"]["south"].verdict   # "possible"

Every answer mirrors the JSON of the command ``zopa``: its attributes are the keys, ``to_dict()`` is exactly that JSON.
Counts, which JSON has as text since they may be larger than any float holds, are ``int`` here.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias, Union

from . import _core
from ._answers import Answer, Problem, Record, Rows, Table

__all__ = [
    "Answer",
    "Problem",
    "Record",
    "Rows",
    "Scenario",
    "ScenarioError",
    "Table",
    "check",
    "load",
    "loads",
]
__version__: str = _core.__version__

PathLike: TypeAlias = Union[str, "os.PathLike[str]"]
Term: TypeAlias = Union[str, bool, int, float, Sequence[str]]
Terms: TypeAlias = Mapping[str, Term]
Held: TypeAlias = Union[str, float, Sequence[float]]
Progress: TypeAlias = Union[bool, Callable[[int, int], object], None]


class ScenarioError(ValueError):
    """A scenario that holds errors. Its text is what ``zopa check`` prints; ``problems`` has them one by one."""

    problems: list[Problem]

    def __init__(self, text: str, problems: list[Problem]) -> None:
        super().__init__(text)
        self.problems = problems


def load(path: PathLike, *, folder: PathLike | None = None) -> Scenario:
    """Reads a scenario file. Files that it builds on (``extends``) stand beside it, or in ``folder``.

    Raises ``ScenarioError`` where it holds an error, ``OSError`` where it cannot be read.
    """
    file = Path(path)
    where = Path(folder) if folder is not None else file.parent
    return Scenario(_read(file.read_bytes(), os.fspath(path), where, file))


def loads(text: str, *, folder: PathLike | None = None, name: str = "scenario") -> Scenario:
    """Reads a scenario from text. It may build on files of ``folder``, where one is named.

    Raises ``ScenarioError`` where it holds an error.
    """
    return Scenario(_read(text.encode(), name, Path(folder) if folder is not None else None, None))


def check(text: str, *, folder: PathLike | None = None, name: str = "scenario") -> list[Problem]:
    """Everything that is wrong with a scenario, and every warning, in the order of the text."""
    where = Path(folder) if folder is not None else None
    return [Problem(one) for one in json.loads(_core.check(text.encode(), name, where, None))]


def _read(data: bytes, name: str, folder: Path | None, own: Path | None) -> _core.Scenario:
    try:
        return _core.read(data, name, folder, own)
    except _core.ScenarioError as error:
        text, problems = error.args
        raise ScenarioError(text, [Problem(one) for one in json.loads(problems)]) from None


class Scenario:
    """A scenario that was read: what it holds, and the questions that it answers.

    The questions share their first arguments:

    ``variant``
        One of the scenario's variants.
    ``drop``
        Red lines or reservations to leave out: ``["port.cost"]``.
    ``firmness``
        How firmly lines are held: ``{"town.jobs": 0.4}``; a number, a range or a word.
    ``fix``
        Only deals with these terms: ``{"site": "south"}``. Members and orders are lists, yes and no are ``bool``.
    ``assume``
        Assumptions that are certain: ``{"mood": "wants"}``.
    ``coalition``
        Only these sign, and all of them are needed: ``["town", "port"]``.
    ``only_basis``
        Only red lines that are founded so: ``["stated", "draft"]``.
    ``engine``, ``samples``, ``seed``, ``threads``, ``time_limit`` (seconds), ``memory_limit`` (bytes)
        As the flags of the command have them.
    ``progress``
        ``True`` for a bar by tqdm, where it is installed, or a function of what is done and how much there is.

    A question that names what is not there raises ``ValueError``, with everything that is wrong in its text.
    """

    __slots__ = ("_core", "_held")

    def __init__(self, core: _core.Scenario) -> None:
        self._core = core
        self._held: Record | None = None

    @classmethod
    def from_dict(cls, table: Mapping[str, Any], *, folder: PathLike | None = None) -> Scenario:
        """A scenario from a table of the shape that the TOML has."""
        from ._toml import to_toml

        return loads(to_toml(table), folder=folder)

    @property
    def _parts(self) -> Record:
        if self._held is None:
            self._held = Record(json.loads(self._core.describe()))
        return self._held

    @property
    def title(self) -> str:
        """What it is called."""
        title: str = self._parts.title
        return title

    @property
    def issues(self) -> Rows:
        """What is to be settled, by id."""
        return self._rows("issues")

    @property
    def assumptions(self) -> Rows:
        """Facts that nobody settles, by id, with the probabilities of their values."""
        return self._rows("assumptions")

    @property
    def parties(self) -> Rows:
        """Who negotiates, by id."""
        return self._rows("parties")

    @property
    def red_lines(self) -> Rows:
        """The red lines of all parties, by ``party.line``."""
        return self._rows("red_lines")

    @property
    def proposals(self) -> Rows:
        """Named proposals, by id."""
        return self._rows("proposals")

    @property
    def variants(self) -> Rows:
        """Named changes, by id."""
        return self._rows("variants")

    @property
    def sweeps(self) -> Rows:
        """Named sweeps, by id."""
        return self._rows("sweeps")

    @property
    def sources(self) -> Rows:
        """Where positions come from, by id."""
        return self._rows("sources")

    @property
    def text(self) -> str:
        """The TOML as it was read."""
        return self._core.text()

    @property
    def warnings(self) -> list[Problem]:
        """What is odd about the text."""
        return [Problem(one) for one in json.loads(self._core.warnings())]

    def _rows(self, key: str) -> Rows:
        rows: Rows = getattr(self._parts, key)
        return rows

    def run(
        self,
        *,
        variant: str | None = None,
        drop: Iterable[str] = (),
        firmness: Mapping[str, Held] | None = None,
        fix: Terms | None = None,
        assume: Mapping[str, str] | None = None,
        coalition: Iterable[str] | None = None,
        only_basis: Iterable[str] | None = None,
        engine: str = "auto",
        samples: int | None = None,
        draw: str = "product",
        around: str | None = None,
        changes: int | None = None,
        top: int = 5,
        seed: int = 0,
        threads: int | None = None,
        time_limit: float | None = None,
        memory_limit: int | None = None,
        progress: Progress = None,
    ) -> Answer:
        """Which terms could be accepted, by whom, and how likely (``zopa run``)."""
        asked = _asked(locals())
        return Answer(_waited(self._core.run, asked, progress, "json"), lambda form: self._core.run(asked, form))

    def compare(
        self,
        proposals: Iterable[str] | None = None,
        terms: Iterable[Terms] = (),
        *,
        variant: str | None = None,
        drop: Iterable[str] = (),
        firmness: Mapping[str, Held] | None = None,
        fix: Terms | None = None,
        assume: Mapping[str, str] | None = None,
        coalition: Iterable[str] | None = None,
        only_basis: Iterable[str] | None = None,
        engine: str = "auto",
        top: int = 5,
        seed: int = 0,
        threads: int | None = None,
        time_limit: float | None = None,
        memory_limit: int | None = None,
        progress: Progress = None,
    ) -> Answer:
        """Proposals side by side (``zopa compare``): those named, and terms of one's own; all of the file where neither is."""
        return Answer(_waited(self._core.compare, _asked(locals()), progress))

    def explain(
        self,
        *,
        proposal: str | None = None,
        terms: Terms | None = None,
        max: int = 50,
        variant: str | None = None,
        drop: Iterable[str] = (),
        firmness: Mapping[str, Held] | None = None,
        fix: Terms | None = None,
        assume: Mapping[str, str] | None = None,
        coalition: Iterable[str] | None = None,
        only_basis: Iterable[str] | None = None,
        engine: str = "auto",
        seed: int = 0,
        threads: int | None = None,
        time_limit: float | None = None,
        memory_limit: int | None = None,
        progress: Progress = None,
    ) -> Answer:
        """Why no deal is agreed, and what would open one (``zopa explain``)."""
        given = locals()
        given["proposals"] = [given.pop("proposal")] if proposal is not None else None
        given["terms"] = [terms] if terms is not None else []
        return Answer(_waited(self._core.explain, _asked(given), progress))

    def frontier(
        self,
        *,
        over: str = "agreed",
        threat: str = "reservation",
        negmas: bool = False,
        top: int = 10_000,
        variant: str | None = None,
        drop: Iterable[str] = (),
        firmness: Mapping[str, Held] | None = None,
        fix: Terms | None = None,
        assume: Mapping[str, str] | None = None,
        coalition: Iterable[str] | None = None,
        only_basis: Iterable[str] | None = None,
        engine: str = "auto",
        seed: int = 0,
        threads: int | None = None,
        time_limit: float | None = None,
        memory_limit: int | None = None,
        progress: Progress = None,
    ) -> Answer:
        """The deals that no other is better than for all, and the bargaining solutions (``zopa frontier``)."""
        return Answer(_waited(self._core.frontier, _asked(locals()), progress))

    def coalitions(
        self,
        *,
        size: int | None = None,
        variant: str | None = None,
        drop: Iterable[str] = (),
        firmness: Mapping[str, Held] | None = None,
        fix: Terms | None = None,
        assume: Mapping[str, str] | None = None,
        coalition: Iterable[str] | None = None,
        only_basis: Iterable[str] | None = None,
        engine: str = "auto",
        seed: int = 0,
        threads: int | None = None,
        time_limit: float | None = None,
        memory_limit: int | None = None,
        progress: Progress = None,
    ) -> Answer:
        """Which sets of parties have a deal that all of them accept (``zopa coalitions``)."""
        return Answer(_waited(self._core.coalitions, _asked(locals()), progress))

    def judge(
        self,
        terms: Terms,
        *,
        variant: str | None = None,
        drop: Iterable[str] = (),
        firmness: Mapping[str, Held] | None = None,
        assume: Mapping[str, str] | None = None,
        coalition: Iterable[str] | None = None,
        only_basis: Iterable[str] | None = None,
    ) -> Record:
        """One whole deal: who accepts it, what it crosses, how probable it is, what it is worth to whom."""
        given = locals()
        given.pop("terms")
        return Record(json.loads(self._core.judge(_asked(given), _terms(terms))))

    def report(
        self,
        *,
        only_proposals: bool = False,
        variant: str | None = None,
        drop: Iterable[str] = (),
        firmness: Mapping[str, Held] | None = None,
        fix: Terms | None = None,
        assume: Mapping[str, str] | None = None,
        coalition: Iterable[str] | None = None,
        only_basis: Iterable[str] | None = None,
        engine: str = "auto",
        seed: int = 0,
        threads: int | None = None,
        time_limit: float | None = None,
        memory_limit: int | None = None,
        progress: Progress = None,
    ) -> str:
        """The page that ``zopa report`` writes: one HTML file that needs no network."""
        given = locals()
        part = given.pop("only_proposals")
        return _waited(self._core.report, _asked(given), progress, part)

    def to_negmas(self) -> Any:
        """This scenario for NegMAS, where it is installed: an ``OutcomeSpace`` and a ``UtilityFunction`` per party with
        points. Red lines have no place there; what crosses one of a party's own lines is worth less than its reservation."""
        from ._negmas import to_negmas

        return to_negmas(self)

    def sweep(
        self,
        sweep: str | None = None,
        *,
        rows: int | None = None,
        seed: int = 0,
        shift: str = "digital",
        threads: int | None = None,
        time_limit: float | None = None,
        memory_limit: int | None = None,
        progress: Progress = None,
    ) -> Table:
        """The rows of a sweep as a table in memory (``zopa sweep run``): one of the file, or the firmness of every line
        that carries a range."""
        asked = json.dumps(
            {
                "sweep": sweep,
                "rows": rows,
                "seed": seed,
                "shift": shift,
                "threads": threads,
                "time_limit": time_limit,
                "memory_limit": memory_limit,
            }
        )
        found = json.loads(_waited(self._core.sweep, asked, progress))
        columns = found["columns"]
        for name in found["counts"]:
            columns[name] = [None if digits is None else int(digits) for digits in columns[name]]
        return Table.of_columns(columns)

    def __repr__(self) -> str:
        return f"<zopa.Scenario {self.title!r}: {len(self.issues)} issues, {len(self.parties)} parties>"


def _waited(work: Callable[..., str], asked: str, progress: Progress, *more: str) -> str:
    """One call of the core, with its progress shown."""
    if progress is None or progress is False:
        return work(asked, *more)
    if callable(progress):
        return work(asked, *more, progress=progress)
    from tqdm.auto import tqdm

    with tqdm() as bar:

        def show(done: int, total: int) -> None:
            bar.total = total or None
            bar.update(done - bar.n)

        return work(asked, *more, progress=show)


def _asked(given: Mapping[str, Any]) -> str:
    """The arguments of a question as the core reads them; None is what the core does by itself."""
    asked: dict[str, Any] = {}
    for key, value in given.items():
        if key in ("self", "progress") or value is None:
            continue
        if key in ("fix",):
            asked[key] = _terms(value)
        elif key == "terms":
            asked[key] = [_terms(one) for one in value]
        elif key == "firmness":
            asked[key] = [f"{line}={_held(held)}" for line, held in value.items()]
        elif key == "assume":
            asked[key] = [f"{name}={word}" for name, word in value.items()]
        elif key == "coalition":
            asked[key] = value if isinstance(value, str) else "+".join(value)
        elif key in ("drop", "only_basis", "proposals"):
            asked[key] = [value] if isinstance(value, str) else list(value)
        else:
            asked[key] = value
    asked["run_info"] = True
    return json.dumps(asked)


def _terms(terms: Terms) -> list[str]:
    return [f"{issue}={_term(value)}" for issue, value in terms.items()]


def _term(value: Term) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple, set, frozenset)):
        return "+".join(str(one) for one in value)
    return str(value)


def _held(held: Held) -> str:
    if isinstance(held, (list, tuple)):
        return "..".join(repr(float(end)) for end in held)
    return held if isinstance(held, str) else repr(float(held))  # type: ignore[arg-type]
