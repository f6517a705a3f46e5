"""History that others recorded, as snapshots in order of time. Knows nothing of our archive.

Each source has a module of its own, imported where it is asked for; see docs/recipes.md.
"""

from tosmon.imports.files import read_files, read_single
from tosmon.imports.ota import read_ota
from tosmon.imports.snapshots import (
    MAX_BODY,
    ImportedSnapshot,
    Withheld,
    is_address,
    is_key,
    moment_of,
    slug,
)

__all__ = [
    "MAX_BODY",
    "ImportedSnapshot",
    "Withheld",
    "is_address",
    "is_key",
    "moment_of",
    "read_files",
    "read_ota",
    "read_single",
    "slug",
]
