"""Tells the same document in another language, or another region's copy of it.

Owns what tells languages and regions apart: pure, over texts alone.
"""

from __future__ import annotations

import functools
import re
from collections import Counter

from tosmon.text import normalize

# Function words that no other of these languages shares; the commonest of each.
_FUNCTION_WORDS = {
    "en": "the of and to that this with for are your you our we by or not which will from",
    "de": "der und die das nicht wir sie mit den ist für werden auf von eine oder ihre zu dem",
    "fr": "les des vous nous et est que pour dans une votre par qui sur aux ou ne avec",
    "es": "los las que para usted nosotros una por como su con sus del puede este el",
    "it": "che di gli della nostri per una sono dei con nel alla il questo utente",
    "pt": "que não para você nossos uma dos das com ou seus ao os pelo nossa",
    "nl": "het een van wij niet voor zijn met deze aan worden wordt uw onze te",
    "sv": "och att det som för inte av vi med är den till på du kan",
    "da": "og at det som ikke af vi med er den til på du kan vores",
    "pl": "nie się jest na oraz lub przez do które jako usługi danych",
}
_WORDS_OF = {language: frozenset(words.split()) for language, words in _FUNCTION_WORDS.items()}
_LEAST_WORDS = 40  # fewer words are names and menu entries, in which every language looks alike
# Running text has a third to a half of such words, any other language of the list below a sixth.
_LEAST_SHARE = 0.15
_CLEAR_LEAD = 1.3
_SCRIPTS = {
    "zh": re.compile("[\u4e00-\u9fff]"),
    "ja": re.compile("[\u3040-\u30ff]"),
    "ko": re.compile("[\uac00-\ud7af]"),
    "ru": re.compile("[\u0400-\u04ff]"),
    "ar": re.compile("[\u0600-\u06ff]"),
}
_SCRIPT_SHARE = 0.1


@functools.lru_cache(maxsize=8)  # of the text that stands, asked at every doubt
def language_of(text: str) -> str | None:
    """Return the language of `text` (ISO 639-1), None where nothing is clear."""
    letters = sum(map(str.isalpha, text)) or 1
    for language in ("ja", "ko", "zh", "ru", "ar"):
        if len(_SCRIPTS[language].findall(text)) > _SCRIPT_SHARE * letters:
            return language
    words = Counter(re.findall(r"[^\W\d_]+", text.lower()))
    total = sum(words.values())
    if total < _LEAST_WORDS:
        return None
    scores = sorted(
        (
            (sum(words[word] for word in known) / total, language)
            for language, known in _WORDS_OF.items()
        ),
        reverse=True,
    )
    (best, language), (second, _) = scores[:2]
    return language if best >= _LEAST_SHARE and best >= second * _CLEAR_LEAD else None


# Spellings that differ between regions of one language, as stems; figures and marks stay.
_SPELLINGS = (
    (re.compile(r"(?<=\w)is(?=(?:e|es|ed|ing|ation|ations)\b)"), "iz"),
    (re.compile(r"(?<=[a-z]{2})our(?=(?:s|ed|ing|able|ably|ite|ites|al)?\b)"), "or"),
    (re.compile(r"\b(cent|met|lit|fib|theat)re(?=s?\b)"), r"\1er"),
    (re.compile(r"(?<=[a-z]{3})ll(?=(?:ed|ing|er|ation)\b)"), "l"),
    (re.compile(r"\b(licen|defen|offen|preten)ce"), r"\1se"),
    (re.compile(r"\bprogramme(?=s?\b)"), "program"),
    (re.compile(r"\bjudgement"), "judgment"),
    (re.compile(r"\b(catal|dial|anal)ogue"), r"\1og"),
    (re.compile(r"\bcheque"), "check"),
)
_MONTHS = "january february march april may june july august september october november december"
_MONTH = "|".join(_MONTHS.split())
_DAY_FIRST = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)? ({_MONTH}),? (\d{{4}})")
_MONTH_FIRST = re.compile(rf"\b({_MONTH}) (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})")
_LABEL = re.compile(r"\b(?:effective (?:from|date)|last (?:updated|modified|revised)):?(?= )")
_DASH = re.compile(r"\s*-+\s*")  # an editor's habit, no region's
_SERIAL = re.compile(r", (?=(?:and|or|et|und|y|e)\b)")
# One spelling more or less may be the author's correction; a copy differs wherever it can.
_LEAST_DIFFERENCES = 5
_LEFT = 0.25  # of the differing words are left once spelling and punctuation are folded


def is_regional_copy(new: str, old: str) -> bool:
    """Return whether `new` is `old` as another region reads it, for texts that are much alike.

    Two things give it away: the very same dates written in another order, and differences that
    are nearly all of a region's spelling and punctuation.
    """
    before, after = (_DASH.sub(" ", normalize(text)) for text in unshared(old, new))
    if _differences(before.split(), after.split()) < _LEAST_DIFFERENCES:
        return False
    before, after = before.lower(), after.lower()
    if _is_turned(before, after):
        return True
    differences = _differences(before.split(), after.split())
    if not differences:
        return False
    ours, theirs = _bare_words(before), _bare_words(after)
    if abs(len(ours) - len(theirs)) > _LEFT * differences:  # no spelling makes words come or go
        return False
    gone, come = Counter(ours) - Counter(theirs), Counter(theirs) - Counter(ours)
    return _differences(_respelled(gone), _respelled(come)) <= _LEFT * differences


@functools.lru_cache(maxsize=4)  # asked whether there may be a doubt, and for the one that may
def unshared(old: str, new: str) -> tuple[str, str]:
    """Return of each text the lines that the other has not, or has less often, in order.

    Counts of differing words are the same for these as for the whole texts, at a tenth of the cost.
    """
    before, after = old.split("\n"), new.split("\n")
    ours, theirs = Counter(before), Counter(after)
    return _surplus(before, ours - theirs), _surplus(after, theirs - ours)


def _surplus(lines: list[str], surplus: Counter[str]) -> str:
    kept = []
    for line in lines:
        if surplus[line] > 0:
            surplus[line] -= 1
            kept.append(line)
    return "\n".join(kept)


def _is_turned(before: str, after: str) -> bool:
    """Return whether each date is the same and some, all of one order, are written in the other.

    An author who edits a text as a rule moves its date; who served a copy did not.
    """
    old_day, old_month = _dates(before)
    new_day, new_month = _dates(after)
    if old_day | old_month != new_day | new_month:
        return False
    to_month, to_day = old_day - new_day, old_month - new_month
    return bool(to_month) != bool(to_day)


def _dates(text: str) -> tuple[set[tuple[str, ...]], set[tuple[str, ...]]]:
    """Return the dates written with the day first, and those with the month first."""
    by_month: set[tuple[str, ...]] = {
        (day, month, year) for month, day, year in _MONTH_FIRST.findall(text)
    }
    return set(_DAY_FIRST.findall(text)), by_month


def _bare_words(text: str) -> list[str]:
    """Return the words of `text`, its labels of dates and its punctuation folded."""
    return re.findall(r"\w+", _LABEL.sub("effective", _SERIAL.sub(" ", text)))


def _respelled(words: Counter[str]) -> list[str]:
    """Return `words` in one region's spelling."""
    text = " ".join(words.elements())
    for pattern, replacement in _SPELLINGS:
        text = pattern.sub(replacement, text)
    return text.split()


def _differences(old: list[str], new: list[str]) -> int:
    before, after = Counter(old), Counter(new)
    return max((before - after).total(), (after - before).total())
