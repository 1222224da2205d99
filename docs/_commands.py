"""docs/commands.md: every verb of `watchline`, as `--help` has it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from typer import Context
from typer.core import TyperArgument, TyperGroup, TyperOption
from typer.main import get_command

from cli.app import app

_EVERYWHERE = frozenset({"help", "install_completion", "show_completion"})
_INTRO = """\
# Commands

Every verb of `watchline`, as `watchline VERB --help` prints it. Exit codes: 0 all is well, 1 problems were
found, 2 the command or the configuration cannot be used.

"""


@dataclass(frozen=True, slots=True)
class Verb:
    """A command by the words that call it; a group has verbs of its own and may do something by itself."""

    words: str
    command: Any
    context: Context

    @property
    def acts(self) -> bool:
        """Whether it does something when called with no further verb."""
        return not isinstance(self.command, TyperGroup) or self.command.invoke_without_command


def verbs() -> list[Verb]:
    """Every verb, in the order of the help."""
    root = get_command(app)
    return list(_below(Verb("watchline", root, Context(root, info_name="watchline"))))


def page() -> str:
    """The page."""
    found = verbs()
    contents = "".join(
        f"- [`{verb.words}`](#{verb.words.replace(' ', '-')}) {_line(verb)}\n" for verb in found
    )
    return _INTRO + contents + "".join(map(_section, found))


def _below(parent: Verb) -> Iterator[Verb]:
    group = parent.command
    if not isinstance(group, TyperGroup):
        return
    for name in group.list_commands(parent.context):
        _, command, _ = group.resolve_command(parent.context, [name])
        assert command is not None
        words = f"{parent.words} {name}"
        verb = Verb(words, command, Context(command, info_name=name, parent=parent.context))
        yield verb
        yield from _below(verb)


def _line(verb: Verb) -> str:
    return verb.command.get_short_help_str(200)


def _section(verb: Verb) -> str:
    parts = [f"\n## {verb.words}", _help(verb.command), f"```text\n{_usage(verb)}\n```", _parameters(verb)]
    return "\n\n".join(filter(None, parts)) + "\n"


def _usage(verb: Verb) -> str:
    words = [verb.words]
    if any(map(_is_shown, verb.command.params)):
        words.append("[OPTIONS]")
    for argument in verb.command.params:
        if isinstance(argument, TyperArgument):
            name = _metavar(argument) + ("..." if argument.nargs == -1 else "")
            words.append(name if argument.required else f"[{name}]")
    if isinstance(verb.command, TyperGroup):
        words.append("[VERB]" if verb.acts else "VERB")
    return " ".join(words)


def _is_shown(parameter: object) -> bool:
    return isinstance(parameter, TyperOption) and not parameter.hidden and parameter.name not in _EVERYWHERE


def _metavar(argument: TyperArgument) -> str:
    return (argument.metavar or argument.name or "").upper().strip("[].")


def _help(command: Any) -> str:
    """The help text, its examples as a block of code."""
    text = inspect.cleandoc(command.help or "")
    told, _, examples = text.partition("Examples:")
    lines = [line.strip() for line in examples.splitlines() if line.strip()]
    shown = "\n\n```sh\n" + "\n".join(lines) + "\n```" if lines else ""
    return told.strip().replace("<", "&lt;") + shown


def _parameters(verb: Verb) -> str:
    rows = [row for parameter in verb.command.params if (row := _parameter(parameter))]
    return "\n".join(["| | |", "|---|---|", *rows]) if rows else ""


def _parameter(parameter: object) -> str:
    if isinstance(parameter, TyperArgument):
        return f"| `{_metavar(parameter)}` | {_cell(parameter.help or '')} |"
    if not isinstance(parameter, TyperOption) or not _is_shown(parameter):
        return ""
    names = ", ".join(f"`{name}`" for name in (*parameter.opts, *parameter.secondary_opts))
    return f"| {names} | {_cell(' '.join([parameter.help or '', *_usual(parameter)]))} |"


def _usual(parameter: TyperOption) -> Iterator[str]:
    """What an option takes, where that is a choice, and what it is when left out."""
    usual = parameter.default
    if isinstance(usual, Enum):
        yield f"One of {', '.join(str(choice.value) for choice in type(usual))}."
        usual = usual.value
    if usual not in (None, "", False, ()) and not callable(usual):
        yield f"Usually {usual}."


def _cell(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().replace("|", "\\|").replace("<", "&lt;")
