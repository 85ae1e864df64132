"""What the heads tell apart: classes by how often they are seen."""

from labels import ENTITY_LABELS, ENTITY_TAGS, inventory, morph_class
from treebanks import Sentence


def sentence(xpos: str, feats: str, lemma: str, dep: str, times: int) -> Sentence:
    return Sentence(
        words=["talks"] * times,
        spaces=[True] * times,
        lemmas=[lemma] * times,
        upos=["NOUN"] * times,
        xpos=[xpos] * times,
        feats=[feats] * times,
        heads=[0] * times,
        deps=[dep] * times,
    )


def test_classes_are_those_seen_often_enough_the_commonest_first():
    found = inventory(
        [
            sentence("NN", "Number=Sing", "talks", "obj", 3),
            sentence("NNS", "Number=Plur", "talk", "ROOT", 4),
            sentence("FW", "Foreign=Yes", "talky", "list", 2),
            sentence("XX", "", "t", "dep", 1),
        ]
    )
    assert found.tag == ["NNS", "NN", "FW"]
    assert found.morph == ["NOUN|Number=Plur", "NOUN|Number=Sing", "NOUN|Foreign=Yes"]
    assert found.relation == ["ROOT", "obj", "list"]
    assert len(found.lemma) == 2, "what two words need is as likely a slip"


def test_ids_count_the_classes_of_each_head():
    ids = inventory([sentence("NN", "", "talk", "ROOT", 3)]).ids()
    assert ids["tag"] == {"NN": 0}
    assert ids["morph"] == {"NOUN": 0}
    assert ids["entity"] == {name: number for number, name in enumerate(ENTITY_TAGS)}


def test_entities_begin_and_go_on_and_outside_comes_first():
    assert ENTITY_TAGS[0] == "O"
    assert ENTITY_TAGS[1:3] == ("B-PERSON", "I-PERSON")
    assert len(ENTITY_TAGS) == 1 + 2 * len(ENTITY_LABELS)


def test_word_without_features_is_its_part_of_speech():
    assert morph_class("NOUN", "") == "NOUN"
    assert morph_class("NOUN", "Number=Sing") == "NOUN|Number=Sing"
