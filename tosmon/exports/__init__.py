"""The archive for other tools: git repositories, WARC files, evidence bundles.

Owns how what is recorded looks in another format. Reads the archive, changes nothing in it and
says nothing of its own about a text; which versions are meant, and where to, the command says.
"""

from tosmon.exports.bundle import bundle
from tosmon.exports.git import DivergedError, NoRepositoryError, write_git
from tosmon.exports.warc import warc

__all__ = ["DivergedError", "NoRepositoryError", "bundle", "warc", "write_git"]
