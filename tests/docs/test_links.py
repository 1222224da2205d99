"""Every link of the docs leads somewhere, and every file and target that they name is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.pages import PAGES, ROOT, blocks, named, prose, read, spans

LINK = re.compile(r"(?<!\\)\[[^\]\n]*\]\(([^)\s]+)\)|\]\(([^)\s]+)\)")
PATH = re.compile(r"(?:\.ci|[a-z_]+)/[\w./-]*\w(?:\.\w+)?|[\w-]+\.(?:py|toml|lock|cfg)")
TREES = [path.name for path in ROOT.iterdir() if path.is_dir() and path.name not in ("var", "dist", "rules")]


def anchors(path: Path) -> set[str]:
    """The anchors that GitHub gives a page's headings."""
    heads = re.findall(r"^#+ (.+)$", prose(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_relative_link_resolves(page: Path) -> None:
    for target in (a or b for a, b in LINK.findall(prose(page))):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), target
        assert not anchor or anchor in anchors(file), target


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_file_that_is_named_exists(page: Path) -> None:
    told = [word for span in spans(page) for word in span.split()]
    told += [word for block in blocks(page, "sh") for word in block.text.split()]
    files = [word for word in told if PATH.fullmatch(word) and word.split("/")[0] in TREES]

    assert [name for name in files if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_target_of_make_exists(page: Path) -> None:
    targets = set(re.findall(r"^([\w-]+):", read(ROOT / "Makefile"), re.MULTILINE))
    lines = [*spans(page), *(line for block in blocks(page, "sh") for line in block.text.splitlines())]
    called = {match[1] for line in lines if (match := re.match(r"make ([a-z]+)", line))}

    assert called <= targets
