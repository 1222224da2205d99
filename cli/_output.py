"""What verbs print: tables and colours for a terminal, plain text for a pipe, JSON where asked."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import typer
from rich.console import Console

# A pipe has no width to fit; a table that is cut there would lose words.
_PIPE_WIDTH = 160
out = Console(highlight=False, width=None if sys.stdout.isatty() else _PIPE_WIDTH)
err = Console(stderr=True, highlight=False)


def print_json(value: Any) -> None:
    """`value` as JSON on one line, as it is: no colours, no wrapping."""
    print(json.dumps(value, ensure_ascii=False, default=str))


@contextmanager
def progress(text: str) -> Iterator[Callable[[str], None]]:
    """A spinner with a changing text on a terminal's standard error; silence elsewhere."""
    if not err.is_terminal:
        yield lambda _text: None
        return
    with err.status(text) as status:
        yield status.update


def fail(message: str) -> NoReturn:
    """Says what is wrong and exits with 1."""
    err.print(message, markup=False, soft_wrap=True)
    raise typer.Exit(1)
