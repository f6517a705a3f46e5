"""What a subscriber was not told yet, in words: for mails, chats and terminals.

Owns the subject and the sentences of an alert. How a change is told is the digest's.
"""

from __future__ import annotations

import hashlib

import msgspec

from tosmon.render.digest_html import told_page
from tosmon.render.digest_outline import Note, Notes, ratings
from tosmon.render.digest_text import MAIL, group_lines, note_lines
from tosmon.render.style import count, cut, day, line
from tosmon.render.wrapped import wrapped
from tosmon.telling import Message, Notification, Trouble

_SUBJECT = 120  # characters
_HEADINGS = {"began": "Out of reach", "lasts": "Still out of reach", "ended": "Back in reach"}


def message(notification: Notification) -> Message:
    """Return `notification` as a message for any service."""
    events = [change.version for change in notification.changes]
    events += [item.id for item in notification.trouble]
    names = (notification.subscription, *(events or [notification.at.isoformat()]))
    heading = subject(notification)
    sentence, notes = _sentence(notification), _notes(notification)
    lines = wrapped(sentence, MAIL, "")
    lines += group_lines(notification.changes, notification.named, MAIL)
    lines += note_lines(notes, MAIL)
    return Message(
        key=hashlib.sha256("\n".join(names).encode()).hexdigest(),
        at=notification.at,
        subject=heading,
        text="\n".join(lines) + "\n",
        html=told_page(heading, sentence, notification.changes, notification.named, notes),
        json=msgspec.json.encode(notification),
    )


def subject(notification: Notification) -> str:
    """Return a line that says what is told."""
    if notification.test:
        return f"tosmon: a test for {notification.subscription}"
    changes, trouble = notification.changes, notification.trouble
    if len(changes) == 1:
        change = changes[0]
        severity = f" [{change.severity}]" if change.severity else ""
        told = f"{change.document}{severity}: {change.headline}"
    elif changes:
        rated = ratings(changes)
        told = f"{count(len(changes), 'change')}{f' ({rated})' if rated else ''}"
    elif len(trouble) == 1:
        told = f"{trouble[0].document}: {_HEADINGS[trouble[0].kind].lower()}"
    else:
        told = f"{count(len(trouble), 'document')} out of reach, or back"
    return cut(line(f"tosmon: {told}"), _SUBJECT)


def _sentence(notification: Notification) -> str:
    if notification.test:
        return (
            f"This is a test: what the subscription {notification.subscription} is told arrives "
            "here. No document changed."
        )
    changes, trouble = notification.changes, notification.trouble
    parts = []
    if changes:
        rated = ratings(changes)
        documents = count(len({change.document for change in changes}), "document")
        parts.append(
            f"{count(len(changes), 'change')} in {documents}{f': {rated}' if rated else ''}."
        )
    lost = sum(item.kind != "ended" for item in trouble)
    if lost:
        parts.append(f"{count(lost, 'document')} cannot be reached.")
    if len(trouble) > lost:
        parts.append(f"{count(len(trouble) - lost, 'document')} can be reached again.")
    return " ".join(parts)


def _notes(notification: Notification) -> tuple[Notes, ...]:
    return tuple(
        Notes(
            heading=heading,
            notes=tuple(
                Note(when=f"since {day(item.since)}", document=item.document, words=_words(item))
                for item in notification.trouble
                if item.kind == kind
            ),
        )
        for kind, heading in _HEADINGS.items()
        if any(item.kind == kind for item in notification.trouble)
    )


def _words(item: Trouble) -> str:
    reason = item.reason.replace("_", " ")
    if item.kind == "ended":
        return f"was out of reach ({reason})"
    return f"{reason}: {item.detail}" if item.detail else reason
