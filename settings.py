"""What the user configured: `watchline.yaml` and the environment, validated.

Environment: WATCHLINE_CONFIG names the file, WATCHLINE_HOME the data folder (default ./var),
WATCHLINE_DATABASE_URL the database. A value may hold `${NAME}` (an environment variable) or
`${file:PATH}`; with NAME_FILE set, `${NAME}` reads that file. Secrets live nowhere else.
"""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

import yamlfile
from timetable import check_hours, check_zone, digest
from yamlfile import ConfigError, Document, Location, Problem

STARTER = Path(__file__).parent / "config" / "watchline.yaml"
_REFERENCE = re.compile(r"\$\{(?P<file>file:)?(?P<name>[^}]+)\}")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


def parse_duration(value: Any) -> int:
    """Seconds of "90s", "5m", "6h" or "7d". Raises ValueError with an example."""
    match = re.fullmatch(r"\s*(\d+)\s*([smhd])\s*", str(value))
    if not match:
        raise ValueError(f"{value!r} is not a duration; write for example 90s, 5m, 6h or 7d")
    return int(match[1]) * _UNITS[match[2]]


def parse_rate(value: Any) -> tuple[int, float]:
    """How many in how many seconds: "30/m" is (30, 60.0). Raises ValueError with an example."""
    match = re.fullmatch(r"\s*([1-9]\d{0,5})\s*/\s*([1-9]\d{0,3})?\s*([smhd])\s*", str(value))
    if not match:
        raise ValueError(f"{value!r} is not a rate; write for example 1/s, 10/10s or 30/m")
    return int(match[1]), float(int(match[2] or 1) * _UNITS[match[3]])


