"""YAML text as plain values, each with the line and column it came from.

Nothing is dropped silently: a repeated key, an unknown tag, a second document is a problem with its line. Size, depth
and the number of values are bounded, so that a hostile file costs no more than a large honest one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from .._core.records import record
from .problems import Problem

__all__ = ["Loc", "Mark", "Tree", "load", "spell"]

Loc = tuple[str | int, ...]

SIZE = 2_000_000  # characters
DEPTH = 40  # levels; a deal file needs ten
VALUES = 50_000  # values, each use of an alias counted; a long deal file has five thousand
LIMITS = {"depth": {"limit": f"{DEPTH}"}, "many": {"limit": f"{VALUES:,}"}}
SAID = {"\\t": "tab", "another document": "documents", "undefined alias": "alias"}  # by ruamel, of a kind of problem
STANDARD = "tag:yaml.org,2002:"
KINDS = ("map", "seq", "str", "null", "bool", "int", "float", "timestamp", "merge", "value")


class Mark(NamedTuple):
    """Where a value or its key starts (lines and columns from 1), and its text if it is a plain value."""

    line: int
    column: int
    text: str | None = None


@record
class Tree:
    """A file as plain values, with the mark of each value and each key, and what was wrong on the way."""

    data: Any
    values: Mapping[Loc, Mark]
    keys: Mapping[Loc, Mark]
    problems: tuple[Problem, ...]

    def mark(self, loc: Loc) -> Mark:
        """Where `loc` stands, or the nearest thing above it that is in the file."""
        while loc and loc not in self.values:
            loc = loc[:-1]
        return self.values.get(loc, Mark(1, 1))

    def key(self, loc: Loc) -> Mark:
        """Where the key of `loc` stands, or the value itself for an item of a list."""
        return self.keys.get(loc) or self.mark(loc)


def spell(loc: Loc) -> str:
    """A place as people write it: market.products[2].margin."""
    parts = [f"[{step}]" if isinstance(step, int) else f".{step}" for step in loc]
    return "".join(parts).lstrip(".")


def load(text: str | bytes, name: str) -> Tree:
    """Read YAML into plain values and marks."""
    try:
        text = text.decode("utf-8-sig") if isinstance(text, bytes) else text.removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        return _nothing(Problem(name, line, 1, "", "utf8", found=f"byte 0x{error.object[error.start]:02x}"))
    if len(text) > SIZE:
        return _nothing(Problem(name, 1, 1, "", "size", found=f"{len(text):,}", terms={"limit": f"{SIZE:,}"}))
    try:
        node = _yaml().compose(text)
    except MarkedYAMLError as error:
        return _nothing(_syntax(error, name))
    except (YAMLError, ValueError, AttributeError, TypeError, IndexError, KeyError) as error:
        return _nothing(_unreadable(text, error, name))
    if not isinstance(node, MappingNode):
        found = None if node is None else "[...]" if isinstance(node, SequenceNode) else node.value[:40]
        return _nothing(Problem(name, 1, 1, "", "sections", found=found))
    return _Reading(name).read(node)


class _OutOfBounds(MarkedYAMLError):
    """More values, or deeper ones, than a deal file needs; the note is the kind of problem."""


class _Composer(Composer):
    """Builds nodes as ruamel does, but not without end: it would go on until memory or Python's stack gives out."""

    level = count = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        self.level, self.count = self.level + 1, self.count + 1
        if self.level > DEPTH or self.count > VALUES:
            kind = "depth" if self.level > DEPTH else "many"
            raise _OutOfBounds(problem_mark=self.parser.peek_event().start_mark, note=kind)
        node = super().compose_node(parent, index)
        self.level -= 1
        return node


def _yaml() -> YAML:
    yaml = YAML(typ="safe", pure=True)
    yaml.Composer = _Composer
    return yaml


def _nothing(problem: Problem) -> Tree:
    return Tree(None, {}, {}, (problem,))


