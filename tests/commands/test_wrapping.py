"""Texts with lines wrapped at a column are read as if each paragraph stood in one line."""

import json

from worker.commands.wrapping import unwrapped

WRAPPED = """\
   Puerto Seco, 4 May (Radio Costa) -- The secretary of the fishermen's
union, Marta Quiroga, was killed on Sunday night when a bomb exploded in
the hall beside the town's market, in the offices of the Ministry of
Ports, which four armed men had entered.

   The police have not said who they were."""
VERSE = "Salt on the quay\nand rust on the chain\nand nobody there\nto open the gate again"


def test_ends_of_wrapped_lines_become_spaces_and_every_character_keeps_its_place():
    found = unwrapped(WRAPPED)
    assert len(found) == len(WRAPPED)
    assert "in the offices of the Ministry of Ports" in found
    assert found.count("\n") == 2
    assert found.replace(" ", "\n") == WRAPPED.replace(" ", "\n")


def test_other_lines_stay():
    for text in (VERSE, "One line.", "", "\n\n", "Title of the page\n\nA paragraph.\nAnother one."):
        assert unwrapped(text) == text


def test_paragraphs_in_a_line_each_stay_apart():
    lines = [
        f"The harbour of Puerto Seco was closed for {n} days, its master said." for n in range(8)
    ]
    assert unwrapped("\n".join(lines)) == "\n".join(lines)


def test_name_that_goes_on_in_the_next_line_is_one_name(pagewire, tmp_path):
    lines = tmp_path / "texts.jsonl"
    lines.write_text(json.dumps({"id": 1, "text": WRAPPED}))
    (found,) = [
        json.loads(line) for line in pagewire("annotate", "--input", lines).out.splitlines()
    ]
    names = {ent["text"] for ent in found["entities"]}
    assert "Ministry of Ports" in names
    assert all(unwrapped(WRAPPED)[e["start"] : e["end"]] == e["text"] for e in found["entities"])
