"""An evidence bundle: a zip file for a document or a change that anyone can check without tosmon.

Owns what it holds and how it says what that proves. A bundle proves that its versions are part of
the record with a certain head; that the record itself is true, nobody can prove with it alone.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources

import msgspec

from tosmon.archive import Archive
from tosmon.model import Moment, Recorded, Sha256
from tosmon.results import BundledVersion, BundleManifest

_WHEN = (1980, 1, 1, 0, 0, 0)  # the same record gives the same bytes: a zip file's earliest date


def bundle(
    archive: Archive,
    versions: Sequence[Recorded],
    *,
    made_at: Moment,
    software: str,
    pages: Mapping[str, str],
) -> bytes:
    """Return a zip file of `versions` with all that they name, and `pages` to read beside them.

    The archive must have a head, as one with a version has.
    """
    head = archive.head
    assert head is not None  # noqa: S101 - a version that is recorded has a commit
    listed = tuple(_listed(version) for version in versions)
    objects = dict(_objects(archive, versions))
    manifest = BundleManifest(head=head, made_at=made_at, software=software, versions=listed)
    texts = {entry.file: objects[entry.text] for entry in listed}
    check = resources.files("tosmon.exports").joinpath("check.py").read_text(encoding="utf-8")
    files = {
        "README.md": _readme(manifest, pages).encode(),
        "manifest.json": msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n",
        "check.py": check.encode(),
        "SHA256SUMS": _sums(listed, objects).encode(),
        **texts,
        **{name: page.encode() for name, page in pages.items()},
        **{f"objects/{name}": data for name, data in sorted(objects.items())},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, _WHEN)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            packed.writestr(entry, data)
    return out.getvalue()


def _listed(version: Recorded) -> BundledVersion:
    content = version.content
    name = content.document.replace("/", ".")
    return BundledVersion(
        document=content.document,
        version=version.version,
        captured_at=version.captured_at,
        recorded_at=version.recorded_at,
        confirmed_at=version.confirmed_at,
        source_url=content.evidence.final_url,
        text=content.text,
        body=content.body,
        file=f"texts/{name}-{version.captured_at:%Y-%m-%d}-{version.version[:12]}.md",
    )


def _objects(archive: Archive, versions: Sequence[Recorded]) -> Iterator[tuple[Sha256, bytes]]:
    """Yield what the versions name, and the commits from the head back to their first one."""
    get = archive.objects.get
    for version in versions:
        content = version.content
        for name in (
            version.version,
            content.text,
            content.body,
            content.sent,
            content.links,
        ):
            if name is not None:
                yield name, get(name)
    missing = {version.version for version in versions}
    name = archive.head
    for commit in archive.commits():
        if name is None or not missing:
            return
        yield name, get(name)
        missing.difference_update(item.version for item in commit.recorded)
        name = commit.parent


def _sums(listed: Sequence[BundledVersion], objects: Mapping[Sha256, bytes]) -> str:
    """Return the lines that `sha256sum --check` takes."""
    texts = [f"{entry.text}  {entry.file}\n" for entry in listed]
    return "".join([*texts, *(f"{name}  objects/{name}\n" for name in sorted(objects))])


def _readme(manifest: BundleManifest, pages: Mapping[str, str]) -> str:
    told = "\n".join(
        f"* `{entry.document}` as captured on {entry.captured_at:%Y-%m-%d %H:%M} UTC: "
        f"`{entry.file}`, version `{entry.version}`"
        for entry in manifest.versions
    )
    shown = "".join(f"* `{name}`: what changed, to open in a browser\n" for name in pages)
    return f"""# Evidence from a tosmon archive

{told}
{shown}
The record's head was `{manifest.head}` on {manifest.made_at:%Y-%m-%d %H:%M} UTC.

## To check it

    python3 check.py               # or, in this folder: sha256sum --check SHA256SUMS

`check.py` is short and needs nothing but Python. What it goes by:

1. A file in `objects/` is named by the SHA-256 of its bytes.
2. A version's object (JSON) names its text, the body that the server sent, its links, and how it
   was captured: address, time, status, headers, what read it.
3. A commit's object (JSON) names the versions that were recorded with it, and the commit before it.
   From the head above a chain of commits leads back to those that record the versions listed here.

So whoever noted the head at that time, or a later one, knows that nothing here was altered since.
That the server did send these bytes is the word of whoever kept the record.
"""
