"""An archive of invented documents, written version by version without a web."""

from __future__ import annotations

import datetime as dt
import hashlib

from tosmon.archive import CaptureEvent, Files, NewVersion, writing
from tosmon.assess.variants import see
from tosmon.model import Evidence
from tosmon.text import NORMALIZER, normalized_sha256

START = dt.datetime(2031, 1, 6, 6, tzinfo=dt.UTC)


def day(number: int) -> dt.datetime:
    """Return the moment of the pretend day `number`."""
    return START + dt.timedelta(days=number)


def record(files: Files, document: str, days: dict[int, str]) -> list[str]:
    """Record what `document` said on each day; return the versions' ids, None where unchanged.

    A document that alternates between texts makes no version of them, as in a real run.
    """
    known: set[str] = set()
    ids = []
    with writing(files, wait=False) as (writer, _):
        memory = None
        for number in sorted(days):
            at, text = day(number), days[number]
            normalized = normalized_sha256(text)
            memory, turn = see(memory, normalized, at)
            version = None
            if turn in ("first", "new", "reverted"):
                version = writer.add_version(
                    NewVersion(
                        document=document,
                        text=text,
                        body=text.encode(),
                        links=(),
                        normalized=normalized,
                        normalizer=NORMALIZER,
                        evidence=Evidence(
                            requested_url=f"https://{document.split('/', maxsplit=1)[0]}.example/",
                            final_url=f"https://{document.split('/', maxsplit=1)[0]}.example/",
                            captured_at=at,
                            status=200,
                        ),
                    ),
                    recorded_at=at,
                    confirmed_at=at,
                )
            writer.add_event(
                CaptureEvent(
                    n=0,
                    at=at,
                    document=document,
                    captured_at=at,
                    outcome="unchanged" if version is None else "changed" if known else "initial",
                    http_status=200,
                    version=version,
                    normalized=normalized,
                    body=hashlib.sha256(text.encode()).hexdigest(),
                    seen_as="variant" if turn == "variant" else None,
                )
            )
            known.add(normalized)
            ids.append(version)
    return ids
