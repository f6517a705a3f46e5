"""An import in progress: whose captures are wanted, where they go, what is told of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tosmon.cli.context import Place, emit, emit_json, read_clock, say, terminal, with_progress
from tosmon.errors import Exit, UsageError, first_of

if TYPE_CHECKING:
    from tosmon.imports import ImportedSnapshot
    from tosmon.model import Document
    from tosmon.results import ImportReport

_TOLD = 10  # warnings; the report in JSON has them all


def key_of(text: str) -> str:
    """Return `text`, which names a document; raise `UsageError` for any other."""
    from tosmon.imports import is_key

    if not is_key(text):
        raise UsageError(f"'{text}' names no document; write platform/document")
    return text


def address_of(text: str | None) -> str:
    """Return `text`, which is an address, or nothing; raise `UsageError` for any other."""
    from tosmon.imports import is_address

    if text and not is_address(text):
        raise UsageError(f"'{text}' is no web address; write https://host/path")
    return text or ""


class Importing:
    """An import in progress: where it goes, and what is told of it."""

    def __init__(self, place: Place, *, wait: bool, json: bool, quiet: bool) -> None:
        self._place = place
        self._wait = wait
        self._json = json
        self._quiet = quiet
        self._clock = read_clock()
        self._config = place.config_if_any()
        self._problems = self._config.problems if self._config else ()
        for problem in self._problems:
            say(f"tosmon: {problem}")

    def documents(
        self, targets: Sequence[str], document: str | None, url: str | None
    ) -> tuple[Document, ...]:
        """Return the documents that are asked for: `document` at `url`, or those of the list."""
        from tosmon.reports.targets import Filter, choose, known

        if (document is None) != (url is None):
            raise UsageError("--document and --url go together: whose page is at which address")
        among = known(self._config, None)
        if document is not None and url is not None:
            if targets:
                raise UsageError("name documents of the list, or --document and --url, not both")
            import msgspec

            named = among.document(among.today(key_of(document)))
            return (msgspec.structs.replace(named, url=address_of(url)),)
        if self._config is None:
            raise UsageError("there is no platforms.yaml; name one document: --document and --url")
        return tuple(among.document(key) for key in choose(targets, among, Filter()))

    def take(
        self,
        snapshots: Sequence[ImportedSnapshot],
        warnings: Sequence[str] = (),
        *,
        flush_every: int = 64,
    ) -> Exit:
        """Import `snapshots` and tell what came of them; `warnings` are the source's."""
        from tosmon.render.import_lines import import_lines

        report = self._imported(snapshots, tuple(warnings), flush_every)
        if self._json:
            emit_json(report)
        else:
            for warning in report.warnings[:_TOLD]:
                say(f"tosmon: {warning}")
            if len(report.warnings) > _TOLD:
                say(f"tosmon: and {len(report.warnings) - _TOLD} more; --json has them all")
            if not self._quiet:
                emit(import_lines(report, width=terminal().width))
        codes = {Exit.CONFIG} if self._problems else set()
        if report.withheld or report.left or report.warnings:
            codes.add(Exit.INCOMPLETE)
        return first_of(codes)

    def _imported(
        self,
        snapshots: Sequence[ImportedSnapshot],
        warnings: tuple[str, ...],
        flush_every: int,
    ) -> ImportReport:
        from tosmon.archive import Archive, writing
        from tosmon.imports import Withheld
        from tosmon.results import ImportReport
        from tosmon.watch.importing import import_snapshots

        listed = {d.key: d for d in (self._config.documents if self._config else ())}
        files = self._place.files()
        counts: Counter[str] = Counter()
        withheld: list[str] = []
        with writing(files, wait=self._wait) as (writer, mended):
            for warning in mended:
                say(f"tosmon: {warning}")
            outcomes = import_snapshots(
                snapshots,
                Archive(files),
                writer,
                settings=listed.get,
                at=self._clock.now(),
                clock=self._clock.kind,
                flush_every=flush_every,
            )
            for outcome in with_progress(
                outcomes, len(snapshots), lambda _: "importing", quiet=self._quiet
            ):
                if isinstance(outcome, Withheld):
                    withheld.append(outcome.detail)
                else:
                    counts["known" if outcome is None else outcome.status] += 1
            head = writer.head
        return ImportReport(
            head=head,
            snapshots=len(snapshots),
            documents=len({snapshot.document for snapshot in snapshots}),
            initial=counts["initial"],
            changed=counts["changed"],
            unchanged=counts["unchanged"],
            quarantined=counts["quarantined"],
            failed=counts["failed"],
            known=counts["known"],
            withheld=len(withheld),
            left=len(snapshots) - counts.total() - len(withheld),
            warnings=(*warnings, *withheld),
        )
