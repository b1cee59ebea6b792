"""The editors' word files, and what a query is understood with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hansearch.analysis import DictionarySegmenter
from hansearch.errors import DataFileError
from hansearch.lexicon import (
    DEFAULT_FREQUENCY,
    MAX_ALTERNATIVES,
    WEAK_WORDS,
    Lexicon,
    SynonymRules,
    build_lexicon,
    load_synonyms,
    load_user_dict,
    load_word_list,
)

SEGMENTER = DictionarySegmenter({"运费险": 50})

WriteFile = Callable[[str | bytes], Path]


@pytest.fixture
def file(tmp_path: Path) -> WriteFile:
    """Make a data file of some text."""

    def write(content: str | bytes) -> Path:
        path = tmp_path / "words.txt"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def expansions(
    terms: set[str], groups: list[str] | None = None, one_way: list[str] | None = None
) -> dict[str, list[str]]:
    """What phrases widen to in an index of *terms*; rules written as in the file, apart from the arrow."""
    rules = SynonymRules(
        tuple(tuple(group.split(", ")) for group in groups or []),
        tuple((line.split(", ")[0], tuple(line.split(", ")[1:])) for line in one_way or []),
    )
    found = build_lexicon(terms, SEGMENTER, rules).expansions
    return {phrase: list(others) for phrase, others in found.items()}


# ── User dictionary ──


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("退货宝", {"退货宝": DEFAULT_FREQUENCY}),
        ("退货宝 300", {"退货宝": 300}),
        ("退货宝 300 n", {"退货宝": 300}),
        ("退货宝\t300", {"退货宝": 300}),
        ("  退货宝  ", {"退货宝": DEFAULT_FREQUENCY}),
        ("退貨寶", {"退货宝": DEFAULT_FREQUENCY}),
        ("ＡＰＰ", {"app": DEFAULT_FREQUENCY}),
        ("退货宝 ３００", {"退货宝": 300}),
        ("", {}),
        ("# 退货宝", {}),
        ("  # 退货宝", {}),
        ("退货宝\r\n运费险 9\r\n", {"退货宝": DEFAULT_FREQUENCY, "运费险": 9}),
        ("\ufeff退货宝", {"退货宝": DEFAULT_FREQUENCY}),
        ("\ufeff# 退货宝", {}),
    ],
)
def test_a_user_dictionary_has_a_word_a_line_with_a_frequency_if_need_be(
    line: str, expected: dict[str, int], file: WriteFile
) -> None:
    assert load_user_dict(file(line)) == expected


@pytest.mark.parametrize("line", ["退货宝 n", "退货宝 -5", "退货宝 1.5", "退货宝 ²", "退货 宝 50"])
def test_a_frequency_that_is_no_whole_number_is_refused_with_the_cure(line: str, file: WriteFile) -> None:
    path = file(f"运费险\n\n{line}\n")
    with pytest.raises(DataFileError) as caught:
        load_user_dict(path)
    word = line.split()[0]
    assert str(caught.value) == (
        f"{path}:3: “{line}”的第二项应当是整数词频。写成“{word} {DEFAULT_FREQUENCY}”，或者只写“{word}”。"
    )


# ── Word list ──


def test_a_word_list_has_a_word_a_line_folded_and_in_order(file: WriteFile) -> None:
    assert load_word_list(file("# 不要的词\n資料庫\n\nＡｐｐ\n")) == ("资料库", "app")


# ── Synonyms ──


@pytest.mark.parametrize(
    ("line", "group"),
    [
        ("驿站, 代收点", ("驿站", "代收点")),
        ("驿站,代收点,自提柜", ("驿站", "代收点", "自提柜")),
        ("驿站，代收点", ("驿站", "代收点")),
        ("驛站, 代收點", ("驿站", "代收点")),
        ("App, 手机软件", ("app", "手机软件")),
        ("驿站, 代收点, 驛站", ("驿站", "代收点")),
        ("驿站, , 代收点,", ("驿站", "代收点")),
        ("找回 密码, 重置密码", ("找回 密码", "重置密码")),
    ],
)
def test_words_with_commas_between_are_equals(line: str, group: tuple[str, ...], file: WriteFile) -> None:
    assert load_synonyms(file(line)) == SynonymRules(groups=(group,))


@pytest.mark.parametrize("line", ["钱 => 退款, 支付", "钱=>退款,支付", "錢 => 退款，支付，退款"])
def test_an_arrow_widens_one_word_to_others(line: str, file: WriteFile) -> None:
    assert load_synonyms(file(line)) == SynonymRules(one_way=(("钱", ("退款", "支付")),))


def test_lines_that_begin_with_a_hash_merge_nothing(file: WriteFile) -> None:
    assert load_synonyms(file("# 甲, 乙\n#! 仅退款, 退货退款\n  #! 保价 => 价保\n\n")) == SynonymRules()


@pytest.mark.parametrize(
    ("load", "line", "says"),
    [
        (load_user_dict, "包邮险，50，n", "各项用空格隔开"),
        (load_word_list, "没收，到货", "一行只写一个词"),
        (load_synonyms, "甲, 乙、丙", "不用“、”"),
        (load_synonyms, "钱 => 退款、支付", "不用“、”"),
        (load_synonyms, "＃ 说明", "把全角的“＃”换掉"),
    ],
)
def test_marks_of_an_input_method_are_refused_where_they_would_become_part_of_a_word(
    load: Callable[[Path], object], line: str, says: str, file: WriteFile
) -> None:
    with pytest.raises(DataFileError, match=f":1: .*{says}"):
        load(file(line))


TOO_FEW = "一行至少要有两个词，用英文逗号隔开，例如“驿站, 代收点”。"
ARROW = "“=>”左边要有一个词，右边至少一个，例如“钱 => 退款, 支付”。"
EQUALS_SIGN = "词里不能有“=”。箭头用英文符号“=>”，一行只写一个，例如“钱 => 退款, 支付”。"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("驿站", TOO_FEW),
        ("驿站、代收点", TOO_FEW),
        ("驿站, 驛站", TOO_FEW),
        ("驿站,", TOO_FEW),
        (",", TOO_FEW),
        ("钱 =>", ARROW),
        ("钱 => ,", ARROW),
        ("=> 退款", ARROW),
        ("钱, 款 => 退款", ARROW),
        ("钱 ＝＞ 退款, 支付", EQUALS_SIGN),
        ("钱 => 退款 => 支付", EQUALS_SIGN),
        ("a=b, c", EQUALS_SIGN),
    ],
)
def test_a_line_that_is_neither_is_refused_with_the_cure(line: str, message: str, file: WriteFile) -> None:
    path = file(f"# 同义词\n驿站, 代收点\n{line}\n甲, 乙\n")
    with pytest.raises(DataFileError) as caught:
        load_synonyms(path)
    assert str(caught.value) == f"{path}:3: {message}"


# ── All files ──


@pytest.mark.parametrize("load", [load_user_dict, load_word_list, load_synonyms])
def test_a_file_in_another_encoding_is_refused_with_its_line_and_the_cure(
    load: Callable[[Path], object], file: WriteFile
) -> None:
    path = file("驿站, 代收点\n".encode() + "退货, 退款\n".encode("gbk"))
    with pytest.raises(DataFileError) as caught:
        load(path)
    assert str(caught.value) == f"{path}:2: 这一行不是 UTF-8 编码。用编辑器把文件另存为 UTF-8。"


@pytest.mark.parametrize("load", [load_user_dict, load_word_list, load_synonyms])
def test_a_file_that_is_not_there_is_named_with_the_cure(
    load: Callable[[Path], object], tmp_path: Path
) -> None:
    with pytest.raises(DataFileError) as caught:
        load(tmp_path / "missing.txt")
    assert str(caught.value).startswith(f"{tmp_path}/missing.txt:1: 打不开这个文件（")
    assert str(caught.value).endswith("检查 mkdocs.yml 里写的路径。")


# ── What a query widens to ──


def test_each_of_a_group_widens_to_the_others_in_the_order_of_the_line() -> None:
    assert expansions({"甲", "乙", "丙"}, ["甲, 乙, 丙"]) == {
        "甲": ["乙", "丙"],
        "乙": ["甲", "丙"],
        "丙": ["甲", "乙"],
    }


def test_one_way_never_goes_back() -> None:
    found = expansions({"钱", "退款", "支付"}, one_way=["钱, 退款, 支付"])
    assert found == {"钱": ["退款", "支付"]}


def test_a_word_in_a_group_and_before_an_arrow_has_the_alternatives_of_both() -> None:
    assert expansions({"甲", "乙", "丙"}, ["甲, 乙"], ["甲, 丙"])["甲"] == ["乙", "丙"]


def test_a_phrase_of_several_words_is_looked_for_by_its_words() -> None:
    found = expansions({"钱包", "登录", "密码"}, ["钱包, 登录密码"])
    assert found == {"钱包": ["登录", "密码"], "登录密码": ["钱包"]}


def test_a_phrase_that_the_index_lacks_can_be_typed_but_is_not_looked_for() -> None:
    assert expansions({"退款"}, ["退款, 返款"]) == {"返款": ["退款"]}


def test_a_phrase_of_which_one_word_is_lacking_is_not_looked_for() -> None:
    assert expansions({"退款", "登录"}, ["退款, 登录密码"]) == {"登录密码": ["退款"]}


def test_a_group_of_which_the_index_has_nothing_is_left_out() -> None:
    lexicon = build_lexicon({"退款"}, SEGMENTER, SynonymRules((("驿站", "代收点"),)))
    assert lexicon.expansions == {}


def test_no_more_alternatives_are_tried_than_the_limit_and_the_first_ones_are() -> None:
    others = list("乙丙丁戊己庚辛壬癸")
    found = expansions({"甲", *others}, [", ".join(["甲", *others])])
    assert len(others) > MAX_ALTERNATIVES
    assert found["甲"] == others[:MAX_ALTERNATIVES]


def test_alternatives_that_the_index_lacks_do_not_use_up_the_limit() -> None:
    lacking, others = list("子丑寅卯辰巳"), list("乙丙")
    assert len(lacking) > MAX_ALTERNATIVES
    assert expansions({"甲", *others}, [", ".join(["甲", *lacking, *others])])["甲"] == others


# ── The lexicon ──


def test_the_vocabulary_is_the_words_of_the_index_and_no_others() -> None:
    lexicon = build_lexicon({"数据库", "运费险", "录密", "app", "的"}, SEGMENTER)
    assert lexicon.costs.keys() == {"数据库", "运费险", "的"}
    assert lexicon.costs["数据库"] == SEGMENTER.cost("数据库")
    assert lexicon.unknown_cost == SEGMENTER.unknown_cost
    assert lexicon.segmenter.path("运费险的数据库") == [(0, 3), (3, 4), (4, 7)]


def test_a_lexicon_written_as_json_is_read_back_the_same() -> None:
    rules = SynonymRules((("驿站", "代收点"), ("退款", "返款")), (("钱", ("退款", "支付")),))
    lexicon = build_lexicon({"驿站", "退款", "数据库"}, SEGMENTER, rules)
    copy = Lexicon.from_json(lexicon.to_json())
    assert copy == lexicon
    assert copy.to_json() == lexicon.to_json()
    assert copy.expansions == lexicon.expansions


def test_the_same_terms_in_another_order_give_the_same_json() -> None:
    terms = ["数据库", "的", "退款", "运费险"]
    assert build_lexicon(terms, SEGMENTER).to_json() == build_lexicon(reversed(terms), SEGMENTER).to_json()


def test_weak_words_are_folded_already_and_each_stands_once() -> None:
    assert sorted(set(WEAK_WORDS)) == sorted(WEAK_WORDS)
    assert build_lexicon([], SEGMENTER).weak == tuple(WEAK_WORDS)
    assert "".join(WEAK_WORDS) == "".join(WEAK_WORDS).lower()
