"""Messages handed to whom they are for: a webhook, a mail server, a service.

Owns the choice by address. Never raises for what a service does, and never repeats an address.
"""

from __future__ import annotations

from collections.abc import Mapping
from email.message import EmailMessage

from tosmon.fetch.webhook import post_json
from tosmon.telling import Message

WEBHOOK = "webhook:"
TIMEOUT = 30.0  # seconds for one message; who needs longer is told at the next run


class Courier:
    """Hands messages over with the settings of one run."""

    def __init__(
        self, *, user_agent: str, proxies: Mapping[str, str], ca_bundle: str | None
    ) -> None:
        self._user_agent = user_agent
        self._proxies = proxies
        self._ca_bundle = ca_bundle

    def send(self, address: str, message: Message, letter: EmailMessage) -> str | None:
        """Hand `message` to `address`; return None where it was taken, else why not.

        `letter` is the same message as a mail. A bare web address is one of a webhook.
        """
        if address.startswith((WEBHOOK, "http://", "https://")):
            return post_json(
                address.removeprefix(WEBHOOK),
                message.json,
                key=message.key,
                timeout=TIMEOUT,
                user_agent=self._user_agent,
                proxies=self._proxies,
                ca_bundle=self._ca_bundle,
            )
        from tosmon.fetch.services import hand_over, service  # noqa: PLC0415 - Apprise is heavy

        target = service(address)
        if target is None:
            return "no service has such an address"
        return hand_over(target, message.subject, message.text, letter, TIMEOUT)
