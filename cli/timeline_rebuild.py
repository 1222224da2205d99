"""`watchline timeline rebuild`: what today's extractor makes of the stored articles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli._output import fail, out, print_json, progress

if TYPE_CHECKING:
    from flows.steps.rebuild import Rebuilt

_LISTED = 20


def rebuild(
    apply: Annotated[bool, typer.Option("--apply", help="Make it so, after a backup.")] = False,
    no_backup: Annotated[bool, typer.Option("--no-backup", help="Make no backup before.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Every difference, as JSON.")] = False,
) -> None:
    """Read every stored article again and say how the timeline would differ. Without --apply nothing changes.

    With it the differences are written at once, or not at all. Events that still stand keep their ids, those
    that nothing tells of any more are marked as retracted, and old claims are kept beside the new. No rule
    sees any of it. Backups are in `backups` in the data folder; the newest three are kept.

    Examples:

        watchline timeline rebuild

        watchline timeline rebuild --json > differences.json

        watchline timeline rebuild --apply
    """
    from clock import clock_from_environment
    from errors import WatchlineError
    from events.extract import RuleExtractor
    from flows.steps import rebuild as step
    from settings import load_settings
    from storage.database import open_database

    settings = load_settings()
    database, extractor = open_database(settings.database_url), RuleExtractor()
    with progress("reading stored articles") as tell:
        if not apply:
            report = step.compare(database, extractor, tell)
        else:
            try:
                report = step.apply(
                    database,
                    extractor,
                    clock_from_environment().now(),
                    backups=settings.home / "backups",
                    back_up_first=not no_backup,
                    tell=tell,
                )
            except WatchlineError as error:
                fail(f"nothing was changed: {error}")
    if as_json:
        print_json(report.to_json())
        return
    out.print("\n".join(_in_words(report)), markup=False, soft_wrap=True)


def _in_words(report: Rebuilt) -> list[str]:
    altered = len({one.event for one in report.changed})
    lines = [
        f"{report.articles:,} versions of articles read, {report.unread:,} without a text or unreadable",
        f"events: {report.kept:,} the same, {altered:,} changed, {len(report.gone):,} gone, "
        f"{len(report.merged):,} merged, {len(report.new):,} new; claims: {report.claims:,} otherwise",
    ]
    if report.held:
        lines.append(f"{report.held:,} events rest on articles without a text and stay as they are")
    would = "is" if report.applied else "would be"
    lines += [f"  {one.event} {one.field}: {one.before} -> {one.after}" for one in report.changed[:_LISTED]]
    lines += [f"  {event} {would} gone" for event in report.gone[:_LISTED]]
    lines += [
        f"  {event} {would} merged into {heir}" for event, heir in list(report.merged.items())[:_LISTED]
    ]
    lines += [f"  {event} {would} new" for event in report.new[:_LISTED]]
    most = max(len(report.changed), len(report.gone), len(report.merged), len(report.new))
    lines += ["  and more: --json lists all"] if most > _LISTED else []
    return [*lines, *_outcome(report)]


def _outcome(report: Rebuilt) -> list[str]:
    if report.applied:
        return [f"applied; the backup before is {report.backup}" if report.backup else "applied"]
    return ["there is nothing to apply"] if report.is_empty else ["nothing was changed; --apply makes it so"]
