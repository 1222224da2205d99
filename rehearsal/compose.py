"""What docker-compose.yml says, and how it is said on one machine without containers."""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

CHECKOUT = Path(__file__).parents[1]
_VARIABLE = re.compile(r"\$\{(\w+)(?::-([^}]*))?\}")


@dataclass(frozen=True, slots=True)
class Service:
    """A service as written: `command` is empty where the image has its own."""

    name: str
    image: str
    is_ours: bool
    command: tuple[str, ...]
    environment: Mapping[str, str]
    check: tuple[str, ...]
    raw: Mapping[str, Any]


def read(file: Path = CHECKOUT / "docker-compose.yml") -> dict[str, Any]:
    """The file with its variables at their defaults."""
    text = _VARIABLE.sub(lambda found: found[2] or "", file.read_text(encoding="utf-8"))
    return dict(yaml.safe_load(text))


def services(content: Mapping[str, Any]) -> dict[str, Service]:
    """The services by name, in the order of the file."""
    return {name: _service(name, raw) for name, raw in content["services"].items()}


def _service(name: str, raw: Mapping[str, Any]) -> Service:
    return Service(
        name=name,
        image=raw["image"],
        is_ours=raw["image"].startswith("watchline:"),
        command=tuple(raw.get("command", ())),
        environment=raw.get("environment", {}),
        check=tuple(raw.get("healthcheck", {}).get("test", ())),
        raw=raw,
    )


def entrypoint(dockerfile: Path = CHECKOUT / "Dockerfile") -> tuple[str, ...]:
    """What our image starts every command with."""
    found = re.search(r"^ENTRYPOINT \[(.*)\]$", dockerfile.read_text(encoding="utf-8"), re.MULTILINE)
    assert found, "the Dockerfile has an ENTRYPOINT"
    return tuple(shlex.split(found[1].replace(",", " ")))


def image_environment(dockerfile: Path = CHECKOUT / "Dockerfile") -> dict[str, str]:
    """What our image sets for every command, but for its own search path."""
    text = dockerfile.read_text(encoding="utf-8").replace("\\\n", " ")
    last = re.findall(r"^ENV (.*)$", text, re.MULTILINE)[-1]
    values = dict(item.split("=", 1) for item in shlex.split(last))
    return {name: value for name, value in values.items() if name != "PATH"}


@dataclass(frozen=True, slots=True)
class Here:
    """This machine in the place of the containers: what stands for each host and port, file and folder.

    `ports` are those of this machine by those of the containers, `folders` likewise.
    """

    ports: Mapping[str, int]
    folders: Mapping[str, Path]
    hosts: Sequence[str] = ("postgres", "redis", "prefect")

    def command(self, service: Service) -> list[str]:
        """The very command, with the programs of this environment."""
        whole = (*entrypoint(), *service.command) if service.is_ours else service.command
        return [word for part in whole for word in self._word(part)]

    def check(self, service: Service) -> list[str]:
        """The health check; it runs inside of the container, so past the entry point."""
        return [word for part in service.check[1:] for word in self._word(part)]

    def environment(self, service: Service) -> dict[str, str]:
        """What the container would see, and of this machine what a process needs at all."""
        image = image_environment() if service.is_ours else {}
        given = {**image, **service.environment}
        own = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        return {
            **own,
            "PYTHONPATH": str(CHECKOUT),
            **{name: self._value(text) for name, text in given.items()},
        }

    def _word(self, part: str) -> list[str]:
        programs = {
            "python": [sys.executable],
            "watchline": [sys.executable, "-c", "from cli.app import main; main()"],
        }
        return programs.get(part) or [self._value(part)]

    def _value(self, text: str) -> str:
        if text in self.ports:
            return str(self.ports[text])
        text = "127.0.0.1" if text in (*self.hosts, "0.0.0.0") else text
        for port, here in self.ports.items():
            for host in self.hosts:
                text = text.replace(f"{host}:{port}", f"127.0.0.1:{here}")
            text = text.replace(f"({port})", f"({here})")
        for folder, place in self.folders.items():
            text = re.sub(rf"(?<![\w/]){re.escape(folder)}(?=/|$)", str(place), text)
        return text
