"""An import in progress: whose captures are wanted, where they go, what is told of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from tosmon.cli.choosing import web_address
from tosmon.cli.context import Place, emit, emit_json, read_clock, say, terminal, with_progress
from tosmon.errors import Exit, UsageError, first_of

if TYPE_CHECKING:
    from tosmon.archive import Writer
    from tosmon.imports import ImportedSnapshot
    from tosmon.model import Document
    from tosmon.results import ImportReport

_OUTCOMES = ("initial", "changed", "unchanged", "quarantined", "failed")
_TOLD = 10  # warnings; the report in JSON has them all


def key_of(text: str) -> str:
    """Return `text`, which names a document; raise `UsageError` for any other."""
    from tosmon.imports import is_key

    if not is_key(text):
        raise UsageError(f"'{text}' names no document; write platform/document")
    return text


def address_of(text: str | None) -> str:
    """Return `text`, which is an address, or nothing; raise `UsageError` for any other."""
    return web_address(text) if text else ""


class Batch(NamedTuple):
    """Captures that are taken over together: all of a file's, or those of one document."""

    snapshots: Sequence[ImportedSnapshot]
    warnings: Sequence[str] = ()
    name: str = "importing"


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

    def take(self, batches: Iterable[Batch], *, flush_every: int = 64) -> Exit:
        """Import what the `batches` bring, one after the other, and tell what came of it."""
        from tosmon.render.import_lines import import_lines

        report = self._imported(batches, flush_every)
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

    def _imported(self, batches: Iterable[Batch], flush_every: int) -> ImportReport:
        from tosmon.archive import writing
        from tosmon.results import ImportReport

        counts: Counter[str] = Counter()
        documents: set[str] = set()
        warnings: list[str] = []
        with writing(self._place.files(), wait=self._wait) as (writer, mended):
            for warning in mended:
                say(f"tosmon: {warning}")
            for batch in batches:
                warnings += batch.warnings
                documents |= {snapshot.document for snapshot in batch.snapshots}
                counts["snapshots"] += len(batch.snapshots)
                if not self._take(batch, writer, flush_every, counts, warnings):
                    break
            head = writer.head
        told = sum(counts[name] for name in (*_OUTCOMES, "known", "withheld"))
        return ImportReport(
            head=head,
            snapshots=counts["snapshots"],
            documents=len(documents),
            initial=counts["initial"],
            changed=counts["changed"],
            unchanged=counts["unchanged"],
            quarantined=counts["quarantined"],
            failed=counts["failed"],
            known=counts["known"],
            withheld=counts["withheld"],
            left=counts["snapshots"] - told,
            warnings=tuple(warnings),
        )

    def _take(
        self,
        batch: Batch,
        writer: Writer,
        flush_every: int,
        counts: Counter[str],
        warnings: list[str],
    ) -> bool:
        """Import a batch, counting; return whether its source gives more."""
        from tosmon.archive import Archive
        from tosmon.imports import Withheld
        from tosmon.watch.importing import import_snapshots

        listed = {d.key: d for d in (self._config.documents if self._config else ())}
        outcomes = import_snapshots(
            batch.snapshots,
            Archive(self._place.files()),
            writer,
            settings=listed.get,
            at=self._clock.now(),
            clock=self._clock.kind,
            flush_every=flush_every,
        )
        more = True
        for outcome in with_progress(
            outcomes, len(batch.snapshots), lambda _: batch.name, quiet=self._quiet
        ):
            if isinstance(outcome, Withheld):
                warnings.append(outcome.detail)
                counts["withheld"] += 1
                more = not outcome.stops
            else:
                counts["known" if outcome is None else outcome.status] += 1
        return more
