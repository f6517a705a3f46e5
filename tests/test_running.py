"""What docs/running.md says: units that systemd takes, steps that run, a log of JSON lines."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import msgspec
import pytest
import yaml

from tests.pretend_web import Answer, serve
from tests.test_capture import document
from tests.test_scenarios import page
from tosmon.cli.main import COMMANDS
from tosmon.schemas import schema_text
from tosmon.telling import LogLine

TEXT = (Path(__file__).parent.parent / "docs" / "running.md").read_text()
PROGRAM = Path(sys.executable).with_name("tosmon")


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


def watch(folder, url):
    (folder / "platforms.yaml").write_text(
        "defaults: {delay: 0s, language: en}\nplatforms:\n  - id: quillmoor\n    documents:\n"
        f"      - {{id: terms, url: '{url}'}}\n"
    )
    (folder / "subscriptions.yaml").write_text("subscriptions: [{id: legal, to: '${TEAM_CHAT}'}]")


def lines(done):
    found = [json.loads(line) for line in done.out.splitlines()]
    for line in found:
        jsonschema.validate(line, json.loads(schema_text("log-line")))
    return found


def test_the_units_are_ones_that_systemd_takes(tmp_path):
    if not shutil.which("systemd-analyze"):
        pytest.skip("no systemd-analyze here")
    names = re.findall(r"`/etc/systemd/system/([\w.-]+)`", TEXT)
    fetch, timer, digest, digest_timer = blocks("ini")
    assert names == ["tosmon.service", "tosmon.timer", "tosmon-digest.service"]
    texts = (fetch, timer, digest, digest_timer)
    units = dict(zip([*names, "tosmon-digest.timer"], texts, strict=True))
    for name, text in units.items():
        (tmp_path / name).write_text(text.replace("/usr/local/bin/tosmon", str(PROGRAM)))
    done = subprocess.run(
        ["systemd-analyze", "verify", *(str(tmp_path / name) for name in units)],
        capture_output=True, text=True, check=False,
        env={**os.environ, "SYSTEMD_UNIT_PATH": f"{tmp_path}:"},
    )  # fmt: skip
    said = [line for line in done.stderr.splitlines() if "tosmon" in line]
    assert (done.returncode, said) == (0, []), done.stderr


def test_every_command_in_it_is_one_of_ours_with_options_of_ours(tosmon):
    names = "|".join(name for name, _ in COMMANDS)
    commands = re.findall(rf"tosmon ((?:{names})\b[^`\n|&]*)", TEXT)
    assert len(commands) > 8
    for command in commands:
        name, *rest = command.split()
        shown = tosmon(name, "--help").out
        for option in (word for word in rest if word.startswith("--")):
            assert option in shown, command


@pytest.mark.skipif(not shutil.which("git"), reason="no git here")
def test_the_steps_of_the_workflow_run_and_the_archive_survives_a_clone(tmp_path):
    [text] = blocks("yaml")
    steps = yaml.safe_load(text)["jobs"]["watch"]["steps"]
    scripts = {step["name"]: step["run"] for step in steps if "run" in step}
    assert list(scripts) == ["Install", "Fetch", "Verify", "Keep", "Publish"]
    home, work, fresh = (tmp_path / name for name in ("home.git", "work", "fresh"))
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("TOSMON_")},
        "PATH": f"{PROGRAM.parent}:{os.environ['PATH']}",
        "TEAM_CHAT": "webhook:http://127.0.0.1:9/",
    }

    def run(*arguments, folder=tmp_path):
        subprocess.run(arguments, cwd=folder, env=environment, check=True, capture_output=True)

    run("git", "init", "-q", "--bare", str(home))
    run("git", "clone", "-q", str(home), str(work))
    (work / ".gitignore").write_text(blocks("gitignore")[0])
    (work / ".gitattributes").write_text(blocks("gitattributes")[0])
    with serve() as web:
        watch(work, web.url("/terms"))
        run("git", "add", ".", folder=work)
        run("git", "-c", "user.name=a", "-c", "user.email=a@b.example", "commit", "-qm", "begin",
            folder=work)  # fmt: skip
        for day, words in enumerate(("", "\n\nWe may share what you send with others.\r\n")):
            web.put("/terms", page(document() + words))
            environment["TOSMON_CLOCK"] = f"2031-03-0{day + 1}T06:00:00Z"
            for name in ("Fetch", "Keep") if day == 0 else list(scripts)[1:]:
                run("bash", "-e", "-c", scripts[name], folder=work)
    assert (work / "public" / "index.html").exists()
    run("git", "clone", "-q", str(home), str(fresh))
    run(str(PROGRAM), "verify", folder=fresh)
    logged = subprocess.run(
        [PROGRAM, "log", "--json"], cwd=fresh, env=environment, check=True, capture_output=True
    )
    assert len(json.loads(logged.stdout)["versions"]) == 2
    assert (fresh / "archive" / "told" / "ledger.jsonl").exists()


def test_a_service_logs_json_lines_and_nothing_else(tosmon, monkeypatch):
    monkeypatch.setenv("TEAM_CHAT", "webhook:http://127.0.0.1:9/")
    log = ("fetch", "--force", "--notify", "--log-format", "json")
    with serve() as web:
        watch(tosmon.folder, web.url("/terms"))
        web.put("/terms", page(document()))
        done = tosmon(*log)
        assert (done.code, done.err) == (0, "")
        assert [line["event"] for line in lines(done)] == ["document", "run"]
        tosmon.clock = "2026-05-02T06:00:00Z"
        assert [line["event"] for line in lines(tosmon(*log))] == ["run"], "nothing new but the run"
        web.put("/terms", Answer(418, b"no tea"))
        tosmon.clock = "2026-05-03T06:00:00Z"
        done = tosmon(*log)
        assert (done.code, done.err) == (3, "")
        assert [(line["event"], line["level"]) for line in lines(done)] == [
            ("document", "warning"),
            ("run", "warning"),
            ("delivery", "warning"),
        ]
    (tosmon.folder / "subscriptions.yaml").unlink()
    done = tosmon(*log)
    assert (done.code, done.err) == (2, "")
    [line] = lines(done)
    assert (line["event"], line["level"]) == ("message", "error")
    assert "subscriptions.yaml" in line["message"]


def test_the_log_line_in_it_is_one():
    [line] = blocks("json")
    msgspec.json.decode(line, type=LogLine)


def test_two_ways_to_speak_at_once_are_refused(tosmon):
    assert tosmon("fetch", "--json", "--log-format", "json").code == 2
    assert "there are: text, json" in tosmon("fetch", "--log-format", "xml").err
