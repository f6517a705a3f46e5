"""Messages to mail servers and to any service that Apprise reaches.

Owns handing a message over and saying why it was not taken, in words that repeat nothing of an
address. Of a mail address Apprise reads the settings; the mail itself is ours, because its two
parts should say the same.
"""

from __future__ import annotations

import contextlib
import logging
import re
import smtplib
import ssl
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import formataddr
from typing import Any

import apprise
from apprise.plugins.email import NotifyEmail

# Words that chat services take as a call to everyone in a room, as a text may hold them.
_CALLS = re.compile(r"@(?=everyone|here|channel|all\b|room\b)|<(?=[!@#])", re.IGNORECASE)

_MORE = "\n… and more: `tosmon changes` has all of it"

# Why a mail was not taken; the first kind that fits. An error's own words may hold an address.
_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (smtplib.SMTPAuthenticationError, "the mail server refused user or password"),
    (smtplib.SMTPRecipientsRefused, "the mail server refused every recipient"),
    (smtplib.SMTPResponseException, "the mail server refused the mail"),
    (smtplib.SMTPNotSupportedError, "the mail server lacks what the address asks for"),
    (ssl.SSLError, "no secure connection"),
    (TimeoutError, "no answer in time"),
)


def service(address: str) -> Any | None:
    """Return what Apprise makes of `address`, None where it is none of its addresses."""
    log = logging.getLogger("apprise")
    log.handlers[:] = [logging.NullHandler()]  # it names hosts and more; we say what there is
    log.propagate = False
    asset = apprise.AppriseAsset(app_id="tosmon", app_desc="tosmon", app_url="", async_mode=False)
    return apprise.Apprise.instantiate(address, asset=asset)


def hand_over(
    target: Any, subject: str, text: str, letter: EmailMessage, timeout: float
) -> str | None:
    """Give a message to `target`, which `service` made; return None, or why it was not taken.

    Mail servers are given `letter`, all others `subject` and `text`. `timeout` is seconds.
    """
    if isinstance(target, NotifyEmail):
        return _mail(target, letter, timeout)
    return _notify(target, subject, text, timeout)


def _notify(target: Any, subject: str, text: str, timeout: float) -> str | None:
    target.overflow_mode = apprise.OverflowMode.TRUNCATE  # a service refuses what is too long
    sender = apprise.Apprise()
    sender.add(target)
    result = sender.notify(
        title=_CALLS.sub("\\g<0>\u200b", subject),
        body=_fitting(_CALLS.sub("\\g<0>\u200b", text), target.body_maxlen - len(subject) - 20),
        body_format=apprise.NotifyFormat.TEXT,
        interpret_escapes=False,
        timeout=timeout,
    )
    return None if result else "the service did not take it"


def _fitting(text: str, most: int) -> str:
    """Return the lines of `text` that `most` characters have room for, and a word on the others."""
    if most <= 0 or len(text) <= most:
        return text
    kept, _, _ = text[: max(most - len(_MORE), 0)].rpartition("\n")
    return kept + _MORE


def _mail(target: Any, letter: EmailMessage, timeout: float) -> str | None:
    """Send `letter` to each recipient that `target` names, as its settings say."""
    recipients = [formataddr((name or "", address)) for name, address in target.targets]
    sender = target.from_addr[1]
    del letter["From"], letter["To"], letter["Cc"]
    letter["From"] = formataddr((target.from_addr[0] or "", sender))
    letter["To"] = ", ".join(recipients)
    if target.cc:
        letter["Cc"] = ", ".join(sorted(target.cc))
    every = [address for _, address in target.targets] + [*target.cc, *target.bcc]
    try:
        with _connection(target, timeout) as server:
            if target.user:
                server.login(target.user, target.password or "")
            refused = server.send_message(letter, sender, list(dict.fromkeys(every)))
    except (smtplib.SMTPException, OSError, ValueError) as error:
        return next((words for kind, words in _REASONS if isinstance(error, kind)), "no connection")
    return "the mail server refused a recipient" if refused else None


@contextlib.contextmanager
def _connection(target: Any, timeout: float) -> Iterator[smtplib.SMTP]:
    """Yield a connection to the server, secured as the settings say, closed in any case."""
    mode = str(getattr(target.secure_mode, "value", target.secure_mode))
    context = ssl.create_default_context()
    if not target.verify_certificate:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    if mode == "ssl":
        with smtplib.SMTP_SSL(
            target.smtp_host, target.port, timeout=timeout, context=context
        ) as server:
            yield server
        return
    with smtplib.SMTP(target.smtp_host, target.port, timeout=timeout) as server:
        if mode == "starttls":
            server.starttls(context=context)
        yield server
