"""A document that is spread over several pages: all of them, or none.

Owns what a failing page means for the whole. Each page goes its own polite way.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from tosmon.fetch.addresses import redact_url
from tosmon.fetch.capture import Job
from tosmon.joined import Page, join
from tosmon.model import Failure, FailureReason, NotModified, Reply, Response

_OF_ONE_PAGE = frozenset(
    ("etag", "last-modified", "content-length", "content-encoding", "content-type")
)


def whole(job: Job, get: Callable[[Job], Reply], most: int) -> Reply:
    """Return the pages of a document as one answer; the failure of one page is that of all.

    They are asked for without validators: one that did not change says nothing of the others.
    `most` is how many bytes they may have together.
    """
    answers: list[Response] = []
    for url in (job.document.url, *job.document.urls):
        page = msgspec.structs.replace(job.document, url=url, urls=())
        reply = get(Job(document=page, vouched=job.vouched))
        match reply:
            case Failure():
                told = f"{redact_url(url)}: {reply.detail}"
                return msgspec.structs.replace(reply, detail=told)
            case NotModified():
                return _refused(url, "answered 304 to a request without a validator")
            case Response() if reply.rendered is not None:
                return _refused(url, "is made by scripts, and `urls` joins pages as they are sent")
        answers.append(reply)
        if sum(len(answer.body) for answer in answers) > most:
            told = f"its pages are larger than {most / 1024 / 1024:.3g} MiB together, and not kept"
            return Failure(reason=FailureReason.TOO_LARGE, detail=told)
    body, kind = join(tuple(map(_page, answers)))
    first = answers[0]
    headers = tuple((k, v) for k, v in first.headers if k not in _OF_ONE_PAGE)
    return msgspec.structs.replace(
        first,
        body=body,
        headers=(*headers, ("content-type", kind)),
        elapsed_ms=sum(answer.elapsed_ms for answer in answers),
    )


def _page(answer: Response) -> Page:
    return Page(
        url=redact_url(answer.final_url),
        content_type=answer.content_type or "",
        body=answer.body,
    )


def _refused(url: str, why: str) -> Failure:
    return Failure(reason=FailureReason.UNSUPPORTED_TYPE, detail=f"{redact_url(url)} {why}")
