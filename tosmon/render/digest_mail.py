"""A digest as a mail of two parts: text, and the page for programs that show HTML.

Owns the headers. The same digest is the same mail, byte by byte, so that a copy sent twice is
recognised by its Message-ID.
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
from tosmon.telling import DigestReport


def digest_mail(report: DigestReport) -> bytes:
    """Return the mail without sender and recipient, which who sends it adds."""
    digest = hashlib.sha256(msgspec.json.encode(report)).hexdigest()
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = subject(report)
    mail["Date"] = format_datetime(report.until)
    mail["Message-ID"] = f"<{digest[:32]}@tosmon.invalid>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no vacation notice answers it
    mail.set_content(digest_text(report), cte="quoted-printable")
    mail.add_alternative(digest_page(report), subtype="html", cte="quoted-printable")
    # The library's own boundary is random.
    mail.set_boundary(f"={digest[:24]}")
    return mail.as_bytes()


def subject(report: DigestReport) -> str:
    """Return the subject: what a digest is called, and whether there is anything in it."""
    if empty(report):
        return f"{title(report)}: nothing"
    high = sum(change.severity == "high" for change in report.changes)
    return f"{title(report)}: {len(report.changes)}" + (f", {high} high" if high else "")
