"""Connections that know which capture they serve: checked before they speak, cut when it is late.

Owns the sockets. requests sees an ordinary adapter. A capture runs in one thread; its `Visit` is
found there by the connections that requests opens or reuses.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from typing import Any

from requests.adapters import HTTPAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.util.ssl_ import create_urllib3_context

from tosmon.fetch.addresses import is_private

_LOOK = 0.2  # seconds between two looks of the watchdog


class BlockedError(Exception):
    """A connection to an address that this capture must not speak to."""


class Visit:
    """One capture in progress: when it must end, whom it may speak to, the socket it waits on.

    Private addresses are for the host that the user wrote down, and only as long as that host was
    never met at a public one: a name that changes sides is an attack (DNS rebinding).
    """

    def __init__(self, host: str, deadline: float, *, private: bool) -> None:
        self.host = host
        self.deadline = deadline
        self.private = private
        self.asked = host
        self.proxied = False
        self.was_cut = False
        self._met_public = False
        self._socket: socket.socket | None = None

    def may_be_private(self) -> bool:
        """Return whether the host that is asked now may have a private address."""
        return self.private or (self.asked == self.host and not self._met_public)

    @property
    def met_public(self) -> bool:
        """Whether any host of this capture was met at a public address."""
        return self._met_public

    def admit(self, sock: socket.socket) -> None:
        """Take note of a connection; raises `BlockedError` for one that must not be used."""
        self._socket = sock
        if self.was_cut:
            self.cut()
        if self.proxied:
            return
        try:
            peer = str(sock.getpeername()[0])
        except OSError:
            return  # it broke already; the request will say so
        if not is_private(peer):
            self._met_public = True
        elif not self.may_be_private():
            raise BlockedError

    def cut(self) -> None:
        """End what the capture waits for, from another thread."""
        self.was_cut = True
        if self._socket is not None:
            with contextlib.suppress(OSError):
                # The plain socket's: SSLSocket.shutdown would pull TLS from under the reader.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


_here = threading.local()


def _admit(sock: Any) -> None:
    visit: Visit | None = getattr(_here, "visit", None)
    if visit is not None and sock is not None:
        visit.admit(sock)


class _Connection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _new(super()._new_conn())

    def request(self, *arguments: Any, **named: Any) -> None:
        _admit(self.sock)
        super().request(*arguments, **named)


class _SecureConnection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _new(super()._new_conn())

    def request(self, *arguments: Any, **named: Any) -> None:
        _admit(self.sock)
        super().request(*arguments, **named)


def _new(sock: socket.socket) -> socket.socket:
    try:
        _admit(sock)
    except BlockedError:
        sock.close()
        raise
    return sock


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


_POOLS = {"http": _Pool, "https": _SecurePool}


class Adapter(HTTPAdapter):
    """requests' adapter over connections that are checked; without retries of its own.

    `roots` holds the certificates to trust, read once: requests would read them again for each
    connection, which takes longer than all the rest of a capture.
    """

    def __init__(self, roots: ssl.SSLContext | None = None) -> None:
        self._roots = roots
        super().__init__(pool_connections=64, pool_maxsize=2, max_retries=0)

    def init_poolmanager(self, *arguments: Any, **named: Any) -> None:
        """Make the pools out of our connections."""
        named |= self._security()
        super().init_poolmanager(*arguments, **named)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, *arguments: Any, **named: Any) -> Any:
        """Make the pools behind a proxy out of our connections, too."""
        named |= self._security()
        manager = super().proxy_manager_for(*arguments, **named)
        manager.pool_classes_by_scheme = _POOLS
        return manager

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Demand a certificate that the roots vouch for."""
        if self._roots is None:
            super().cert_verify(conn, url, verify, cert)  # type: ignore[no-untyped-call]
        else:
            conn.cert_reqs = "CERT_REQUIRED"

    def _security(self) -> dict[str, Any]:
        return {} if self._roots is None else {"ssl_context": self._roots}


def trusted_roots(bundle: str | None) -> ssl.SSLContext:
    """Return the certificates to trust: those of the PEM file `bundle`, or requests' own.

    Raises `OSError` for a bundle that cannot be read.
    """
    context = create_urllib3_context()
    context.load_verify_locations(bundle or DEFAULT_CA_BUNDLE_PATH)
    return context


class Watchdog:
    """Cuts captures that are past their deadline: a socket's own timeout starts anew at each byte.

    Its thread starts with the first capture and ends with `close`.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._visits: set[Visit] = set()
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    @contextlib.contextmanager
    def watch(self, visit: Visit) -> Iterator[None]:
        """Watch over `visit`, which is this thread's, for as long as the block lasts."""
        with self._lock:
            self._visits.add(visit)
            if self._thread is None:
                self._thread = threading.Thread(target=self._look, daemon=True)
                self._thread.start()
        _here.visit = visit
        try:
            yield
        finally:
            _here.visit = None
            with self._lock:
                self._visits.discard(visit)

    def cut_all(self) -> None:
        """End everything that is waited for."""
        with self._lock:
            for visit in self._visits:
                visit.cut()

    def close(self) -> None:
        """End the thread."""
        self._closed.set()

    def _look(self) -> None:
        while not self._closed.wait(_LOOK):
            now = self._monotonic()
            with self._lock:
                for visit in self._visits:
                    if now > visit.deadline:
                        visit.cut()
