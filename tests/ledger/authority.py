"""A time-stamping authority of our own: `openssl ts -reply` behind HTTP, under a root that it makes for itself."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_CONFIGURATION = """
[tsa]
default_tsa = one
[one]
serial = {folder}/serial
signer_cert = {folder}/signer.pem
signer_key = {folder}/signer.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
"""


@dataclass
class Authority:
    """`questions`: what it was asked so far; `status`, `body`: what it says in place of 200 and a stamp."""

    folder: Path
    url: str = ""
    questions: list[bytes] = field(default_factory=list)
    status: int = 200
    body: bytes | None = None

    @property
    def roots(self) -> Path:
        return self.folder / "root.pem"

    def stamp(self, question: bytes) -> bytes:
        """The TimeStampResp of openssl to a TimeStampReq."""
        (self.folder / "question").write_bytes(question)
        words = ["-config", "tsa.cnf", "-queryfile", "question", "-out", "answer"]
        subprocess.run(["openssl", "ts", "-reply", *words], cwd=self.folder, check=True, capture_output=True)
        return (self.folder / "answer").read_bytes()


@contextmanager
def authority(folder: Path) -> Iterator[Authority]:
    folder.mkdir()
    _certify(folder)
    (folder / "tsa.cnf").write_text(_CONFIGURATION.format(folder=folder))
    (folder / "serial").write_text("01\n")
    made = Authority(folder)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.headers["content-type"] == "application/timestamp-query"
            question = self.rfile.read(int(self.headers["content-length"]))
            made.questions.append(question)
            answer = made.stamp(question) if made.body is None else made.body
            self.send_response(made.status)
            self.send_header("content-type", "application/timestamp-reply")
            self.send_header("content-length", str(len(answer)))
            self.send_header("location", "/elsewhere")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *words: object) -> None:
            """Silent."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        made.url = f"http://127.0.0.1:{server.server_port}/tsr"
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        try:
            yield made
        finally:
            server.shutdown()
            serving.join()


def openssl_verifies(note: Path, answer: Path, roots: Path) -> bool:
    """The verdict of a verifier that is not ours, as docs/formats.md says to ask for it."""
    words = ["-data", str(note), "-in", str(answer), "-CAfile", str(roots)]
    return subprocess.run(["openssl", "ts", "-verify", *words], check=False, capture_output=True).returncode == 0


def _certify(folder: Path) -> None:
    """A root, and a signer that may do nothing but stamp: the one extended use, critical (RFC 3161 section 2.3)."""
    keys = {name: ec.generate_private_key(ec.SECP256R1()) for name in ("root", "signer")}
    for name, key in keys.items():
        use = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        kind = (x509.BasicConstraints(ca=True, path_length=0), True) if name == "root" else (use, True)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(_named(name))
            .issuer_name(_named("root"))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(datetime.now(UTC) - timedelta(days=1))
            .not_valid_after(datetime.now(UTC) + timedelta(days=1))
            .add_extension(kind[0], critical=kind[1])
            .sign(keys["root"], hashes.SHA256())
        )
        (folder / f"{name}.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    pem = keys["signer"].private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (folder / "signer.key").write_bytes(pem)


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Made-up {name} of time stamps")])
