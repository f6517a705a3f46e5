"""What is not believed at once: one invented document, and what came back in its place."""

from __future__ import annotations

import pytest

from tosmon.assess.capture import assess
from tosmon.model import QuarantineReason

SENTENCES = (
    "These terms of service are an agreement between you and Quillmoor about the writing service.",
    "You shall comply with applicable law, and you must not disclose another person's data.",
    "We may terminate your account with notice where you breach the obligations of these terms.",
    "Your personal information is processed for the purposes set out in our privacy policy.",
    "To the extent that the law allows, our liability for damages is limited to the fees paid.",
    "Any dispute under this agreement shall be settled by the courts at our registered seat.",
)


def document(times: int = 12) -> str:
    """Return terms of `times` sections, all of them different."""
    parts = ["# Terms of Service"]
    for n in range(times):
        parts.append(f"## {n + 1}. Part {chr(97 + n)}{n}")
        parts.append(f"{SENTENCES[n % len(SENTENCES)]} This is clause number {n} of the terms.")
    return "\n\n".join(parts) + "\n"


ERROR = "# Something went wrong\n\nThe page you requested could not be loaded. Try again later.\n"
CHALLENGE = (
    "# Just a moment\n\nVerify you are human by completing the action below. quillmoor.example "
    "needs to review the security of your connection before proceeding.\n"
)
LOGIN = (
    "# Welcome back\n\nSign in to Quillmoor\n\nEnter your email\n\nForgot your password?\n\n"
    "Don't have an account? Create an account and start writing today.\n"
)
CONSENT = (
    "We use cookies\n\nSome cookies are needed for this site and cannot be turned off. Other "
    "cookies tell us how you found us. You have control over the optional cookies.\n\n"
    "- Accept all\n- Reject all\n- Manage preferences\n"
)
SWEDISH = (
    "# Molnet för dig som skriver\n\nVi är en tjänst för alla som skriver och som vill att det ska "
    "gå fort. Det är inte svårt att komma igång med den, och du kan prova på tjänsten av vårt lag "
    "till slutet av månaden. Vi finns här för dig med det du behöver.\n\n"
) * 3
START = (
    "# Write faster with Quillmoor\n\nOur editor knows your style and suggests the next sentence "
    "while you type. Teams of every size write with us: newsrooms, novelists, marketing crews.\n\n"
    "## Loved by writers\n\nStart for free, upgrade when your readers ask for more, bring your "
    "friends along and win a month of our brightest plan. See pricing, watch the demo, join us.\n"
) * 6


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (ERROR, QuarantineReason.ERROR_PAGE),
        (CHALLENGE, QuarantineReason.BOT_CHALLENGE),
        (LOGIN, QuarantineReason.LOGIN_WALL),
        (CONSENT, QuarantineReason.CONSENT_WALL),
        (SWEDISH, QuarantineReason.OTHER_LANGUAGE),
        (START, QuarantineReason.START_PAGE),
    ],
)
def test_what_came_in_place_of_the_document_is_named(page: str, reason: QuarantineReason) -> None:
    found = assess(page, document())
    assert found is not None
    assert found.reason == reason
    assert not found.reason.released_by_repetition
    assert found.detail


@pytest.mark.parametrize("page", [ERROR, CHALLENGE, LOGIN, CONSENT])
def test_a_page_that_names_its_own_trouble_is_not_believed_at_first_sight(page: str) -> None:
    assert assess(page, None) is not None


def test_a_document_that_shrinks_sharply_waits_for_a_second_sight() -> None:
    found = assess(document(4), document(12))
    assert found is not None
    assert found.reason == QuarantineReason.SHRUNK
    assert found.reason.released_by_repetition


BRITISH = "Last updated: 12 December 2031. We honour, authorise and organise in our centre."
AMERICAN = "Last updated: December 12, 2031. We honor, authorize and organize in our center."


@pytest.mark.parametrize(("here", "there"), [(BRITISH, AMERICAN), (AMERICAN, BRITISH)])
def test_another_regions_copy_is_told_by_its_dates_and_spelling(here: str, there: str) -> None:
    found = assess(f"{document()}\n{there}\n", f"{document()}\n{here}\n")
    assert found is not None
    assert found.reason == QuarantineReason.OTHER_REGION


def test_one_date_that_no_region_turns_does_not_hide_the_turned_ones() -> None:
    law = "The Act of 23 June 2021 applies."
    found = assess(f"{document()}\n{AMERICAN} {law}\n", f"{document()}\n{BRITISH} {law}\n")
    assert found is not None
    assert found.reason == QuarantineReason.OTHER_REGION


def test_a_new_date_beside_other_spelling_is_an_edit() -> None:
    edited = AMERICAN.replace("2031", "2032").replace("organize", "store what you organize")
    assert assess(f"{document()}\n{edited}\n", f"{document()}\n{AMERICAN}\n") is None


@pytest.mark.parametrize(
    "edit",
    [
        ("limited to the fees paid", "limited to twice the fees paid"),
        ("terms.", "terms. We use cookies to train our models, and you may reject all of it."),
        ("shall be settled", "shall be settled by arbitration or"),
    ],
)
def test_an_authors_edit_is_believed_at_once(edit: tuple[str, str]) -> None:
    assert assess(document().replace(*edit), document()) is None


def test_a_document_that_grows_is_believed_at_once() -> None:
    assert assess(document(20), document(12)) is None


def test_the_correction_of_one_spelling_is_no_regional_copy() -> None:
    before = document() + "\nYou authorise us to store your drafts.\n"
    assert assess(before.replace("authorise", "authorize"), before) is None


def test_a_first_text_in_any_language_is_believed() -> None:
    assert assess(SWEDISH, None) is None
    assert assess(document(), None) is None
