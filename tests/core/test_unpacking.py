"""Bodies in gzip and deflate: what is unpacked, what is left as it is, and what is refused."""

import gzip
import zlib

import pytest

from worker.cleaning import clean
from worker.cleaning.unpacking import Unpacked, unpack
from worker.failures import PageRejected, Reason
from worker.limits import CleaningLimits
from worker.records import Charset, CharsetBasis, CleanPage, Packing, PageWarning, RawPage

TEXT = "The ferry between the two islands runs again, and it carries a piano. " * 40
HTML = f"<html><body><p>{TEXT}</p></body></html>".encode()
LIMITS = CleaningLimits(unpacked_max_bytes=100_000)
GZIP, DEFLATE = Packing.GZIP, Packing.DEFLATE


def raw_deflate(body: bytes) -> bytes:
    compress = zlib.compressobj(wbits=-15)
    return compress.compress(body) + compress.flush()


def unpacked(body: bytes, encoding: str | None = None) -> Unpacked:
    headers = {"Content-Encoding": encoding} if encoding else {}
    return unpack(body, headers, LIMITS)


def refused(body: bytes, encoding: str | None = None) -> PageRejected:
    with pytest.raises(PageRejected) as caught:
        unpacked(body, encoding)
    return caught.value


@pytest.mark.parametrize("encoding", [None, "gzip", "br", "identity", "nonsense"])
@pytest.mark.parametrize(
    ("body", "packing"),
    [
        (HTML, ()),
        (gzip.compress(HTML), (GZIP,)),
        (zlib.compress(HTML), (DEFLATE,)),
        (zlib.compress(HTML, 1), (DEFLATE,)),
        (gzip.compress(zlib.compress(HTML)), (GZIP, DEFLATE)),
        (gzip.compress(gzip.compress(HTML)), (GZIP, GZIP)),
        (gzip.compress(HTML[:50]) + gzip.compress(HTML[50:]), (GZIP,)),
        (gzip.compress(HTML) + bytes(600), (GZIP,)),
        (gzip.compress(HTML) + b"and more", (GZIP,)),
    ],
)
def test_bytes_decide_what_is_packed_and_not_the_header(body, packing, encoding):
    assert unpacked(body, encoding) == Unpacked(HTML, packing)


def test_deflate_without_its_frame_is_unpacked_where_the_header_says_so():
    assert unpacked(raw_deflate(HTML), "deflate") == Unpacked(HTML, (DEFLATE,))
    assert unpacked(raw_deflate(HTML)).packing == ()


@pytest.mark.parametrize("text", [b"x^2 + y^2 = z^2 is an old friend", b"x\x9c", HTML, b""])
def test_what_only_looks_packed_is_left_as_it_is(text):
    assert unpacked(text, "deflate") == Unpacked(text)


def test_body_that_ends_too_early_gives_what_came_before():
    half = unpacked(gzip.compress(HTML * 20)[:-150])
    assert half.incomplete
    assert len(half.body) > len(HTML)
    assert HTML[:1000] == half.body[:1000]


def test_wrong_checksum_does_not_lose_the_page():
    body = bytearray(gzip.compress(HTML))
    body[-6] ^= 1
    assert unpacked(bytes(body)).incomplete
    assert unpacked(bytes(body)).body == HTML


@pytest.mark.parametrize("body", [b"\x1f\x8b\x08", b"\x1f\x8b\x08\x00" + b"\xff" * 50])
def test_gzip_of_which_nothing_can_be_read_is_no_page(body):
    assert refused(body).reason is Reason.NOT_A_PAGE


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
def test_bomb_is_refused_with_the_limit(pack):
    bomb = pack(bytes(100_001))
    assert len(bomb) < 1_000
    error = refused(bomb)
    assert error.reason is Reason.TOO_LARGE
    assert error.detail == "the body unpacks to more than 100,000 bytes, which is the limit"
    assert len(unpacked(pack(bytes(100_000))).body) == 100_000


def test_bomb_within_is_refused_too():
    assert refused(gzip.compress(gzip.compress(bytes(10_000_000)))).reason is Reason.TOO_LARGE


def test_third_layer_is_refused():
    error = refused(gzip.compress(gzip.compress(gzip.compress(HTML))))
    assert (error.reason, error.detail) == (
        Reason.NOT_A_PAGE,
        "the body is packed more than 2 times",
    )


def test_many_files_in_a_row_are_refused():
    assert unpacked(gzip.compress(b"a") * 99).body == b"a" * 99
    assert "100 gzip files" in refused(gzip.compress(b"") * 500_000).detail


def cleaned(body: bytes, encoding: str | None = None) -> CleanPage:
    headers = {"content-encoding": encoding} if encoding else {}
    page = RawPage(url="https://a.example/", body=body, content_type="text/html", headers=headers)
    return clean(page, text_max_chars=100_000)


def test_page_says_how_it_was_packed_and_in_which_charset_it_was():
    page = cleaned(gzip.compress(HTML.replace(b"piano", b"pi\xe4no")))
    assert "piäno" in page.text
    assert page.packing == (GZIP,)
    assert page.charset == Charset("cp1252", CharsetBasis.DETECTED)
    assert page.warnings == ()


def test_page_of_which_the_end_is_missing_says_so():
    assert PageWarning.BODY_INCOMPLETE in cleaned(gzip.compress(HTML)[:-8]).warnings


def test_packing_that_is_not_undone_here_is_named():
    state, noise = 1, bytearray()
    for _ in range(5_000):
        state = (state * 1_103_515_245 + 12_345) % 2**31
        noise.append(state >> 16 & 0xFF)
    with pytest.raises(PageRejected) as caught:
        cleaned(bytes(noise), "br")
    assert "packed as 'br'" in caught.value.detail
    with pytest.raises(PageRejected) as caught:
        cleaned(b"\x28\xb5\x2f\xfd" + bytes(noise), "zstd")
    assert caught.value.detail == "the body is a zstd file"
