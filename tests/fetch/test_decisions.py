"""Pure decisions of fetching: which addresses are private, what is a secret, how long to wait."""

from __future__ import annotations

import gzip
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tosmon.fetch import Limits, redact_url
from tosmon.fetch.addresses import host_key, is_private
from tosmon.fetch.decoding import PIECE, BadEncodingError, decoded
from tosmon.fetch.politeness import backoff, retry_after


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0",
        "100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1",
        "ff02::1", "::ffff:127.0.0.1", "2002:7f00:1::", "64:ff9b::a00:1", "nonsense",
    ],
)  # fmt: skip
def test_what_is_not_of_the_public_net(address):
    assert is_private(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_what_is_of_the_public_net(address):
    assert not is_private(address)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a.example/t?page=2&lang=de", "https://a.example/t?page=2&lang=de"),
        ("https://u:p@a.example:8443/t", "https://REDACTED@a.example:8443/t"),
        ("https://a.example/t?api_key=1&x=2", "https://a.example/t?api_key=REDACTED&x=2"),
        ("https://a.example/t?accessToken=1", "https://a.example/t?accessToken=REDACTED"),
        ("https://a.example/t?X-Amz-Signature=1", "https://a.example/t?X-Amz-Signature=REDACTED"),
        ("https://a.example/t#access_token=1", "https://a.example/t#access_token=REDACTED"),
        ("https://a.example/t?monkey=1#section-2", "https://a.example/t?monkey=1#section-2"),
        ("http://[broken", "REDACTED"),
    ],
)
def test_what_an_address_shows(url, shown):
    assert redact_url(url) == shown


@given(
    st.text(alphabet="abcXYZ019", min_size=8, max_size=12),
    st.sampled_from(["token", "Password", "client_secret", "sig", "apiKey", "session-id"]),
    st.text(alphabet="abc=&;%?# ü", max_size=20),
)
def test_no_secret_is_shown_and_showing_twice_changes_nothing(secret, name, noise):
    shown = redact_url(f"https://u:{secret}@a.example/p?{name}={secret}&{noise}")
    assert secret not in shown
    assert redact_url(shown) == shown


@given(st.text(max_size=60))
def test_any_text_can_be_shown(text):
    redact_url(text)
    redact_url("https://a.example/" + text)


@given(st.integers(0, 40), st.floats(0, 1, exclude_max=True))
def test_a_back_off_is_bounded(attempt, share):
    assert 0 <= backoff(attempt, Limits(), share) <= Limits().max_wait_s


DATE = "Mon, 02 Mar 2026 06:00:00 GMT"


@pytest.mark.parametrize(
    ("value", "date", "seconds"),
    [
        ("120", None, 120),
        (" 5 ", None, 5),
        ("Mon, 02 Mar 2026 06:01:30 GMT", DATE, 90),
        ("Mon, 02 Mar 2026 05:00:00 GMT", DATE, 0),
        ("Mon, 02 Mar 2026 06:01:30 GMT", None, None),
        ("soon", DATE, None),
        ("-3", DATE, None),
        ("١٢", DATE, None),
        (None, DATE, None),
    ],
)
def test_how_long_a_server_asks_to_wait(value, date, seconds):
    assert retry_after(value, date) == seconds


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_header_can_ask_to_wait(value, date):
    wait = retry_after(value, date)
    assert wait is None or wait >= 0


def test_hosts_are_told_by_scheme_name_and_port():
    assert host_key("https://A.example/x") == host_key("https://a.example:443/y")
    assert host_key("http://a.example/") != host_key("https://a.example/")
    assert host_key("http://[::1]:81/") == "http://[::1]:81"


@given(
    st.binary(max_size=3000),
    st.integers(1, 700),
    st.sampled_from(["gzip", "deflate", "br", "zstd"]),
)
def test_noise_is_either_read_or_told(data, size, coding):
    chunks = [data[at : at + size] for at in range(0, len(data), size)]
    try:
        pieces = list(decoded(chunks, coding))
    except BadEncodingError:
        return
    assert all(len(piece) <= 4 * PIECE for piece in pieces)


@settings(deadline=None)
@given(st.integers(0, 90_000), st.integers(64, 5000))
def test_bytes_come_back_whatever_the_chunks(length, size):
    body = random.Random(length).randbytes(length)
    packed = gzip.compress(body, 1)
    chunks = (packed[at : at + size] for at in range(0, len(packed), size))
    assert b"".join(decoded(chunks, "gzip")) == body
