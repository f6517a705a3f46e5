"""Faults of a configuration: collecting them, and wording them alike. Knows no key of the file."""

from __future__ import annotations

from collections.abc import Iterable

MAX_FAULTS = 1_000  # nobody reads more, and a hostile or mistaken file must not cost minutes
_SHOWN = 60


class Faults:
    """The faults of one file, each with its line and the field that it stands in."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._found: list[tuple[int, str]] = []
        self._dropped = False

    def __len__(self) -> int:
        return len(self._found)

    @property
    def full(self) -> bool:
        """Whether further faults are only counted as "more"."""
        return len(self._found) >= MAX_FAULTS

    def add(self, line: int, field: str, sentence: str) -> None:
        """Note that `field`, at `line` (the first is 1), has the fault that `sentence` says."""
        if self.full:
            self._dropped = True
        else:
            self._found.append((line, f"{self._path}:{line}: {field}: {sentence}"))

    def sentences(self) -> tuple[str, ...]:
        """Return all faults in the order of their lines."""
        found = sorted(self._found, key=lambda fault: fault[0])
        said = dict.fromkeys(sentence for _, sentence in found)  # an alias repeats what it names
        more = (f"{self._path}: there are more than {MAX_FAULTS:,} faults; the rest is not listed",)
        return (*said, *(more if self._dropped else ()))


def shown(value: str) -> str:
    """Return `value` quoted for a sentence: short, on one line, without control characters."""
    clean = "".join(char if char.isprintable() else "�" for char in value[: _SHOWN + 1])
    return f"'{clean[:_SHOWN]}…'" if len(clean) > _SHOWN else f"'{clean}'"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the one of `known` that `word` most probably means, or None."""
    import difflib  # noqa: PLC0415  (only a faulty file pays for it)

    found = difflib.get_close_matches(word[:_SHOWN].lower(), list(known), n=1, cutoff=0.6)
    return found[0] if found else None
