"""What `sources check` looks at: an address, or a source that is configured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from connectors.access import Access
from errors import WatchlineError
from settings import SourceSettings


@dataclass(frozen=True, slots=True)
class Target:
    """An address and how it is opened; `name` and the rest where it is a configured source."""

    url: str
    name: str = ""
    access: Access = field(default_factory=Access)
    timezone: str = "UTC"
    language: str = "en"

    def opened_with(self) -> str:
        """In words, without any secret."""
        auth, headers = self.access.auth, self.access.headers
        parts = [
            "a bearer token" if auth and auth.token else "a user name and a password" if auth else "",
            f"the header {', '.join(headers)}" if headers else "",
            "a proxy" if self.access.proxy else "",
        ]
        return ", ".join(part for part in parts if part)


def find_target(sources: Sequence[SourceSettings], text: str, given: Access) -> Target:
    """The source that `text` names, by its name or address, else `text` as an address.

    What is `given` on the command line replaces what the configuration says. Raises WatchlineError for a
    text that is neither.
    """
    from flows.steps.poll import access_of

    source = next((source for source in sources if text in (source.name, source.url)), None)
    if source is not None:
        access = given if given != Access() else access_of(source)
        return Target(source.url, source.name, access, source.timezone, source.language)
    if text.startswith(("http://", "https://")):
        return Target(text, access=given)
    close = get_close_matches(text, [source.name for source in sources], n=1)
    hint = f"did you mean {close[0]!r}?" if close else "see watchline sources list"
    raise WatchlineError(f"{text!r} is neither an http or https address nor the name of a source; {hint}")
