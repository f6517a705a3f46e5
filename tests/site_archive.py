"""An invented archive for the tests of a site, one page of it hostile, and the browser's parts."""

from __future__ import annotations

import shutil

from tests.records import record
from tosmon.archive import DiskFiles

TRAINS = "We train our models on your content unless you opt out in your account settings."
NEVER = "We do not use Customer Content to train our models."
CAP = "Our total liability under these terms is limited to the amount you paid us in the last year."
NOTICE = "We may change these terms and will notify you by email at least 30 days before."
FRENCH = "Les données à caractère personnel sont conservées pendant trente jours."
HOSTILE = (
    "<script>window.ran = 1</script> <img src=x onerror='window.ran=1'> </style></title> "
    '\x1b]0;owned\x07\x1b[31m &lt;b&gt; ${1} `x` \u202ereversed --> ]]> "); window.ran = 1; //'
)
MARKUP_HEADING = "<svg onload=window.ran=1> & “quotes” </h2><script>window.ran=1</script>"
PLATFORMS = """
platforms:
  - id: lanternfish
    name: Lanternfish
    documents:
      - {id: terms, title: Terms of Use, url: "https://lanternfish.example/terms", tier: consumer}
      - {id: business, url: "https://lanternfish.example/b", tier: business, type: commercial-terms}
  - id: marrow
    name: "<b>Marrow</b> & Sons"
    documents: [{id: terms, url: "https://marrow.example/"}]
"""


def fill(folder):
    """Record the documents below `folder`, beside their platforms.yaml."""
    files = DiskFiles(folder / "archive")
    terms = ("# Terms\n\n## Your content\n\n{0}\n\n## Limits\n\n{1}\n\n- One item of a list.\n"
             "- Another one.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n")  # fmt: skip
    record(
        files,
        "lanternfish/terms",
        {
            0: terms.format("You keep your content.", CAP),
            20: terms.format(TRAINS, CAP),
            45: terms.format("You keep your content.", CAP),
            60: terms.format(TRAINS, CAP) + f"\n{NOTICE}\n",
        },
    )
    record(files, "lanternfish/business", {0: f"# Business\n\n{NEVER}\n\n{FRENCH}\n"})
    hostile = f"# {MARKUP_HEADING}\n\n{HOSTILE}\n\n{TRAINS} {HOSTILE}\n"
    record(
        files,
        "marrow/terms",
        {0: hostile, 30: hostile + f"\n{HOSTILE} again\n\n{CAP} {HOSTILE}\n"},
    )
    (folder / "platforms.yaml").write_text(PLATFORMS, encoding="utf-8")


def chromium():
    """Return the browser that is installed, None where there is none."""
    return shutil.which("chromium") or shutil.which("chromium-browser")
