"""CoNLL-U of our own into sentences, documents and what spaCy reads."""

import gzip

import pytest
import spacy

from lines import Unreadable
from treebanks import BLANK_LINE, Sentence, documents, pieces, read_sentences, syntax_doc

PEACE = """# newdoc id = one
# newpar
1\tThey\tthey\tPRON\tPRP\tCase=Nom\t2\tnsubj\t_\t_
2-3\tdidn't\t_\t_\t_\t_\t_\t_\t_\t_
2\tdid\tdo\tAUX\tVBD\t_\t4\taux\t_\t_
3\tn't\tnot\tPART\tRB\t_\t4\tadvmod\t_\t_
4\tagree\t_\tVERB\tVB\tVerbForm=Inf\t0\troot\t_\tSpaceAfter=No
4.1\tagreed\tagree\tVERB\tVBD\t_\t_\t_\t_\t_
5\t.\t.\tPUNCT\t.\t_\t4\tpunct\t_\t_
"""


def word(number: int) -> str:
    return f"{number}\tPeace\tpeace\tNOUN\tNN\tNumber=Sing\t{number - 1}\troot\t_\t_"


def sentence(*words: str, new_doc: bool = False, new_paragraph: bool = False) -> Sentence:
    """Each word hangs on the one before."""
    number = len(words)
    return Sentence(
        new_doc=new_doc,
        new_paragraph=new_paragraph,
        words=list(words),
        spaces=[True] * number,
        lemmas=[w.lower() for w in words],
        upos=["NOUN"] * number,
        xpos=["NN"] * number,
        feats=[""] * number,
        heads=[max(0, n - 1) for n in range(number)],
        deps=["ROOT"] + ["dep"] * (number - 1),
    )


@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_sentence_has_its_words_and_no_empty_nodes(tmp_path, suffix):
    path = tmp_path / f"peace.conllu{suffix}"
    path.write_bytes(gzip.compress(PEACE.encode()) if suffix else PEACE.encode())
    (found,) = read_sentences(path)
    assert found.words == ["They", "did", "n't", "agree", "."]
    assert found.spaces == [True, False, True, False, True], "no space inside of didn't"
    assert found.lemmas == ["they", "do", "not", "agree", "."], "_ is the form itself"
    assert found.heads == [1, 3, 3, 3, 3], "the root points at itself"
    assert found.deps == ["nsubj", "aux", "advmod", "ROOT", "punct"]
    assert found.feats == ["Case=Nom", "", "", "VerbForm=Inf", ""]
    assert (found.new_doc, found.new_paragraph) == (True, True)


def test_last_sentence_needs_no_blank_line_after_it(tmp_path):
    path = tmp_path / "two.conllu"
    path.write_text(f"# newdoc\n{word(1)}\n\n{word(1)}", encoding="utf-8")
    assert [sentence.words for sentence in read_sentences(path)] == [["Peace"], ["Peace"]]


def test_blank_lines_at_the_end_are_no_sentence(tmp_path):
    path = tmp_path / "one.conllu"
    path.write_text(f"{word(1)}\n\n\n# a comment\n", encoding="utf-8")
    assert len(list(read_sentences(path))) == 1


def test_line_without_ten_columns_names_the_file(tmp_path):
    path = tmp_path / "broken.conllu"
    path.write_text("1\tPeace\tpeace\n", encoding="utf-8")
    with pytest.raises(Unreadable, match=r"broken\.conllu: is no CoNLL-U: '1"):
        list(read_sentences(path))


def test_document_goes_on_until_the_next_begins():
    parts = [sentence("a"), sentence("b", new_doc=True), sentence("c"), sentence("d", new_doc=True)]
    found = [[one.words[0] for one in group] for group in documents(parts)]
    assert found == [["a"], ["b", "c"], ["d"]]


def test_piece_ends_at_a_paragraph_from_half_its_length_on_and_at_the_latest_when_full():
    paragraphs = {1, 3, 8}
    group = [sentence(str(n), new_paragraph=n in paragraphs) for n in range(10)]
    found = [[one.words[0] for one in piece] for piece in pieces(group, 4)]
    # Before 8 there is too little for a piece, before 7 too much for another sentence.
    assert found == [["0", "1", "2"], ["3", "4", "5", "6"], ["7", "8", "9"]]
    assert [one for piece in pieces(group, 4) for one in piece] == group


def test_new_paragraph_is_a_blank_line_in_spacys_document():
    group = [
        sentence("Peace", "talks", new_paragraph=True),
        sentence("They", "go", "on"),
        sentence("Rain", "fell", new_paragraph=True),
    ]
    doc = syntax_doc(spacy.blank("en").vocab, group)
    assert doc.text == f"Peace talks They go on{BLANK_LINE}Rain fell "
    assert [token.head.i for token in doc] == [0, 0, 2, 2, 3, 4, 6, 6]
    assert doc[5].pos_ == "SPACE"
    assert [s.text.strip() for s in doc.sents] == ["Peace talks", "They go on", "Rain fell"]
