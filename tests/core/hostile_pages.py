"""Pages that nobody would write to be read: each by name, in any size.

`part` is the share of the full size, which is what a page can have at most or what has been seen to
hang a parser. Every page holds WORD in text that a reader would see, if it has any.
"""

import bz2
import gzip
import json
import random
import zlib
from collections.abc import Callable
from functools import partial

WORD = "harbour"
PROSE = f"The {WORD} opened again on Tuesday, and forty boats left it before noon. "
MB = 1_000_000
Body = str | bytes
Page = Callable[[float], Body]


def _noise(count: int, seed: int = 1) -> bytes:
    return random.Random(seed).randbytes(count)


def _html(inside: str, head: str = "") -> str:
    return (
        f"<!DOCTYPE html><html><head><title>A {WORD} opens</title>{head}</head>"
        f"<body><p>{PROSE}</p>{inside}<p>{PROSE * 3}</p></body></html>"
    )


def _times(unit: str, count: int, part: float) -> str:
    return unit * max(1, int(count * part))


def _numbered(unit: str, count: int, part: float) -> str:
    return "".join(unit.replace("#", str(n)) for n in range(max(1, int(count * part))))


def _repeated(unit: str, count: int, after: str = "") -> Page:
    """A page with `count` times the same, then PROSE."""
    return lambda part: _html(_times(unit, count, part) + after)


def _in_head(unit: str, count: int) -> Page:
    return lambda part: _html("", head=_times(unit, count, part))


def _nested(opening: str, levels: int, closing: str = "") -> Page:
    def page(part: float) -> Body:
        count = max(1, int(levels * part))
        return _html(opening * count + f"<p>{PROSE}</p>" + closing * count)

    return page


def _text(unit: str, count: int) -> Page:
    return lambda part: PROSE + "\n" + _times(unit, count, part) + "\n" + PROSE


def _after_magic(magic: bytes) -> Page:
    return lambda part: magic + _noise(int(MB * part))


def _bomb(pack: Callable[[bytes], bytes], layers: int, part: float) -> bytes:
    body = bytes(int(200 * MB * part))
    for _ in range(layers):
        body = pack(body)
    return body


def _entities(part: float) -> str:
    lines = ['<!ENTITY a0 "ha">'] + [
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, max(2, int(12 * part)))
    ]
    return f"<!DOCTYPE html [{''.join(lines)}]><html><body><p>&a9; {PROSE * 3}</p></body></html>"


def _json_ld(depth: int, length: int, part: float) -> str:
    deep, long = max(1, int(depth * part)), max(1, int(length * part))
    inner = '{"@type":"NewsArticle","headline":"' + "x" * long + '"}'
    nested = '{"@graph":[' * deep + inner + "]}" * deep
    return _html("", head=f'<script type="application/ld+json">{nested}</script>')


def _srcdoc(part: float) -> str:
    inside = "<p>" + "&quot;" * int(300_000 * part)
    return _html(f'<iframe srcdoc="{inside}"></iframe>')


def _mixed_encodings(part: float) -> bytes:
    words = "Ångström “Zoë” harbour. "
    pieces = [words.encode(), words.encode("cp1252"), words.encode("utf-16-le"), b"\xff\xfe"]
    return b"<p>" + PROSE.encode() + b"".join(pieces) * int(20_000 * part) + b"</p>"


def _without_mark(charset: str) -> Page:
    return lambda part: _html(f"<p>{_times(PROSE, 20_000, part)}").encode(charset)


def _feed(part: float) -> str:
    items = f"<item><title>{PROSE}</title><description>{PROSE}</description></item>"
    return f"<?xml version='1.0'?><rss><channel>{_times(items, 5_000, part)}</channel></rss>"


def _reopened(part: float) -> str:
    """A few kilobytes of which the standard makes millions of elements."""
    count = max(2, int(3_000 * part))
    return "<p>" + "".join(f"<b a={n}>" for n in range(count)) + f"<p>{PROSE}" * count


def _flattened(part: float) -> str:
    return "\n".join(f"{n} {PROSE}" for n in range(int(500_000 * part)))