def _one_or_more(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else [value]


def _hours(value: tuple[str, ...]) -> tuple[str, ...]:
    check_hours(value)
    return value


def _digest(value: str) -> str:
    return digest(value).text


Duration = Annotated[int, BeforeValidator(parse_duration)]
Rate = Annotated[tuple[int, float], BeforeValidator(parse_rate)]
Zone = Annotated[str, AfterValidator(check_zone)]
Severity = Literal["low", "normal", "high", "critical"]
FullTextMode = Literal["never", "on_match", "always"]
ExtractorName = Literal["rules", "llm"]


def _mode(value: Any) -> Any:
    """`full_text: true` and `false` are read as always and never."""
    if isinstance(value, bool):
        return "always" if value else "never"
    return value


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AuthSettings(_Strict):
    """What a source is opened with: a user name and password, or a bearer token."""

    user: str = ""
    """The user name, which goes with a password."""
    password: SecretStr | None = None
    """The password, as a reference."""
    token: SecretStr | None = None
    """The bearer token, as a reference; instead of the other two."""

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Self:
        if bool(self.token) == bool(self.user or self.password):
            raise ValueError("give either a user and a password, or a token")
        return self


class SourceSettings(_Strict):
    """A feed to poll."""

    name: str = Field(min_length=1, max_length=200)
    """What the source is called everywhere; no two are the same."""
    url: str
    """The feed's http or https address."""
    publisher: str = ""
    """Who publishes it; the name where left out."""
    country: str = Field(default="", pattern=r"^([A-Z]{2})?$")
    """Where the publisher sits, ISO 3166-1 alpha-2."""
    timezone: Zone = "UTC"
    """For dates in the feed that name no zone, and for "today" in its articles (IANA name)."""
    language: str = Field(default="en", pattern=r"^[a-z]{2,3}$")
    """ISO 639 code of its articles."""
    every: Duration | None = None
    """The interval asked for; the feed's own rhythm where left out."""
    full_text: Annotated[FullTextMode, BeforeValidator(_mode)] = "on_match"
    """Whose pages are read: of no article, of those that meet a rule, or of all."""
    auth: AuthSettings | None = None
    """What opens the feed; sent to the source's own site alone."""
    headers: dict[str, SecretStr] = Field(default_factory=dict)
    """Further request headers; sent to the source's own site alone."""
    proxy: SecretStr | None = None
    """A proxy for all that is fetched for this source."""

    @field_validator("url")
    @classmethod
    def _is_http(cls, value: str) -> str:
        if not re.match(r"https?://[^/\s]+", value):
            raise ValueError(f"{value!r} is not an http or https address")
        return value


class ChannelSettings(_Strict):
    """Where alerts go, and when."""

    url: SecretStr
    """Any Apprise URL. It usually holds a secret, so it is never shown."""
    secret: SecretStr | None = None
    """The key that signs the calls of a webhook."""
    rate: Rate | None = None
    """What the service takes; what comes faster is told in fewer messages."""
    severity: Severity = "low"
    """The least the channel hears of."""
    at_once: Severity = "critical"
    """Alerts from this severity on wait for no quiet hours, digest or throttle."""
    tz: Zone = "UTC"
    """The time zone its reader lives in."""
    quiet_hours: Annotated[tuple[str, ...], BeforeValidator(_one_or_more), AfterValidator(_hours)] = ()
    """When its reader is left alone, such as "22:00-07:00 mon-fri"; one or a list."""
    digest: Annotated[str, AfterValidator(_digest)] | None = None
    """Tell all of it at once: hourly, daily@08:00 or weekly@mon-08:00."""
    throttle: Rate | None = None
    """At most so many messages; the rest leaves together."""


class HealthSettings(_Strict):
    """Who hears when Watchline itself does not work."""

    notify: tuple[str, ...] = ()
    """The channels that are told, the preferred first; any that works where left out."""
    ping: SecretStr | None = None
    """Called after every cycle that went well, so that a monitor elsewhere sees when the calls stay away."""
    every: Duration | None = None
    """How often cycles are expected; three times as long without one is an alert."""

    @field_validator("ping")
    @classmethod
    def _is_web_address(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not re.match(r"https?://[^/\s]+", value.get_secret_value()):
            raise ValueError("ping is not an http or https address")
        return value


class NetworkSettings(_Strict):
    """How the network is used."""

    allow_private: tuple[str, ...] = ()
    """Private networks (CIDR) that may be reached all the same; none means public addresses only."""
    requests_per_second: float = Field(default=1.0, gt=0)
    """What one host is asked on average, after a burst of ten."""
    contact: str = ""
    """A page or mail address that a site's owner finds in our User-Agent."""
    proxy: SecretStr | None = None
    """For every source that names no other; the environment's proxies are never used."""

    @field_validator("allow_private")
    @classmethod
    def _are_networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for network in value:
            ipaddress.ip_network(network)
        return value


def _at_least(days: int) -> AfterValidator:
    def check(value: int) -> int:
        if value < days * _UNITS["d"]:
            raise ValueError(f"at least {days}d is kept")
        return value

    return AfterValidator(check)


Span = Annotated[int, BeforeValidator(parse_duration), _at_least(31)]


class RetentionSettings(_Strict):
    """How long what is no longer needed is kept; what is not named is kept for ever.

    Storylines and copies are recognised over 30 days, so most of it is kept for 31 days at least.
    """

    texts: Span | None = None
    """The texts of articles and of their versions."""
    revisions: Span | None = None
    """The versions of an article before its newest."""
    changes: Span | None = None
    """The corroborations in an event's history."""
    deliveries: Annotated[int, BeforeValidator(parse_duration), _at_least(7)] | None = None
    """Messages that were sent, with the ledger of their attempts; 7 days at least."""
    alerts: Span | None = None
    """Alerts of which nothing waits to be sent."""
    events: Span | None = None
    """Events that nothing was added to for so long, with their claims, history and alerts."""


class LlmSettings(_Strict):
    """A language model behind an OpenAI-compatible address."""

    url: str = Field(pattern=r"^https?://[^/\s@]+(/\S*)?$")
    """The base address, such as "http://127.0.0.1:11434/v1"."""
    model: str = Field(min_length=1, max_length=100, pattern=r"^\S+$")
    """What the server calls the model."""
    key: SecretStr | None = None
    """Sent as a bearer token, to that address alone."""
    timeout: Duration = 30
    """The longest one request may take."""
    characters: int = Field(default=12_000, ge=500, le=200_000)
    """How much of an article is sent."""


class FileSettings(_Strict):
    """The content of watchline.yaml."""

    sources: tuple[SourceSettings, ...] = ()
    """The feeds to poll."""
    channels: dict[str, ChannelSettings] = Field(default_factory=dict)
    """Where alerts go, by the name that rules use."""
    rules: str = "rules/"
    """The folder of watch rules, seen from this file."""
    network: NetworkSettings = NetworkSettings()
    """How the network is used."""
    health: HealthSettings = HealthSettings()
    """Who hears when Watchline itself does not work."""
    retention: RetentionSettings = RetentionSettings()
    """How long what is no longer needed is kept."""
    extractor: ExtractorName = "rules"
    """Who reads the articles."""
    llm: LlmSettings | None = None
    """The model, where `extractor` is llm."""
    public_url: str = Field(default="", pattern=r"^(https?://[^/\s]+\S*)?$")
    """Where readers of alerts reach the timeline page."""

    @model_validator(mode="after")
    def _has_its_model(self) -> Self:
        if self.extractor == "llm" and self.llm is None:
            raise ValueError("extractor: llm needs llm: {url: ..., model: ...}; see docs/extractors.md")
        return self


class Environment(BaseSettings):
    """What the environment says."""

    model_config = SettingsConfigDict(env_prefix="WATCHLINE_", extra="ignore")

    config: Path | None = None
    """The configuration file; ./watchline.yaml where left out, without that the starter file."""
    home: Path = Path("var")
    """The data folder."""
    database_url: str | None = None
    """The database; SQLite in the data folder where left out."""


class Settings(BaseModel):
    """Everything the program was told, with paths resolved."""

    model_config = ConfigDict(frozen=True)

    file: Path
    sources: tuple[SourceSettings, ...]
    channels: dict[str, ChannelSettings]
    rules: Path
    network: NetworkSettings
    home: Path
    database_url: str
    health: HealthSettings = HealthSettings()
    retention: RetentionSettings = RetentionSettings()
    extractor: ExtractorName = "rules"
    llm: LlmSettings | None = None
    public_url: str = ""

    def channel_url(self, name: str) -> str:
        """The secret address of channel `name`; KeyError if there is none."""
        return self.channels[name].url.get_secret_value()


def load_settings(path: Path | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings from `path`, else WATCHLINE_CONFIG, else ./watchline.yaml, else the starter file.

    Raises ConfigError with file and line for everything that is wrong.
    """
    environment = Environment()
    file = path or environment.config or _default_file()
    document = yamlfile.read(file)
    data = _resolve(document, environ)
    content = yamlfile.validate(document, FileSettings, data)
    _refuse_twins(document, content)
    _refuse_unknown_channels(document, content)
    home = environment.home.absolute()
    return Settings(
        file=file,
        sources=content.sources,
        channels=content.channels,
        rules=(file.parent / content.rules).resolve(),
        network=content.network,
        home=home,
        database_url=environment.database_url or f"sqlite:///{home / 'watchline.db'}",
        health=content.health,
        retention=content.retention,
        extractor=content.extractor,
        llm=content.llm,
        public_url=content.public_url,
    )


def resolve(value: str, environ: Mapping[str, str] = os.environ) -> str:
    """`value` with its references replaced. Raises LookupError, in words, for one that leads nowhere."""
    return _REFERENCE.sub(lambda match: _read_reference(match, environ), value)


def secret_files(file: Path, environ: Mapping[str, str] = os.environ) -> list[Path]:
    """The files that references in the configuration `file` are read from, each once, in their order."""
    named = _REFERENCE.finditer(file.read_text(encoding="utf-8"))
    paths = [match["name"] if match["file"] else environ.get(f"{match['name']}_FILE", "") for match in named]
    return [Path(path) for path in dict.fromkeys(paths) if path]


def is_reference(value: str) -> bool:
    """Whether `value` is one reference and nothing else, as a secret should be written."""
    return _REFERENCE.fullmatch(value) is not None


def _default_file() -> Path:
    own = Path("watchline.yaml")
    return own if own.exists() else STARTER


def _resolve(document: Document, environ: Mapping[str, str]) -> Any:
    """The document's data with references replaced; an empty document is an empty mapping."""
    if document.data is None:
        return {}
    problems: list[Problem] = []
    data = _replace(document.data, (), document, environ, problems)
    if problems:
        raise ConfigError(problems)
    return data


def _replace(
    value: Any, at: Location, document: Document, environ: Mapping[str, str], problems: list[Problem]
) -> Any:
    if isinstance(value, dict):
        return {k: _replace(v, (*at, k), document, environ, problems) for k, v in value.items()}
    if isinstance(value, list):
        return [_replace(v, (*at, n), document, environ, problems) for n, v in enumerate(value)]
    if not isinstance(value, str):
        return value

    def lookup(match: re.Match[str]) -> str:
        try:
            return _read_reference(match, environ)
        except LookupError as error:
            problems.append(document.problem(at, str(error.args[0])))
            return ""

    return _REFERENCE.sub(lookup, value)


def _read_reference(match: re.Match[str], environ: Mapping[str, str]) -> str:
    name = match["name"]
    if match["file"]:
        return _read_secret_file(name)
    if name in environ:
        return environ[name]
    if f"{name}_FILE" in environ:
        return _read_secret_file(environ[f"{name}_FILE"])
    raise LookupError(f"environment variable {name} is not set; export {name} or {name}_FILE")


def _read_secret_file(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise LookupError(f"secret file {path} cannot be read: {error.strerror}") from error


def _refuse_twins(document: Document, content: FileSettings) -> None:
    seen: set[str] = set()
    problems = []
    for index, source in enumerate(content.sources):
        if source.name in seen:
            hint = "names must differ"
            problems.append(
                document.problem(("sources", index), f"source {source.name!r} is given twice", hint)
            )
        seen.add(source.name)
    if problems:
        raise ConfigError(problems)


def _refuse_unknown_channels(document: Document, content: FileSettings) -> None:
    problems = [
        document.problem(("health", "notify", index), f"channel {name!r} is not one of channels")
        for index, name in enumerate(content.health.notify)
        if name not in content.channels
    ]
    if problems:
        raise ConfigError(problems)
