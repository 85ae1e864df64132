"""The text as spaCy gets to see it: same length, without what its tokenizer chokes on.

Decides which characters are hidden behind spaces. Because every character stays in its place,
offsets found in the shadow are offsets in the text. Must not know what is sought in it.
"""

import re

# spaCy's tokenizer is quadratic in an unbroken run of affixes (brackets, quotes, stars, emoji):
# 1,000 of them take .2 s, 50,000 more than two minutes. No word carries this many.
_SYMBOLS_KEPT = 12
_SYMBOL = r"(?:[^\w\s]|_)"
_SYMBOL_RUN = re.compile(rf"(?<={_SYMBOL}{{{_SYMBOLS_KEPT}}}){_SYMBOL}+")
# The same holds, slower, for any stretch without whitespace: of what is longer only the start is
# shown where it is ASCII (addresses, encoded bytes). Scripts without spaces lose one character in
# so many instead.
_STRETCH_CHARS = 100
_SURROGATE = re.compile("[\ud800-\udfff]")
_ASCII_STRETCH = re.compile(rf"(?<=[!-~]{{{_STRETCH_CHARS}}})[!-~]+")
_STRETCH = re.compile(rf"(\S{{{_STRETCH_CHARS}}})\S")


def shadow_of(text: str) -> str:
    """The text with surplus symbols blanked and endless words broken; most often the text itself.

    Its length is that of the text. Lone surrogates, which spaCy refuses, become spaces.
    """
    if not text.isascii():
        text = _SURROGATE.sub(" ", text)
    for surplus in (_SYMBOL_RUN, _ASCII_STRETCH):
        text = surplus.sub(lambda run: " " * len(run[0]), text)
    return _STRETCH.sub(r"\1 ", text)
