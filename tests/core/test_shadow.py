"""What spaCy gets to see of texts that choke its tokenizer."""

from collections.abc import Iterator

import pytest

from tests.core.work import LOOKS, RULES, Work
from worker.enrichment import SpacyPipeline, annotate, load_pipeline
from worker.enrichment.shadow import shadow_of


@pytest.fixture(scope="module")
def news() -> SpacyPipeline:
    pipeline = load_pipeline("news")
    pipeline.warm_up()
    return pipeline


@pytest.fixture
def work(news: SpacyPipeline) -> Iterator[Work]:
    """What the tokenizer of `news` does."""
    tokenizer = news._nlp.tokenizer
    rules = {name: getattr(tokenizer, name) for name in RULES}
    found = Work()
    found.count_tokenizer(tokenizer)
    yield found
    for name, rule in rules.items():
        setattr(tokenizer, name, rule)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 50_000,
        "🔥" * 50_000,
        "😀🎉" * 25_000,
        "*" * 50_000,
        "a(" * 25_000,
        "“" * 20_000 + "word",
        "x" * 50_000,
        "1,000," * 10_000,
        "1" + ",111" * 20_000,
        "_" * 50_000,
        "http://a.b/" + "c/" * 20_000,
    ],
)
@pytest.mark.timeout(60)  # ends what hangs elsewhere, in a rule for numbers say
def test_text_that_chokes_a_tokenizer_is_looked_at_a_few_times(news, work, text):
    around = f"Angela Merkel met Emmanuel Macron. {text} Germany sent wheat to Sudan."
    work.most = {LOOKS: 20 * len(around)}  # unshadowed ones take thousands, and minutes
    (found,) = news.read([around], lambda doc, _: annotate(doc, around))
    assert "Angela Merkel" in {ent.text for ent in found}
    assert all(around[ent.start : ent.end] == ent.text for ent in found)


def test_shadow_has_the_length_of_its_text():
    text = "a" * 1_000 + "🔥" * 1_000 + "\ud800" + " word" + "(" * 1_000
    shadow = shadow_of(text)
    assert len(shadow) == len(text)
    assert "\ud800" not in shadow


def test_ordinary_text_is_its_own_shadow():
    text = (
        'Ministers (and "others") met in Berlin on Wednesday; 40% of them\'d read $2.5 million.'
        "\n\nSee https://example.org/a/rather/long/path?with=parameters ... (or not)."
    )
    assert shadow_of(text) == text
