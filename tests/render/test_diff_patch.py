"""The patch of two texts, tried with the programs that take one."""

import datetime as dt
import re
import shutil
import subprocess

import pytest

from tosmon.model import DiffSide
from tosmon.render.diff_patch import unified
from tosmon.reports.comparing import compare
from tosmon.results import ComparedText

PROSE = [f"Rule {n} holds for every parcel of the week." for n in range(30)]
LONG = "# Terms\n\n## 1. Parcels\n\n" + "\n\n".join(PROSE) + "\n"
DAY = dt.datetime(2030, 5, 1, 6, tzinfo=dt.UTC)

PAIRS = {
    "a word": (LONG, LONG.replace("Rule 12 holds", "Rule 12 may hold")),
    "two places": (LONG, LONG.replace("Rule 2 ", "Rule two ").replace("Rule 27 ", "Rule X ")),
    "first and last line": (LONG, "New.\n\n" + LONG + "\nLast.\n"),
    "all gone": (LONG, ""),
    "from nothing": ("", LONG),
    "last break lost": ("One.\n\nTwo.\n", "One.\n\nTwo."),
    "last break gained": ("One.\n\nTwo.", "One.\n\nTwo.\n"),
    "never a last break": ("One.", "Two."),
    "lines like a patch": ("--- a\n+++ b\n@@ -1 +1 @@\n-x\n", "--- a\n+++ b\n@@ -1 +2 @@\n+x\n"),
    "lines like marks": ("- item\n\\ No newline\n", "- item\n- more\n\\ No newline\n"),
    "other scripts": ("我们保留三十天。\n", "我们保留九十天。\n"),
    "odd breaks": ("a\x0bb\u2028c\n\nd\n", "a\x0bb\u2028c\n\ne\n"),
    "moved": ("\n\n".join(PROSE) + "\n", "\n\n".join(PROSE[10:] + PROSE[:10]) + "\n"),
}


def side(text, path="oakley/terms.md", label=None):
    archived = label is None
    return ComparedText(
        side=DiffSide(
            version="a" * 64 if archived else None,
            captured_at=DAY if archived else None,
            label=label,
        ),
        text=text,
        path=label or path,
        path_given=not archived,
    )


def patch(old, new, **kind):
    comparison = compare(side(old, **kind), side(new, **kind), document="oakley/terms")
    return unified([comparison], colour=False, exact=True)


def run(*command, cwd, given):
    done = subprocess.run(command, cwd=cwd, input=given.encode(), capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()


@pytest.fixture(params=["patch", "git"])
def apply(request, tmp_path):
    """Return a function that applies a patch to files and returns what they became."""
    if shutil.which(request.param) is None:
        pytest.skip(f"{request.param} is not installed")

    def applied(text, files, *, strip="1"):
        for name, content in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(content.encode())
        if request.param == "git":
            run("git", "init", "-q", ".", cwd=tmp_path, given="")
            run("git", "apply", f"-p{strip}", "-", cwd=tmp_path, given=text)
        else:
            run("patch", "--binary", f"-p{strip}", "--fuzz=0", cwd=tmp_path, given=text)
        return {
            name: (tmp_path / name).read_bytes().decode() if (tmp_path / name).exists() else ""
            for name in files
        }

    return applied


@pytest.mark.parametrize("name", PAIRS)
def test_a_patch_makes_the_newer_text_of_the_older_one(name, apply):
    old, new = PAIRS[name]
    assert apply(patch(old, new), {"oakley/terms.md": old})["oakley/terms.md"] == new


def test_several_documents_are_one_patch_of_several_files(apply):
    pairs = {f"oakley/{name}.md": PAIRS[name.replace("-", " ")] for name in ("a-word", "moved")}
    comparisons = [
        compare(side(old, path), side(new, path), document=path)
        for path, (old, new) in pairs.items()
    ]
    text = unified(comparisons, colour=False, exact=True)
    assert apply(text, {path: old for path, (old, _) in pairs.items()}) == {
        path: new for path, (_, new) in pairs.items()
    }


@pytest.mark.parametrize("name", ["terms.md", "my terms.md"])
def test_files_keep_the_names_that_they_were_given(name, apply):
    old, new = PAIRS["a word"]
    assert apply(patch(old, new, label=name), {name: old}, strip="0")[name] == new


def test_a_hunk_has_three_lines_around_it_and_the_heading_above():
    lines = patch(*PAIRS["a word"]).splitlines()
    assert lines[0] == "--- a/oakley/terms.md\t2030-05-01 06:00:00 +0000"
    hunk = next(n for n, line in enumerate(lines) if line.startswith("@@"))
    assert lines[hunk] == "@@ -26,7 +26,7 @@ ## 1. Parcels"
    assert [line[:1] for line in lines[hunk + 1 :]] == [" ", " ", " ", "-", "+", " ", " ", " "]


def test_equal_texts_make_no_patch():
    assert patch(LONG, LONG) == ""


def test_a_terminal_gets_no_character_that_it_would_obey():
    evil = "Pay \x1b]0;owned\x07 \x1b[2J\u202e now \x9b1m\n"
    comparison = compare(side(evil), side(evil.replace("now", "soon")), document="oakley/terms")
    for colour in (True, False):
        shown = unified([comparison], colour=colour, exact=False)
        shown = re.sub(r"\x1b\[\d*m", "", shown)
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", shown)
