"""YAML that a person wrote: read safely, validated by Pydantic, every problem with its file and line."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from errors import WatchlineError

Location = tuple[int | str, ...]
ModelT = TypeVar("ModelT", bound=BaseModel)
MAX_BYTES = 5_000_000


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a file, and what to do about it."""

    file: str
    line: int
    message: str
    hint: str = ""

    def __str__(self) -> str:
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.file}:{self.line}: {self.message}{hint}"


class ConfigError(WatchlineError):
    """Configuration that cannot be used; holds every problem found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(frozen=True, slots=True)
class Document:
    """Plain data from a YAML file with the line each value stands on."""

    file: str
    data: Any
    lines: dict[Location, int] = field(default_factory=dict)

    def line(self, location: Location) -> int:
        """The line of the value at `location`, or of the nearest enclosing value."""
        for length in range(len(location), -1, -1):
            found = self.lines.get(location[:length])
            if found:
                return found
        return 1

    def problem(self, location: Location, message: str, hint: str = "") -> Problem:
        return Problem(self.file, self.line(location), message, hint)


def read(path: Path) -> Document:
    """The document in `path`. Raises ConfigError for a missing, unreadable, oversized or malformed file."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ConfigError([Problem(str(path), 1, f"larger than {MAX_BYTES:,} bytes", "split the file")])
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ConfigError([Problem(str(path), 1, "not UTF-8 text", "save the file as UTF-8")]) from error
    except OSError as error:
        raise ConfigError([Problem(str(path), 1, f"cannot be read: {error.strerror}")]) from error
    return parse(text, file=str(path))


def parse(text: str, *, file: str) -> Document:
    """The document in `text`; `file` names it in problems. Raises ConfigError when it is not YAML."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        if node is None:
            return Document(file, None)
        lines = dict(_lines(node, (), file))
        return Document(file, yaml.safe_load(text), lines)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        hint = "check the indentation and quote texts that hold a colon"
        raise ConfigError([Problem(file, line, f"not YAML: {error.problem}", hint)]) from error
    except yaml.YAMLError as error:
        raise ConfigError([Problem(file, 1, f"not YAML: {error}")]) from error


def validate(document: Document, model: type[ModelT], data: Any = None, at: Location = ()) -> ModelT:
    """`data` (by default the whole document) as a `model`.

    `at` is where `data` stands in the document. Raises ConfigError with one problem for each finding.
    """
    try:
        return model.model_validate(document.data if data is None else data)
    except ValidationError as error:
        raise ConfigError(_problems(error, document, model, at)) from error


def _lines(node: yaml.Node, at: Location, file: str) -> Iterator[tuple[Location, int]]:
    yield at, node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        for index, child in enumerate(node.value):
            yield from _lines(child, (*at, index), file)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, child in node.value:
            if key.value in seen:
                problem = Problem(file, key.start_mark.line + 1, f"{key.value!r} is given twice", "keep one")
                raise ConfigError([problem])
            seen.add(key.value)
            yield from _lines(child, (*at, key.value), file)
            yield (*at, key.value), key.start_mark.line + 1


def _problems(
    error: ValidationError, document: Document, model: type[BaseModel], at: Location
) -> Iterator[Problem]:
    for finding in error.errors(include_url=False):
        location = tuple(finding["loc"])
        name = ".".join(str(part) for part in location)
        if finding["type"] == "extra_forbidden":
            key = str(location[-1])
            yield document.problem(
                (*at, *location), f"unknown key {key!r}", _did_you_mean(key, model, location)
            )
        elif finding["type"] == "missing":
            yield document.problem((*at, *location[:-1]), f"{name!r} is missing")
        else:
            message = finding["msg"].removeprefix("Value error, ")
            yield document.problem((*at, *location), f"{name}: {message}" if name else message)


def _did_you_mean(key: str, model: type[BaseModel], location: Location) -> str:
    known = _known_keys(model, location[:-1])
    close = difflib.get_close_matches(key, known, n=1)
    if close:
        return f"did you mean {close[0]!r}?"
    return f"known keys: {', '.join(sorted(known))}" if known else ""


def _known_keys(model: type[BaseModel], location: Location) -> list[str]:
    current: Any = model
    for part in location:
        if isinstance(part, int) or not _is_model(current):
            continue
        info = current.model_fields.get(part)
        current = _model_in(info.annotation) if info else None
    if not _is_model(current):
        return []
    return [info.alias or name for name, info in current.model_fields.items()]


def _model_in(annotation: Any) -> Any:
    """The Pydantic model inside `list[Model]`, `dict[str, Model]` or `Model | None`."""
    if _is_model(annotation):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = _model_in(argument)
        if found is not None:
            return found
    return None


def _is_model(value: Any) -> bool:
    return isinstance(value, type) and issubclass(value, BaseModel)
