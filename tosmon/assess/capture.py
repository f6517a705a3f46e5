"""Is this capture to be trusted? What is set aside, for which reason, on which evidence.

Owns the detectors of docs/tricky-cases.md. Each looks at the text alone and at the last text
that was believed; none knows a site. Pure: no clock, no network, no archive.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Callable

from tosmon.assess.copies import is_regional_copy, language_of, unshared
from tosmon.assess.known import SetAside
from tosmon.model import QuarantineReason
from tosmon.text import normalize, parse

# An error, login, consent or challenge page says little else: real documents that mention such
# words are longer. The longest such page met in public records had some 180 words.
SHORT_WORDS = 250
# Where a text falls below this share of the one before, captures that failed (a tab not loaded, a
# section not rendered) outnumber authors who cut that much; seen again later, it is believed.
SHRUNK_SHARE = 0.5
# Below this share of common words it is another document; authors who rewrite theirs keep more.
OTHER_SHARE = 0.35
# Below this share of an earlier document's headings, when much of the text went with them.
HEADINGS_SHARE = 0.34
# Where the shorter text lives on in the longer by more than this, headings were renamed or a page
# of several documents was parted.
CONTAINED_SHARE = 0.7
_MIN_HEADINGS = 6
# A start page, an index of documents or a notice that a page has moved is shorter than this.
START_WORDS = 1500
# Words of rules are 2 to 8 % of every document of rules met, below 1.5 % of marketing pages.
RULES_LEAST = 0.02
RULES_LEFT = 0.5
# A short page whose words are not those of the last text is none of it; words that any two
# texts of a language share make up a fifth.
GONE_SHARE = 0.3
# A long text holds most words of any short page: of one that took its place no sentence is left.
_SENTENCE_WORDS = 8
# A consent panel speaks of little but cookies; a policy about them explains much else.
COOKIES_SHARE = 0.03
# A region's copy shares more of its words with the other.
REGION_SHARE = 0.9
# Every doubt but that one asks for fewer words in common.
ALIKE_SHARE = 0.75


_ERROR = re.compile(
    r"\b(?:page (?:you (?:requested|were looking for)|not found|(?:does|do)(?:n't| not) exist|"
    r"(?:is|isn't) (?:unavailable|available|currently unavailable))|not found|"
    r"something went wrong|(?:an )?(?:unexpected |internal |application |server )error "
    r"(?:has )?(?:occurred|happened)|internal server error|bad gateway|service unavailable|"
    r"gateway time-?out|error (?:code:? )?[45]\d\d|[45]\d\d error|temporarily unavailable|"
    r"(?:down|closed) for maintenance|under maintenance|be (?:right )?back (?:soon|shortly)|"
    r"(?:not|un)available in your (?:country|region)|try again (?:later|in a)|too many requests|"
    r"we(?:'re| are) (?:having|experiencing) (?:trouble|problems|issues|difficulties)|"
    r"(?:can't|cannot|could(?:n't| not)|unable to) (?:find|load|display|process|reach) "
    r"(?:the|this|that|your|what) )",
    re.IGNORECASE,
)
_CHALLENGE = re.compile(
    r"\b(?:verify(?:ing)? (?:that )?you(?:'re| are) (?:a )?(?:human|not a (?:ro)?bot)|"
    r"are you a (?:human|robot)|checking (?:your browser|if the site connection is secure)|"
    r"(?:complete|solve) the (?:captcha|security check)|enable javascript and cookies to continue|"
    r"unusual (?:traffic|activity)|(?:access|request) (?:to this page )?(?:has been |was )?"
    r"(?:denied|blocked)|ddos protection|attention required|just a moment|ray id)\b",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"\b(?:(?:sign|log) ?in (?:to|with)|forgot(?:ten)? (?:your )?password|"
    r"(?:create|don't have) an account|enter your (?:e-?mail|password)|remember me)\b",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"\b(?:accept (?:all|cookies)|reject (?:all|cookies)|"
    r"(?:manage|cookie) (?:preferences|settings)|"
    r"we (?:and our partners )?(?:use|value) (?:cookies|your privacy)|consent preferences)\b",
    re.IGNORECASE,
)


_CHOICE = re.compile(
    r"\b(?:(?:allow|accept|reject|decline|refuse) (?:all|optional)|optional cookies|"
    r"manage (?:your )?(?:choices|cookies|preferences)|your (?:cookie )?choices|"
    r"cannot be (?:turned|switched) off)\b",
    re.IGNORECASE,
)
_TITLES = frozenset(
    [
        "terms",
        "privacy",
        "cookie",
        "cookies",
        "usage",
        "acceptable",
        "processing",
        "imprint",
        "licence",
        "license",
    ]
)
_RULES = frozenset(
    (
        *("agreement", "terms", "shall", "liability", "liable", "rights", "obligations", "law"),
        *("laws", "consent", "personal", "information", "data", "privacy", "party", "parties"),
        *("warranties", "damages", "applicable", "pursuant", "accordance", "hereby", "notice"),
        *("dispute", "arbitration", "indemnify", "third-party", "processing", "disclose", "may"),
        *("provisions", "purposes", "policy", "prohibited", "comply", "terminate", "must"),
    )
)


def assess(text: str, before: str | None) -> SetAside | None:
    """Return why a page's `text` is not believed, None where it is.

    `before` is the last text that was believed; without one only what a page says of itself counts.
    """
    if before is not None and (share := _share(text, before)) > ALIKE_SHARE:
        return _region(text, before) if share >= REGION_SHARE else None
    new = _measured(text)
    old = _measured(before) if before is not None else None
    for detector in _DETECTORS:
        found = detector(new, old)
        if found is not None:
            return found
    return None


def _share(text: str, before: str) -> float:
    """Return the share of words in common, as `_common`, counted in the lines that differ alone.

    0 where it is no more than `ALIKE_SHARE` for certain, so that nobody need count.
    """
    ours, theirs = _words(text), _words(before)
    total = ours + theirs
    if 2 * min(ours, theirs) <= ALIKE_SHARE * total:
        return 0.0
    gone, come = (Counter(normalize(part).lower().split()) for part in unshared(before, text))
    return 1.0 - (gone.total() + come.total() - 2.0 * (gone & come).total()) / max(1, total)


def _words(text: str) -> int:
    """Return how many words the normal form of `text` has, each parted by one space."""
    normal = normalize(text)
    return normal.count(" ") + 1 if normal else 0


class _Measured:
    def __init__(self, text: str) -> None:
        self.text = text
        self.normal = normalize(text)
        words = self.normal.lower().split()
        self.count = len(words)
        self.words = Counter(words)
        headings = [block for block in parse(text) if block.kind == "heading"]
        self.title = headings[0].text.lower() if headings else ""
        self.headings = {normalize(b.text).lower() for b in headings if b.level > 1}


# The text that stands is asked for at every capture of an import, document by document.
_measured = functools.lru_cache(maxsize=8)(_Measured)


def _says(
    pattern: re.Pattern[str], reason: QuarantineReason, times: int, what: str
) -> Callable[[_Measured, _Measured | None], SetAside | None]:
    """Make the detector of short pages that say `times` things of their kind, unlike before."""

    def detector(new: _Measured, old: _Measured | None) -> SetAside | None:
        if new.count > SHORT_WORDS:
            return None
        said = {match[0].lower() for match in pattern.finditer(new.normal)}
        if len(said) < times or (old is not None and _common(new, old) > SHRUNK_SHARE):
            return None
        quoted = ", ".join(f"“{words}”" for words in sorted(said)[:3])
        return SetAside(reason=reason, detail=f"{new.count} words that say {quoted}: {what}")

    return detector


@functools.lru_cache(maxsize=4)  # several detectors ask it of one pair
def _common(a: _Measured, b: _Measured) -> float:
    total = a.count + b.count
    return 2.0 * sum((a.words & b.words).values()) / total if total else 1.0


def _other(new: _Measured, old: _Measured | None) -> SetAside | None:
    if old is None or _common(new, old) >= OTHER_SHARE or new.count < old.count * SHRUNK_SHARE:
        return None
    if _distinct(new, old) >= OTHER_SHARE or _is_same_title(new, old):
        return None
    return SetAside(
        reason=QuarantineReason.OTHER_DOCUMENT,
        detail=f"shares {_common(new, old):.0%} of its words with the last text",
    )


def _is_same_title(new: _Measured, old: _Measured) -> bool:
    """Return whether both name themselves alike: a text written anew keeps what it is."""
    words, before = (set(re.findall(r"\w+", m.title)) for m in (new, old))
    return bool(words) and (words == before or bool(words & before & _TITLES))


def _distinct(a: _Measured, b: _Measured) -> float:
    """Share of different words, so that a long document of few words is not taken for another."""
    total = len(a.words) + len(b.words)
    return 2.0 * len(a.words.keys() & b.words.keys()) / total if total else 1.0


def _shrunk(new: _Measured, old: _Measured | None) -> SetAside | None:
    if old is None or new.count >= old.count * SHRUNK_SHARE:
        return None
    return SetAside(
        reason=QuarantineReason.SHRUNK,
        detail=f"{new.count} words instead of {old.count}",
    )


def _contained(a: _Measured, b: _Measured) -> float:
    """Return which share of the shorter text's words the longer one holds."""
    return (a.words & b.words).total() / max(1, min(a.count, b.count))


