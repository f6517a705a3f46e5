"""The use case of `site`: a folder of pages that a team can browse, from what is recorded."""

from tosmon.site.build import Builder
from tosmon.site.folder import SiteFolder

__all__ = ["Builder", "SiteFolder"]
