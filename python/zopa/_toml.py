"""A table of Python written as TOML, in its own order."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from typing import Any


def to_toml(table: Mapping[str, Any]) -> str:
    """The TOML of a table: its keys first, then a section for each table in it, two levels deep; the rest inline."""
    lines: list[str] = []
    _section(lines, [], table)
    return "\n".join(lines) + "\n"


def _section(lines: list[str], path: list[str], table: Mapping[str, Any]) -> None:
    plain = {key: value for key, value in table.items() if not _is_section(path, value)}
    if path and (plain or not table):
        lines.append("")
        lines.append(f"[{'.'.join(_key(part) for part in path)}]")
    lines.extend(f"{_key(key)} = {_value(value)}" for key, value in plain.items())
    for key, value in table.items():
        if key not in plain:
            _section(lines, [*path, str(key)], value)


def _is_section(path: list[str], value: Any) -> bool:
    return isinstance(value, Mapping) and len(path) < 4 and (len(path) < 2 or _has_tables(value))


def _has_tables(value: Mapping[str, Any]) -> bool:
    return bool(value) and all(isinstance(one, Mapping) for one in value.values())


def _key(key: Any) -> str:
    text = str(key)
    is_bare = text and all(letter.isascii() and (letter.isalnum() or letter in "_-") for letter in text)
    return text if is_bare else _text(text)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(_value(one) for one in value)}]"
    raise TypeError(f"{value!r} has no place in a scenario")
