"""The revisions of the schema this version of Watchline knows."""

from __future__ import annotations

from pathlib import Path

from alembic.script import ScriptDirectory

from storage.database import DatabaseError

SCRIPTS = Path(__file__).parent / "migrations"


def newest() -> str:
    """The revision this version needs."""
    return ScriptDirectory(str(SCRIPTS)).get_current_head() or ""


def refuse_newer(revision: str | None, name: str) -> None:
    """Raises DatabaseError where `name` is at a revision that this version does not know."""
    known = {script.revision for script in ScriptDirectory(str(SCRIPTS)).walk_revisions()}
    if revision is not None and revision not in known:
        raise DatabaseError(
            f"{name} was written by a newer Watchline (schema {revision}); update the program"
        )
