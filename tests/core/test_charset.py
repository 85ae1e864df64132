"""Which charset a body is read in, and by whose word."""

import pytest

from worker.cleaning.charset import decode_body
from worker.records import Charset, CharsetBasis, RawPage

TEXT = "<p>The ferry “Zoë” runs again between the islands, said Ms Ångström on Thursday.</p>"
RUSSIAN = "<p>Паром снова ходит между островами, сказала капитан в четверг утром.</p>"


def decoded(body: str | bytes, charset: str | None = None, content_type: str | None = None):
    page = RawPage(url="u", body=body, charset=charset, content_type=content_type)
    return decode_body(page, page.body)


@pytest.mark.parametrize(
    ("body", "declared", "name", "basis"),
    [
        (TEXT, "cp1252", None, "text"),
        (TEXT.encode(), None, "utf-8", "utf-8"),
        (TEXT.encode(), "cp1252", "utf-8", "utf-8"),
        (TEXT.encode("utf-8-sig"), None, "utf-8", "bom"),
        (TEXT.encode("utf-16"), None, "utf-16-le", "bom"),
        (TEXT.encode("utf-32"), None, "utf-32-le", "bom"),
        (TEXT.encode("utf-16-le"), None, "utf-16-le", "detected"),
        (TEXT.encode("utf-16-be"), None, "utf-16-be", "detected"),
        (TEXT.encode("cp1252"), "windows-1252", "cp1252", "declared"),
        (TEXT.encode("cp1252"), None, "cp1252", "detected"),
        (RUSSIAN.encode("koi8-r"), "koi8-r", "koi8-r", "declared"),
    ],
)
def test_charset_and_its_basis_are_told(body, declared, name, basis):
    found = decoded(body, declared)
    assert found.charset == Charset(name, CharsetBasis(basis))
    assert found.text in (TEXT, RUSSIAN)


def test_utf7_is_nothing_but_ascii():
    found = decoded(b"+ADw-script+AD4-alert(1)+ADw-/script+AD4-", "utf-7")
    assert "<script>" not in found.text
    assert found.charset.name == "utf-8"


@pytest.mark.parametrize("label", ["rot13", "hex", "zlib", "idna", "replacement", "x-user-defined"])
def test_what_is_no_charset_is_not_taken_for_one(label):
    assert decoded(TEXT.encode(), label).text == TEXT


def test_zero_bytes_among_others_make_no_utf16():
    body = TEXT.encode().replace(b" ", b"\x00")
    assert decoded(body).charset.name == "utf-8"


def test_mark_in_the_middle_stays_and_the_one_at_the_start_goes():
    assert decoded("\ufeffa\ufeffb".encode()).text == "a\ufeffb"


@pytest.mark.parametrize("declared", [None, "utf-8", "windows-1251"])
def test_one_byte_that_does_not_fit_makes_no_other_charset_of_a_page_in_utf8(declared):
    body = TEXT.encode() * 3 + "caf\xe9 ".encode("cp1252") + RUSSIAN.encode()
    found = decoded(body, declared)
    assert found.charset.name == "utf-8"
    assert found.text == f"{TEXT * 3}caf\ufffd {RUSSIAN}"