# The table of the measured ones: what makes parsers hang, lose text or return garbage.
KNOWN: dict[str, Page] = {
    "attributes in one tag": lambda p: _html(f"<div {_numbered(' a#=1', 100_000, p)}>x</div>"),
    "paragraphs": _repeated(f"<p>{PROSE}</p>", 120_000),
    "links": _repeated(f"<a href='/a/b'>{PROSE}</a>", 50_000),
    "unclosed p b i": _repeated("<p><b><i>word ", 200_000),
    "cells": _repeated("<tr><td>a</td><td>b</td></tr>", 50_000, after="</table>"),
    "cells in a table": _repeated("<table><tr>" + "<td>a</td>" * 100, 1_000),
    "levels": _nested("<div>", 100_000, "</div>"),
    "levels below the limit": _nested("<div>", 3_900, "</div>"),
    "levels for the thorough parser": _nested("<div>", 240, "</div>"),
    "paragraphs far down": _nested("<div>" * 12, 20, f"<p>{PROSE}</p>" * 1_000),
    "lone surrogates": lambda p: _html("<p>" + _times("\ud800\udfff\udc00 word ", 100_000, p)),
    "pdf": _after_magic(b"%PDF-1.7\n"),
    "random bytes": _after_magic(b""),
    "doctype with entities": _entities,
    "gzip bomb": partial(_bomb, gzip.compress, 1),
    "gzip bomb in gzip": partial(_bomb, gzip.compress, 2),
    "deflate bomb": partial(_bomb, zlib.compress, 1),
    "plain text": lambda p: _times(PROSE + "\n", 20_000, p),
}
OURS: dict[str, Page] = {
    "entities": _repeated("&amp;&#x301;&nbsp;&notanentity;&#xd800;&#0;", 60_000),
    "entity without end": lambda p: _html("<p>&" + _times("a", MB, p)),
    "attribute of a megabyte": lambda p: _html(f"<p title='{_times('x', 4 * MB, p)}'>x</p>"),
    "attribute without end": lambda p: _html('<p title="' + _times("x ", 2 * MB, p)),
    "attributes in many tags": lambda p: _times("<i " + _numbered("a# ", 1_900, 1) + ">", 900, p),
    "lines": _flattened,
    "one line": lambda p: _times(PROSE, 130_000, p),
    "short sentences in one line": lambda p: _times(f"{WORD}。", 240_000, p),
    "one word": lambda p: PROSE + _times("x", 9 * MB, p),
    "spaces": _text(" \t", 900_000),
    "empty lines": _text("\n", 900_000),
    "lists": _nested("<ul><li>", 2_000),
    "quotes": _nested("<blockquote>", 2_000),
    "tables": _nested("<table><tr><td>", 1_500),
    "lists of articles": _repeated(
        f"<h2>More news</h2><p><a>{PROSE}</a></p><h3>Most read</h3><div><p>{PROSE}</div>", 7_000
    ),
    "lists of articles far down": _nested(
        "<h2>More news</h2><div><a></a><h3>Read more</h3><div>" + "<i></i>" * 500, 110
    ),
    "drawings": _nested("<svg><g>", 2_000),
    "frames": _repeated("<iframe><div>", 300_000),
    "templates": _nested("<template><div>", 2_000),
    "select": _nested("<select><option>", 50_000),
    "buttons": _nested("<button><b>", 100_000),
    "unclosed formatting": lambda p: _html(_numbered("<b class=c#>", 100_000, p)),
    "reopened formatting": _reopened,
    "misnested formatting": _repeated("<b><div></b><i></div></i>", 50_000),
    "misnested links": _repeated("<a><p><a><div>", 50_000),
    "definition soup": _repeated("<li><dd>", 100_000),
    "end tags": _repeated("</div></b></p></x></table>", 150_000),
    "end tags far down": _nested("<div>", 3_900, "</object></b></x>" * 20),
    "half tags": _repeated("<a <b <c '<d \"", 150_000),
    "less than": lambda p: _html("<p>" + _times("< ", 2 * MB, p)),
    "comments": _repeated("<!-- x -->", 200_000),
    "comments that do not end": _repeated("<!--", 500_000),
    "dashes": lambda p: _html("<!--" + _times("--", 2 * MB, p)),
    "cdata": _repeated("<svg><![CDATA[</svg>]]>", 5_000),
    "scripts that do not end": _repeated("<script><!--<script>", 200_000),
    "nul": lambda p: _html("<p>" + _times("w\0o\0r\0d ", 200_000, p)),
    "mixed encodings": _mixed_encodings,
    "byte-order marks": lambda p: _html("<p>" + _times("\ufeff word", 300_000, p)),
    "bidi and zero width": lambda p: _html("<p>" + _times("\u202e\u200b\u2066\u200d", MB, p)),
    "combining marks": lambda p: _html("<p>a" + _times("\u0301\u0327\u0345\u0323", 200_000, p)),
    "combining marks in text": _text("\u0301\u0327\u0345\u0323", 200_000),
    "ligatures": _text("\ufdfa", 500_000),
    "json-ld": partial(_json_ld, 1, 5 * MB),
    "nested json-ld": partial(_json_ld, 100_000, 10),
    "many json-ld": _in_head('<script type="application/ld+json">{"@graph":[]}</script>', 15_000),
    "srcdoc": _srcdoc,
    "base64 images": _repeated(f"<img src='data:image/png;base64,{'QUJD' * 2_500}'>", 700),
    "meta tags": _in_head("<meta property='article:tag' content='2024-01-02 word'>", 100_000),
    "titles": _in_head("<title>A | B - C</title>", 50_000),
    "title": lambda p: f"<html><head><title>{_times(' - | ', 2 * MB, p)}</title>" + PROSE,
    "links in the head": _in_head("<link rel=canonical href=http://a.example/>", 60_000),
    "links alone": lambda p: _times(
        "<a href=http://a.example/2024/01/02/>2024-01-02</a>", 25_000, p
    ),
    "equal ids": _repeated("<div id=a class=article><p id=a>x</p></div>", 25_000),
    "dates": _repeated("<p>2024-01-02 12:00 Jan 3, 2024 03.04.2024 ", 25_000),
    "digits": lambda p: _html("<p>" + _times("20240102", 180_000, p)),
    "times": _repeated("<time datetime='2024-01-02T00:00'>yesterday</time>", 25_000),
    "authors": _repeated("<span class='author byline'>By A B and C D, E F</span>", 25_000),
    "breaks": _repeated("word<br>", 180_000),
    "symbols": _text("!?!?..**", 200_000),
    "cookies": _text("uses using cookies policy ", 60_000),
    "share": _text("share tweet 1 comment read more from by admin\n", 40_000),
    "menus": _text("Home\nNews\nSport\n", 16_000),
    "tags in text": _text("a < b > c </p ", 100_000),
    "fake gzip": _after_magic(b"\x1f\x8b\x08\x00"),
    "cut gzip": lambda p: gzip.compress(_html(_times(PROSE, 20_000, p)).encode())[:-40],
    "many gzip files": lambda p: gzip.compress(b"") * max(200, int(400_000 * p)),
    "bzip2": lambda p: bz2.compress(_noise(int(MB * p) + 1)),
    "zip": _after_magic(b"PK\x03\x04"),
    "old office": _after_magic(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    "png": _after_magic(b"\x89PNG\r\n\x1a\n"),
    "utf-16 without a mark": _without_mark("utf-16-le"),
    "utf-32 without a mark": _without_mark("utf-32-be"),
    "utf-7": _without_mark("utf-7"),
    "html in json": lambda p: json.dumps({"html": [_html(PROSE)] * max(1, int(5_000 * p))}),
    "feed": _feed,
    "frameset": _repeated("<frameset>", 100_000),
    "noscript": _nested("<noscript><div>", 100_000),
    "slashes": _repeated("<div/>", 100_000),
    "quote in the air": _repeated('<a ="><div>', 50_000),
}
PAGES = KNOWN | OURS
