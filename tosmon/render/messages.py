"""Mails of two parts: text, and the page for programs that show HTML.

Owns the headers but for sender and recipient, which who sends it adds. The same message is the
same mail, byte by byte, so that a copy sent twice is recognised by its Message-ID.
"""

from __future__ import annotations

import hashlib
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

import msgspec

from tosmon.render.digest_html import digest_page
from tosmon.render.digest_outline import empty, title
from tosmon.render.digest_text import digest_text
from tosmon.telling import DigestReport, Message


def mail(message: Message) -> EmailMessage:
    """Return `message` as a mail."""
    made = EmailMessage(policy=SMTP)
    made["Subject"] = message.subject
    made["Date"] = format_datetime(message.at)
    made["Message-ID"] = f"<{message.key[:32]}@tosmon.invalid>"
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: no vacation notice answers it
    made.set_content(message.text, cte="quoted-printable")
    made.add_alternative(message.html, subtype="html", cte="quoted-printable")
    made.set_boundary(f"={message.key[:24]}")  # the library's own is random
    return made


def digest_message(report: DigestReport) -> Message:
    """Return a digest as a message for any service."""
    encoded = msgspec.json.encode(report)
    high = sum(change.severity == "high" for change in report.changes)
    told = f"{len(report.changes)}" + (f", {high} high" if high else "")
    return Message(
        key=hashlib.sha256(encoded).hexdigest(),
        at=report.until,
        subject=f"{title(report)}: {'nothing' if empty(report) else told}",
        text=digest_text(report),
        html=digest_page(report),
        json=encoded,
    )
