"""A PDF read in a process of its own, bounded in memory and time.

Owns what a file may cost that is made to hang or to crash its reader: that process, a sentence.
"""

from __future__ import annotations

import subprocess
import sys

import msgspec

from tosmon.extract.pdf.read import read_drawn
from tosmon.model import FailureReason, QuarantineReason, Reading, Record, Unreadable

CPU_SECONDS = 60  # a thousand dense pages take as long
SECONDS = 300  # on a machine that does much else
_MEMORY = 2 * 1024**3

_PROGRAM = """
import sys
sys.path[:] = {path!r}
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, ({memory}, {memory}))
    resource.setrlimit(resource.RLIMIT_CPU, ({seconds}, {seconds}))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
except (ImportError, ValueError, OSError):
    pass  # no such limit on this system
from tosmon.extract.pdf.apart import main
main()
"""


class _Told(Record):
    """What the process says: a reading, or why there is none."""

    reading: Reading | None = None
    set_aside: QuarantineReason | None = None
    failed: FailureReason | None = None
    detail: str = ""

    @property
    def found(self) -> Reading | Unreadable | None:
        """What was said as one value, None where nothing was."""
        reason = self.set_aside or self.failed
        told = Unreadable(reason=reason, detail=self.detail) if reason is not None else None
        return self.reading or told


def read_pdf(body: bytes) -> Reading | Unreadable:
    """Return the text of a PDF, or why there is none that can be trusted."""
    program = _PROGRAM.format(path=sys.path, memory=_MEMORY, seconds=CPU_SECONDS)
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter, no words of the file
            [sys.executable, "-I", "-c", program],
            input=body,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
        told = msgspec.msgpack.decode(done.stdout, type=_Told)
    except (subprocess.TimeoutExpired, msgspec.DecodeError, OSError):
        told = _Told()
    return told.found or Unreadable(
        reason=FailureReason.EXTRACTION,
        detail="a PDF that takes too much time or memory, or makes its reader fail",
    )


def main() -> None:
    """Read a PDF from standard input; tell what came of it on standard output."""
    from tosmon.extract.pdf.pdfium import draw  # noqa: PLC0415 - in the other process alone

    found = read_drawn(draw(sys.stdin.buffer.read()))
    if isinstance(found, Reading):
        told = _Told(reading=found)
    elif isinstance(found.reason, QuarantineReason):
        told = _Told(set_aside=found.reason, detail=found.detail)
    else:
        told = _Told(failed=found.reason, detail=found.detail)
    sys.stdout.buffer.write(msgspec.msgpack.encode(told))
