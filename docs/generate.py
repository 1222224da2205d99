"""What of docs/ is made from the code, so that it cannot lag behind: `python -m docs.generate`."""

from __future__ import annotations

import json
from pathlib import Path

from alerts._jsonschema import schema_text as rule_schema
from alerts.payload import schema as webhook_schema
from docs import _commands, _settings, _tables
from events._jsonschema import schema_text as event_schema
from web.exports._jsonschema import schema_text as timeline_schema

HERE = Path(__file__).parent
WITH_TABLES = ("timeline.md",)


def made() -> dict[Path, str]:
    """The content of every file that is made, or holds tables that are."""
    files = {
        "commands.md": _commands.page(),
        "settings.md": _settings.page(),
        "rule.schema.json": rule_schema(),
        "event.schema.json": event_schema(),
        "timeline.schema.json": timeline_schema(),
        "webhook.schema.json": json.dumps(webhook_schema(), indent=2, ensure_ascii=False) + "\n",
    }
    pages = {name: _tables.filled((HERE / name).read_text(encoding="utf-8")) for name in WITH_TABLES}
    return {HERE / name: text for name, text in (files | pages).items()}


def main() -> None:
    """Write what changed, and say what that was."""
    for path, text in made().items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"docs/{path.name}")


if __name__ == "__main__":
    main()
