"""The verb: every check in turn, shown as it comes."""

from __future__ import annotations

import importlib.metadata
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from typing import Annotated

import typer

from cli._output import out, print_json, progress
from cli.doctor import (
    channels,
    clocks,
    configuration,
    cycles,
    database,
    machine,
    packages,
    prefect_server,
    rules,
    secret_files,
    sources,
)
from cli.doctor._check import Check
from clock import clock_from_environment
from settings import Settings

PortOption = Annotated[
    int, typer.Option("--prefect-port", min=1, max=65_535, help="The port `watchline run` would use.")
]


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
    send: Annotated[bool, typer.Option("--send", help="Send a test message to every channel.")] = False,
    prefect_port: PortOption = 4200,
) -> None:
    """Look at everything Watchline needs, and say what to mend. Exit code 1 when something is not ok.

    Nothing is changed, and without --send nothing leaves this machine.

    Examples:

        watchline doctor

        watchline doctor --json | jq '.checks[] | select(.ok | not)'
    """
    checks: list[Check] = []
    with progress("looking") as tell:
        for check in examine(prefect_port, send=send):
            checks.append(check)
            tell(f"looked at {check.name}")
    if as_json:
        print_json({"checks": [asdict(check) for check in checks]})
    else:
        _print(checks)
    if not all(check.ok for check in checks):
        raise typer.Exit(1)


def examine(prefect_port: int, *, send: bool = False) -> Iterator[Check]:
    """Every check; those that need a readable configuration come only where there is one."""
    yield machine.check_python(sys.version_info[:3])
    yield packages.check_packages(importlib.metadata.version)
    yield prefect_server.check(prefect_port)
    settings, check = configuration.read()
    yield check
    if settings is None:
        return
    yield secret_files.check(settings)
    loaded, check = rules.read(settings)
    yield check
    yield rules.check_tests(loaded)
    yield channels.check_configured(settings, [one.rule for one in loaded])
    yield machine.check_home(settings.home)
    yield from _examine_database(settings, send=send)


def _examine_database(settings: Settings, *, send: bool) -> Iterator[Check]:
    opened, check = database.reach(settings)
    yield check
    yield machine.check_disk(settings.home, database.size_of(opened) if opened else 0)
    if opened is None:
        yield from channels.check_each(settings, None, send=send)
        return
    with closing(opened):
        damage = database.check_damage(opened)
        if not check.ok or not damage.ok or database.is_empty(opened):
            yield damage
            yield clocks.check(settings, None)
            yield from channels.check_each(settings, None, send=send)
            return
        now = clock_from_environment().now()
        yield damage
        yield database.check_size(opened)
        yield clocks.check(settings, opened)
        yield cycles.check(settings, opened, now)
        yield sources.check(opened, now)
        yield from channels.check_each(settings, opened, send=send)
        yield channels.check_undelivered(opened, now)


def _print(checks: list[Check]) -> None:
    width = max(len(check.name) for check in checks)
    for check in checks:
        mark, style = ("ok", "green") if check.ok else ("NOT OK", "bold red")
        out.print(f"{mark:<6}  ", style=style, end="", markup=False)
        out.print(f"{check.name:<{width}}  {check.found}", markup=False, soft_wrap=True)
        if check.remedy:
            out.print(f"{'':<{width + 8}}  ", end="", markup=False)
            out.print(f"→ {check.remedy}", style="yellow", markup=False, soft_wrap=True)
    wrong = [check.name for check in checks if not check.ok]
    said = f"{len(wrong)} of {len(checks)} need attention: {', '.join(wrong)}" if wrong else "all is well"
    out.print(f"\n{said}", style="bold red" if wrong else "bold green", markup=False, soft_wrap=True)
