"""What a page's scripts ask for, over tosmon's own connections and by the rules of its captures.

Owns how such a request is sent and which headers go either way. What is not even looked into is
decided in browser.gate; the document itself goes the way of every other (capture).
"""

from __future__ import annotations

import contextlib
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator

import msgspec
import requests

from tosmon.fetch.addresses import host_key, host_of
from tosmon.fetch.asking import Open, check_address, target_of
from tosmon.fetch.bodies import Bodies, FinalError
from tosmon.fetch.browser.gate import Wanted
from tosmon.fetch.browser.rendering import Sent
from tosmon.fetch.capture import Capture, Job, Shared
from tosmon.fetch.causes import EXPECTED
from tosmon.fetch.turns import StoppedError
from tosmon.fetch.wire import Visit, Watchdog
from tosmon.model import Failure, FailureReason, NotModified, Response, Validators

_HOPS = 5
_KNOWN_BYTES = 24 * 1024 * 1024
_PART_BYTES = 8 * 1024 * 1024  # of one answer; a page as a whole has bounds of its own
# Ours to say, or about a connection that is not the browser's.
_NOT_SENT = ("user-agent", "accept-encoding", "accept-language", "cookie", "host", "connection")
_NOT_HANDED = (
    "content-encoding",
    "content-length",
    "transfer-encoding",
    "connection",
    "set-cookie",
)


class Known:
    """Scripts and styles that pages of this run have in common. Thread-safe."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, Sent] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, wanted: Wanted) -> Sent | None:
        """Return what was answered before in this run."""
        with self._lock:
            found = self._held.get(wanted.url) if _is_shared(wanted) else None
            if found is not None:
                self._held.move_to_end(wanted.url)
            return found

    def add(self, wanted: Wanted, sent: Sent) -> None:
        """Keep an answer for other pages, in the place of those that were not asked for long."""
        if not _is_shared(wanted) or sent.status != 200:
            return
        with self._lock:
            self._size += len(sent.body)
            former = self._held.pop(wanted.url, None)
            self._size -= len(former.body) if former is not None else 0
            self._held[wanted.url] = sent
            while self._size > _KNOWN_BYTES:
                self._size -= len(self._held.popitem(last=False)[1].body)


def _is_shared(wanted: Wanted) -> bool:
    return wanted.method == "GET" and wanted.kind in ("script", "stylesheet")


class Parts:
    """Answers for one page. Thread-safe; each call is one request, bounded by `deadline`.

    A page may reach a private address only where its document was met at one, and only at that
    document's own host and port: a public page that a name leads back into the house is an attack.
    """

    def __init__(
        self,
        shared: Shared,
        watchdog: Watchdog,
        job: Job,
        visit: Visit,
        *,
        known: Known,
        deadline: float,
    ) -> None:
        self._shared = shared
        self._known = known
        self._watchdog = watchdog
        self._job = job
        self._deadline = deadline
        self._own = None if visit.met_public else host_key(job.document.url)
        self._agent = job.document.user_agent or shared.user_agent
        self._lock = threading.Lock()
        self._active: set[Visit] = set()
        self._closed = False

    def close(self) -> None:
        """End what is still asked for: its page is read, or given up."""
        with self._lock:
            self._closed = True
            for visit in self._active:
                visit.cut()

    @contextlib.contextmanager
    def _watched(self, url: str) -> Iterator[Visit]:
        own = host_key(url) == self._own
        visit = Visit(
            host_of(url) if own else "", self._deadline, private=self._job.document.private
        )
        with self._lock:
            if self._closed:
                raise StoppedError
            self._active.add(visit)
        try:
            with self._watchdog.watch(visit):
                yield visit
        finally:
            with self._lock:
                self._active.discard(visit)

    def part(self, wanted: Wanted) -> Sent | None:
        """Return the answer to a request of the page's scripts, None where it is refused."""
        sent = self._known.get(wanted)
        if sent is None:
            sent = self._asked(wanted)
            if sent is not None:
                self._known.add(wanted, sent)
        return sent

    def _asked(self, wanted: Wanted) -> Sent | None:
        url, method, body = wanted.url.partition("#")[0], wanted.method, wanted.body
        with contextlib.suppress(FinalError, StoppedError, *EXPECTED):
            for _ in range(_HOPS + 1):
                with self._watched(url) as visit:
                    check_address(url, visit, self._shared.proxies_for(url))
                    with self._sent(url, method, body, wanted.headers, visit) as raw:
                        target = target_of(raw, url)
                        if target is None:
                            return self._answer(raw, visit)
                        if raw.status_code not in (307, 308) and method == "POST":
                            method, body = "GET", None
                url = target
        return None

    def document(self, url: str) -> Response | Failure:
        """Return the answer to another document that the page leads to, asked as the first was."""
        document = msgspec.structs.replace(self._job.document, url=url)
        try:
            with self._watched(url) as visit:
                job = Job(document=document, validators=Validators())
                reply = Capture(self._shared, job, visit).run()
        except StoppedError:
            return Failure(reason=FailureReason.CONNECTION, detail="it came too late")
        if isinstance(reply, NotModified):
            return Failure(reason=FailureReason.CLIENT_ERROR, detail="it brings no document")
        if isinstance(reply, Failure):
            return reply
        return msgspec.structs.replace(reply, requested_url=self._job.document.url)

    def _sent(
        self,
        url: str,
        method: str,
        body: bytes | None,
        given: Iterable[tuple[str, str]],
        visit: Visit,
    ) -> Open:
        language = self._job.document.language
        headers = {
            name: value
            for name, value in given
            if name not in _NOT_SENT and not name.startswith(("sec-", ":"))
        }
        headers |= {
            "User-Agent": self._agent,
            "Accept-Language": f"{language},en;q=0.5" if language else "en",
            "Accept-Encoding": "gzip, deflate, br, zstd",
        }
        request = requests.Request(method, url, headers=headers, data=body).prepare()
        left = visit.deadline - self._shared.monotonic()
        return Open(
            self._shared.adapter(request.url or url).send(
                request,
                stream=True,
                timeout=max(0.1, min(self._job.document.timeout, left)),
                verify=True,
                proxies=self._shared.proxies_for(url),
            )
        )

    def _answer(self, raw: requests.Response, visit: Visit) -> Sent:
        bodies = Bodies(self._shared.limits, visit, self._shared.stopped, self._shared.monotonic)
        headers = tuple(
            (name.lower(), value)
            for name, value in raw.headers.items()
            if name.lower() not in _NOT_HANDED
        )
        body = bodies.read(raw, _PART_BYTES, cut=False)
        return Sent(status=raw.status_code, headers=headers, body=body)
