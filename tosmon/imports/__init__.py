"""History that others recorded, as snapshots in order of time. Knows nothing of our archive."""

from tosmon.imports.ota import read_ota
from tosmon.imports.snapshots import ImportedSnapshot, slug

__all__ = ["ImportedSnapshot", "read_ota", "slug"]
