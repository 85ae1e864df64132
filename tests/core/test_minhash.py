"""MinHash: copies of a story meet in a band, other stories do not, and signatures never change."""

import random

import pytest

from worker.minhash import BANDS, SCHEME, minhash, shingles
from worker.records import MinHash

STORY = (
    "The dam above the town of Velmora will be emptied by a third before the winter, the water"
    " board decided on Tuesday after engineers had found cracks in two of its five gates.",
    "Board president Ilse Marchetti said that nobody in the valley was in danger. The gates were"
    " built in 1961 and were last repaired eleven years ago, when a barge broke loose in a storm"
    " and struck the wall.",
    "Farmers downstream fear for their second crop. Their association asked for compensation and"
    " for a meeting with the minister, who was on a visit abroad and could not be reached.",
    "The emptying begins on 3 October and takes five weeks. Boats have to leave the lake by the"
    " end of September, and the bridge over the spillway stays closed to lorries until spring.",
    "In the village of Torrin, whose houses stand closest to the wall, the mayor handed out"
    " leaflets that show the way to higher ground. She called it a matter of routine.",
    "The repair costs about nine million, of which the province pays half. A similar dam in the"
    " next valley was closed for good in 2014, after its foundations had been washed out.",
)
AGENCY = "VELMORA, 12 September (Northwire) - "
OTHER = (
    "A school orchestra from the coast won the national youth prize on Sunday with a piece that"
    " its own trumpet player had written on the bus to the competition.",
    "The jury praised the courage of the twenty-two musicians, the youngest of whom is nine. They"
    " had rehearsed in a fish hall since their music room burned down in March.",
    "The prize is worth six thousand and a recording in the capital. The orchestra wants to spend"
    " it on a roof, its conductor said, and on a new double bass.",
    "Second place went to a string quartet of four sisters, third place to last year's winners.",
)


def full(paragraphs: tuple[str, ...]) -> MinHash:
    found = minhash("\n\n".join(paragraphs))
    assert found is not None
    return found


def values(found: MinHash) -> list[str]:
    return [found.signature[at : at + 4] for at in range(0, len(found.signature), 4)]


def estimate(one: MinHash, other: MinHash) -> float:
    pairs = list(zip(values(one), values(other), strict=True))
    return sum(mine == theirs for mine, theirs in pairs) / len(pairs)


def jaccard(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    first, second = (shingles("\n\n".join(paragraphs)) for paragraphs in (one, other))
    return len(first & second) / len(first | second)


def syndicated() -> tuple[str, ...]:
    """The story as another paper prints it: the agency's credit, a paragraph less, new words."""
    copy = [AGENCY + STORY[0], *STORY[1:4], STORY[5]]
    copy[1] = copy[1].replace("nobody in the valley was", "no one was")
    return tuple(copy)


def test_edited_copy_meets_the_story_in_a_band_and_its_likeness_is_estimated():
    story, copy = full(STORY), full(syndicated())
    true = jaccard(STORY, syndicated())
    assert 0.7 < true < 0.85
    assert set(story.bands) & set(copy.bands)
    assert estimate(story, copy) == pytest.approx(true, abs=0.1)


def test_other_story_meets_in_no_band():
    assert not set(full(STORY).bands) & set(full(OTHER).bands)
    assert estimate(full(STORY), full(OTHER)) < 0.05


def test_estimates_are_near_the_truth_for_every_degree_of_likeness():
    sentences = " ".join(STORY + OTHER).split(". ")
    order = random.Random(7)
    errors = []
    for kept in range(1, len(sentences)):
        mixed = (". ".join(order.sample(sentences, kept)), ". ".join(OTHER))
        errors.append(estimate(full(STORY), full(mixed)) - jaccard(STORY, mixed))
    assert max(map(abs, errors)) < 0.13  # three standard deviations of 128 values at worst
    assert abs(sum(errors) / len(errors)) < 0.02


def test_case_spacing_punctuation_and_order_of_repeats_do_not_count():
    text = "\n\n".join(STORY)
    plain = " ".join(text.upper().replace(",", " ").replace(".", " ; ").split())
    assert minhash(text) == minhash(plain) == minhash(f"{text}\n\n{text}")


def test_text_too_short_to_be_a_copy_has_no_minhash():
    words = [f"word{number}" for number in range(22)]
    assert minhash(" ".join(words)) is not None
    assert minhash(" ".join(words[:21])) is None
    assert minhash("please log in " * 50) is None
    assert minhash("") is None


def test_scripts_without_spaces_are_compared_by_characters():
    chinese = "市政府周二宣布将在冬季之前把水库的水位降低三分之一"
    assert "市 政 府 周 二" in shingles(chinese)
    assert not shingles(chinese) & shingles("音乐老师和她的学生在渔港排练了六个月")
    thai = "คณะกรรมการน้ำตัดสินใจลดระดับน้ำในเขื่อนลงหนึ่งในสามก่อนฤดูหนาว"
    copy = "เมื่อวันอังคาร" + thai
    assert len(shingles(thai) & shingles(copy)) / len(shingles(thai) | shingles(copy)) > 0.7


def test_words_of_indian_scripts_stay_whole():
    assert shingles("हिन्दी में समाचार") == {"हिन्दी में समाचार"}


def test_page_that_mixes_scripts_has_shingles_of_both():
    assert shingles("The dam broke 水库决堤了") >= {"the dam broke", "水 库 决 堤 了"}


def test_signature_never_changes():
    # Pinned: readers store these and join on them. When an upgrade of the library fails here,
    # hold it back, or start a scheme of a new name.
    story = full(STORY)
    assert story.scheme == SCHEME == "minhash-1"
    assert story.signature[:64] == PINNED_LATIN
    assert story.bands[:2] == PINNED_BANDS
    mixed = minhash("市政府周二宣布将在冬季之前把水库的水位降低三分之一 Velmora कल हिन्दी में समाचार")
    assert mixed is not None
    assert mixed.signature[:64] == PINNED_MIXED
    long = minhash(" ".join(f"mot{number * number}" for number in range(20_000)))
    assert long is not None
    assert long.signature[:64] == PINNED_LONG


def test_signature_and_bands_have_the_size_that_the_schema_says():
    story = full(STORY)
    assert len(values(story)) == 128
    assert len(story.bands) == len(set(story.bands)) == BANDS == 18
    assert {len(band) for band in story.bands} == {16}


PINNED_LATIN = "a3e2aa8a03ef6167213376ec6507d4124dd45d3c64be7123cbd3d06b23e41222"
PINNED_BANDS = ("fe147efe221d7eeb", "d2ad1883087291c1")
PINNED_MIXED = "9f23991b51133a808d78f5398b7abdfba819e6ba32b4c83f22c03385c0056337"
PINNED_LONG = "39dcd5b2b41bb7ccd0646be8a91f9b6cbbf1aa9a1590ec89be583cf0c1a54e5b"
