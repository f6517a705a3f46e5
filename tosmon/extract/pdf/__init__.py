"""A PDF to a reading: words and rules of its pages, their order, and the blocks they make.

`apart` starts a process of its own, where `pdfium` opens the file; the rest is pure: `running`
leaves out heads and feet, `columns` and `tables` give the order, `blocks` make the text.
"""

from __future__ import annotations

from tosmon.extract.pdf.apart import read_pdf

__all__ = ["read_pdf"]
