"""How much a change matters, by named rules: the first that holds gives the severity.

Owns the order of the rules for one change, and those for a whole difference. Knows no words of a
text: it looks at signals, topics and sizes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tosmon.assess.signals.provisions import weight_of
from tosmon.model import Record, Severity, Signal

# Words edited from which a document counts as rewritten: a reader cannot pass it over, whatever
# single rules say.
_REWRITTEN = 850
_DETAIL_WORDS = 25  # of an edit that may be a detail
_FRAGMENT_WORDS = 15  # of an edit on which no rule fires, and which is no sentence of its own
_NAME_WORDS = 3  # of a block that states nothing: a name, an address
_FEW_WORDS = 6  # of an edit that is one, where no weighty topic is touched
_SEVERAL = 3  # weighty provisions that come or go together
_ORDER: tuple[Severity, ...] = ("low", "medium", "high")
_PERSONAL = frozenset({"ai_training", "data_collection", "data_use", "data_sharing"})
_GATHERED = frozenset({"ai_training", "data_collection"})
_WEIGHTY = _PERSONAL | frozenset(
    {
        *("data_retention", "liability", "indemnity", "content_licence", "dispute_resolution"),
        *("enforcement_termination", "fees_billing", "privacy_rights", "unilateral_changes"),
        *("contact_entity", "subprocessors", "third_party_services", "competing_use"),
    }
)
_DETAILS = frozenset(
    {
        *("contact-changed", "contact-added", "contact-removed", "link-changed", "link-added"),
        *("link-removed", "address-changed", "number-changed", "section-added", "section-removed"),
        *("last-updated-changed", "effective-date-changed"),
    }
)


_LIGHT = frozenset({"scope-widened", "scope-narrowed", "negation-gained"})


class Facts(Record):
    """What the rules look at: a change's signals, topics, and how many words were edited.

    `whole`: a block that came or went as such. `fresh` are the signals of provisions that the
    other text has nowhere: truly new, truly gone.
    """

    signals: tuple[Signal, ...]
    topics: tuple[str, ...]
    words: int
    whole: bool = False
    fresh: frozenset[str] = frozenset()

    def fired(self, *names: str) -> bool:
        """Return whether one of these signals fired."""
        return any(signal.rule in names for signal in self.signals)

    def all_for_the_user(self) -> bool:
        """Return whether every signal that has a direction points towards the user."""
        directions = {signal.direction for signal in self.signals}
        return directions <= {"towards_user", None}

    def touches(self, topics: frozenset[str]) -> bool:
        """Return whether one of `topics` is touched."""
        return not topics.isdisjoint(self.topics)


class Rating(Record):
    """A severity, and the rule that gave it."""

    severity: Severity
    rule: str


def weighty(facts: Facts, event: str) -> frozenset[str]:
    """Return the signals of weighty provisions that truly came or went."""
    return frozenset(
        signal.rule
        for signal in facts.signals
        if signal.rule.endswith(event)
        and weight_of(signal.rule) == "high"
        and signal.rule in facts.fresh
    )


def _more_of_the_user(facts: Facts) -> bool:
    """Whether more data, or for more, is collected, used or shared; not for more tiers alone."""
    widened = any(
        s.rule == "scope-widened" and s.direction != "towards_user" for s in facts.signals
    ) and not facts.fired("tier-added", "tier-named")
    stated = facts.fired("collects-data-extended") or (
        facts.whole and facts.fired("collects-data-gained", "shares-data-gained")
    )
    return (widened or stated) and not _GATHERED.isdisjoint(facts.topics[:1])


def _details_only(facts: Facts) -> bool:
    if facts.whole and not facts.signals:
        return facts.words <= _NAME_WORDS
    most = _DETAIL_WORDS if facts.signals else _FRAGMENT_WORDS
    return facts.words <= most and all(s.rule in _DETAILS for s in facts.signals)


def _few_words(facts: Facts) -> bool:
    light = all(s.rule in _DETAILS | _LIGHT for s in facts.signals)
    few = facts.words <= _FEW_WORDS and not facts.whole
    return few and light and not facts.touches(_WEIGHTY)


def _choice_narrowed(facts: Facts) -> bool:
    return any(
        s.rule in ("opt-out-moved", "consent-moved") and s.direction == "towards_vendor"
        for s in facts.signals
    )


def _promise_weakened(facts: Facts) -> bool:
    """Whether what the vendor must or must not do is now open, or with users' data less bound."""
    rules = {"duty-weakened", "negation-lost"}
    if facts.touches(_PERSONAL):
        rules.add("exception-lost")
    return any(s.rule in rules and s.direction == "towards_vendor" for s in facts.signals)


RULES: tuple[tuple[str, Severity, Callable[[Facts], bool]], ...] = (
    ("weighty-provision-gained", "high", lambda f: bool(weighty(f, "-gained"))),
    ("weighty-provision-lost", "high", lambda f: bool(weighty(f, "-lost"))),
    ("choice-gained", "medium", lambda f: f.fired("opt-out-gained") and f.all_for_the_user()),
    ("training-sentence-edited", "high", lambda f: f.fired("training-reworded")),
    ("more-is-collected-or-used", "high", _more_of_the_user),
    ("consent-lost", "high", lambda f: f.fired("consent-lost")),
    ("choice-lost", "high", lambda f: f.fired("opt-out-lost")),
    ("notice-lost", "high", lambda f: f.fired("notice-lost")),
    ("opt-out-narrowed", "high", _choice_narrowed),
    ("promise-weakened", "high", _promise_weakened),
    ("law-or-court-changed", "high", lambda f: f.fired("governing-law-changed", "court-changed")),
    ("limited-to-a-tier", "high", lambda f: f.fired("tier-named") and f.fired("exception-lost")),
    ("only-details", "low", _details_only),
    ("few-words", "low", _few_words),
)


def rate(facts: Facts) -> Rating:
    """Return the severity of one change: `RULES` in order, and medium where none holds."""
    for name, severity, holds in RULES:
        if holds(facts):
            return Rating(severity=severity, rule=name)
    return Rating(severity="medium", rule="states-otherwise")


def rate_all(ratings: Sequence[Rating], facts: Sequence[Facts]) -> Rating | None:
    """Return the severity of a difference: that of its weightiest change, or of all together."""
    if not ratings:
        return None
    best = max(ratings, key=lambda rating: _ORDER.index(rating.severity))
    if best.severity == "high":
        return best
    words = sum(fact.words for fact in facts)
    if words >= _REWRITTEN:
        return Rating(severity="high", rule="rewritten")
    return best


__all__ = ["RULES", "Facts", "Rating", "rate", "rate_all", "weighty"]
