"""The part of Prefect's REST API that tests look at, with the CSRF token that our server asks for."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx

Json = dict[str, Any]
_CLIENT = "watchline-tests"


@dataclass(frozen=True)
class Api:
    """The API at `url`, for example http://127.0.0.1:4200/api; `auth` is user:password."""

    url: str
    auth: str = ""

    def post(self, path: str, body: Any = None) -> Any:
        """The answer to a request; asked again while the server says that its database is busy."""
        user, _, password = self.auth.partition(":")
        with httpx.Client(auth=(user, password) if user else None, timeout=30) as http:
            token = http.get(f"{self.url}/csrf-token", params={"client": _CLIENT}).json()["token"]
            headers = {"Prefect-Csrf-Token": token, "Prefect-Csrf-Client": _CLIENT}
            for _ in range(5):
                answer = http.post(f"{self.url}{path}", json=body or {}, headers=headers)
                if answer.status_code != 503:
                    break
                time.sleep(1)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def create_deployment(self, full_name: str) -> str:
        """The id of a bare deployment `flow/name`, as an earlier runner would have left it."""
        flow, name = full_name.split("/")
        flow_id = self.post("/flows/", {"name": flow})["id"]
        return str(self.post("/deployments/", {"name": name, "flow_id": flow_id})["id"])

    def runs(self, full_name: str, *state_names: str) -> list[Json]:
        """The runs of a deployment, oldest first; with `state_names` only those in one of them."""
        flow, name = full_name.split("/")
        body: Json = {
            "flows": {"name": {"any_": [flow]}},
            "deployments": {"name": {"any_": [name]}},
            "sort": "EXPECTED_START_TIME_ASC",
        }
        if state_names:
            body["flow_runs"] = {"state": {"name": {"any_": list(state_names)}}}
        return list(self.post("/flow_runs/filter", body))

    def create_run(self, deployment_id: str, due: datetime) -> Json:
        """A run scheduled for `due`."""
        details = {"scheduled_time": due.isoformat()}
        state = {"type": "SCHEDULED", "state_details": details}
        return dict(self.post(f"/deployments/{deployment_id}/create_flow_run", {"state": state}))

    def set_running(self, run_id: str) -> None:
        """Make a run look as if it were executed somewhere."""
        self.post(f"/flow_runs/{run_id}/set_state", {"state": {"type": "RUNNING"}, "force": True})

    def logs(self, run_id: str) -> list[Json]:
        """The lines in the log of a run."""
        return list(self.post("/logs/filter", {"logs": {"flow_run_id": {"any_": [run_id]}}}))

    def artifacts(self) -> dict[str, Json]:
        """The newest artifact of every key."""
        return {one["key"]: one for one in self.post("/artifacts/latest/filter")}
