"""The bundled pipelines as spaCy sees them: what they set, and that neighbours change nothing."""

import gc
import subprocess
import sys
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from worker import enrichment
from worker.enrichment import load_pipeline
from worker.enrichment.news.components import _answer_to
from worker.enrichment.news.graph import Graph
from worker.enrichment.shadow import shadow_of
from worker.failures import ModelUnavailable

MODELS = Path(enrichment.__file__).parent / "models"
PROFILES = ("news", "news_fast")
WHOLE = ("graph.onnx", "classes.json", "relations.npz", "lexicon.json")  # no half of it is one
HEADS = ("tagger", "parser", "ner", "consistency")

STORY = (
    "Flood waters reach the old harbour\n\n"
    "ROTTERDAM — Prime Minister Hanna Vermeer said on Tuesday that soldiers from the Dutch army "
    "had moved 340 families out of Katendrecht. “Nobody was hurt,” she told reporters.\n\n"
    "The Red Cross opened two shelters. Vermeer will meet German officials in Berlin."
)
SHORT = "Police in Nairobi arrested three men."
LIST = "Lagos, Accra, Dakar, " * 150 + "and Abidjan"
SENTENCES = (
    "Rebels advanced on the walled town as talks stalled.",
    "Fighting spread; the injured were flown out, the missing counted.",
    "Grain prices rose 4.5% (year on year), e.g. wheat's.",
)
NEIGHBOURS = (SHORT, LIST, "", "\n\n", "ok", STORY * 3, "🙂" * 40, "你好世界。" * 30)


@pytest.fixture(scope="module", params=PROFILES)
def nlp(request: pytest.FixtureRequest) -> Language:
    return spacy.load(MODELS / request.param)


def facts(doc: Doc) -> list[object]:
    tokens = [
        (t.text, t.tag_, t.pos_, str(t.morph), t.lemma_, t.dep_, t.head.i, t.is_sent_start)
        for t in doc
    ]
    arcs = [t._.confidence for t in doc]
    ents = [(e.start_char, e.end_char, e.label_, e._.confidence) for e in doc.ents]
    return [tokens, arcs, ents]


def test_result_does_not_depend_on_the_neighbours(nlp):
    alone = facts(nlp(STORY))
    among = list(nlp.pipe([*NEIGHBOURS, STORY, *NEIGHBOURS]))[len(NEIGHBOURS)]
    assert facts(among) == alone


def test_part_of_speech_does_not_contradict_the_tag(nlp):
    agreeing = nlp.get_pipe("encoder").graph.classes.agreeing
    words = [t for text in (STORY, LIST, *SENTENCES) for t in nlp(text) if not t.is_space]
    assert [(t.text, t.tag_, t.pos_) for t in words if f"{t.tag_}|{t.pos_}" not in agreeing] == []
    assert {t.pos_ for t in words if t.text == "%"} == {"SYM"}


def test_relations_of_a_window_are_the_same_bits_in_any_batch(nlp):
    graph = nlp.get_pipe("encoder").graph
    chance = np.random.default_rng(5)
    dependents, heads = chance.normal(size=(2, 40, 14, 128)).astype(np.float32)
    together = graph.relations(dependents, heads)
    for number in range(40):
        one = slice(number, number + 1)
        assert (graph.relations(dependents[one], heads[one]) == together[one]).all()


def test_name_runs_across_a_space(nlp):
    assert "Hanna Vermeer" in {ent.text for ent in nlp("He met Hanna Vermeer in Berlin.").ents}


@pytest.mark.parametrize("gap", [" " * 50, "\n", " " + "A" * 300 + " "])
def test_name_does_not_run_across_a_gap(nlp, gap):
    doc = nlp(shadow_of(f"He met Hanna{gap}Vermeer in Berlin."))
    names = [ent.text for ent in doc.ents if ent.label_ == "PERSON"]
    assert names[0].startswith("Hanna")
    assert not [name for name in names if "Hanna" in name and "Vermeer" in name]