def _restructured(new: _Measured, old: _Measured | None) -> SetAside | None:
    if old is None or len(old.headings) < _MIN_HEADINGS:
        return None
    kept = len(old.headings & new.headings)
    if kept >= len(old.headings) * HEADINGS_SHARE or _contained(new, old) > CONTAINED_SHARE:
        return None
    return SetAside(
        reason=QuarantineReason.RESTRUCTURED,
        detail=f"{kept} of {len(old.headings)} headings are left",
    )


def _language(new: _Measured, old: _Measured | None) -> SetAside | None:
    if old is None or _common(new, old) > OTHER_SHARE:
        return None
    was, now = language_of(old.text), language_of(new.text)
    if was is None or now is None or was == now:
        return None
    return SetAside(
        reason=QuarantineReason.OTHER_LANGUAGE, detail=f"language {now} in place of {was}"
    )


def _region(text: str, before: str) -> SetAside | None:
    if not is_regional_copy(text, before):
        return None
    return SetAside(
        reason=QuarantineReason.OTHER_REGION,
        detail="the same words but for a region's spelling, punctuation or order of dates",
    )


def _start(new: _Measured, old: _Measured | None) -> SetAside | None:
    """See a page of the site in place of the document: little in common, none of its terms."""
    if old is None or new.count > START_WORDS or _common(new, old) > OTHER_SHARE:
        return None
    was, now = _rules_share(old), _rules_share(new)
    gone = new.count < SHORT_WORDS and (
        _contained(new, old) < GONE_SHARE
        or (new.count < old.count * SHRUNK_SHARE and not _sentences(new) & _sentences(old))
    )
    if not gone and (was < RULES_LEAST or now > was * RULES_LEFT):
        return None
    return SetAside(
        reason=QuarantineReason.START_PAGE,
        detail=f"{now:.1%} of its words are those of rules, {was:.1%} were; "
        f"{_common(new, old):.0%} of its words are those of the last text",
    )


