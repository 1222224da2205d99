"""Every YAML example of the docs does what it says: rules pass `rules check`, configurations load."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from cli.app import app
from events.lexicon.schema import KindsFile
from settings import FileSettings, load_settings
from tests.docs.pages import PAGES, blocks, named

CHANNELS = "".join(
    f'  {name}: {{url: "json://127.0.0.1:9/"}}\n' for name in ("desk", "duty-phone", "editor", "phone")
)
# Prometheus's own, and that of Docker Compose.
FOREIGN = ("scrape_configs", "alert", "services")
EXAMPLES = [(page, block.text) for page in PAGES for block in blocks(page, "yaml")]
BY_PAGE = {page: [text for at, text in EXAMPLES if at == page] for page, _ in EXAMPLES}


def keys(text: str) -> set[str]:
    """The keys of a document, or of the first item of its list."""
    data = yaml.safe_load(text)
    return set(data[0] if isinstance(data, list) else data)


def is_rule(text: str) -> bool:
    return {"id", "title"} <= keys(text)


@pytest.mark.parametrize("page", [page for page in BY_PAGE if any(map(is_rule, BY_PAGE[page]))], ids=named)
def test_the_rules_of_a_page_pass_their_check(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rules").mkdir()
    for number, text in enumerate(filter(is_rule, BY_PAGE[page])):
        (tmp_path / "rules" / f"{number}.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "watchline.yaml").write_text(f"channels:\n{CHANNELS}", encoding="utf-8")
    monkeypatch.setenv("WATCHLINE_CONFIG", str(tmp_path / "watchline.yaml"))

    result = CliRunner().invoke(app, ["rules", "check"])

    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(
    ("page", "text"),
    EXAMPLES,
    ids=lambda value: named(value) if isinstance(value, Path) else value.split("\n")[0][:40],
)
def test_every_example_is_of_a_kind_that_is_known_and_loads(page: Path, text: str, tmp_path: Path) -> None:
    if is_rule(text) or keys(text) & set(FOREIGN):
        return
    if "kinds" in keys(text):
        KindsFile.model_validate(yaml.safe_load(text))
        return
    assert keys(text) <= set(FileSettings.model_fields), page.name
    if "notify" in text and "channels:" not in text:
        text += f"channels:\n{CHANNELS}"
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    text = re.sub(r"\$\{file:[^}]+\}", f"${{file:{tmp_path / 'secret'}}}", text)
    file = tmp_path / "watchline.yaml"
    file.write_text(text, encoding="utf-8")
    load_settings(file, dict.fromkeys(re.findall(r"\$\{(\w+)\}", text), "secret"))
