"""docs/settings.md: every setting of watchline.yaml and the environment, from the models that read them."""

from __future__ import annotations

import ast
import inspect
import re
import types
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

import settings

_INTRO = """\
# Settings

Everything that `watchline.yaml` and the environment may say. A duration is written `90s`, `5m`, `6h` or `7d`,
a rate `1/s`, `10/10s` or `30/m`. A value may hold `${NAME}`, an environment variable, or `${file:/path}`, the
content of a file; with `NAME_FILE` set, `${NAME}` reads that file. Where something is wrong,
`watchline doctor` names file and line.
"""
_NAMES = {str: "text", int: "number", float: "number", bool: "true, false", SecretStr: "secret", Path: "path"}
_ALIASES = {
    "Duration": "duration",
    "parse_duration": "duration",
    "Span": "duration",
    "Rate": "rate",
    "Zone": "time zone",
}


def page() -> str:
    """The page."""
    tables = [_table("", settings.FileSettings), *(_table(at, model) for at, model in _parts())]
    return _INTRO + "".join(tables) + _environment()


def _parts() -> Iterator[tuple[str, type[BaseModel]]]:
    """The models inside the file, by where they stand in it."""
    below: list[tuple[str, type[BaseModel]]] = [("", settings.FileSettings)]
    while below:
        at, model = below.pop(0)
        for name, field in model.model_fields.items():
            inner, form = _model_of(field.annotation)
            if inner:
                part = (f"{at}.{name}{form}".lstrip("."), inner)
                below.append(part)
                yield part


def _model_of(annotation: Any) -> tuple[type[BaseModel] | None, str]:
    """The model inside an annotation, and "[]" for a list of it or ".NAME" for a table by name."""
    if inspect.isclass(annotation) and issubclass(annotation, BaseModel):
        return annotation, ""
    form = {tuple: "[]", dict: ".NAME"}.get(get_origin(annotation), "")
    found = (_model_of(inner)[0] for inner in get_args(annotation))
    return next(filter(None, found), None), form


def _table(at: str, model: type[BaseModel]) -> str:
    title = f"`{at}`" if at else "The file"
    lines = _described(model)
    rows = [
        f"| `{name}` | {takes} | {_default(field, takes)} | {lines[name]} |"
        for name, field in model.model_fields.items()
        for takes in [_takes(model, name, field)]
    ]
    head = [
        f"\n## {title}\n\n{_doc(model)}\n",
        "| setting | takes | when left out | meaning |",
        "|---|---|---|---|",
    ]
    return "\n".join([*head, *rows]) + "\n"


def _environment() -> str:
    lines = _described(settings.Environment)
    rows = [f"| `WATCHLINE_{name.upper()}` | {text} |" for name, text in lines.items()]
    rows += [
        "| `WATCHLINE_NOW` | An ISO instant that stands for the present, for replay and tests. |",
        "| `WATCHLINE_LOG_FORMAT` | `json` for a log line as one JSON object. |",
    ]
    head = "\n## The environment\n\n| variable | meaning |\n|---|---|\n"
    return head + "\n".join(rows) + "\n"


def _described(model: type[BaseModel]) -> dict[str, str]:
    """What the string under each field says. Raises LookupError for a field without one."""
    (body,) = ast.parse(inspect.getsource(model)).body
    assert isinstance(body, ast.ClassDef)
    found: dict[str, str] = {}
    for field, after in zip(body.body, body.body[1:], strict=False):
        if not isinstance(field, ast.AnnAssign) or not isinstance(field.target, ast.Name):
            continue
        if not isinstance(after, ast.Expr) or not isinstance(after.value, ast.Constant):
            raise LookupError(f"{model.__name__}.{field.target.id} has no words under it")
        found[field.target.id] = re.sub(r"\s+", " ", str(after.value.value)).replace("|", "\\|")
    if missing := model.model_fields.keys() - found.keys():
        raise LookupError(f"{model.__name__}: no words under {', '.join(sorted(missing))}")
    return found


def _doc(model: type[BaseModel]) -> str:
    return inspect.cleandoc(model.__doc__ or "")


def _takes(model: type[BaseModel], name: str, field: FieldInfo) -> str:
    written = str(model.__annotations__[name])
    alias = next((words for alias, words in _ALIASES.items() if re.search(rf"\b{alias}\b", written)), "")
    return alias or _kind(field.annotation)


def _kind(annotation: Any) -> str:
    origin, inner = get_origin(annotation), [one for one in get_args(annotation) if one is not type(None)]
    if origin is Literal:
        return ", ".join(f"`{value}`" for value in inner)
    if origin in (Union, types.UnionType, typing.Annotated):
        return _kind(inner[0])
    if origin is tuple:
        return f"list of {_plural(inner[0])}"
    if origin is dict:
        return (
            "entries by name, see below" if _kind(inner[1]) == "see below" else f"{_plural(inner[1])} by name"
        )
    if inspect.isclass(annotation) and issubclass(annotation, BaseModel):
        return "see below"
    return _NAMES[annotation]


def _plural(annotation: Any) -> str:
    kind = _kind(annotation)
    return "entries, see below" if kind == "see below" else f"{kind}s"


def _default(field: FieldInfo, takes: str) -> str:
    if field.is_required():
        return "required"
    value = field.get_default(call_default_factory=True)
    if value in (None, "", ()) or value == {} or isinstance(value, BaseModel):
        return ""
    return f"`{value}{'s' if takes == 'duration' else ''}`"
