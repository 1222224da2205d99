"""What a feed is opened with, as options of a verb: secrets are named, never written, on a command line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from connectors.access import Access

_PANEL = "What the feed is opened with"
UserOption = Annotated[
    str, typer.Option("--auth-user", metavar="NAME", help="The user name.", rich_help_panel=_PANEL)
]
PasswordOption = Annotated[
    str,
    typer.Option(
        "--auth-password",
        metavar="'${NAME}'",
        help="The password, by reference: the environment variable, or the file that NAME_FILE names.",
        rich_help_panel=_PANEL,
    ),
]
TokenOption = Annotated[
    str,
    typer.Option(
        "--auth-token",
        metavar="'${NAME}'",
        help="A bearer token, by reference, instead of a user and a password.",
        rich_help_panel=_PANEL,
    ),
]
HeaderOption = Annotated[
    list[str] | None,
    typer.Option(
        "--header",
        metavar="'Name: value'",
        help="A further request header; its value may be a reference. May be repeated.",
        rich_help_panel=_PANEL,
    ),
]
ProxyOption = Annotated[
    str, typer.Option("--proxy", metavar="URL", help="A proxy for this feed.", rich_help_panel=_PANEL)
]


@dataclass(frozen=True, slots=True)
class Opening:
    """What a feed is opened with: as it is written in watchline.yaml, and as it is used."""

    written: dict[str, Any]
    access: Access


def opening(
    user: str = "", password: str = "", token: str = "", headers: list[str] | None = None, proxy: str = ""
) -> Opening:
    """The options checked and resolved. Raises typer's usage error with the remedy."""
    _require_reference("--auth-password", password)
    _require_reference("--auth-token", token)
    auth = {name: value for name, value in _auth(user, password, token) if value}
    parts = {"auth": auth, "headers": dict(map(_header, headers or ())), "proxy": proxy}
    written = {name: value for name, value in parts.items() if value}
    return Opening(written, _access(written))


def _auth(user: str, password: str, token: str) -> tuple[tuple[str, str], ...]:
    return ("user", user), ("password", password), ("token", token)


def _require_reference(option: str, value: str) -> None:
    from settings import is_reference

    if value and not is_reference(value):
        raise typer.BadParameter(
            f"other people of this machine can read a command line; write {option} '${{NAME}}' and put the "
            "secret into the environment variable NAME, or into a file that NAME_FILE names",
            param_hint=option,
        )


def _header(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not colon or not name.strip() or not value.strip():
        raise typer.BadParameter(
            f"{text.partition('=')[0]!r} is not a header; write for example 'X-Api-Key: ${{WIRE_KEY}}'",
            param_hint="--header",
        )
    return name.strip(), value.strip()


def _access(written: dict[str, Any]) -> Access:
    from pydantic import ValidationError

    from flows.steps.poll import access_of
    from settings import SourceSettings

    try:
        source = SourceSettings(name="x", url="https://x.example/", **_resolved(written))
        return access_of(source)
    except LookupError as error:
        raise typer.BadParameter(str(error.args[0])) from error
    except ValidationError as error:
        raise typer.BadParameter(error.errors()[0]["msg"].removeprefix("Value error, ")) from error
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def _resolved(value: Any) -> Any:
    from settings import resolve

    if isinstance(value, dict):
        return {name: _resolved(item) for name, item in value.items()}
    return resolve(value)
