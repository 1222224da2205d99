"""Rehearses a team's set-up on this machine: `make rehearse`.

Every service of docker-compose.yml runs by its very command, with the names of hosts, ports and folders
replaced by those of this machine. Cycles run on loopback feeds; one worker is killed in the middle of one.
Then it is counted what was lost and what was told twice. Needs PostgreSQL and redis-server; takes minutes.
"""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import yaml
from rich.console import Console
from rich.table import Table

from demo.inbox import Inbox
from rehearsal import compose
from rehearsal.compose import CHECKOUT, Here, Service
from rehearsal.processes import FailedError, Processes, below, wait_for
from rehearsal.wires import Wires, told_events
from tests.flows.prefect_api import Api
from tests.flows.processes import free_port
from tests.postgres import find_binaries, running_cluster
from tests.web_server import running_web_server
from tests.world import RULE

WATCH = "watch/every-minute"
FEEDS = 30
PAUSE_S = 0.4
UNSENT = "SELECT count(*) FROM delivery WHERE state <> 'sent'"
START_S = 240.0
CYCLE_S = 240.0


@dataclass
class Rehearsal:
    """What runs, where, and what was found."""

    folder: Path
    services: dict[str, Service]
    here: Here
    processes: Processes
    wires: Wires
    inbox: Inbox
    say: Callable[[str], None]
    rows: list[tuple[str, str, str]] = field(default_factory=list)
    good: bool = True

    @property
    def api(self) -> Api:
        auth = (self.folder / "secrets" / "prefect_auth").read_text()
        return Api(f"http://127.0.0.1:{self.here.ports['4200']}/api", auth=auth)

    def found(self, what: str, measured: str, wanted: str = "", *, good: bool = True) -> None:
        self.rows.append((what, measured, wanted if good else f"{wanted} WRONG"))
        self.good = self.good and good
        self.say(f"{what}: {measured}")

    def start(self, name: str, number: int = 1) -> None:
        """Start a service and wait for its health check; a second one of it gets ports of its own."""
        service, place = self.services[name], self._place(number)
        called = name if number == 1 else f"{name}-{number}"
        begun = time.monotonic()
        environment = place.environment(service) | {"PREFECT_WORKER_WEBSERVER_PORT": str(place.ports["8080"])}
        self.processes.start(
            called, place.command(service), environment, CHECKOUT if service.is_ours else self.folder
        )
        check = place.check(service)
        if check:
            self._wait(called, lambda: _passes(check, environment))
        outcome = "healthy" if check else "started"
        self.found(called, f"{outcome} after {time.monotonic() - begun:.0f} s", _written(service))

    def run_once(self, name: str) -> None:
        """Start a service that ends by itself, and wait for its end."""
        service = self.services[name]
        begun = time.monotonic()
        self.processes.start(name, self.here.command(service), self.here.environment(service), CHECKOUT)
        code = self.processes.running.pop(name).wait(START_S)
        self.found(
            name, f"code {code} after {time.monotonic() - begun:.0f} s", _written(service), good=not code
        )
        if code:
            raise FailedError(f"{name} failed:\n{self.processes.last_words(name)}")

    def check(self, name: str, within_s: float) -> None:
        """Wait until the health check of a running service passes."""
        service = self.services[name]
        environment = self.here.environment(service)
        self._wait(name, lambda: _passes(self.here.check(service), environment), within_s)

    def _wait(self, called: str, look: Callable[[], bool], within_s: float = START_S) -> None:
        def there() -> bool:
            if self.processes.running[called].poll() is not None:
                raise FailedError(f"{called} ended:\n{self.processes.last_words(called)}")
            return look()

        try:
            wait_for(there, within_s, f"health of {called}")
        except FailedError as error:
            raise FailedError(f"{error}\n{self.processes.last_words(called)}") from None

    def _place(self, number: int) -> Here:
        if number == 1:
            return self.here
        return Here(
            {**self.here.ports, "8080": free_port()}, {**self.here.folders, "/data": self._data(number)}
        )

    def _data(self, number: int) -> Path:
        folder = self.folder / f"data-{number}"
        folder.mkdir(exist_ok=True)
        return folder

    def cycle(self) -> None:
        """Ask for a cycle now; those of the schedule come besides."""
        deployments = self.api.post(
            "/deployments/filter", {"deployments": {"name": {"any_": ["every-minute"]}}}
        )
        self.api.post(
            f"/deployments/{deployments[0]['id']}/create_flow_run", {"state": {"type": "SCHEDULED"}}
        )

    def ask(self, statement: str, database: str = "timeline") -> Any:
        """The one value a query of a database gives."""
        url = f"postgresql://watchline@127.0.0.1:{self.here.ports['5432']}/{database}"
        password = (self.folder / "secrets" / "postgres_password").read_text()
        with psycopg.connect(url, password=password) as connection:
            row = connection.execute(statement.encode()).fetchone()
            assert row
            return row[0]


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m rehearsal", description=__doc__)
    options.add_argument("--keep", action="store_true", help="keep the folder with the logs")
    keep = options.parse_args().keep
    console = Console(width=130, highlight=False)
    binaries = find_binaries()
    if binaries is None or not shutil.which("redis-server"):
        console.print("needs PostgreSQL and Redis (Debian: apt-get install postgresql redis-server)")
        return 2
    os.environ["PATH"] = f"{binaries}:{os.environ['PATH']}"
    begun = time.monotonic()
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="watchline-rehearsal-"))
        if not keep:
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
        rehearsal = _set_up(stack, folder, binaries, console)
        try:
            _rehearse(rehearsal)
        except FailedError as error:
            rehearsal.found("rehearsal", str(error), good=False)
        finally:
            _end(rehearsal)
    rehearsal.found("all in all", f"{time.monotonic() - begun:.0f} s", good=rehearsal.good)
    _print(rehearsal, console)
    return 0 if rehearsal.good else 1


