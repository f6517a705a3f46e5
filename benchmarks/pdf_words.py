"""Makes PDFs with three producers from texts of its own, and scores what is read of them.

    python -m benchmarks.pdf_words DIR    # makes what is missing in DIR, then scores all of it

Needs pdflatex (Debian: texlive-latex-recommended), soffice (libreoffice-writer-nogui) and chromium;
a producer that is not there is left out and named. Precision and recall are of words as
a bag; order is the share of pairs of neighbouring words of the source that are neighbours in the
reading.
"""

from __future__ import annotations

import html
import shutil
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

from tests.pdf_sources import TEXTS, Source, source_words, words_of
from tosmon.extract import read
from tosmon.model import Reading

_TEX = {"&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "“": "``", "”": "''"}


def tex(source: Source, *, columns: int) -> str:
    """Return a LaTeX document as an office makes it."""

    def words(text: str) -> str:
        return "".join(_TEX.get(letter, letter) for letter in text)

    out = [
        r"\documentclass[10pt" + (",twocolumn" if columns == 2 else "") + "]{article}",
        r"\usepackage[utf8]{inputenc}\usepackage[T1]{fontenc}\usepackage{booktabs}",
        r"\usepackage[a4paper,margin=2.2cm]{geometry}\usepackage{fancyhdr}\pagestyle{fancy}",
        r"\fancyhead[L]{Legal department}\fancyhead[R]{Version 7}\begin{document}",
    ]
    inside = False
    for kind, content in source:
        if inside and kind != "li":
            out.append(r"\end{itemize}")
            inside = False
        if kind == "h1":
            out.append(rf"\section*{{\Large {words(str(content))}}}")
        elif kind == "h2":
            out.append(rf"\subsection*{{{words(str(content))}}}")
        elif kind == "p":
            out.append(words(str(content)) + "\n")
        elif kind == "li":
            if not inside:
                out.append(r"\begin{itemize}")
                inside = True
            out.append(rf"\item {words(str(content))}")
        else:
            rows = [" & ".join(words(cell) for cell in row) + r" \\" for row in content]
            width = "0.2" if columns == 2 else "0.21"
            star = "*" if columns == 2 else ""
            out += [
                rf"\begin{{table{star}}}[h!]\small\begin{{tabular}}{{"
                + (rf"p{{{width}\textwidth}}" * len(rows[0].split(" & ")))
                + r"}\toprule",
                rows[0] + r"\midrule",
                *rows[1:],
                rf"\bottomrule\end{{tabular}}\end{{table{star}}}",
            ]
    if inside:
        out.append(r"\end{itemize}")
    return "\n".join([*out, r"\end{document}"])


def page(source: Source, *, columns: int, justified: bool) -> str:
    """Return an HTML page as a browser and an office program print it."""
    out, inside = [], False
    for kind, content in source:
        if inside and kind != "li":
            out.append("</ul>")
            inside = False
        if kind == "li" and not inside:
            out.append("<ul>")
            inside = True
        if kind == "table":
            rows = ["".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in content]
            out.append("<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>")
        else:
            out.append(f"<{kind}>{html.escape(str(content))}</{kind}>")
    style = (
        "body{font:11pt serif;"
        + (f"columns:{columns};column-gap:2em;" if columns > 1 else "")
        + ("text-align:justify;hyphens:auto;" if justified else "")
        + "}table{border-collapse:collapse}td{border:1px solid #888;padding:4px;font-size:9pt;"
        "text-align:left;vertical-align:top;hyphens:manual}h1{column-span:all}"
    )
    body = "".join(out)
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><style>{style}</style>"
        f"<body>{body}</body></html>"
    )