def halved(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


# Half of the vocabulary is a vocabulary too.
@pytest.mark.parametrize(
    ("damaged", "name"), [*product([halved, emptied], WHOLE), (emptied, "vocabulary.txt")]
)
def test_broken_copy_stops_the_worker_with_a_word(nlp, tmp_path, damaged, name):
    nlp.to_disk(tmp_path / "copy")
    damaged(tmp_path / "copy" / "encoder" / name)
    with pytest.raises(ValueError):  # noqa: PT011 - json's own, or that of the network
        Graph(tmp_path / "copy" / "encoder")
    with pytest.raises(ModelUnavailable, match="PAGEWIRE_SPACY_PIPELINE"):
        load_pipeline(str(tmp_path / "copy"))


@pytest.mark.parametrize("name", ["meta.json", "config.cfg", "vocab/vectors"])
def test_file_of_spacy_s_that_is_empty_stops_the_worker_with_a_word(nlp, tmp_path, name):
    nlp.to_disk(tmp_path / "copy")
    emptied(tmp_path / "copy" / name)
    with pytest.raises(ModelUnavailable, match=r"cannot be loaded: \S"):
        load_pipeline(str(tmp_path / "copy"))


@pytest.mark.parametrize("name", [*WHOLE, "vocabulary.txt"])
def test_missing_file_is_named(nlp, tmp_path, name):
    nlp.to_disk(tmp_path / "copy")
    (tmp_path / "copy" / "encoder" / name).unlink()
    with pytest.raises(ModelUnavailable, match=name):
        load_pipeline(str(tmp_path / "copy"))


def test_text_comes_back_whole(nlp):
    for text, doc in zip(NEIGHBOURS, nlp.pipe(NEIGHBOURS), strict=True):
        assert doc.text == text
        assert all(doc.text[t.idx : t.idx + len(t)] == t.text for t in doc)


def test_every_sentence_is_one_tree(nlp):
    for doc in nlp.pipe([STORY, LIST, SHORT]):
        for sentence in doc.sents:
            roots = [token for token in sentence if token.head.i == token.i]
            assert [token.dep_ for token in roots] == ["ROOT"]
            assert all(token.head in sentence for token in sentence)


def test_sentence_ends_at_a_blank_line(nlp):
    doc = nlp(STORY)
    after = [i + 1 for i, t in enumerate(doc) if "\n\n" in t.text]
    assert len(after) == 2
    assert all(doc[i].is_sent_start for i in after)


def test_whitespace_is_no_word(nlp):
    doc = nlp("Ministers met.\n\n \nThey left.")
    (gap,) = [t for t in doc if t.is_space]
    assert (gap.tag_, gap.pos_, gap.lemma_) == ("_SP", "SPACE", gap.text)
    assert not list(gap.children)


def test_common_words_are_read_as_anybody_would(nlp):
    doc = nlp("Three officers were arrested in Lisbon.")
    assert [t.lemma_ for t in doc] == ["three", "officer", "be", "arrest", "in", "Lisbon", "."]
    arrested = doc[3]
    assert (arrested.dep_, arrested.tag_, arrested.pos_) == ("ROOT", "VBN", "VERB")
    assert {t.text: t.dep_ for t in arrested.children} == {
        "officers": "nsubj:pass",
        "were": "aux:pass",
        "Lisbon": "obl",
        ".": "punct",
    }


def test_people_places_and_nationalities_are_found(nlp):
    found = {(ent.text, ent.label_) for ent in nlp(STORY).ents}
    assert {("Hanna Vermeer", "PERSON"), ("Berlin", "LOC"), ("German", "NORP")} <= found
    assert ("Vermeer", "PERSON") in found


def test_entities_say_how_sure_they_are(nlp):
    ents = nlp(STORY).ents
    assert all(0 < ent._.confidence < 1 for ent in ents)
    assert len({ent._.confidence for ent in ents}) > 1


def test_arcs_say_how_sure_they_are(nlp):
    sure = np.array([token._.confidence for token in nlp(STORY)])
    assert ((sure > 0) & (sure <= 1)).all()
    assert sure.min() < 0.9 < np.median(sure)


@pytest.mark.parametrize("count", range(len(HEADS) + 1))
def test_heads_can_be_left_out(nlp, count):
    for left_out in combinations(HEADS, count):
        with nlp.select_pipes(disable=left_out):
            doc = nlp(STORY)
        again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
        assert facts(again) == facts(doc)
        assert again.has_annotation("TAG") == ("tagger" not in left_out)
        assert again.has_annotation("DEP") == ("parser" not in left_out)
        if "ner" not in left_out:
            assert "Berlin" in {ent.text for ent in again.ents}


@pytest.mark.parametrize("left_out", [[], ["consistency"]])
def test_documents_go_into_a_bin_and_to_another_process(nlp, left_out):
    with nlp.select_pipes(disable=left_out):
        alone = [facts(nlp(text)) for text in (STORY, SHORT)]
        docs = list(nlp.pipe([STORY, SHORT], n_process=2, batch_size=1))
    assert [facts(doc) for doc in docs] == alone
    stored = DocBin(docs=docs, store_user_data=True).to_bytes()
    again = DocBin().from_bytes(stored).get_docs(nlp.vocab)
    assert [doc.text for doc in again] == [STORY, SHORT]


def test_what_the_encoder_found_goes_with_the_document(nlp):
    with nlp.select_pipes(disable=["consistency"]):
        doc = nlp(STORY)
    held = len(_answer_to)
    del doc
    gc.collect()
    assert len(_answer_to) == held - 1


def test_head_without_the_encoder_says_what_is_missing(nlp):
    with nlp.select_pipes(disable=["encoder"]), pytest.raises(ValueError, match="pagewire_encoder"):
        nlp(STORY)


def test_copy_on_disk_gives_the_same(nlp, tmp_path):
    nlp.to_disk(tmp_path / "copy")
    assert facts(spacy.load(tmp_path / "copy")(STORY)) == facts(nlp(STORY))


@pytest.mark.parametrize("profile", PROFILES)
def test_spacy_loads_it_by_itself_and_without_torch(profile):
    code = (
        "import sys, spacy\n"
        f"doc = spacy.load({str(MODELS / profile)!r})('Ministers met in Geneva.')\n"
        "assert [ent.text for ent in doc.ents] == ['Geneva'], doc.ents\n"
        "assert 'torch' not in sys.modules and 'transformers' not in sys.modules\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize("profile", PROFILES)
def test_weights_carry_their_licence(profile):
    assert "CC BY-SA 4.0" in (MODELS / profile / "LICENSE").read_text(encoding="utf-8")
    assert spacy.load(MODELS / profile).meta["license"] == "CC BY-SA 4.0"
