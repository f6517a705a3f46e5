"""What must hold for every content, every history and every moment of a crash."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from tosmon.archive import Archive, CaptureEvent, MemoryFiles, NewVersion, verify, writing
from tosmon.archive.encoding import MAX_DEPTH, Base, decode, encode, read_header, sha256
from tosmon.archive.objects import Objects
from tosmon.model import Evidence

T0 = dt.datetime(2026, 5, 1, 6, tzinfo=dt.UTC)


@given(content=st.binary(max_size=3000), base=st.binary(max_size=3000))
def test_what_is_encoded_comes_back_with_and_without_a_base(content, base):
    header, payload = read_header(encode(content))
    assert decode(header, payload, None) == content
    header, payload = read_header(encode(content, [Base(name=sha256(base), content=base, depth=3)]))
    assert decode(header, payload, base if header.base else None) == content
    assert header.depth == (4 if header.base else 0)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.binary(min_size=20, max_size=60), min_size=MAX_DEPTH + 3, max_size=MAX_DEPTH + 8)
)
def test_chains_of_bases_stay_bounded_and_every_link_is_readable(changes):
    objects, names, body = Objects(MemoryFiles()), [], b"terms of service " * 100
    for change in changes:
        body = body[:50] + change + body[50:]
        names.append(objects.put(body, bases=names[-1:]))
    assert max(objects.header(name).depth for name in names) <= MAX_DEPTH
    assert objects.get(names[-1]) == body


class CrashError(Exception):
    """The machine stops."""


class CrashingFiles(MemoryFiles):
    """Files of a machine that stops before its n-th write, or in the midst of an append."""

    def __init__(self) -> None:
        self.left: int | None = None
        super().__init__(self._count)

    def _count(self, name: str) -> None:
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                raise CrashError(name)

    def append(self, name: str, data: bytes) -> None:
        try:
            super().append(name, data)
        except CrashError:
            self.held[name] = self.held.get(name, b"") + data[: len(data) // 2]
            raise


STEP = st.tuples(
    st.sampled_from(["a/terms", "a/privacy", "b/terms"]),
    st.sampled_from(["version", "unchanged", "failed", "quarantined"]),
    st.integers(0, 40),  # days that pass
    st.one_of(st.none(), st.integers(0, 12)),  # writes until the machine stops
)


def told(files, key, what, at, serial):
    with writing(files, wait=False) as (writer, _):
        version, body = None, None
        text = f"Clause {serial}.\n"
        if what == "version":
            version = writer.add_version(
                NewVersion(
                    document=key,
                    text=text,
                    body=f"<p>{text}</p>".encode(),
                    links=(),
                    normalized=sha256(text.encode()),
                    normalizer=1,
                    evidence=Evidence(
                        requested_url="https://a.example/",
                        final_url="https://a.example/",
                        captured_at=at,
                        status=200,
                    ),
                ),
                recorded_at=at,
                confirmed_at=at,
            )
            body = writer.newest(key).body
        elif what == "quarantined":
            body = writer.keep_body(key, b"<p>error</p>" + str(serial).encode())
        writer.add_event(
            CaptureEvent(
                n=0,
                at=at,
                document=key,
                captured_at=at,
                outcome="changed" if what == "version" else what,
                version=version,
                body=body,
                kept=body is not None,
            )
        )
    return version


@settings(max_examples=60, deadline=None)
@given(st.lists(STEP, max_size=14))
def test_no_history_and_no_crash_loses_what_was_recorded(steps):
    files, at, kept = CrashingFiles(), T0, []
    for serial, (key, what, days, crash) in enumerate(steps):
        at += dt.timedelta(days=days)
        files.left = crash
        try:
            version = told(files, key, what, at, serial)
        except CrashError:
            version = None
        files.left = None
        if version is not None:
            kept.append(version)
        assert not verify(files).damaged
    with writing(files, wait=False):
        pass
    assert not verify(files).findings
    archive = Archive(files)
    assert set(kept) <= set(archive.recorded_as)
    for name in archive.recorded_as:
        assert archive.text(archive.version(name)).startswith("Clause")
