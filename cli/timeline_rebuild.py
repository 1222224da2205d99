"""`watchline timeline rebuild`: what today's extractor would make of the stored articles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli._output import out, print_json, progress

if TYPE_CHECKING:
    from flows.steps.rebuild import Rebuilt

_LISTED = 20


def rebuild(
    as_json: Annotated[bool, typer.Option("--json", help="Every difference, as JSON.")] = False,
) -> None:
    """Read every stored article again and say how the timeline would differ. Nothing is changed.

    Examples:

        watchline timeline rebuild

        watchline timeline rebuild --json > differences.json
    """
    from events.extract import RuleExtractor
    from flows.steps.rebuild import compare
    from settings import load_settings
    from storage.database import open_database

    with progress("reading stored articles") as tell:
        report = compare(open_database(load_settings().database_url), RuleExtractor(), tell)
    if as_json:
        print_json(report.to_json())
        return
    out.print("\n".join(_in_words(report)), markup=False, soft_wrap=True)


def _in_words(report: Rebuilt) -> list[str]:
    altered = len({one.event for one in report.changed})
    lines = [
        f"{report.articles:,} versions of articles read, {report.unread:,} without a text or unreadable",
        f"events: {report.kept:,} the same, {altered:,} changed, {len(report.gone):,} gone, "
        f"{len(report.new):,} new",
    ]
    lines += [f"  {one.event} {one.field}: {one.before} -> {one.after}" for one in report.changed[:_LISTED]]
    lines += [f"  {event} would be gone" for event in report.gone[:_LISTED]]
    lines += [f"  {event} would be new" for event in report.new[:_LISTED]]
    more = max(len(report.changed), len(report.gone), len(report.new)) > _LISTED
    return [*lines, *(["  and more: --json lists all"] if more else [])]
