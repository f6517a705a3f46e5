"""Who is told: a real mail server and a real webhook receiver on loopback, which can fail."""

from __future__ import annotations

import contextlib
import email
import email.policy
import http.server
import json
import socket
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any


class MailServer:
    """What an SMTP server took. `down`: it refuses every mail for now."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.down = False
        self.port = 0

    async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:
        if self.down:
            return "451 try again later"
        self.recipients.append(envelope.rcpt_tos)
        self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 taken"

    @property
    def address(self) -> str:
        names = "from=watch@tosmon.example&to=legal@oakley.example"
        return f"mailto://127.0.0.1:{self.port}?{names}"


class Receiver:
    """What a webhook was sent. `status` is what it answers; below 300 it takes."""

    def __init__(self) -> None:
        self.bodies: list[Any] = []
        self.keys: list[str] = []
        self.asked = 0
        self.status = 200
        self.address = ""


@contextlib.contextmanager
def mail_server() -> Iterator[MailServer]:
    from aiosmtpd.controller import Controller

    handler = MailServer()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        handler.port = probe.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    try:
        yield handler
    finally:
        controller.stop()


@contextlib.contextmanager
def receiver() -> Iterator[Receiver]:
    taken = Receiver()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            taken.asked += 1
            if taken.status < 300:
                taken.bodies.append(json.loads(body))
                taken.keys.append(self.headers["Idempotency-Key"])
            self.send_response(taken.status)
            if 300 <= taken.status < 400:
                self.send_header("Location", taken.address + "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    taken.address = f"http://127.0.0.1:{server.server_port}/hook/s3cr3t-path"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield taken
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
