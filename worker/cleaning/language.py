"""Which language a text is in.

Decides a language and how sure that is; says nothing when it is not. Must not know what a language
is good for.
"""

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

# The identifier is right on more than 98% of paragraphs; more text costs time and adds nothing.
_SAMPLE_CHARS = 3_000
# Under this the best guess is as good as the next one: lists of names, numbers, single words.
MIN_CONFIDENCE = 0.35


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def known_languages() -> frozenset[str]:
    """The ISO 639-1 codes that a text may get."""
    return frozenset(label for label in _identifier().labels if len(label) == 2)


def identify(text: str) -> tuple[str | None, float | None]:
    """ISO 639-1 code and probability (0..1, three digits); (None, None) when nothing is likely."""
    label, probability = _identifier().classify(text[:_SAMPLE_CHARS])
    if probability < MIN_CONFIDENCE or len(label) != 2:
        return None, None
    return label, round(probability, 3)
