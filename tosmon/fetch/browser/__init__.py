"""Pages that scripts make: one headless Chromium for a run, cut off from every network.

All bytes that a page gets come through tosmon's own connections, so that what is refused there is
refused to pages too. Knows nothing of texts or of the archive. A run in which no page needs it
pays nothing for it.
"""
