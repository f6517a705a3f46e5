"""A PDF's pages by way of a process of its own, bounded in memory and time."""

from __future__ import annotations

import subprocess
import sys

import msgspec

from tosmon.extract.pdf.drawn import Drawn

SECONDS = 60  # a thousand dense pages take ten
_MEMORY = 2 * 1024**3

_PROGRAM = """
import sys
sys.path[:] = {path!r}
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, ({memory}, {memory}))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
except (ImportError, ValueError, OSError):
    pass  # no such limit on this system
from tosmon.extract.pdf.pdfium import main
main()
"""


def drawn(body: bytes) -> Drawn:
    """Return what the pages of `body` hold; a file that a reader cannot bear has a `fault`."""
    program = _PROGRAM.format(path=sys.path, memory=_MEMORY)
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter, no words of the file
            [sys.executable, "-I", "-c", program],
            input=body,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
        return msgspec.msgpack.decode(done.stdout, type=Drawn)
    except subprocess.TimeoutExpired:
        return Drawn(fault=f"that is not read within {SECONDS} seconds")
    except (msgspec.DecodeError, OSError):
        return Drawn(fault="that makes its reader fail")
