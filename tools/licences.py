"""The licences of everything that is installed with Watchline, as THIRD_PARTY.md: `python -m tools.licences`.

What is listed comes from constraints.txt, the licence from what each package says of itself.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
CONSTRAINTS = ROOT / "constraints.txt"
LIST = ROOT / "THIRD_PARTY.md"
# Packages that say nothing a program can read; from the licence file in their source.
_TOLD: dict[str, str] = {}
_LINE = re.compile(r"^\| (?P<name>\S+) \| (?P<version>\S+) \| (?P<licence>.+) \|$")
_COPYLEFT = re.compile(
    r"(?<![A-Z])A?GPL|(?<!Lesser )(?<!Library or Lesser )General Public License", re.IGNORECASE
)
_CLASSIFIER = "License :: OSI Approved :: "
_HEAD = """# Third-party packages

What `pip install watchline` brings along on Linux, and under which licence. Made by `make lock` from what
the packages say of themselves; a test keeps it current and refuses what is under the GPL or AGPL alone. The
attributions of the data that ships are in events/gazetteer/ATTRIBUTION.md and
events/stories/rarity/ATTRIBUTION.md.

| package | version | licence |
| --- | --- | --- |
"""


@dataclass(frozen=True, slots=True)
class Package:
    """An installed package; where its licence offers a choice, the choices are joined by OR."""

    name: str
    version: str
    licence: str

    @property
    def may_ship(self) -> bool:
        """Whether some choice of its licence is neither GPL nor AGPL."""
        return any(not _COPYLEFT.search(choice) for choice in re.split(r"\s+OR\s+", self.licence))


def wanted() -> Iterator[Requirement]:
    """The pinned packages that this platform needs."""
    for line in CONSTRAINTS.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate():
                yield requirement


def listed() -> dict[str, Package]:
    """What THIRD_PARTY.md says, by name."""
    found = filter(None, map(_LINE.match, LIST.read_text(encoding="utf-8").splitlines()))
    packages = [Package(**match.groupdict()) for match in found if match["name"] != "package"]
    return {one.name: one for one in packages if one.name != "---"}


def installed(requirement: Requirement) -> Package:
    """What is installed for a pin. Raises SystemExit where that is another version, or nothing."""
    try:
        told = metadata(requirement.name)
    except PackageNotFoundError:
        raise SystemExit(f"{requirement.name} is not installed; run: make install") from None
    if told["Version"] not in requirement.specifier:
        raise SystemExit(f"{requirement.name} {told['Version']} is installed, not {requirement.specifier}")
    name = canonicalize_name(requirement.name)
    licence = _TOLD.get(name) or licence_of(told)
    if not licence:
        raise SystemExit(f"{name} does not say its licence; look it up and add it to tools/licences.py")
    return Package(name, told["Version"], licence)


def licence_of(told: PackageMetadata) -> str:
    """The SPDX expression, else the classifiers (several are a choice), else the first short line."""
    expression = told.get("License-Expression")
    if expression:
        return str(expression)
    given = told.get_all("Classifier") or ()
    classifiers = [one.removeprefix(_CLASSIFIER) for one in given if one.startswith(_CLASSIFIER)]
    if classifiers:
        return " OR ".join(sorted(classifiers))
    first = str(told.get("License") or "").strip().partition("\n")[0]
    return first if len(first) <= 60 else ""


def main() -> None:
    """Write the list."""
    packages = sorted((installed(one) for one in wanted()), key=lambda one: one.name)
    refused = [one for one in packages if not one.may_ship]
    if refused:
        raise SystemExit("\n".join(f"{one.name} is under {one.licence}; it may not ship" for one in refused))
    rows = "".join(f"| {one.name} | {one.version} | {one.licence} |\n" for one in packages)
    LIST.write_text(_HEAD + rows, encoding="utf-8")
    sys.stdout.write(f"{len(packages)} packages\n")


if __name__ == "__main__":
    main()