def make(folder: Path) -> None:
    """Make the PDFs that are not in `folder` yet."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, source in TEXTS.items():
        for columns in (1, 2):
            _latex(folder, f"latex-{name}-{columns}", tex(source, columns=columns))
            written = page(source, columns=columns, justified=columns == 2)
            _chromium(folder, f"chromium-{name}-{columns}", written)
            _office(folder, f"libreoffice-{name}-{columns}", source, columns)


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=180)
    if done.returncode:
        print(f"{command[0]}: exit {done.returncode}", done.stdout.decode()[-400:], file=sys.stderr)


def _latex(folder: Path, name: str, source: str) -> None:
    if (folder / f"{name}.pdf").exists() or not _there("pdflatex"):
        return
    (folder / f"{name}.tex").write_text(source, encoding="utf-8")
    _run(["pdflatex", "-interaction=batchmode", f"{name}.tex"], folder)


def _chromium(folder: Path, name: str, source: str) -> None:
    if (folder / f"{name}.pdf").exists() or not _there("chromium"):
        return
    (folder / f"{name}.html").write_text(source, encoding="utf-8")
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu"]
    _run([*command, f"--print-to-pdf={name}.pdf", f"{name}.html"], folder)


def _office(folder: Path, name: str, source: Source, columns: int) -> None:
    if (folder / f"{name}.pdf").exists() or not _there("soffice"):
        return
    (folder / f"{name}.fodt").write_text(_fodt(source, columns), encoding="utf-8")
    _run(["soffice", "--headless", "--convert-to", "pdf", f"{name}.fodt"], folder)


def _fodt(source: Source, columns: int) -> str:
    """Return a flat OpenDocument text with running head, page numbers and, maybe, two columns."""
    body, table = [], 0
    for kind, content in source:
        if kind == "table":
            table += 1
            rows = [
                "<table:table-row>"
                + "".join(
                    '<table:table-cell table:style-name="Cell"><text:p text:style-name="Small">'
                    f"{html.escape(cell)}</text:p></table:table-cell>"
                    for cell in row
                )
                + "</table:table-row>"
                for row in content
            ]
            body.append(
                f'<table:table table:name="T{table}"><table:table-column '
                f'table:number-columns-repeated="{len(content[0])}"/>{"".join(rows)}</table:table>'
            )
        elif kind == "li":
            body.append(
                '<text:list text:style-name="L"><text:list-item><text:p text:style-name="Body">'
                f"{html.escape(str(content))}</text:p></text:list-item></text:list>"
            )
        elif kind == "p":
            body.append(f'<text:p text:style-name="Body">{html.escape(str(content))}</text:p>')
        else:
            body.append(f'<text:h text:style-name="{kind}">{html.escape(str(content))}</text:h>')
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (
            ("office", "office"),
            ("text", "text"),
            ("table", "table"),
            ("style", "style"),
            ("fo", "xsl-fo-compatible"),
        )
    )
    paragraph = "<style:style style:name='{}' style:family='paragraph'>{}</style:style>"
    styles = [
        paragraph.format(
            "Body",
            "<style:paragraph-properties fo:margin-bottom='0.2cm' fo:text-align='justify'/>"
            "<style:text-properties fo:font-size='10.5pt' fo:language='en' fo:country='GB' "
            "fo:hyphenate='true'/>",
        ),
        paragraph.format("Small", "<style:text-properties fo:font-size='9pt'/>"),
        paragraph.format(
            "h1", "<style:text-properties fo:font-size='18pt' fo:font-weight='bold'/>"
        ),
        paragraph.format(
            "h2",
            "<style:paragraph-properties fo:margin-top='0.3cm'/>"
            "<style:text-properties fo:font-size='12pt' fo:font-weight='bold'/>",
        ),
        "<style:style style:name='Cell' style:family='table-cell'><style:table-cell-properties "
        "fo:border='0.5pt solid #555555' fo:padding='0.1cm'/></style:style>",
        "<text:list-style style:name='L'><text:list-level-style-bullet text:level='1' "
        "text:bullet-char='•'><style:list-level-properties text:min-label-width='0.5cm' "
        "text:space-before='0.3cm'/></text:list-level-style-bullet></text:list-style>",
    ]
    layout = (
        f"<style:columns fo:column-count='{columns}' fo:column-gap='0.8cm'/>" if columns > 1 else ""
    )
    styles.append(
        "<style:page-layout style:name='P'><style:page-layout-properties fo:page-width='21cm' "
        "fo:page-height='29.7cm' fo:margin-left='2cm' fo:margin-right='2cm' fo:margin-top='2cm' "
        f"fo:margin-bottom='2cm'>{layout}</style:page-layout-properties>"
        "<style:header-style/><style:footer-style/></style:page-layout>"
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {spaces} office:version="1.2" '
        'office:mimetype="application/vnd.oasis.opendocument.text">'
        f"<office:automatic-styles>{''.join(styles)}</office:automatic-styles>"
        "<office:master-styles><style:master-page style:name='Standard' style:page-layout-name='P'>"
        "<style:header><text:p>Confidential draft of the legal department</text:p></style:header>"
        "<style:footer><text:p>Page <text:page-number>1</text:page-number> of <text:page-count>3"
        "</text:page-count></text:p></style:footer></style:master-page></office:master-styles>"
        f"<office:body><office:text>{''.join(body)}</office:text></office:body></office:document>"
    )


def _there(program: str) -> bool:
    if shutil.which(program):
        return True
    print(f"{program} is not there; its PDFs are left out", file=sys.stderr)
    return False


def measure(folder: Path) -> None:
    """Print precision, recall and order for each PDF in `folder`."""
    print(f"{'file':32} {'words':>6} {'precision':>9} {'recall':>7} {'order':>6} headings")
    for path in sorted(folder.glob("*.pdf")):
        source = TEXTS[path.stem.split("-")[1]]
        reading = read(path.read_bytes(), content_type="application/pdf", url="")
        if not isinstance(reading, Reading):
            print(f"{path.stem:32} {reading.detail}")
            continue
        expected, got = source_words(source), [w for w in words_of(reading.text) if w != "-"]
        common = sum((Counter(expected) & Counter(got)).values())
        pairs, found = Counter(pairwise(expected)), Counter(pairwise(got))
        order = sum((pairs & found).values()) / sum(pairs.values())
        headings = {line.lstrip("# ") for line in reading.text.split("\n") if line.startswith("#")}
        meant = {str(content) for kind, content in source if kind in ("h1", "h2")}
        print(
            f"{path.stem:32} {len(got):6} {common / len(got):9.4f} "
            f"{common / len(expected):7.4f} {order:6.3f} {len(headings & meant)} of {len(meant)}, "
            f"{len(headings - meant)} more"
        )


if __name__ == "__main__":
    make(Path(sys.argv[1]))
    measure(Path(sys.argv[1]))
