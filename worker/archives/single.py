"""A file that is one page, with what a scraper knew of it in a sidecar.

Decides where url and time come from when nothing says them. Must not know charsets.
"""

import base64
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson

from worker.archives.found import BadRecord, Found, FoundPage, WrongSource
from worker.archives.sources import PAGE_TYPES
from worker.failures import Reason

SIDECAR = ".meta.json"
_BODY_FIELDS = ("body", "body_base64")
_BOM = b"\xef\xbb\xbf"


def read_single(path: Path, name: str, *, record_max_bytes: int) -> Found:
    """The page. Raises WrongSource for a file that cannot be read, or a mistake in its sidecar."""
    try:
        with path.open("rb") as file:
            body = file.read(record_max_bytes + 1)
        modified_s = path.stat().st_mtime
    except OSError as error:
        raise WrongSource(f"{path}: {error.strerror}") from error
    if len(body) > record_max_bytes:
        why = f"file: expected at most {record_max_bytes} bytes, got more"
        return BadRecord(where=name, reason=Reason.TOO_LARGE, detail=why)
    fetched_at = datetime.fromtimestamp(modified_s, tz=UTC).isoformat(timespec="seconds")
    content_type = PAGE_TYPES[path.suffix.lower()]
    fields = {
        "url": f"file:///{quote(name)}",
        "fetched_at": fetched_at.replace("+00:00", "Z"),
        "content_type": content_type,
        **_sidecar(path),
    }
    is_text = content_type == "text/plain" and not fields.get("charset")
    return FoundPage(where=name, value=orjson.dumps({**fields, **_body(body, is_text)}))


def _body(body: bytes, is_text: bool) -> dict[str, str]:
    """As text only where nobody can doubt the charset: UTF-8, and nothing declares another."""
    if is_text and not body.startswith(_BOM):
        try:
            return {"body": body.decode("utf-8")}
        except UnicodeDecodeError:
            pass  # some other charset: the worker finds out which
    return {"body_base64": base64.b64encode(body).decode("ascii")}


def _sidecar(page: Path) -> dict[str, Any]:
    path = page.with_name(page.name + SIDECAR)
    try:
        fields = orjson.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise WrongSource(f"{path}: {error.strerror}") from error
    except orjson.JSONDecodeError as error:
        raise WrongSource(f"{path}: is no JSON: {error}") from None
    if not isinstance(fields, dict):
        raise WrongSource(f"{path}: expected a JSON object with fields of a raw page")
    if any(name in fields for name in _BODY_FIELDS):
        raise WrongSource(f"{path}: the body is in {page.name}; leave it out here")
    return fields
