"""A command group that imports a verb only when it runs, so `watchline --help` stays quick."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command


@dataclass(frozen=True, slots=True)
class Verb:
    """Where a verb lives (`module:attribute`, a function or a typer app) and its line in the help."""

    target: str
    help: str


class LazyGroup(TyperGroup):
    """Lists verbs from a table; `resolve_command` imports the one that is asked for."""

    verbs: dict[str, Verb] = {}  # noqa: RUF012  filled once, when the program defines its verbs

    def list_commands(self, ctx: Any) -> list[str]:
        return list(self.verbs)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """A stand-in that carries the help line, for listing and completion."""
        verb = self.verbs.get(cmd_name)
        return _stand_in(cmd_name, verb.help) if verb else None

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and args[0] in self.verbs:
            name = args[0]
            return name, _load(name, self.verbs[name]), args[1:]
        return super().resolve_command(ctx, args)


def _stand_in(name: str, text: str) -> Any:
    app = typer.Typer(add_completion=False)

    @app.command(name, help=text)
    def nothing() -> None: ...

    command = get_command(app)
    command.name = name
    return command


def _load(name: str, verb: Verb) -> Any:
    module, _, attribute = verb.target.partition(":")
    found = getattr(importlib.import_module(module), attribute)
    if isinstance(found, typer.Typer):
        command = get_command(found)
    else:
        app = typer.Typer(add_completion=False, rich_markup_mode="rich")
        app.command(name)(found)
        command = get_command(app)
    command.name = name
    return command
