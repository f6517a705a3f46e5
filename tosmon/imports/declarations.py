"""Open Terms Archive declarations, read as entries of platforms.yaml.

One JSON file a service: its name, and for each type of terms where to fetch it and which parts of
the page to take (https://docs.opentermsarchive.org/terms/reference/declaration/). Ids are those
under which `import ota` files the same service's snapshots. Knows nothing of platforms.yaml itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import msgspec

from tosmon.errors import UsageError
from tosmon.imports.snapshots import is_address, slug
from tosmon.model import Range, Record, Selector
from tosmon.proposals import Entry, NotTakenOver

_MAX_FILE = 2_000_000  # bytes; the longest declaration met has some 20,000
_RANGE = frozenset(("startBefore", "startAfter", "endBefore", "endAfter"))
_KNOWN = frozenset(("fetch", "select", "remove", "filter", "combine", "executeClientScripts"))
_EXTENSIONS = frozenset(("html", "htm", "xhtml", "pdf", "txt", "md", "xml", "json", "docx", "doc"))
# Types of terms by their names there (https://github.com/OpenTermsArchive/terms-types).
_TYPES = {
    "terms of service": "terms",
    "privacy policy": "privacy",
    "business privacy policy": "privacy",
    "trackers policy": "cookies",
    "developer terms": "api-terms",
    "review guidelines": "api-terms",
    "community guidelines": "acceptable-use",
    "acceptable use policy": "acceptable-use",
    "restricted use policy": "acceptable-use",
    "commercial terms": "commercial-terms",
    "general conditions of sale": "commercial-terms",
    "service level agreement": "commercial-terms",
    "data processor agreement": "dpa",
    "data controller agreement": "dpa",
    "subprocessor list": "subprocessors",
}


class Declared(Record):
    """What a folder of declarations holds, in the order of its files."""

    files: int
    entries: tuple[Entry, ...]
    not_taken_over: tuple[NotTakenOver, ...]


def read_declarations(folder: Path) -> Declared:
    """Return the declarations in `folder`, or in its `declarations`; history files are not read.

    Raises `UsageError` where there is none.
    """
    inner = folder / "declarations"
    home = inner if inner.is_dir() else folder
    try:
        paths = sorted(
            path for path in home.glob("*.json") if not path.name.endswith(".history.json")
        )
    except OSError as error:
        raise UsageError(f"{folder} cannot be read: {error.strerror}") from None
    entries: list[Entry] = []
    notes: list[NotTakenOver] = []
    files = 0
    for path in paths:
        reading = _Service(path.name.removesuffix(".json"))
        found = list(reading.read(_content(path)))
        files += bool(found or reading.notes)
        entries += found
        notes += reading.notes
    if not entries and not notes:
        raise UsageError(f"{folder} holds no declarations: files Service.json with a list of terms")
    return Declared(files=files, entries=tuple(entries), not_taken_over=tuple(notes))


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_MAX_FILE + 1)
    except OSError:
        return b""


class _Service:
    """The declaration of one service, and what of it cannot be said here."""

    def __init__(self, service: str) -> None:
        self._service = service
        self.notes: list[NotTakenOver] = []

    def read(self, content: bytes) -> Iterator[Entry]:
        try:
            declared = msgspec.json.decode(content) if len(content) <= _MAX_FILE else None
        except (msgspec.DecodeError, UnicodeDecodeError):
            declared = None
        if not isinstance(declared, dict):
            self._note("", "file", "is no declaration: not one object of JSON", lost=True)
            return
        documents = declared.get("terms", declared.get("documents"))
        if not isinstance(documents, dict):
            return  # a file of another kind, such as a package's
        name = declared.get("name")
        for terms, settings in documents.items():
            if not isinstance(settings, dict):
                self._note(terms, "terms", "is no group of settings", lost=True)
                continue
            for name_of_page, page in self._pages(terms, settings):
                entry = self._entry(terms, name_of_page, page)
                if entry is not None:
                    named = " ".join(name.split()) if isinstance(name, str) else None
                    yield msgspec.structs.replace(entry, platform_name=named or self._service)

    def _pages(
        self, terms: str, settings: Mapping[str, Any]
    ) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield each page of a document with its name: one made of several is filed page by page.

        So are its snapshots, each under the document's name and its own.
        """
        for name in sorted(settings.keys() - _KNOWN):
            self._note(terms, name, "has no counterpart here")
        pages = settings.get("combine")
        if pages is None:
            yield "", settings
            return
        if not isinstance(pages, list) or not all(isinstance(page, dict) for page in pages):
            self._note(terms, "combine", "is no list of pages", lost=True)
            return
        if len(pages) > 1:
            detail = f"one document made of {len(pages)} pages is {len(pages)} entries here"
            self._note(terms, "combine", detail)
        for page in pages:
            merged = {**settings, **page}
            yield (_page_name(merged.get("fetch")) if len(pages) > 1 else ""), merged

    def _entry(self, terms: str, page: str, settings: Mapping[str, Any]) -> Entry | None:
        url = settings.get("fetch")
        if not isinstance(url, str) or not is_address(url):
            self._note(terms, "fetch", f"is no web address: {_shown(url)}", lost=True)
            return None
        self._filters(terms, settings.get("filter"))
        scripts = settings.get("executeClientScripts")
        title = f"{terms}: {page.replace('-', ' ')}" if page else terms
        return Entry(
            platform=slug(self._service),
            id=slug(f"{terms} #{page}" if page else terms),
            url=url,
            title=" ".join(title.split())[:300],
            type=_TYPES.get(terms.lower(), "other"),
            select=tuple(self._select(terms, settings.get("select"))),
            remove=tuple(self._remove(terms, settings.get("remove"))),
            render="browser" if scripts is True else "static" if scripts is False else None,
        )

    def _filters(self, terms: str, filters: object) -> None:
        for each in filters if isinstance(filters, list) else [filters] if filters else []:
            name = next(iter(each), "") if isinstance(each, dict) else each
            self._note(terms, "filter", f"{_shown(name)} is a program; programs are not taken over")

    def _select(self, terms: str, value: object) -> Iterator[Selector]:
        for each in _listed(value):
            if isinstance(each, str) and each.strip():
                yield " ".join(each.split())
            elif isinstance(each, dict):
                found = self._range(terms, each)
                if found is not None:
                    yield found
            else:
                self._note(terms, "select", f"is no selector: {_shown(each)}")

    def _remove(self, terms: str, value: object) -> Iterator[str]:
        for each in _listed(value):
            if isinstance(each, str) and each.strip():
                yield " ".join(each.split())
            elif isinstance(each, dict):
                ends = ", ".join(f"{name} {_shown(each[name])}" for name in sorted(each))
                self._note(terms, "remove", f"a range cannot be removed here: {ends}")
            else:
                self._note(terms, "remove", f"is no selector: {_shown(each)}")

    def _range(self, terms: str, ends: Mapping[str, Any]) -> Selector | None:
        """Return the range between `ends`; what lies after an element begins with the next one."""
        sound = all(isinstance(each, str) and each.strip() for each in ends.values())
        start, until = ("startBefore", "startAfter"), ("endBefore", "endAfter")
        if (
            not sound
            or not ends.keys() <= _RANGE
            or not all(sum(name in ends for name in pair) == 1 for pair in (start, until))
        ):
            self._note(terms, "select", "is no range: it wants one start and one end")
            return None
        for name in ("startAfter", "endAfter"):
            if name in ends:
                detail = f"{name} {_shown(ends[name])} is read as: the element that follows it"
                self._note(terms, "select", detail)
        return Range(start=_end(ends, *start), until=_end(ends, *until))

    def _note(self, terms: str, setting: str, detail: str, *, lost: bool = False) -> None:
        note = NotTakenOver(
            service=self._service, terms=terms, setting=setting, detail=detail, lost=lost
        )
        self.notes.append(note)


def _page_name(url: object) -> str:
    """Return the name under which snapshots of one page of several are filed: its address's path.

    As the engine makes it (SourceDocument.generateId): decoded, without the extension of a file.
    """
    try:
        path = unquote(urlsplit(url).path) if isinstance(url, str) else ""
    except ValueError:
        return ""
    stem, dot, extension = path.rpartition(".")
    bare = stem if dot and extension.lower() in _EXTENSIONS else path
    return "-".join(part for part in bare.split("/") if part)


def _end(ends: Mapping[str, str], before: str, after: str) -> str:
    return " ".join(ends[before].split()) if before in ends else _next(ends[after])


def _next(selector: str) -> str:
    """Return what selects the element that follows those of `selector`."""
    plain = " ".join(selector.split())
    return f":is({plain}) + *" if "," in plain else f"{plain} + *"


def _listed(value: object) -> Sequence[object]:
    if value is None:
        return ()
    return value if isinstance(value, list) else [value]


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else "" if value is None else "…"
    clean = "".join(c if c.isprintable() else " " for c in text)[:120]
    return f"'{clean}'"
