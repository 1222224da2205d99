"""watchline.yaml edited as text, so that comments and layout stay: sources appended, nothing else touched."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

import yamlfile
from errors import WatchlineError
from settings import STARTER, load_settings

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 ._-]*")
_BY_HAND = "add it to the file by hand"


class EditError(WatchlineError):
    """A file that cannot be edited safely; the message says what to do instead."""


@dataclass(frozen=True, slots=True)
class NewSource:
    """What is written for a source. `every` as the user wrote it ("5m"); `note` becomes a comment line.

    `opened_with` holds the options auth, headers and proxy as they are written, secrets as references.
    """

    name: str
    url: str
    every: str = ""
    note: str = ""
    opened_with: Mapping[str, Any] = field(default_factory=dict)

    def line(self) -> str:
        """The source as an item of `sources:`, for example `- {name: Wire, url: "https://..."}`."""
        values = [f"name: {_scalar(self.name)}", f"url: {json.dumps(self.url, ensure_ascii=False)}"]
        if self.every:
            values.append(f"every: {self.every}")
        values += [f"{name}: {_flow(value)}" for name, value in self.opened_with.items()]
        return f"{{{', '.join(values)}}}"


def own_file(file: Path) -> tuple[Path, list[Path]]:
    """The file to edit, and what was copied to have one.

    The starter configuration is never edited: it becomes ./watchline.yaml, with its rules in ./rules.
    """
    if file.resolve() != STARTER.resolve():
        return file, []
    own, rules = Path("watchline.yaml"), Path("rules")
    copied = [own]
    shutil.copyfile(STARTER, own)
    if not rules.exists():
        shutil.copytree(STARTER.parent / "rules", rules)
        copied.append(rules)
    return own, copied


def append_to_file(file: Path, sources: Sequence[NewSource]) -> None:
    """Append `sources` to a configuration file, all or nothing.

    The result is loaded before it replaces the file, so a file that works keeps working. Raises EditError
    and ConfigError; the file is then as it was.
    """
    file = file.resolve()
    with _locked(file.parent):
        before = _read(file)
        after = append(before, sources, file=str(file))
        _replace(file, after)


def append(text: str, sources: Sequence[NewSource], *, file: str = "watchline.yaml") -> str:
    """`text` with `sources` at the end of its `sources:` list.

    Raises EditError where that cannot be done without touching anything else, and for a `${` in a name or
    address: in configuration it would be replaced by an environment variable, and a feed must not read
    those.
    """
    for source in sources:
        if "${" in source.name + source.url:
            raise EditError(f"{source.url} holds a ${{...}} reference; {_BY_HAND}")
    if not sources:
        return text
    newline = "\r\n" if "\r\n" in text else "\n"
    after = _inserted(text, sources, file).replace("\r\n", "\n").replace("\n", newline)
    _require_same(text, after, sources, file)
    return after


def _inserted(text: str, sources: Sequence[NewSource], file: str) -> str:
    root = _compose(text, file)
    if root is None:
        return _on_new_line(text) + "sources:\n" + _items(sources, "  ")
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        raise EditError(f"{file} is not a list of `key: value` lines; {_BY_HAND}")
    found = next(((key, value) for key, value in root.value if key.value == "sources"), None)
    if found is None:
        return _on_new_line(text) + "\nsources:\n" + _items(sources, "  ")
    key, value = found
    if isinstance(value, yaml.ScalarNode):
        return _after_line(text, value.end_mark.index, _items(sources, "  "))
    if not isinstance(value, yaml.SequenceNode):
        raise EditError(f"`sources` in {file} is not a list; {_BY_HAND}")
    if value.flow_style:
        return _into_flow(text, key, value, sources)
    indent = " " * value.start_mark.column
    return _after_line(text, _last_leaf(value).end_mark.index, _items(sources, indent))


def _into_flow(text: str, key: yaml.Node, value: yaml.CollectionNode, sources: Sequence[NewSource]) -> str:
    """A list in brackets: an empty one is opened up, a filled one continues behind its last item."""
    if not value.value:
        opened = text[: key.end_mark.index] + ":" + text[value.end_mark.index :]
        return _after_line(opened, key.end_mark.index + 1, _items(sources, "  "))
    end = value.value[-1].end_mark.index
    return text[:end] + "".join(f", {source.line()}" for source in sources) + text[end:]


def _items(sources: Sequence[NewSource], indent: str) -> str:
    lines = []
    note = ""
    for source in sources:
        if source.note != note:
            note = source.note
            lines.append(f"{indent}# {' '.join(note.split())}\n" if note else "")
        lines.append(f"{indent}- {source.line()}\n")
    return "".join(lines)


def _last_leaf(node: yaml.Node) -> yaml.Node:
    """The last value written inside `node`; a block's own end mark lies behind the comments after it."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    return node


def _after_line(text: str, index: int, added: str) -> str:
    """`added` behind the line that `index` stands on, or before it where the line only begins there."""
    if index and text[index - 1] == "\n":
        return text[:index] + added + text[index:]
    end = text.find("\n", index)
    if end < 0:
        return f"{text}\n{added}"
    return text[: end + 1] + added + text[end + 1 :]


def _on_new_line(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"


def _scalar(text: str) -> str:
    """`text` as YAML: plain where nobody could take it for anything else, in double quotes otherwise."""
    plain = _PLAIN.fullmatch(text) and yaml.safe_load(f"[{text}]") == [text]
    return text if plain else json.dumps(text, ensure_ascii=False)


def _flow(value: Any) -> str:
    """A text, or a mapping of texts, on one line; a reference stays as it is inside its quotes."""
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{_scalar(name)}: {_flow(item)}' for name, item in value.items())}}}"
    return json.dumps(value, ensure_ascii=False)


def _compose(text: str, file: str) -> yaml.Node | None:
    yamlfile.parse(text, file=file)
    node: yaml.Node | None = yaml.compose(text, Loader=yaml.SafeLoader)
    return node


def _require_same(before: str, after: str, sources: Sequence[NewSource], file: str) -> None:
    """Raise EditError unless `after` says what `before` said, and the new sources, and nothing else."""
    expected = yamlfile.parse(before, file=file).data or {}
    added = [_data(source) for source in sources]
    expected["sources"] = [*(expected.get("sources") or []), *added]
    try:
        found = yamlfile.parse(after, file=file).data
    except yamlfile.ConfigError:
        found = None
    if found != expected:
        raise EditError(f"{file} is laid out in a way that cannot be edited safely; {_BY_HAND}")


def _data(source: NewSource) -> dict[str, Any]:
    values = {"name": source.name, "url": source.url, "every": source.every, **source.opened_with}
    return {key: value for key, value in values.items() if value}


def _read(file: Path) -> str:
    yamlfile.read(file)
    return file.read_bytes().decode("utf-8")


def _replace(file: Path, text: str) -> None:
    """Load the new text from beside the file, then move it into place in one step."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.", suffix=".new")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(text.encode("utf-8"))
            stream.flush()
            os.fsync(stream.fileno())
        shutil.copymode(file, temporary)
        _require_loadable(temporary, file)
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)


def _require_loadable(temporary: Path, file: Path) -> None:
    try:
        load_settings(temporary)
    except yamlfile.ConfigError as error:
        raise yamlfile.ConfigError(replace(p, file=str(file)) for p in error.problems) from error


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One editor at a time in a folder; the lock ends with the process, however it ends."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
