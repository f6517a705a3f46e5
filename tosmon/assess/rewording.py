"""Words that come or go and state nothing: titles, pointers, fragments, descriptions of a product.

Owns those decisions for one change, and that of a sentence that went to the block beside. Knows
nothing of dates, marks and spelling, which `editorial` owns.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from tosmon.assess.edits import Edit, Passage, edits_of, passages
from tosmon.model import Change
from tosmon.text import normalize

_TITLE_WORDS = 8
# What documents of this kind are called, and the parts of their titles that no one is bound by.
_TITLE = frozenset(
    {
        *("legal", "notice", "notices", "privacy", "policy", "policies", "terms", "conditions"),
        *("agreement", "statement", "imprint", "overview", "summary", "introduction", "preamble"),
        *("contents", "appendix", "editor", "publisher"),
    }
)
_BESIDE = frozenset(  # what stands beside those words; alone it may be an item of a list
    {
        *("service", "services", "use", "our", "the", "of", "and", "for", "general"),
        *("information", "document", "documents", "page"),
    }
)
_FIRST_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_CAPITAL = re.compile(r"\b[A-Z]")
_SMALL = frozenset({"of", "and", "the", "for", "to", "in", "on", "or", "a", "an", "with", "by"})
_WORD = re.compile(r"[^\W_]+")
# A sentence that does nothing but say where to read on.
_IN_IT = r"(?:(?![.!?] )[^;])"  # a sign within one sentence
_POINTER = re.compile(
    r"(?:please )?(?:see|refer to|read|visit|consult)\b[^.;]{0,120}"
    r"\bfor (?:more |further |additional |detailed |full |complete )*(?:information|details)\b"
    r"[^.;]{0,60}[.:]?"
    r"|for (?:more|further|additional|detailed) (?:information|details)\b[^.;]{0,100}"
    rf"\b(?:see|refer to|read|visit|consult|review)\b{_IN_IT}{{0,100}}"
    rf"|(?:you can )?(?:learn|read|find out) more\b{_IN_IT}{{0,80}}"
    r"|(?:view|read|see) (?:the |our )?(?:full|complete|entire) [\w ]{1,40}",
    re.IGNORECASE,
)
# A sentence that ends where its verb calls for more: "When it is no longer needed, we will make".
_BREAKS_OFF = re.compile(
    r"(?:when|where|if|once|while|after|as)\b[^.;:]+,[^.;:,]*\b(?:will|shall|may|must)"
    r" (?:perform|provide|ensure|make|take|carry|conduct|give|apply|include|be|have)",
    re.IGNORECASE,
)
_DESCRIBES = re.compile(
    r"\b[A-Z][\w-]+ (?:[A-Z][\w-]+ ){0,2}(?:offers|provides|brings|combines|helps|gives|is built"
    r"|is designed|is made)\b"
)
# Words of a sentence by which someone may, must or gets something, or data or money is dealt with.
_BINDS = re.compile(
    r"\b(?:may|might|must|shall|will|would|can|cannot|could|should|not|no|never|only|unless|except"
    r"|rights?|oblig\w+|requir\w+|agree\w*|consent\w*|prohibit\w*|allow\w*|permit\w*|liab\w+"
    r"|warrant\w*|data|information|content|inputs?|outputs?|prompts?|privacy|collect\w*|uses?|used"
    r"|shar\w+|disclos\w+|sell\w*|retain\w*|retention|stor\w+|delet\w+|train\w*|fees?|pay\w*"
    r"|pric\w+|charg\w+|free|paid|terminat\w+|suspen\w+|laws?|comply|complian\w+|guarantee\w*"
    r"|secur\w+|encrypt\w+|\d+)\b",
    re.IGNORECASE,
)
# Of a sentence that went into the block beside: what it may lose, since the block says it.
_LEADING = _SMALL | {"if", "when", "where", "also", "this", "that", "is", "are", "it"}
_TURNS = frozenset(
    {"not", "no", "never", "only", "unless", "except", "may", "must", "shall", "will", "can"}
)
_SHARED = 0.6
# A name, and the one that took its place.
Names = frozenset[tuple[str, str]]


def states_nothing(change: Change, texts: tuple[str, str]) -> bool:
    """Return whether a block that came or went is a title, a pointer or a fragment.

    `texts` are the older and the newer text, for the titles that the document has.
    """
    if change.op not in ("added", "removed"):
        return False
    text = normalize(change.before or change.after or "")
    return _is_title(text, texts) or is_pointer(text) or breaks_off(text)


def what_is_stated(change: Change, names: Names = frozenset()) -> tuple[str, str]:
    """Return both sides of a change without the edits that state nothing.

    Left out are pointers, fragments and run-in titles that came or went, names that took the place
    of one another in the whole text (`names`), and sentences that describe a product.
    """
    binding = _binding_edits(change)
    old: list[str] = []
    new: list[str] = []
    for edit in _in_order(change):
        if isinstance(edit, str):
            old.append(edit)
            new.append(edit)
        elif next(binding) and not _is_nothing(edit, names):
            old.append(edit.old)
            new.append(edit.new)
    return "".join(old), "".join(new)


def _binding_edits(change: Change) -> Iterator[bool]:
    """Yield of each edit whether it may bind someone, or say something of its own."""
    told = [
        (edit.old, edit.new, not _only_describes(passage, edit))
        for passage in passages(change)
        for edit in passage.edits
    ]
    for edit in edits_of(change):
        if told and told[0][:2] == (edit.old, edit.new):
            yield told.pop(0)[2]
        else:
            yield True


def _in_order(change: Change) -> Iterator[str | Edit]:
    """Yield what stayed and what was edited, in order."""
    edits = iter(edits_of(change))
    open_edit = False
    for op, text in change.words:
        if op == "=":
            open_edit = False
            yield text
        elif not open_edit:
            open_edit = True
            yield next(edits)


def _is_nothing(edit: Edit, names: Names) -> bool:
    old, new = normalize(edit.old), normalize(edit.new)
    if old and new:
        return (old, new) in names
    words = old or new
    return is_pointer(words) or breaks_off(words) or _is_run_in_title(edit)


def is_pointer(text: str) -> bool:
    """Return whether a sentence only says where to read on."""
    return _POINTER.fullmatch(text.strip()) is not None


def breaks_off(text: str) -> bool:
    """Return whether a sentence ends before it says what is done."""
    return _BREAKS_OFF.fullmatch(text.strip()) is not None


def _is_title(text: str, texts: tuple[str, str]) -> bool:
    words = _WORD.findall(text.lower())
    if len(words) > _TITLE_WORDS or _TITLE.isdisjoint(words):
        return False
    if not set(words) - _TITLE - _BESIDE:
        return True
    titles = [title[1] for text in texts for title in (_FIRST_HEADING.search(text),) if title]
    own = {word for title in titles for word in _WORD.findall(title.lower())}
    return not set(words) - _TITLE - _BESIDE - own


def _is_run_in_title(edit: Edit) -> bool:
    """Return whether a line in capitals came or went before a paragraph that stays."""
    line = edit.new or edit.old
    if edit.leading.strip() or (edit.new and edit.old) or not line.endswith("\n"):
        return False
    words = line.split()
    return 0 < len(words) <= _TITLE_WORDS and all(
        word.isalpha() and (word[0].isupper() or word in _SMALL) for word in words
    )


def _only_describes(passage: Passage, edit: Edit) -> bool:
    """Return whether a sentence only points on, or describes a product and binds no one.

    A name in it that is edited is another party.
    """
    sides = (normalize(passage.before), normalize(passage.after))
    if all(map(is_pointer, sides)):
        return True
    if _CAPITAL.search(edit.old) or _CAPITAL.search(edit.new):
        return False
    return all(_DESCRIBES.search(side) and not _BINDS.search(side) for side in sides)


def rehoused(changes: Sequence[Change]) -> frozenset[int]:
    """Return the ids of changes that put a sentence from one block into one beside it.

    Words that it loses on the way stand in its new block already.
    """
    found: set[int] = set()
    for first, second in itertools.pairwise(changes):
        for home, piece in ((first, second), (second, first)):
            if home.op == "modified" and _takes(home, piece):
                found |= {id(home), id(piece)}
    return frozenset(found)


def _takes(home: Change, piece: Change) -> bool:
    if piece.op not in ("added", "removed"):
        return False
    edits = edits_of(home)
    if len(edits) != 1 or (edits[0].old.strip() and edits[0].new.strip()):
        return False
    gone = piece.op == "removed"
    if not (edits[0].new if gone else edits[0].old).strip():
        return False
    moved = set(_WORD.findall((edits[0].new if gone else edits[0].old).lower()))
    whole = set(_WORD.findall((piece.before or piece.after or "").lower()))
    said = set(_WORD.findall(((home.before if gone else home.after) or "").lower()))
    return (
        moved <= whole
        and whole - moved - _LEADING <= said - _TURNS
        and len(moved) >= _SHARED * max(1, len(whole))
    )
