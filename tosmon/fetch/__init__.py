"""Bytes from servers, politely: documents in, replies out. Never an exception for a bad server."""

from tosmon.fetch.addresses import redact_url
from tosmon.fetch.bodies import decoded_body, evidence
from tosmon.fetch.browser.rendering import PageLimits
from tosmon.fetch.capture import Job
from tosmon.fetch.http import Fetcher
from tosmon.fetch.politeness import Limits, failure_of
from tosmon.fetch.schedule import fetch_all

__all__ = [
    "Fetcher",
    "Job",
    "Limits",
    "PageLimits",
    "decoded_body",
    "evidence",
    "failure_of",
    "fetch_all",
    "redact_url",
]
