"""Checks an evidence bundle of tosmon with nothing but Python: python check.py [BUNDLE.zip].

Without an argument it checks the folder that it lies in. It says what is proved and ends with 0,
or names the first thing that is wrong and ends with 1. README.md says what it goes by.
"""

from __future__ import annotations

import hashlib
import json
import sys
import zipfile
from pathlib import Path
from typing import Any


def main(arguments: list[str]) -> int:
    """Check the bundle and say what came of it."""
    try:
        files = _files(arguments)
        objects = _objects(files)
        manifest = json.loads(files["manifest.json"])
        listed = {entry["version"]: entry for entry in manifest["versions"]}
        recorded = _recorded(objects, manifest["head"])
        for name, entry in listed.items():
            _check(name, entry, objects, files, recorded)
    except (KeyError, ValueError, OSError, zipfile.BadZipFile) as error:
        print(f"NOT PROVED: {error}")
        return 1
    print(f"proved: {len(objects)} objects are what their names say")
    for name, entry in listed.items():
        print(f"proved: {entry['document']} as captured on {entry['captured_at']} ({name[:12]})")
    print(f"proved: all are part of the record whose head is {manifest['head']}")
    return 0


def _files(arguments: list[str]) -> dict[str, bytes]:
    if arguments:
        with zipfile.ZipFile(arguments[0]) as bundle:
            return {info.filename: bundle.read(info) for info in bundle.infolist()}
    folder = Path(__file__).resolve().parent
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def _objects(files: dict[str, bytes]) -> dict[str, bytes]:
    found = {}
    for path, data in files.items():
        if path.startswith("objects/"):
            name = path.rpartition("/")[2]
            if hashlib.sha256(data).hexdigest() != name:
                raise ValueError(f"{path} does not hold what its name says")
            found[name] = data
    return found


def _recorded(objects: dict[str, bytes], head: str | None) -> dict[str, tuple[str, str]]:
    """Return when each version was recorded, from the commits that lead back from `head`."""
    found = {}
    while head is not None and head in objects:
        commit = json.loads(objects[head])
        for item in commit["recorded"]:
            found[item["version"]] = (item["document"], item["recorded_at"])
        head = commit["parent"]
    return found


def _check(
    name: str,
    entry: dict[str, Any],
    objects: dict[str, bytes],
    files: dict[str, bytes],
    recorded: dict[str, tuple[str, str]],
) -> None:
    version = json.loads(objects[name])
    for key in ("document", "text", "body"):
        if version[key] != entry[key]:
            raise ValueError(f"the manifest states another {key} of version {name}")
    if version["evidence"]["captured_at"] != entry["captured_at"]:
        raise ValueError(f"the manifest states another moment of version {name}")
    if recorded.get(name) != (entry["document"], entry["recorded_at"]):
        raise ValueError(f"no commit records version {name} as the manifest states")
    if files[entry["file"]] != objects[version["text"]]:
        raise ValueError(f"{entry['file']} is not the text of version {name}")
    if version["body"] not in objects:
        raise ValueError(f"the body of version {name} is missing")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
