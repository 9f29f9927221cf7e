"""Answers as Python sees them: JSON whose keys are attributes."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

#: What the JSON has as text since it may be larger than any float holds.
_COUNTS = frozenset(
    {
        "accepts",
        "agreed",
        "agreed_if_dropped",
        "agreed_samples",
        "agreed_without",
        "agreements",
        "closed",
        "coherent",
        "completions",
        "conflicts",
        "count",
        "crossed",
        "deals",
        "gave_way",
        "only",
        "opens",
        "proposals",
        "size",
        "talks",
        "unlocks",
    }
)


def _shown(key: str, value: Any) -> Any:
    """A value of the JSON as an attribute shows it."""
    if isinstance(value, dict):
        return Record(value)
    if isinstance(value, list):
        return Rows(value) if value and all(isinstance(one, dict) for one in value) else value
    if isinstance(value, str) and (key in _COUNTS or key.endswith("_samples")) and value.isdecimal():
        return int(value)
    return value


class Record:
    """An object of the JSON: its keys are attributes. Where a key is a name of the scenario, ``record["name"]``."""

    __slots__ = ("_json",)

    def __init__(self, table: dict[str, Any]) -> None:
        self._json = table

    def __getattr__(self, key: str) -> Any:
        if key.startswith("__"):
            raise AttributeError(key)
        try:
            return _shown(key, self._json[key])
        except KeyError:
            known = ", ".join(self._json)
            raise AttributeError(f"there is no {key!r}: there are {known}") from None

    def __getitem__(self, key: Any) -> Any:
        """A key; or, of an issue, one of its values: ``answer.issues["site"]["south"]``."""
        if key in self._json:
            return _shown(key, self._json[key])
        rows = self._json.get("values", self._json.get("options"))
        if isinstance(rows, list):
            return Rows(rows)[key]
        raise KeyError(key)

    def __contains__(self, key: object) -> bool:
        return key in self._json

    def __iter__(self) -> Iterator[str]:
        return iter(self._json)

    def __len__(self) -> int:
        return len(self._json)

    def keys(self) -> list[str]:
        """Its keys."""
        return list(self._json)

    def get(self, key: str, default: Any = None) -> Any:
        """What stands under a key, or the default."""
        return _shown(key, self._json[key]) if key in self._json else default

    def to_dict(self) -> dict[str, Any]:
        """The JSON."""
        return self._json

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *(key for key in self._json if key.isidentifier())]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Record) and self._json == other._json

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({json.dumps(self._json, ensure_ascii=False)})"

    def _ipython_key_completions_(self) -> list[str]:
        return self.keys()


class Rows:
    """A list of objects of the JSON, by place or by name (``id``, ``value`` or ``line``)."""

    __slots__ = ("_json", "_places")

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self._json = rows
        self._places: dict[str, int] | None = None

    @staticmethod
    def _name(row: dict[str, Any]) -> str | None:
        if "id" in row:
            return str(row["id"])
        if "value" in row:
            return _word(row["value"])
        return None

    def _by_name(self) -> dict[str, int]:
        if self._places is None:
            names = ((self._name(row), place) for place, row in enumerate(self._json))
            self._places = {name: place for name, place in names if name is not None}
        return self._places

    def __getitem__(self, key: Any) -> Record:
        if isinstance(key, int) and not isinstance(key, bool):
            named = self._by_name().get(str(key)) if "value" in (self._json[0] if self._json else {}) else None
            return Record(self._json[key if named is None else named])
        place = self._by_name().get(_word(key))
        if place is None:
            known = ", ".join(self._by_name())
            raise KeyError(f"there is no {key!r}: there are {known}")
        return Record(self._json[place])

    def __contains__(self, key: object) -> bool:
        return _word(key) in self._by_name()

    def __iter__(self) -> Iterator[Record]:
        return (Record(row) for row in self._json)

    def __len__(self) -> int:
        return len(self._json)

    def keys(self) -> list[str]:
        """The names."""
        return list(self._by_name())

    def to_list(self) -> list[dict[str, Any]]:
        """The JSON."""
        return self._json

    def to_table(self) -> Table:
        """One row each, with the columns that all of them have."""
        return Table([{key: _shown(key, value) for key, value in row.items()} for row in self._json])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rows) and self._json == other._json

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        names = self.keys()
        return f"Rows({', '.join(names)})" if names else f"Rows({len(self)})"

    def _ipython_key_completions_(self) -> list[str]:
        return self.keys()


def _word(value: object) -> str:
    """A value of an issue as its name."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return "+".join(str(one) for one in value)
    if isinstance(value, dict):
        return f"{value.get('item')}.{value.get('place')}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


