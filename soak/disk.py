"""The disk is full, on a small tmpfs: cycles are refused in words; once there is room all of it is there."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from clock import SimulatedClock
from soak import Row
from soak._newsroom import BEGAN, MOST_STORIES, Newsroom, running_newsroom
from soak.cycles import BETWEEN, finish
from storage.database import DatabaseError, open_database
from tests.world import run_once

MEGABYTES = 24
# What is left in turn, in KiB: from nothing to enough for a cycle.
ROOM = (0, 8, 40, 120, 400, 1_200)


def run(minutes: float) -> Iterator[Row]:
    """Fills the disk and makes room again for as long as there is time; needs root for the tmpfs."""
    if os.geteuid() != 0:
        yield Row("a full disk: SKIPPED, needs root to mount a tmpfs", "-", 0, 0, 0, 0, good=False)
        return
    with running_newsroom() as newsroom, small_disk(MEGABYTES) as disk:
        yield fill(newsroom, disk, minutes * 60)


def fill(newsroom: Newsroom, disk: Path, within_s: float) -> Row:
    """Two cycles on a disk with too little room, then two with enough; again while there is time."""
    began, clock, refused, cycles = time.monotonic(), SimulatedClock(BEGAN), 0, 0
    url = f"sqlite:///{disk}/watchline.db"
    settings = newsroom.settings(url).model_copy(update={"home": disk})
    run_once(settings, clock)
    while not cycles or (time.monotonic() < began + within_s and len(newsroom.published) < MOST_STORIES - 4):
        ballast = disk / "ballast"
        _take_all_but(ballast, ROOM[cycles // 4 % len(ROOM)])
        for room in (False, False, True, True):
            if room:
                ballast.unlink(missing_ok=True)
            clock.advance(BETWEEN)
            newsroom.publish(1, clock.now())
            cycles += 1
            try:
                run_once(settings, clock)
            except DatabaseError as error:
                if room or "the disk is full" not in str(error):
                    raise
                refused += 1
    finish(newsroom, settings, clock.now())
    what, n = f"a full disk of {MEGABYTES} MB", f"{refused} of {cycles} cycles"
    row = newsroom.account(url, what, n, began, "refused")
    return replace(row, good=row.good and refused > 0 and is_sound(url))


def is_sound(url: str) -> bool:
    """Whether SQLite finds nothing wrong in a database."""
    database = open_database(url)
    with database.read() as session:
        found = session.connection().exec_driver_sql("PRAGMA integrity_check").scalars().all()
    database.close()
    return list(found) == ["ok"]


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """A file system in memory of that size, unmounted at the end."""
    with tempfile.TemporaryDirectory(prefix="watchline-disk-") as folder:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder], check=True)
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)


def _take_all_but(file: Path, kibibytes: int) -> None:
    """Fills the disk up to so much."""
    status = os.statvfs(file.parent)
    room = status.f_bavail * status.f_frsize - kibibytes * 1024
    if room > 0:
        file.write_bytes(bytes(room))