def _rehearse(rehearsal: Rehearsal) -> None:
    for name in ("redis", "prefect", "services"):
        rehearsal.start(name)
    rehearsal.run_once("deploy")
    told = rehearsal.wires.tell()
    rehearsal.start("worker")
    rehearsal.start("worker", 2)
    rehearsal.processes.start(
        "page",
        rehearsal.here.command(rehearsal.services["page"]),
        rehearsal.here.environment(rehearsal.services["page"]),
        CHECKOUT,
    )
    _wait_until_told(rehearsal, told)
    rehearsal.check("page", CYCLE_S)
    rehearsal.found("page", "healthy once a cycle finished", _written(rehearsal.services["page"]))
    runs = wait_for(lambda: len(rehearsal.api.runs(WATCH, "Completed")), CYCLE_S, "completed run")
    rehearsal.found("cycles", f"{told} happenings told; {runs} runs completed", f"{FEEDS} feeds")
    _kill_in_the_middle(rehearsal)
    _count_prefect(rehearsal)


def _kill_in_the_middle(rehearsal: Rehearsal) -> None:
    """One more happening a feed; the worker whose run has read a third of the feeds is killed."""
    wires = rehearsal.wires
    told = wires.tell()
    _make_due(rehearsal)
    rehearsal.cycle()
    victim = wait_for(
        lambda: wires.answered > FEEDS // 3 and _running_a_cycle(rehearsal), CYCLE_S, "second cycle"
    )
    leased = rehearsal.ask("SELECT count(*) FROM source WHERE lease IS NOT NULL")
    killed = rehearsal.processes.kill_tree(victim)
    died = time.monotonic()
    rehearsal.found(
        "kill -9",
        f"{victim}, {killed} processes, {leased} sources in its hands",
        "in the middle",
        good=leased > 0,
    )
    rehearsal.cycle()
    _wait_until_told(rehearsal, told)
    rehearsal.found(
        "all told", f"{time.monotonic() - died:.0f} s after the kill, by the other worker", "within 2 cycles"
    )


def _count_prefect(rehearsal: Rehearsal) -> None:
    """What the first completed run left in Prefect's database."""
    run = rehearsal.api.runs(WATCH, "Completed")[0]["id"]
    of_run = f"WHERE flow_run_id = '{run}'"
    told = f"SELECT event_id FROM event_resources WHERE resource_id = 'prefect.flow-run.{run}'"
    tables = {
        "flow_run_state": of_run,
        "task_run": of_run,
        "task_run_state": f"WHERE task_run_id IN (SELECT id FROM task_run {of_run})",
        "log": of_run,
        "events": f"WHERE id IN ({told})",
        "event_resources": f"WHERE event_id IN ({told})",
    }
    counted = {
        table: rehearsal.ask(f"SELECT count(*) FROM {table} {where}", "prefect")
        for table, where in tables.items()
    }
    each = ", ".join(f"{table} {rows}" for table, rows in counted.items())
    rehearsal.found("Prefect's rows for one cycle", each, "days kept: 14")


def _wait_until_told(rehearsal: Rehearsal, told: int) -> None:
    def all_told() -> bool:
        return len({*told_events(rehearsal.inbox)}) >= told

    wait_for(all_told, CYCLE_S, f"alert on each of {told} happenings")
    wait_for(lambda: rehearsal.ask(UNSENT) == 0, CYCLE_S, "end of the messages")


def _make_due(rehearsal: Rehearsal) -> None:
    """Sources that wait for their next minute do so now."""
    rehearsal.ask("WITH now AS (UPDATE source SET next_poll_at = now() RETURNING 1) SELECT count(*) FROM now")


def _running_a_cycle(rehearsal: Rehearsal) -> str | None:
    for name, process in rehearsal.processes.running.items():
        if name.startswith("worker") and below(process.pid):
            return name
    return None


def _end(rehearsal: Rehearsal) -> None:
    _count(rehearsal)
    for name, how in rehearsal.processes.stop_all().items():
        rehearsal.found(f"end of {name}", how, "by its number", good="killed" not in how)


