"""Web archives for tests, written by the library that reads them: our own small records."""

import io

from fastwarc.warc import WarcRecord, WarcRecordType

DATE = "2021-07-01T06:00:00Z"
HTML = "text/html; charset=iso-8859-1"


def record(
    url: str | None,
    content: bytes,
    kind: WarcRecordType = WarcRecordType.response,
    *,
    date: str = DATE,
    content_type: str = "application/http; msgtype=response",
) -> bytes:
    """A record with this content, as it stands in a file."""
    made = WarcRecord()
    made.init_headers(kind, content_length=0)
    made.headers["WARC-Date"] = date
    made.headers["WARC-Record-ID"] = "<urn:uuid:00000000-0000-0000-0000-000000000000>"
    made.headers["Content-Type"] = content_type
    if url is not None:
        made.headers["WARC-Target-URI"] = url
    made.set_bytes_content(content)
    written = io.BytesIO()
    made.write(written)
    return written.getvalue()


def answer(body: bytes, content_type: str = HTML, status: str = "200 OK", **headers: str) -> bytes:
    """What a server said, head and body."""
    more = {"Content-Type": content_type} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in more.items())
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body


def page(number: int, size: int = 300) -> bytes:
    """A record with a page that nothing packs well, so that its place on disk is its own."""
    body = b"<p>%d " % number + bytes(33 + (number * 7919 + i * i) % 90 for i in range(size))
    return record(f"https://x.example/{number}", answer(body))


def text(number: int, content: bytes = b"Some words.\n") -> bytes:
    """A record of a WET file."""
    return record(
        f"https://x.example/{number}",
        content,
        WarcRecordType.conversion,
        content_type="text/plain",
    )
