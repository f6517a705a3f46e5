"""What is written down is true: commands, exit codes, schemas, starts."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tosmon.cli.main import COMMANDS
from tosmon.errors import Exit
from tosmon.schemas import names, schema_text

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("name", names())
def test_the_schema_kept_in_docs_is_the_one_that_the_types_give(name):
    kept = (ROOT / "docs" / "schemas" / f"{name}.json").read_text()
    assert kept == schema_text(name), "run: python -m tosmon.schemas docs/schemas"


def test_every_command_in_the_readme_exists():
    readme = (ROOT / "README.md").read_text()
    used = set(re.findall(r"(?:`|^ +|&& )tosmon ([a-z]+)", readme, re.MULTILINE))
    assert used
    assert used <= {name for name, _ in COMMANDS}


def test_every_exit_code_is_in_the_readme():
    readme = (ROOT / "README.md").read_text()
    documented = {int(n) for n in re.findall(r"^\| (\d+) \|", readme, re.MULTILINE)}
    assert {int(code) for code in Exit} == documented


@pytest.mark.parametrize("arguments", [["--help"], ["status", "--help"], ["fetch", "--help"]])
def test_help_loads_nothing_heavy(arguments):
    code = (
        f"import sys; sys.argv = ['tosmon', *{arguments!r}]\n"
        "from tosmon.cli.main import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(sorted({'trafilatura', 'requests', 'lxml', 'rich', 'yaml'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
