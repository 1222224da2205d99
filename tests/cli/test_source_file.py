"""watchline.yaml is edited as text: what a person wrote stays, and a file that works keeps working."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from cli._source_file import EditError, NewSource, append, append_to_file, own_file
from settings import STARTER, load_settings
from yamlfile import ConfigError

NEW = NewSource("Wire", "https://a.example/rss", "5m")
LINE = '- {name: Wire, url: "https://a.example/rss", every: 5m}'


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("WATCHLINE_CONFIG", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", f"sources:\n  {LINE}\n"),
        ("# mine\n", f"# mine\nsources:\n  {LINE}\n"),
        ("rules: r/", f"rules: r/\n\nsources:\n  {LINE}\n"),
        ("sources:\nrules: r/\n", f"sources:\n  {LINE}\nrules: r/\n"),
        ("sources:", f"sources:\n  {LINE}\n"),
        ("sources: []  # none\nrules: r/\n", f"sources:  # none\n  {LINE}\nrules: r/\n"),
        ("sources: [\n]\nrules: r/\n", f"sources:\n  {LINE}\nrules: r/\n"),
        ("sources:\n- {name: a}\n", f"sources:\n- {{name: a}}\n{LINE}\n"),
        ("sources:\n    - {name: a}", f"sources:\n    - {{name: a}}\n    {LINE}\n"),
        (
            "sources:\n  - {name: a}  # first\n\n# channels\nchannels: {}\n",
            f"sources:\n  - {{name: a}}  # first\n  {LINE}\n\n# channels\nchannels: {{}}\n",
        ),
        (
            "sources:\n  - name: a\n    url: b  # so\n    # and so\n\nrules: r/\n",
            f"sources:\n  - name: a\n    url: b  # so\n  {LINE}\n    # and so\n\nrules: r/\n",
        ),
        (
            "sources: [{name: a}, {name: b},]\n",
            f"sources: [{{name: a}}, {{name: b}}, {LINE[2:]},]\n",
        ),
        (
            "sources:\n  - name: |\n      a\n      # b\nrules: r/\n",
            f"sources:\n  - name: |\n      a\n      # b\n  {LINE}\nrules: r/\n",
        ),
    ],
)
def test_a_source_is_appended_and_nothing_else_changes(before: str, after: str) -> None:
    assert append(before, [NEW]) == after


def test_line_endings_stay_as_they_are() -> None:
    assert append("sources:\r\n- {name: a}\r\n", [NEW]) == f"sources:\r\n- {{name: a}}\r\n{LINE}\r\n"


def test_sources_of_a_category_stand_under_a_comment() -> None:
    sources = [
        NewSource("A", "https://a.example/", note="World/\nAsia"),
        NewSource("B", "https://b.example/", note="World/\nAsia"),
    ]

    assert append("", sources) == (
        "sources:\n  # World/ Asia\n"
        '  - {name: A, url: "https://a.example/"}\n  - {name: B, url: "https://b.example/"}\n'
    )


@pytest.mark.parametrize(
    "before", ["{sources: []}", "- a\n", "sources: {a: b}\n", "a: &x [1]\nsources: *x\n"]
)
def test_a_layout_that_cannot_be_edited_is_left_alone(before: str) -> None:
    with pytest.raises(EditError, match="by hand"):
        append(before, [NEW])


@pytest.mark.parametrize("field", ["name", "url"])
def test_a_reference_is_never_written(field: str) -> None:
    hostile = NewSource(
        **{"name": "a", "url": "https://a.example/", field: "https://a.example/${AWS_SECRET}"}
    )

    with pytest.raises(EditError, match="reference"):
        append("", [hostile])


names = st.text(min_size=1, max_size=40).filter(lambda name: name.isprintable() and "${" not in name)


@settings(max_examples=150, deadline=None)
@given(names)
def test_any_printable_name_is_read_back_as_it_is(name: str) -> None:
    written = append("sources:\n  - {name: a}\n", [NewSource(name, "https://a.example/")])

    assert yaml.safe_load(written)["sources"][1] == {"name": name, "url": "https://a.example/"}


def write(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "mine.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_file_is_replaced_with_its_permissions(tmp_path: Path) -> None:
    file = write(tmp_path, "sources: []\n")
    file.chmod(0o640)

    append_to_file(file, [NEW])

    assert load_settings(file).sources[0].every == 300
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert [path.name for path in tmp_path.iterdir()] == ["mine.yaml"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    file = write(tmp_path, "")
    link = tmp_path / "link.yaml"
    link.symlink_to(file)

    append_to_file(link, [NEW])

    assert link.is_symlink()
    assert load_settings(file).sources[0].name == "Wire"


def test_a_result_that_does_not_load_changes_nothing(tmp_path: Path) -> None:
    file = write(tmp_path, 'sources:\n  - {name: Wire, url: "https://b.example/"}\n')

    with pytest.raises(ConfigError, match=r"mine\.yaml:3: source 'Wire' is given twice"):
        append_to_file(file, [NEW])

    assert len(load_settings(file).sources) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["mine.yaml"]


def test_the_starter_file_becomes_ones_own_with_its_rules(tmp_path: Path) -> None:
    file, copied = own_file(STARTER)
    append_to_file(file, [NEW])

    assert [str(path) for path in copied] == ["watchline.yaml", "rules"]
    assert list((tmp_path / "rules").glob("*.yaml"))
    assert load_settings().sources[-1].name == "Wire"
    assert len(load_settings().sources) == len(load_settings(STARTER).sources) + 1
    assert own_file(file) == (file, [])
