"""Repair: mojibake and entities become what they were, and text that is right stays as it is."""

import random

import pytest
from ftfy.badness import MOJIBAKE_CATEGORIES, is_bad

from tests.core.test_minhash import STORY
from worker.cleaning import clean
from worker.cleaning.repair import looks_bad, without_entities, without_mojibake
from worker.records import CleanPage, PageWarning, RawPage

RIGHT = {
    "English": "“It’s the café’s finest hour,” she said – naïve, perhaps… at £5.50 (or €6½).",
    "French": "Le préfet a dit : « À l’été, l’œuvre sera prête » ; Ÿvan paie 3 € à Noël, n° 5.",
    "German": "„Größe ist nicht alles“, sagte Ümit Öz – Maßstäbe: 5 °C, § 3, 20 m².",
    "Spanish": "¿Cuánto costó el año pasado? ¡Más de 1.000 €! Él lo sabía: ñandú, pingüino, 1.ª.",
    "Portuguese": "As eleições são em São Paulo, às três; à noite, ÂNGELA e ÀS VEZES, Órgão.",
    "Polish": "Żółć i gęśl: Łódź, „Źdźbło” – rzekł Święty, ćma, ńandu, ŻÓŁĆ.",
    "Czech": "Příliš žluťoučký kůň úpěl ďábelské ódy; „Šťastný“ – řekl Čeněk.",
    "Turkish": "Işığı ılık içtiği İstanbul’da ağır ağır söndü; ÇIĞLIK, ŞİŞLİ, Üsküdar.",
    "Vietnamese": "Chính phủ đã công bố các biện pháp mới ở Đà Nẵng, ông Nguyễn Văn Ất nói.",
    "Russian": "«Всё готово», – сказал министр Ёлкин. В «Сити» и С. Петров, РВС, Ђорђе.",
    "Ukrainian": "Їжак і ґанок: «Європа» – це п’ять країн, мовив Єгор.",
    "Greek": "Η κυβέρνηση ανακοίνωσε «νέα μέτρα»· ΟΙ ΞΈΝΟΙ, Ύδρα, ΰ.",
    "Arabic": "قالت الوزيرة: «لن نغادر» في ١٢ مارس، وأضافت أنّ الأمر انتهى.",
    "Hebrew": "השר אמר: „לא נעזוב” – ב־12 במרץ, צה״ל.",
    "Persian": "می\u200cخواهم کتاب\u200cها را ببینم؛ خانه\u200cهای بزرگ.",
    "Hindi": "क्\u200dष और र्\u200dय: हिन्दी में समाचार पढ़ें।",
    "Chinese": "政府周二宣布“新措施”，总理（王某）说：《法案》ＡＢＣ，１００％。",
    "Japanese": "「新しい措置」を発表した。ｶﾀｶﾅ、ＵＲＬ〜１００㎡。",
    "Korean": "정부는 화요일 ‘새 조치’를 발표했다.",
    "Thai": "รัฐบาล\u200bประกาศ\u200bมาตรการใหม่",
    "emoji": "Danke 👨\u200d👩\u200d👧 ❤️\u200d🔥 🏴󠁧󠁢󠁷󠁬󠁳󠁿 ¯\\_(ツ)_/¯ ™ © ® ° ± × ÷",
    "Icelandic": "Þór Ísleifsson fór til Æðeyjar; ÐÞÆÖ og ð.",
    "Lithuanian": "Ąžuolas, „Ėglė“ – Šiauliai, žąsų, ūkis.",
}


def cleaned(body: str) -> CleanPage:
    page = RawPage(url="https://valley.example/dam", body=body, content_type="text/html")
    return clean(page, text_max_chars=100_000)


@pytest.mark.parametrize("text", RIGHT.values(), ids=RIGHT)
def test_right_text_stays_as_it_is(text):
    assert without_mojibake(text) == text
    assert without_entities(text) == text


@pytest.mark.parametrize("charset", ["latin-1", "cp1252", "cp1250", "cp1251", "cp437", "mac_roman"])
def test_text_decoded_by_a_wrong_charset_is_decoded_again(charset):
    def read(byte: int) -> str:
        try:
            return bytes([byte]).decode(charset)
        except UnicodeDecodeError:  # a byte that is not in there: browsers keep it as a control
            return chr(byte)

    text = "The mayor’s café – “naïve”, he said – reopened in Łódź."
    wrong = "".join(map(read, text.encode()))
    assert without_mojibake(wrong) == text


@pytest.mark.parametrize("language", ["French", "Russian", "Vietnamese", "Arabic", "Chinese"])
def test_long_text_of_any_script_is_decoded_again(language):
    text = (RIGHT[language] + " ") * 100
    assert without_mojibake(text.encode().decode("latin-1")) == text


