"""The same words in other lines are no edit, whichever of the two texts parts them."""

from __future__ import annotations

import pytest

from tosmon.assess.layout import laid_out_as

TERMS = "\n\n".join(
    (
        "# Terms of Quillmoor",
        "Last changed on 3 May 2026",
        "You may use the desk for drafts of your own, and for nothing else.",
        "- Drafts stay yours.",
        "- We keep copies for thirty days.",
    )
)
JOINED = (
    "Terms of Quillmoor Last changed on 3 May 2026 You may use the desk for drafts of your own, "
    "and for nothing else. Drafts stay yours. We keep copies for thirty days."
)


def test_what_a_page_joins_is_laid_out_as_before() -> None:
    assert laid_out_as(JOINED, TERMS) == TERMS


def test_what_a_page_parts_is_laid_out_as_before() -> None:
    assert laid_out_as(TERMS, JOINED) == JOINED


@pytest.mark.parametrize(
    "edited",
    [
        JOINED.replace("thirty", "sixty"),
        JOINED.replace("else. Drafts", "else, Drafts"),
        JOINED + " Nothing is refunded.",
        JOINED.replace("3 May", "4 May"),
    ],
)
def test_an_edit_is_seen_through_another_layout(edited: str) -> None:
    assert laid_out_as(edited, TERMS) == edited


def test_what_is_edited_beside_what_is_joined_stays() -> None:
    old = "Alpha and beta.\n\nGamma and delta.\n\nThe fee is ten crowns."
    new = "Alpha and beta. Gamma and delta.\n\nThe fee is twelve crowns."
    laid_out = laid_out_as(new, old)
    assert "Alpha and beta.\n" in laid_out
    assert laid_out.endswith("The fee is twelve crowns.")