class Table:
    """Rows and columns, handed on to where one goes on with them."""

    __slots__ = ("_columns",)

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        names: dict[str, None] = {}
        for row in rows:
            names.update(dict.fromkeys(row))
        self._columns: dict[str, list[Any]] = {name: [row.get(name) for row in rows] for name in names}

    @classmethod
    def of_columns(cls, columns: dict[str, list[Any]]) -> Table:
        """A table from its columns."""
        table = cls([])
        table._columns = columns
        return table

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return list(self._columns)

    def __getitem__(self, column: str) -> list[Any]:
        return self._columns[column]

    def __len__(self) -> int:
        return len(next(iter(self._columns.values()), []))

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return (dict(zip(self._columns, row)) for row in zip(*self._columns.values()))

    def to_dict(self) -> dict[str, list[Any]]:
        """The columns."""
        return self._columns

    def to_pandas(self) -> pandas.DataFrame:
        """A DataFrame of pandas, where it is installed."""
        import pandas

        return pandas.DataFrame(self._columns)

    def to_polars(self) -> polars.DataFrame:
        """A DataFrame of Polars, where it is installed. Counts past 2^63 become text."""
        import polars

        return polars.DataFrame({name: _narrow(column) for name, column in self._columns.items()})

    def to_arrow(self) -> pyarrow.Table:
        """A table of Arrow, where pyarrow is installed. Counts past 2^63 become text."""
        import pyarrow

        return pyarrow.table({name: _narrow(column) for name, column in self._columns.items()})

    def to_html(self) -> str:
        """A table of HTML, every text escaped."""
        head = "".join(f"<th>{html.escape(name)}</th>" for name in self._columns)
        rows = (
            "".join(f"<td>{html.escape(_cell(value))}</td>" for value in row) for row in zip(*self._columns.values())
        )
        body = "".join(f"<tr>{row}</tr>" for row in rows)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def _repr_html_(self) -> str:
        return self.to_html() if len(self) <= 200 else f"<p>{html.escape(repr(self))}</p>"

    def __repr__(self) -> str:
        return f"<zopa.Table: {len(self)} rows, {len(self._columns)} columns>"


def _narrow(column: list[Any]) -> list[Any]:
    """Counts that no 64 bits hold become text, and what is no plain value becomes its JSON."""
    is_wide = any(isinstance(value, int) and not -(2**63) <= value < 2**63 for value in column)
    is_nested = any(isinstance(value, (dict, list, Record, Rows)) for value in column)
    if is_nested:
        return [None if value is None else _cell(value) for value in column]
    return [None if value is None else str(value) for value in column] if is_wide else column


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Record):
        return json.dumps(value.to_dict(), ensure_ascii=False)
    if isinstance(value, Rows):
        return json.dumps(value.to_list(), ensure_ascii=False)
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


class Answer(Record):
    """What the command prints as JSON, with its keys as attributes."""

    __slots__ = ("_form",)

    def __init__(self, text: str, form: Callable[[str], str] | None = None) -> None:
        super().__init__(json.loads(text))
        self._form = form

    def __getattr__(self, key: str) -> Any:
        if key == "values" and "issues" in self._json:
            return self._values()
        return super().__getattr__(key)

    def _values(self) -> Table:
        """One row a value of an issue: what `zopa run` says of it."""
        rows = []
        for issue in self._json["issues"]:
            for value in issue.get("values", []):
                row = {"issue": issue["id"]}
                for key, figure in value.items():
                    if isinstance(figure, dict) and key != "value":
                        row.update({f"{key}.{party}": share for party, share in figure.items()})
                    else:
                        row[key] = _word(figure) if key == "value" else _shown(key, figure)
                rows.append(row)
        return Table(rows)

    def to_json(self) -> str:
        """The JSON as text."""
        return json.dumps(self._json, ensure_ascii=False, indent=2)

    def to_csv(self) -> str:
        """The CSV of `zopa run`."""
        return self._formed("csv")

    def to_markdown(self) -> str:
        """The Markdown of `zopa run`."""
        return self._formed("markdown")

    def _formed(self, form: str) -> str:
        if self._form is None:
            raise ValueError(f"only an answer of `run` has {form}")
        return self._form(form)

    def to_html(self) -> str:
        """The headline and the table of values."""
        return self._repr_html_()

    def _repr_html_(self) -> str:
        title = html.escape(str(self._json.get("scenario", {}).get("title", "")))
        head = f"<p><strong>{title}</strong></p>"
        return head + (self._values().to_html() if "issues" in self._json else f"<pre>{html.escape(self.to_json())}</pre>")

    def __repr__(self) -> str:
        scenario = self._json.get("scenario", {})
        answer = self._json.get("answer", {})
        return f"<zopa answer of {self._json.get('command')!r} on {scenario.get('title')!r}: {answer.get('kind')}>"


class Problem(Record):
    """One thing that is wrong with a text: ``severity``, ``code``, ``line``, ``column``, ``message``, ``help``, …"""

    __slots__ = ()

    def __str__(self) -> str:
        words = f"{self.severity}: {self.message} (line {self.line}, column {self.column})"
        return f"{words}; {self.help}" if self.help else words