def test_text_decoded_wrongly_twice_is_decoded_again_twice():
    twice = "L’été à Besançon".encode().decode("cp1252").encode().decode("cp1252")
    assert without_mojibake(twice) == "L’été à Besançon"


def test_mojibake_beside_right_text_is_mended_alone():
    assert without_mojibake("北京 – “right”. The mayorâ€™s cafÃ© → open") == (
        "北京 – “right”. The mayor’s café → open"
    )


def test_space_that_was_a_byte_of_a_letter_is_put_back():
    assert without_mojibake("voilÃ  le travail, Ã la carte") == "voilà le travail, à la carte"


def test_controls_become_the_quotes_that_they_were():
    assert (
        without_mojibake("\x93Yes\x94, she said\x85 it\x92s over") == "“Yes”, she said… it’s over"
    )


def test_entities_become_characters():
    assert without_entities("Fish &amp; chips, it&#8217;s &pound;5") == "Fish & chips, it’s £5"
    assert without_entities("Fish &amp;amp; chips, it&amp;rsquo;s") == "Fish & chips, it’s"


def test_entities_stay_where_the_text_speaks_of_markup():
    assert without_entities("Write &lt;b&gt; &amp; not\nFish &amp; chips") == (
        "Write &lt;b&gt; &amp; not\nFish & chips"
    )
    assert without_entities("Write <b> for &amp;") == "Write <b> for &amp;"
    assert without_entities("AT&T; R&D") == "AT&T; R&D"


def test_entities_that_spell_mojibake_are_mended_on_the_page():
    html = page_of(STORY).replace("The dam", "The valley&acirc;&euro;&trade;s dam", 1)
    page = cleaned(html)
    assert page.text.startswith("The valley’s dam")
    assert page.warnings == (PageWarning.TEXT_REPAIRED,)


def page_of(paragraphs: tuple[str, ...], title: str = "Dam is emptied") -> str:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"<html><head><title>{title}</title></head><body><article>{body}</article></body></html>"


def test_page_in_mojibake_comes_out_as_the_page_without_and_says_so():
    right = page_of(tuple(f"{p} “À Besançon, Łódź …”" for p in STORY), title="Été à Besançon")
    wrong = right.encode().decode("latin-1")  # its controls are more than a parser lets through
    good, mended = cleaned(right), cleaned(wrong)
    assert good.warnings == ()
    assert mended.warnings == (PageWarning.TEXT_REPAIRED,)
    assert (mended.text, mended.title) == (good.text, good.title)
    assert "“À Besançon, Łódź …”" in mended.text


def test_page_of_another_script_in_mojibake_is_no_garbage():
    right = page_of((RIGHT["Russian"] * 3,) * 4)
    assert cleaned(right.encode().decode("latin-1")).text == cleaned(right).text


def test_joiners_that_spelling_needs_come_through_the_extractor():
    page = cleaned(
        page_of(tuple(RIGHT[language] * 4 for language in ("Persian", "Hindi", "emoji")))
    )
    assert all(RIGHT[language] in page.text for language in ("Persian", "Hindi", "emoji"))


@pytest.mark.parametrize(
    "repeated", ["ƒ", "Æ’", "Ã\xad", "í\xa0½í¸€", "漢Ã©", "â€\ufffd ", "Ã\x83Â"]
)
def test_hostile_text_is_read_a_bounded_number_of_times(repeated, monkeypatch):
    read_chars = 0

    def counted(text: str) -> bool:
        nonlocal read_chars
        read_chars += len(text)
        return is_bad(text)

    monkeypatch.setattr("ftfy.is_bad", counted)
    text = "漢 Ãƒ" + repeated * (300_000 // len(repeated))
    without_mojibake(text)
    assert 0 < read_chars < 10 * len(text)


def test_short_cut_misses_nothing_that_ftfy_calls_bad():
    order = random.Random(5)
    odd = "".join(MOJIBAKE_CATEGORIES.values()) + "вЂГўВЂВ‚Äâóàœ√≈ÂÃØÙ×°Ђ"
    plain = "abc xyz. ВГРС,вый “”»«\n"
    bad = 0
    for _ in range(10_000):
        share = order.choice([0.05, 0.2, 0.5])
        text = "".join(
            order.choice(odd if order.random() < share else plain)
            for _ in range(order.randrange(40))
        )
        bad += is_bad(text)
        assert not is_bad(text) or looks_bad(text), ascii(text)
    assert 2_000 < bad < 9_000


def test_damage_beyond_the_budget_stays():
    wrong = "Ã© a " * 100_000
    mended = without_mojibake(wrong)
    assert mended.startswith("é a " * 10_000)
    assert mended.endswith("Ã© a " * 10_000)