def _count(rehearsal: Rehearsal) -> None:
    arrived = Counter(told_events(rehearsal.inbox))
    mails = len(rehearsal.inbox.mails)
    wanted = rehearsal.wires.told
    try:
        events = rehearsal.ask("SELECT count(*) FROM event")
        waiting = rehearsal.ask("SELECT count(*) FROM article WHERE state = 'pending'")
        unsent = rehearsal.ask(UNSENT)
        sent = rehearsal.ask("SELECT count(*) FROM delivery WHERE channel = 'mail' AND state = 'sent'")
    except psycopg.Error as error:
        rehearsal.found("counts", str(error), good=False)
        return
    twice = sum(count - 1 for count in arrived.values())
    rehearsal.found("events", f"{events}", f"{wanted}", good=events == wanted)
    rehearsal.found("articles left unread", f"{waiting}", "0", good=waiting == 0)
    rehearsal.found("messages not sent", f"{unsent}", "0", good=unsent == 0)
    rehearsal.found("alerts lost", f"{wanted - len(arrived)}", "0", good=len(arrived) == wanted)
    rehearsal.found("alerts told twice by webhook", f"{twice}", "0", good=twice == 0)
    rehearsal.found("mails", f"{mails}", f"{sent}, one a message", good=mails == sent)
    at_once = rehearsal.wires.at_once
    rehearsal.found(
        "requests at once to the feeds' host", f"{at_once}", "<= 2, by all workers", good=at_once <= 2
    )


def _set_up(stack: ExitStack, folder: Path, binaries: Path, console: Console) -> Rehearsal:
    content = compose.read()
    (folder / "secrets").mkdir()
    values = {"prefect_auth": f"team:{secrets.token_hex(8)}"}
    for name in content["secrets"]:
        (folder / "secrets" / name).write_text(values.get(name) or secrets.token_hex(16))
    for name in ("data", "backups", "config", "logs", "channels"):
        (folder / name).mkdir()
    password = (folder / "secrets" / "postgres_password").read_text()
    begun = time.monotonic()
    server = stack.enter_context(running_cluster(binaries, password))
    for statement in content["configs"]["databases"]["content"].split(";"):
        if statement.strip():
            with psycopg.connect(f"{server}/postgres", password=password, autocommit=True) as connection:
                connection.execute(statement.encode())
    postgres = int(server.rpartition(":")[2])
    web = stack.enter_context(running_web_server())
    inbox = stack.enter_context(Inbox())
    wires = Wires(web, FEEDS, PAUSE_S)
    _configure(folder, wires, inbox)
    ports = {"5432": postgres, **{port: free_port() for port in ("6379", "4200", "8321", "8080")}}
    folders = {
        **{f"/{name}": folder / name for name in ("data", "backups", "config")},
        "/run/secrets": folder / "secrets",
        "/run/channels": folder / "channels",
        "/app": CHECKOUT,
    }
    rehearsal = Rehearsal(
        folder,
        compose.services(content),
        Here(ports, folders),
        Processes(folder / "logs"),
        wires,
        inbox,
        console.print,
    )
    check = rehearsal.here.check(rehearsal.services["postgres"])
    wait_for(lambda: _passes(check, {**os.environ, "PGPORT": str(postgres)}), START_S, "health of postgres")
    rehearsal.found(
        "postgres", f"healthy after {time.monotonic() - begun:.0f} s", "initdb, postgres; two databases"
    )
    return rehearsal


def _configure(folder: Path, wires: Wires, inbox: Inbox) -> None:
    (folder / "config" / "rules").mkdir()
    (folder / "config" / "rules" / "rule.yaml").write_text(RULE, encoding="utf-8")
    (folder / "channels" / "hook").write_text(inbox.hook_url)
    content = {
        "sources": [
            {"name": f"wire {number}", "url": address, "every": "1m"}
            for number, address in enumerate(wires.addresses())
        ],
        "channels": {"hook": {"url": f"${{file:{folder}/channels/hook}}"}, "mail": {"url": inbox.mail_url}},
        "network": {"allow_private": ["127.0.0.1/32"], "requests_per_second": 1000},
    }
    (folder / "config" / "watchline.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")


def _passes(check: list[str], environment: dict[str, str]) -> bool:
    done = subprocess.run(check, env=environment, cwd=CHECKOUT, capture_output=True, timeout=60, check=False)
    return done.returncode == 0


def _written(service: Service) -> str:
    return " ".join(service.command)


def _print(rehearsal: Rehearsal, console: Console) -> None:
    table = Table(title="rehearsal of docker-compose.yml, without containers", width=130)
    for column in ("what", "measured", "wanted, or the command as written"):
        table.add_column(column, overflow="fold")
    for row in rehearsal.rows:
        table.add_row(*row)
    console.print(table)


if __name__ == "__main__":
    sys.exit(main())
