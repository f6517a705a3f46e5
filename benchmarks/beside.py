"""Run tosmon, urlwatch and a bare requests loop against the same documents; print ratios of CPU.

See README.md. Standard library, PyYAML and requests only; urlwatch is found by its path.
"""

from __future__ import annotations

import argparse
import contextlib
import http.server
import os
import pathlib
import random
import resource
import subprocess
import sys
import tempfile
import threading
import time

import yaml

LOOP = """
import sys, concurrent.futures, threading, json, pathlib, requests
urls, cache = sys.argv[1].split("\\n"), pathlib.Path(sys.argv[2])
known = json.loads(cache.read_text()) if cache.exists() else {}
local = threading.local()
def get(url):
    if not hasattr(local, "session"):
        local.session = requests.Session()
    headers = {"If-None-Match": known[url]} if url in known else {}
    reply = local.session.get(url, headers=headers, timeout=30)
    return url, reply.headers.get("ETag") or known.get(url), len(reply.content)
with concurrent.futures.ThreadPoolExecutor(10) as pool:
    found = {url: tag for url, tag, _ in pool.map(get, urls) if tag}
cache.write_text(json.dumps(found))
"""


def page(number: int) -> bytes:
    """Return a generated policy of some 40 kB of words and 100 kB of markup."""
    words = random.Random(number)
    stock = ["we", "may", "use", "retain", "share", "collect", "personal", "data", "services"]
    out = ["<html><head><title>Policy</title></head><body><nav><a href='/'>Home</a></nav><main>"]
    for section in range(20):
        out.append(f"<h2>{section + 1}. Section {words.choice(stock)}</h2>")
        for _ in range(8):
            text = " ".join(words.choice(stock) for _ in range(45))
            out.append(f"<p class='css-{words.randrange(10**9)}'>{text.capitalize()}.</p>")
    out.append("</main><footer>© Example</footer></body></html>")
    return "".join(out).encode()


@contextlib.contextmanager
def site(documents: int, latency: float):
    """Serve generated documents; yield their addresses."""
    pages = {f"/p{n % 20}/d{n}": page(n) for n in range(documents)}

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            body = pages.get(self.path)
            if body is not None:
                time.sleep(latency)
            tag = f'"{hash(body)}"'
            same = body is not None and self.headers.get("If-None-Match") == tag
            self.send_response(404 if body is None else 304 if same else 200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("ETag", tag)
            out = b"" if same or body is None else body
            self.send_header("Content-Length", str(len(out)))
            self.end_headers()
            self.wfile.write(out)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield [f"http://127.0.0.1:{server.server_port}{path}" for path in pages]
    finally:
        server.shutdown()


def listed(path: pathlib.Path) -> list[str]:
    """Return the addresses of a platforms.yaml."""
    loaded = yaml.safe_load(path.read_text())
    return [d["url"] for p in loaded["platforms"] for d in p["documents"]]


def platforms_yaml(urls: list[str]) -> str:
    entries = [{"id": f"d{n}", "url": url} for n, url in enumerate(urls)]
    return yaml.safe_dump(
        {"defaults": {"delay": "0s"}, "platforms": [{"id": "bench", "documents": entries}]}
    )


def measure(command: list[str], folder: pathlib.Path) -> tuple[float, float, float]:
    """Return CPU seconds, wall seconds and peak MiB of `command`.

    Compiled Python is kept, as where a program is installed: else each run compiles it again.
    """
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    start = time.monotonic()
    with open(os.devnull, "w") as null, open(folder / "errors.txt", "a") as errors:
        process = subprocess.Popen(command, cwd=folder, stdout=null, stderr=errors, env=environment)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        print(f"  exit {process.returncode}: {' '.join(command)[:90]}", file=sys.stderr)
    scale = 1024 if sys.platform != "darwin" else 1024 * 1024
    return used.ru_utime + used.ru_stime, time.monotonic() - start, used.ru_maxrss / scale


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--urlwatch", help="the urlwatch program; left out without it")
    parser.add_argument("--list", type=pathlib.Path, help="a platforms.yaml whose server runs")
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--latency-ms", type=float, default=50)
    parser.add_argument("--tosmon", default=f"{sys.executable} -m tosmon.cli.main")
    args = parser.parse_args()
    source = (
        contextlib.nullcontext(listed(args.list))
        if args.list
        else site(args.documents, args.latency_ms / 1000)
    )
    with source as every, tempfile.TemporaryDirectory() as name:
        urls, folder = every[: args.documents], pathlib.Path(name)
        (folder / "platforms.yaml").write_text(platforms_yaml(urls))
        jobs = [{"name": u, "url": u, "filter": [{"html2text": "pyhtml2text"}]} for u in urls]
        (folder / "urls.yaml").write_text(yaml.safe_dump_all(jobs))
        (folder / "config.yaml").write_text("report: {stdout: {enabled: true}}\n")
        runs = {"tosmon": [*args.tosmon.split(), "fetch", "--force", "-q"]}
        if args.urlwatch:
            runs["urlwatch"] = [
                args.urlwatch, "--urls", "urls.yaml", "--config", "config.yaml",
                "--cache", "cache.db", "--hooks", "hooks.py",
            ]  # fmt: skip
        runs["bare loop"] = [sys.executable, "-c", LOOP, "\n".join(urls), "loop.json"]
        print(f"{len(urls)} documents")
        cells = ("first CPU", "wall", "MiB", "again CPU", "wall", "MiB")
        print(
            " " * 12 + "".join(c.rjust(w) for c, w in zip(cells, (10, 7, 6, 11, 7, 6), strict=True))
        )
        results = {}
        for who, command in runs.items():
            first, again = measure(command, folder), measure(command, folder)
            results[who] = first, again
            cells = (f"{c:{w}.2f}{t:7.1f}{m:6.0f}" for (c, t, m), w in ((first, 10), (again, 11)))
            print(f"{who:12}" + "".join(cells))
        for who in list(results)[1:]:
            first, again = (results["tosmon"][i][0] / results[who][i][0] for i in (0, 1))
            print(f"tosmon / {who}: first {first:.2f}, unchanged {again:.2f} of its CPU")
        print(f"(children in all {resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime:.1f} s)")


if __name__ == "__main__":
    main()
