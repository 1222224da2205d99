"""Runs are forked from a process that has the program loaded already."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.flows.processes import CHECKOUT

SCRIPT = """
import sys
from pathlib import Path
from flows import warm

warm.begin_runs_warm()
from prefect import flow_engine

def look():
    import os
    loaded = "flows.watch" in sys.modules and "flows.preloaded" in sys.modules
    print("warm" if loaded else "cold", os.getpid() != os.getppid(), flush=True)

if __name__ == "__main__":
    process = flow_engine.multiprocessing.get_context("spawn").Process(target=look)
    process.start()
    process.join()
    print(process.exitcode, flow_engine.multiprocessing.cpu_count() > 0)
"""


def test_the_process_of_a_run_has_the_flows_loaded_before_it_begins(tmp_path: Path) -> None:
    script = tmp_path / "runner.py"
    script.write_text(SCRIPT, encoding="utf-8")

    done = subprocess.run(
        [sys.executable, str(script)], cwd=CHECKOUT, capture_output=True, text=True, timeout=120, check=True
    )

    assert done.stdout.splitlines() == ["warm True", "0 True"]