def _syntax(error: MarkedYAMLError, name: str) -> Problem:
    """What the YAML scanner, parser or composer stumbled over, where it did."""
    mark = error.problem_mark or error.context_mark
    said = str(error.problem or error.context or "").strip()
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    if isinstance(error, _OutOfBounds):
        return Problem(name, line, column, "", error.note, terms=LIMITS[error.note])
    kind = next((kind for words, kind in SAID.items() if words in said), "syntax")
    return Problem(name, line, column, "", kind, said or None)


def _unreadable(text: str, error: Exception, name: str) -> Problem:
    """A character that YAML does not allow, or a construction that its reader cannot follow."""
    position = getattr(error, "position", None)
    if isinstance(position, int) and position < len(text):
        line = text.count("\n", 0, position) + 1
        column = position - (text.rfind("\n", 0, position) + 1) + 1
        return Problem(name, line, column, "", "character", found=f"U+{ord(text[position]):04X}")
    return Problem(name, 1, 1, "", "syntax", found=type(error).__name__)


class _Reading:
    """One walk over the nodes of a file."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.values: dict[Loc, Mark] = {}
        self.keys: dict[Loc, Mark] = {}
        self.problems: list[Problem] = []
        self.count = 0

    def read(self, node: Node) -> Tree:
        """The whole file, or nothing of it where it is out of bounds."""
        data = self.value(node, ())
        bounded = not any(problem.kind in ("depth", "many") for problem in self.problems)
        return Tree(data if bounded else None, self.values, self.keys, tuple(self.problems))

    def wrong(self, node: Node, loc: Loc, kind: str, found: str | None = None, **terms: str) -> None:
        line, column, _ = _mark(node)
        self.problems.append(Problem(self.name, line, column, spell(loc), kind, found, terms=terms))

    def bound(self, node: Node, loc: Loc, kind: str) -> None:
        """Say once that the file is out of bounds."""
        if not any(problem.kind == kind for problem in self.problems):
            self.wrong(node, loc[:3], kind, **LIMITS[kind])

    def value(self, node: Node, loc: Loc) -> Any:
        """The plain value of a node: dict, list, str, int, float, bool, date or None."""
        self.count += 1
        if len(loc) > DEPTH or self.count > VALUES:
            return self.bound(node, loc, "depth" if len(loc) > DEPTH else "many")
        self.values[loc] = _mark(node)
        kind = str(node.tag or "").removeprefix(STANDARD)
        if kind not in KINDS:
            return self.wrong(node, loc, "tag", str(node.tag))
        if isinstance(node, MappingNode):
            return self.mapping(node, loc)
        if isinstance(node, SequenceNode):
            return [self.value(item, (*loc, index)) for index, item in enumerate(node.value)]
        return _scalar(kind, node.value)

    def mapping(self, node: MappingNode, loc: Loc) -> dict[str, Any]:
        """A mapping by the text of its keys; of a repeated key the first stands."""
        result: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                self.wrong(key, loc, "key")
                continue
            place = (*loc, key.value)
            if key.value in result:
                self.wrong(key, place, "repeated", found=key.value, line=str(self.keys[place].line))
                continue
            self.keys[place] = _mark(key)
            result[key.value] = self.value(value, place)
            if self.values.get(place, self.keys[place]).text == "":
                self.values[place] = self.keys[place]._replace(text="")  # nothing stands where its key does
        return result


def _mark(node: Node) -> Mark:
    start = node.start_mark
    return Mark(start.line + 1, start.column + 1, node.value if isinstance(node, ScalarNode) else None)


def _scalar(kind: str, text: str) -> Any:
    """What a plain value stands for; what it only seems to be (2025-02-30) stays text, for its section to refuse."""
    try:
        match kind:
            case "null":
                return None
            case "bool":
                return text.lower() in ("true", "yes", "on")
            case "int":
                return int(text) if text.lstrip("+-").isdecimal() and len(text) < 30 else text
            case "float":
                return float(text.replace("_", "")) if text.strip("+-").lower() not in (".inf", ".nan") else text
            case "timestamp":
                return date.fromisoformat(text)
    except ValueError:
        pass
    return text
