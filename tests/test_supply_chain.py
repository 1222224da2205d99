"""What is installed is pinned, listed with its licence, and what is waived has its reason."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from tools import licences
from tools.licences import Package

ROOT = Path(__file__).parents[1]
UV = shutil.which("uv", path=f"{Path(sys.executable).parent}:{Path('/usr/local/bin')}") or shutil.which("uv")
WAIVED = re.compile(r"# noqa: ?(?:[A-Z]+\d+, ?)*S\d+(?P<why>.*)$")


def export(*options: str) -> str:
    """What uv makes of the lock, without asking any index."""
    assert UV, "make install puts uv beside python"
    command = [UV, "export", "--quiet", "--frozen", "--offline", "--no-dev", "--no-emit-project", *options]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def test_the_pins_for_pip_are_those_of_the_lock() -> None:
    current = export("--no-hashes", "--no-annotate", "--no-header", "--format", "requirements.txt")

    assert (ROOT / "constraints.txt").read_text() == current, "run: make lock"


def test_every_locked_file_has_its_hash() -> None:
    locked = tomllib.loads((ROOT / "uv.lock").read_text())["package"]

    files = [file for one in locked for file in [*one.get("wheels", []), *filter(None, [one.get("sdist")])]]
    assert len(files) > 500
    assert all(file["hash"].startswith("sha256:") for file in files)


def test_the_bill_of_materials_names_every_pin() -> None:
    bom = json.loads(export("--format", "cyclonedx1.5", "--preview-features", "sbom-export"))

    assert bom["bomFormat"] == "CycloneDX"
    named = {(one["name"], one["version"]) for one in bom["components"]}
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    pins = (line.partition(" ;")[0].split("==") for line in lines)
    assert {tuple(pin) for pin in pins} <= named


def test_every_package_stands_in_the_list_of_licences() -> None:
    listed = licences.listed()

    for wanted in licences.wanted():
        assert wanted.name in listed, "run: make lock"
        assert listed[wanted.name].version in wanted.specifier, "run: make lock"


def test_nothing_that_ships_is_under_the_gpl_alone() -> None:
    listed = licences.listed()

    assert [one.name for one in listed.values() if not one.may_ship] == []
    assert listed["psycopg"].licence == "LGPL-3.0-only"
    assert listed["certifi"].licence.startswith("Mozilla")


@pytest.mark.parametrize(
    ("licence", "may"),
    [
        ("GPL-3.0-only", False),
        ("AGPL-3.0-or-later", False),
        ("GNU Affero General Public License v3", False),
        ("GNU General Public License v2 or later (GPLv2+)", False),
        ("MIT AND GPL-2.0-only", False),
        ("MPL-1.1 OR GPL-2.0-only", True),
        ("GNU Lesser General Public License v3 or later (LGPLv3+)", True),
        ("LGPL-3.0-only", True),
        ("Apache-2.0", True),
    ],
)
def test_a_licence_is_judged_by_its_best_choice(licence: str, may: bool) -> None:
    assert Package("x", "1", licence).may_ship is may


def test_every_waived_finding_of_security_has_its_reason() -> None:
    files = subprocess.run(
        ["git", "ls-files", "*.py"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split()
    waived = [
        (file, found["why"].strip(" -"))
        for file in files
        for line in (ROOT / file).read_text().splitlines()
        if (found := WAIVED.search(line))
    ]

    assert len(waived) > 5
    assert [file for file, why in waived if len(why) < 5] == []


def test_the_job_for_the_newest_versions_runs_the_script_that_sees_a_scheduled_run() -> None:
    job = yaml.safe_load((ROOT / ".ci" / "newest.yml").read_text())["jobs"]["newest"]
    script = (ROOT / ".ci" / "newest").read_text()

    assert job["steps"][-1] == {"run": ".ci/newest"}
    assert "uv lock --upgrade" in script
    tests = re.findall(r"tests/[\w/.]+", script)
    assert "tests/flows/test_scheduler.py" in tests
    assert all((ROOT / test).exists() for test in tests)
    assert subprocess.run(["bash", "-n", ROOT / ".ci" / "newest"], check=False).returncode == 0
