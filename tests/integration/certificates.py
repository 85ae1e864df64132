"""Certificates for tests, made with openssl and gone with their folder.

Decides what is signed by whom. Must not know Kafka; it takes keys and certificates as PEM.
"""

import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Identity:
    """A certificate and its key; `both` holds the two of them, as a keystore."""

    certificate: Path
    key: Path
    both: Path


class Authority:
    """Signs what it is asked to. `certificate` is what those who trust it need."""

    def __init__(self, folder: Path, name: str = "authority") -> None:
        self._folder = folder
        self._name = name
        self.certificate = folder / f"{name}.pem"
        self._key = folder / f"{name}.key"
        _new_key(self._key)
        subject = ["-subj", f"/CN={name}", "-days", "2"]
        _openssl("req", "-x509", "-new", "-key", self._key, *subject, "-out", self.certificate)

    def sign(self, name: str, *, host: str = "", key_password: str = "") -> Identity:
        """An identity for the server at `host` (an IP address), or for a client without one."""
        key, request, certificate, both, extensions = (
            self._folder / f"{name}.{kind}" for kind in ("key", "csr", "crt", "pem", "ext")
        )
        _new_key(key)
        _openssl("req", "-new", "-key", key, "-subj", f"/CN={name}", "-out", request)
        extensions.write_text(
            f"subjectAltName=IP:{host}\n" if host else "keyUsage=critical,digitalSignature\n"
        )
        signer: list[str | Path] = [
            "-CA",
            self.certificate,
            "-CAkey",
            self._key,
            "-CAcreateserial",
            "-days",
            "2",
        ]
        files: list[str | Path] = ["-in", request, "-extfile", extensions, "-out", certificate]
        _openssl("x509", "-req", *signer, *files)
        if key_password:
            locked = self._folder / f"{name}.locked.key"
            password = ["-v2", "aes-256-cbc", "-passout", f"pass:{key_password}"]
            _openssl("pkcs8", "-topk8", "-in", key, *password, "-out", locked)
            key = locked
        both.write_bytes(key.read_bytes() + certificate.read_bytes())
        return Identity(certificate, key, both)


def _new_key(path: Path) -> None:
    _openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", path)


def _openssl(*arguments: str | Path) -> None:
    done = subprocess.run(
        ["openssl", *map(str, arguments)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
