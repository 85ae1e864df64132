"""The MinHash of a text: how much of its wording it shares with any other text.

Decides what is compared (shingles of words), the size of the signature and its bands: scheme
`minhash-1`, which `schemas/README.md` describes for readers. They store signatures and join on
them, so anything that changes one needs a scheme of a new name. Must not know pages, or any other
text than the one it is given: who is whose copy is for the readers to find.
"""

import hashlib
import re
import unicodedata

from rensa import RMinHash

from worker.records import MinHash

SCHEME = "minhash-1"
BANDS = 18
BAND_VALUES = 7  # copies that share 60%, 70%, 80% of their shingles meet with p = .40, .79, .99

_VALUES = 128
_SEED = 1
_VALUE_BITS = 16  # of the library's 32: two values are equal by chance once in 65,536
_BAND_BYTES = 8
_MIN_SHINGLES = 20  # below, a "Please log in" would be everybody's copy

# Thai, Lao, Burmese, Khmer, Chinese, Japanese: no spaces, so a character counts as a word there.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\U00020000-\U000323af"
)
# What \w lacks of the Indian scripts: vowel signs and viramas are marks, yet inside words.
_INDIC = "\u0900-\u0963\u0966-\u0dff"
_ANY_UNSPACED = re.compile(f"[{_UNSPACED}]")
_TOKEN = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]++(?:[{_INDIC}]++[^\W{_UNSPACED}]*+)*+")
_WORDS = 3
_CHARACTERS = 5


def minhash(text: str) -> MinHash | None:
    """Signature and bands of a text; None for one too short to be anybody's copy."""
    found = shingles(text)
    if len(found) < _MIN_SHINGLES:
        return None
    sketch = RMinHash(num_perm=_VALUES, seed=_SEED)
    sketch.update(list(found))
    values = [value % (1 << _VALUE_BITS) for value in sketch.digest()]
    signature = b"".join(value.to_bytes(_VALUE_BITS // 8, "big") for value in values)
    return MinHash(SCHEME, signature.hex(), _bands(signature))


def shingles(text: str) -> frozenset[str]:
    """Each three words that follow one another, or five characters of a script without spaces.

    Case, spacing and punctuation don't count, and neither does how often something is said.
    """
    tokens = _TOKEN.findall(unicodedata.normalize("NFKC", text).casefold())
    by_words = map(" ".join, zip(tokens, tokens[1:], tokens[2:], strict=False))
    if not _ANY_UNSPACED.search(text):
        return frozenset(by_words)
    # A shingle that begins with a character goes on to the fifth; pages that mix scripts do both.
    return frozenset(
        " ".join(tokens[at : at + _CHARACTERS]) if _ANY_UNSPACED.match(tokens[at]) else shingle
        for at, shingle in enumerate(by_words)
    )


def _bands(signature: bytes) -> tuple[str, ...]:
    """A key for each band, equal only for the same values in the same band of the same scheme."""
    width = BAND_VALUES * _VALUE_BITS // 8
    return tuple(
        hashlib.blake2b(
            f"{SCHEME}/{band}/".encode() + signature[band * width : (band + 1) * width],
            digest_size=_BAND_BYTES,
        ).hexdigest()
        for band in range(BANDS)
    )