def _sentences(measured: _Measured) -> set[str]:
    """Return the lines of a text that say something: what an author cut a text down to is left."""
    lines = map(normalize, measured.text.split("\n"))
    return {line for line in lines if line.count(" ") >= _SENTENCE_WORDS - 1}


def _rules_share(measured: _Measured) -> float:
    return sum(measured.words[word] for word in _RULES) / max(1, measured.count)


def _panel(new: _Measured, old: _Measured | None) -> SetAside | None:
    """Little but cookies and the choice among them."""
    if new.count > SHORT_WORDS or (old is not None and _common(new, old) > SHRUNK_SHARE):
        return None
    cookies = sum(n for word, n in new.words.items() if word.startswith("cookie"))
    if cookies < COOKIES_SHARE * new.count or not _CHOICE.search(new.normal):
        return None
    if old is not None and old.words["cookies"] > COOKIES_SHARE * old.count:
        return None
    return SetAside(
        reason=QuarantineReason.CONSENT_WALL,
        detail=f"{new.count} words, {cookies} of them cookies, and a choice among them",
    )


_DETECTORS: tuple[Callable[[_Measured, _Measured | None], SetAside | None], ...] = (
    _says(_CHALLENGE, QuarantineReason.BOT_CHALLENGE, 1, "asks for a proof of being human"),
    _says(_ERROR, QuarantineReason.ERROR_PAGE, 1, "an error page"),
    _says(_LOGIN, QuarantineReason.LOGIN_WALL, 2, "a login page"),
    _says(_CONSENT, QuarantineReason.CONSENT_WALL, 2, "a consent panel"),
    _panel,
    _language,
    _start,
    _shrunk,
    _other,
    _restructured,
)
