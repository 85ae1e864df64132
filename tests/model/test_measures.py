"""How large networks are, and which layers a student takes."""

import pytest

from labels import ENTITY_TAGS, Inventory
from measures import DISTILLED_LAYERS, MPNET, Shape, Sizes, kept_layers, sizes_of


def test_heads_have_as_many_classes_as_the_inventory():
    classes = Inventory(tag=["NN"], morph=["NOUN", "VERB"], lemma=[], relation=["ROOT"] * 3)
    assert sizes_of(classes) == Sizes(entity=len(ENTITY_TAGS), tag=1, morph=2, lemma=0, relation=3)


@pytest.mark.parametrize("student", DISTILLED_LAYERS)
def test_student_has_so_many_layers_of_minilm_its_last_one_too(student):
    kept = kept_layers(student, Shape().layers)
    assert len(kept) == student
    assert kept[-1] == Shape().layers - 1
    assert list(kept) == sorted(set(kept))


@pytest.mark.parametrize(("student", "teacher"), [(2, 6), (3, 5), (6, 12)])
def test_student_for_whom_nothing_was_chosen_is_refused(student, teacher):
    with pytest.raises(ValueError, match=f"no choice of {student} of a teacher's {teacher}"):
        kept_layers(student, teacher)


@pytest.mark.parametrize("shape", [Shape(), MPNET], ids=["minilm", "mpnet"])
def test_width_is_shared_evenly_by_the_attention_heads(shape):
    assert shape.width % shape.attention_heads == 0
