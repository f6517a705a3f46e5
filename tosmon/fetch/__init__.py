"""Bytes from servers, politely: documents in, replies out. Never an exception for a bad server."""

from tosmon.fetch.http import EVIDENCE_HEADERS, Fetcher, Job
from tosmon.fetch.politeness import Limits, redact_url
from tosmon.fetch.schedule import fetch_all

__all__ = ["EVIDENCE_HEADERS", "Fetcher", "Job", "Limits", "fetch_all", "redact_url"]
