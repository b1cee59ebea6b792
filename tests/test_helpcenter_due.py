"""What has to be reviewed by which day, and the calendar of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from helpcenter.due import Due, list_due, render_calendar, render_due, today
from tests.cases.helpcenter.content import HUMAN, good_content

DAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("risk", "day"), [("high", "2027-02-20"), ("mid", "2027-05-21"), ("low", "2027-11-22")]
)
def test_a_check_holds_90_180_or_365_days_by_risk(tmp_path: Path, risk: str, day: str) -> None:
    content = good_content(tmp_path)
    content.replace(HUMAN, "risk: low", f"risk: {risk}")
    assert Due(date.fromisoformat(day), HUMAN, "怎么转人工客服") in list_due(content.load())


def test_front_matter_may_say_the_day_itself(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    content.replace(HUMAN, "risk: low", "risk: low\nreview_by: 2027-01-31")
    assert Due(date(2027, 1, 31), HUMAN, "怎么转人工客服") in list_due(content.load())


def test_what_is_due_first_stands_first(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    content.replace(HUMAN, "risk: low", "risk: low\nreview_by: 2027-01-31")
    assert [due.path for due in list_due(content.load())] == [HUMAN, "docs/refund/status.md"]


def test_a_number_that_expires_is_due_too(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    content.replace("data/numbers.yml", "  level: gov\n", "  level: gov\n  expires: 2027-03-01\n")
    assert Due(date(2027, 3, 1), "data/numbers.yml", "12315（全国 12315 平台）") in list_due(content.load())


def test_each_line_says_day_distance_file_and_title() -> None:
    dues = [Due(date(2026, 11, 21), "docs/a/b.md", "甲"), Due(date(2026, 12, 11), "docs/a/c.md", "乙")]
    assert [line.split() for line in render_due(dues, DAY)] == [
        ["2026-11-21", "过期", "10", "天", "docs/a/b.md", "甲"],
        ["2026-12-11", "还有", "10", "天", "docs/a/c.md", "乙"],
    ]


def test_the_calendar_has_a_whole_day_for_each() -> None:
    text = render_calendar([Due(date(2026, 12, 31), "docs/a/b.md", "退款")], DAY)
    assert text == (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//helpcenter//due//ZH\r\nCALSCALE:GREGORIAN\r\n"
        "BEGIN:VEVENT\r\nUID:docs/a/b.md@helpcenter\r\nDTSTAMP:20261201T000000Z\r\n"
        "DTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\nSUMMARY:核对：退款\r\n"
        "DESCRIPTION:docs/a/b.md\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )


def test_commas_semicolons_and_backslashes_are_escaped() -> None:
    text = render_calendar([Due(DAY, "docs/a/b.md", "a,b;c\\d")], DAY)
    assert "SUMMARY:核对：a\\,b\\;c\\\\d\r\n" in text


def test_no_line_of_the_calendar_is_longer_than_75_octets_and_no_character_is_cut() -> None:
    title = "退款到账要多久和到哪里看" * 6
    text = render_calendar([Due(DAY, "docs/a/b.md", title)], DAY)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert f"SUMMARY:核对：{title}" in text.replace("\r\n ", "")


def test_events_of_two_numbers_are_told_apart() -> None:
    dues = [Due(DAY, "data/numbers.yml", "12315（甲）"), Due(DAY, "data/numbers.yml", "110（乙）")]
    uids = [line for line in render_calendar(dues, DAY).split("\r\n") if line.startswith("UID:")]
    assert uids == ["UID:data/numbers.yml/12315@helpcenter", "UID:data/numbers.yml/110@helpcenter"]


def test_the_day_is_that_of_source_date_epoch_so_that_a_build_can_be_repeated() -> None:
    assert today({"SOURCE_DATE_EPOCH": "1796083200"}) == date(2026, 12, 1)


@pytest.mark.parametrize("environment", [{}, {"SOURCE_DATE_EPOCH": ""}, {"SOURCE_DATE_EPOCH": "soon"}])
def test_without_it_the_day_is_today(environment: dict[str, str]) -> None:
    assert today(environment) == date.today()
