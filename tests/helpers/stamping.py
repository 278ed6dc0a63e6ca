"""An authority that puts time stamps on signatures, made here, on this machine's own address."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from signing import STAMP, certificate
from timing import PATIENCE

_CONFIG = """
[ tsa ]
default_tsa = one
[ one ]
serial = serial
default_policy = 1.2.3.4.1
other_policies = 1.2.3.4.1
digests = sha256, sha384, sha512
signer_digest = sha256
ess_cert_id_alg = sha256
"""


@contextmanager
def authority(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the address of a time stamp authority, and its root as PEM text; needs openssl."""
    root, leaf = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    anchor = certificate("Stamp Root", root, ("Stamp Root", root), timedelta(days=4000))
    unit = certificate("Stamp Unit", leaf, ("Stamp Root", root), timedelta(days=400), uses=(STAMP,))
    pem = serialization.Encoding.PEM
    key = leaf.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    for name, content in (
        ("unit.pem", unit.public_bytes(pem)),
        ("chain.pem", unit.public_bytes(pem) + anchor.public_bytes(pem)),
        ("key.pem", key),
        ("tsa.cnf", _CONFIG.encode()),
        ("serial", b"01"),
    ):
        (folder / name).write_bytes(content)
    call = ["openssl", "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query", "-signer", "unit.pem"]
    call += ["-inkey", "key.pem", "-chain", "chain.pem", "-out", "reply"]

    class Stamps(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            (folder / "query").write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            subprocess.run(call, cwd=folder, check=True, capture_output=True, timeout=PATIENCE)
            reply = (folder / "reply").read_bytes()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Stamps)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", anchor.public_bytes(pem).decode()
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)
