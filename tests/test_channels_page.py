"""The examples of docs/channels.md are configurations and rules that load, with usable addresses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from alerts.rules import load_rules
from alerts.senders.opening import problem
from flows.steps.channels import configured_channels, receptions
from settings import ChannelSettings, load_settings

PAGE = (Path(__file__).parents[1] / "docs" / "channels.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
RULES = [text for text in EXAMPLES if text.startswith("id:")]
CONFIGURATIONS = [text for text in EXAMPLES if not text.startswith("id:")]
ENVIRONMENT = {
    "SMTP_USER": "watch",
    "SMTP_PASSWORD": "secret",
    "SLACK_TOKENS": "T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ",
    "DISCORD_WEBHOOK": "4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js",
    "TELEGRAM_BOT": "123456789:abcdefg_hijklmnop",
    "TELEGRAM_CHAT": "12315544",
    "TEAMS_WORKFLOW": "host.example.org/workflow/signature",
    "HOOK_SECRET": "secret",
    "PING_TOKEN": "token",
}


@pytest.mark.parametrize("example", CONFIGURATIONS, ids=lambda text: text.splitlines()[1].strip())
def test_an_example_of_a_channel_loads_and_its_address_can_be_used(example: str, tmp_path: Path) -> None:
    file = tmp_path / "watchline.yaml"
    health = "channels: {desk: {url: 'json://desk.example'}}\n" if example.startswith("health") else ""
    file.write_text(example + health, encoding="utf-8")

    settings = load_settings(file, ENVIRONMENT)

    assert set(receptions(settings)) == set(settings.channels) != set()
    assert [problem(channel) for channel in configured_channels(settings).values() if problem(channel)] == []


@pytest.mark.parametrize("example", RULES, ids=lambda text: text.splitlines()[0])
def test_an_example_of_a_rule_loads(example: str, tmp_path: Path) -> None:
    file = tmp_path / "rule.yaml"
    file.write_text(example, encoding="utf-8")

    assert load_rules(file)[0].notify.escalate_to == ("desk",)


def test_the_page_shows_every_service_and_every_key_of_a_channel() -> None:
    for service in ("Mail", "Slack", "Discord", "Telegram", "Teams", "Webhook"):
        assert f"### {service}\n\n```yaml\n" in PAGE
    for key in ChannelSettings.model_fields:
        assert re.search(rf"\b{key}: ", PAGE), key
