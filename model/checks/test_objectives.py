"""What is learnt, and how far a student is from its teacher."""

import pytest
import torch

from labels import IGNORED
from objectives import TAUGHT, answered, distilled, hidden_padding, losses, measure, tensors
from small import batch, network

HEADS = {"entity", "tag", "morph", "lemma", "begin", "arc", "relation"}


def all_losses(arrays):
    small = network(1)
    given = tensors(arrays)
    with torch.no_grad():
        return losses(small, answered(small, given), given)


def test_each_head_has_a_loss():
    found = all_losses(batch())
    assert set(found) == HEADS
    assert all(loss > 0 for loss in found.values())


def test_nothing_is_learnt_where_nothing_is_known():
    small = network(1).train()
    given = tensors(batch(known=False))
    assert losses(small, answered(small, given), given) == {}


@pytest.mark.parametrize("name", ["tag", "morph", "lemma", "entity", "begin", "head", "relation"])
def test_loss_is_the_mean_over_the_words_whose_label_is_known(name):
    known = batch()
    words = int((known["words"] != 0).sum())
    without, alone = ({key: array.copy() for key, array in known.items()} for _ in range(2))
    without[name][0, 2] = IGNORED
    alone[name][:] = IGNORED
    alone[name][0, 2] = known[name][0, 2]
    one, others, all_words = (
        float(all_losses(arrays)["arc" if name == "head" else name])
        for arrays in (alone, without, known)
    )
    assert one + (words - 1) * others == pytest.approx(words * all_words, rel=1e-4)


def test_padding_is_never_a_head():
    arc = torch.zeros(1, 3, 4)
    arc[..., 3] = 9.0  # the last word, which is padding, looks best to all
    shown = hidden_padding(arc, torch.tensor([[1, 2, 0]]))
    assert set(shown.argmax(-1)[0].tolist()) <= {0, 1, 2}


def test_student_that_says_what_its_teacher_says_is_not_apart_from_it():
    given = tensors(batch())
    with torch.no_grad():
        same, other = (answered(network(seed), given) for seed in (1, 2))
    heads = [name for name in TAUGHT if name != "begin"]  # whose entropy is counted too
    assert distilled(same, same, given["words"], heads) == pytest.approx(0, abs=1e-6)
    assert distilled(other, same, given["words"], heads) > 0.01
    begins = [distilled(out, same, given["words"], ["begin"]) for out in (same, other)]
    assert begins[0] < begins[1]


def test_answers_that_are_all_right_are_a_hundred_percent():
    small = network(1)
    arrays = batch()
    given = tensors(arrays)
    with torch.no_grad():
        out = answered(small, given)
    there = arrays["words"] != 0
    for name in ("tag", "morph", "lemma", "entity"):
        arrays[name][there] = out[name].argmax(-1).numpy()[there]
    arrays["begin"][there] = (out["begin"] > 0).numpy()[there]
    heads = hidden_padding(out["arc"], given["words"]).argmax(-1).numpy()
    arrays["head"][there] = heads[there]
    score = measure(small, [arrays])
    assert {score[name] for name in ("tag", "morph", "lemma", "uas")} == {100}
    arrays["tag"][0, 0] = (arrays["tag"][0, 0] + 1) % 4
    assert measure(small, [arrays])["tag"] == pytest.approx(100 * 6 / 7, abs=0.01)
