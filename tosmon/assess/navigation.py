"""Lines by which a site leads to its other pages: menus, footers, titles, related articles.

Owns the vocabulary of such lines and where they stand. Knows no site in particular.
"""

from __future__ import annotations

import re

from tosmon.model import Change
from tosmon.text import normalize

_TOP = 12  # lines from the top within which a menu stands above the document's first heading
_TITLE_WORDS = 8
_LABEL_WORDS = 5
_MENU = re.compile(
    r"home|about|about us|products|product|solutions|pricing|blog|careers|jobs|contact"
    r"|contact us|contact sales|docs|documentation|developers|resources|company|support|help"
    r"|help center|help centre|status|community|press|newsroom|login|log in|sign in|sign up"
    r"|get started|start free|try for free|legal|terms|privacy|sitemap|english|follow us"
    r"|twitter|x|linkedin|youtube|github|discord|facebook|instagram|tiktok|book a demo"
    r"|request a demo|learn more|read more|show more|see more|view all|api|enterprise|research"
    r"|news|events|webinars|faq|faqs|features|use cases|integrations|changelog"
    r"|customer stories|case studies|templates|tutorials|guides|previous|next"
    r"|table of contents|contents|on this page|in this article|subscribe|back to top"
    r"|skip to content|all rights reserved|your privacy choices"
    r"|do not sell or share my personal information|terms of service|terms of use"
    r"|privacy policy|cookie policy|cookie settings"
)
# Words that are a menu's alone when a label follows without a space: "Start hereTerms of Service".
_GLUED = re.compile(
    r"[a-z)](?:Terms|Privacy|Contact|About|Blog|Home|Pricing|Docs|Log ?in|Sign|Careers|Support"
    r"|Company|Products?|Resources|Legal|Status|Community)\b"
)
_RIGHTS = re.compile(r"(?:©|\(c\)|copyright)\s.{0,80}\d{4}.{0,80}|©.{0,80}", re.IGNORECASE)
_RELATED = re.compile(
    r"(?:related|recommended|popular|latest|recent|similar|more|further)"
    r" (?:articles?|posts?|reading|content|resources|topics|documents|stories|guides|news)\W*",
    re.IGNORECASE,
)
_KIND = re.compile(
    r"(?:.{0,60} )?(?:terms(?: (?:of|and) (?:service|use|conditions))?|polic(?:y|ies)"
    r"|notices?|agreement|addendum|guidelines|statement|legal)(?: .{0,20})?",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.;!?:]\s*$|\b(?:you|we|shall|may|must|will|not)\b|\d|@", re.IGNORECASE)


_VERSIONS = re.compile(
    r"\W*(?:view |see |read )?(?:the |our )?(?:previous|earlier|prior|archived|past)"
    r" (?:[\w’'-]+ ){0,4}(?:versions?|terms|polic(?:y|ies)|agreements?)\W*",
    re.IGNORECASE,
)
_MADE = re.compile(
    r"(?:this (?:web)?site (?:is|was) )?(?:made|built|powered|hosted) (?:with|by|on) .{1,80}", re.I
)


def is_menu_line(text: str) -> bool:
    """Return whether a line is one of a menu or a footer, wherever it stands."""
    line = normalize(text)
    bare = re.sub(r"[^\w\s]+", " ", line).lower().strip()
    if _MENU.fullmatch(bare):
        return True
    if _VERSIONS.fullmatch(line) or _MADE.fullmatch(line):
        return True
    return bool(_RIGHTS.fullmatch(line)) or (len(line) < 120 and bool(_GLUED.search(line)))


def is_page_title(text: str, headings: frozenset[str]) -> bool:
    """Return whether a line names a document and a site, parted by a bar or a dash."""
    parts = [normalize(part) for part in re.split(r"\s+[|·–—-]\s+", text)]
    if len(parts) < 2 or len(text.split()) > 2 * _TITLE_WORDS or _SENTENCE.search(text):
        return False
    names = [part for part in parts if part.lower() in headings or _KIND.fullmatch(part)]
    others = [part for part in parts if part not in names]
    return bool(names) and all(len(part.split()) <= 3 for part in others)


def is_label(text: str) -> bool:
    """Return whether a line is a few words that make no sentence and carry no figure."""
    return len(text.split()) <= _LABEL_WORDS and not _SENTENCE.search(text)


def is_related(change: Change) -> bool:
    """Return whether a change stands in a list of other articles, or is that list's heading."""
    text = change.before or change.after or ""
    return bool(
        any(_RELATED.fullmatch(normalize(heading)) for heading in change.section[-1:])
        or _RELATED.fullmatch(normalize(text))
    )


def is_above_the_document(change: Change, old: str, new: str) -> bool:
    """Return whether a label came or went above the first heading, near the top of the page."""
    if change.section or change.op not in ("added", "removed"):
        return False
    line, text = (change.after, new) if change.op == "added" else (change.before, old)
    if not line or len(line.split()) > _TITLE_WORDS or _SENTENCE.search(line):
        return False
    top = [row.lstrip("#- ").strip() for row in text.split("\n", 4 * _TOP) if row.strip()][:_TOP]
    return line in top and text.find(line) < text.find("\n#")
