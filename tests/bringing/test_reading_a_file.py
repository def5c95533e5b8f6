"""A file of sources is read row by row: what is wrong is told by line and column, and what is right stays."""

import csv
from collections.abc import Mapping
from datetime import date
from io import StringIO
from typing import Any

import pytest

from app.bringing.cells import shielded
from app.bringing.reading import MOST_ROWS, Table, Unreadable, read_table
from app.bringing.rules import Sorted, given_back, may_be_one, plan_of, sort, template
from tests.bringing.made_up_file import HEADINGS, WRONG, file_of, person

TODAY = date(2026, 3, 2)


def read(data: bytes) -> tuple[Table, Sorted]:
    table = read_table(data)
    return table, sort(table, TODAY)


def one(**more: str) -> Mapping[str, Any]:
    """Return the values of one right row with these cells changed."""
    [row] = read(file_of([person(1) | {name.replace("_", " "): value for name, value in more.items()}]))[1].good
    return row.values


@pytest.mark.parametrize(("column", "cell", "told"), WRONG)
def test_a_wrong_cell_is_told_by_line_and_column_and_nothing_else_is_lost(column: str, cell: str, told: str) -> None:
    rows = [person(1), person(2) | {column: cell}, person(3)]
    found = read(file_of(rows))[1]
    assert [row.line for row in found.good] == [2, 4]
    [problem] = found.problems
    assert (problem.line, problem.heading) in {(3, column), (3, "safe until")}
    assert problem.told.startswith(told)


def test_everything_that_is_wrong_with_a_row_is_told_at_once() -> None:
    found = read(file_of([person(1) | {"date of birth": "1984-13-01", "telephones": "shop", "risk": "x"}]))[1]
    assert {problem.heading for problem in found.problems} == {"date of birth", "telephones", "risk"}


def test_a_plan_without_a_window_says_what_to_do_instead() -> None:
    row = person(1) | {"safe days": "", "safe from": "", "safe until": ""}
    [problem] = read(file_of([row]))[1].problems
    assert (problem.heading, problem.told.split(".")[0]) == ("safe days", "No safe time is given")
    assert read(file_of([row | {"do not contact": "yes"}]))[1].good


@pytest.mark.parametrize("name", ["محمد علي", "王小明", "Łukasz Żółć", "Ó Briain-O’Neill", "ሰላም", "नेहा शर्मा"])
def test_a_name_may_stand_in_any_script(name: str) -> None:
    assert one(name=name)["name"] == name


def test_a_name_is_kept_composed_and_nothing_in_it_turns_the_reading_direction() -> None:
    assert one(name="Zoe\u0308 \u202egnirts\u202c")["name"] == "Zo\u00eb gnirts"


@pytest.mark.parametrize("typed", ["07700 900123", "+44 7700 900123", "(020) 7946 0999", "0044 7700 900123"])
def test_a_telephone_may_be_written_in_any_way(typed: str) -> None:
    assert one(telephones=f"{typed}; 07700 900456")["phones"] == [typed, "07700 900456"]


@pytest.mark.parametrize("typed", ["27/05/1984", "1984-05-27", "27.5.1984", "1984/5/27"])
def test_a_day_may_be_written_with_the_year_or_the_day_first(typed: str) -> None:
    assert one(date_of_birth=typed)["born_on"] == "1984-05-27"


def test_what_is_not_said_of_a_plan_is_the_careful_choice() -> None:
    plan = plan_of(one(), TODAY)
    assert (plan.channel, plan.voicemail, plan.withhold_number, plan.ends_on) == ("PHONE", "NEVER", True, "2026-05-31")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "The file is empty"),
        (b"\xef\xbb\xbf\r\n\r\n", "The file is empty"),
        (b"PK\x03\x04rest", "This is a workbook"),
        ("name,risk\nRen\u00e9,low\n".encode("cp1252"), "This file is not in UTF-8: line 2"),
        ("name,risk\nRen\u00e9,low\n".encode("utf-16"), "This file is not in UTF-8"),
        (b"name,risk\nA\0B,low\n", "This is not a text file"),
        (b"name,address\nA B,1 Row\n", "The heading “risk” is missing"),
        (b"name,risk,shoe size\nA B,low,9\n", "The heading “shoe size” is none of ours"),
        (b"name,risk,Name\nA B,low,C\n", "The heading “name” stands there twice"),
        (b"name,risk\n", "There is no row"),
        (b'name,risk\n"A B,low\nC D,low\n', "A quotation mark is opened"),
        (b"name,risk\n" + b"A B,low\n" * (MOST_ROWS + 1), "There are more than 10,000 rows"),
    ],
)
def test_a_file_that_is_none_is_refused_as_a_whole_with_what_to_do(data: bytes, told: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_table(data)
    assert str(refused.value).startswith(told)


def test_a_row_with_a_comma_too_many_is_told_by_its_line() -> None:
    found = read(b"name,risk,safe days,safe from,safe until\nA B,low,Mon,18:00,20:00\nC, D,low,Mon,18:00,20:00\n")[1]
    assert [(problem.line, problem.heading) for problem in found.problems] == [(3, "the whole row")]


def test_a_file_may_begin_with_a_mark_and_part_its_cells_with_semicolons() -> None:
    data = file_of([person(1), person(2)]).decode().replace(",", ";")
    assert len(read(b"\xef\xbb\xbf" + data.encode())[1].good) == 2


def test_a_cell_of_several_lines_counts_from_the_line_it_begins_in() -> None:
    rows = [person(1) | {"address": "1 Row\nAtown\nAT1 1AA"}, person(2) | {"risk": "x"}]
    assert read(file_of(rows))[1].problems[0].line == 5


def test_what_is_given_back_holds_the_wrong_rows_only_and_no_formula() -> None:
    rows = [person(1), person(2) | {"name": '=HYPERLINK("x")', "telephones": "+447700900123"}, person(3)]
    table, found = read(file_of(rows))
    back = list(csv.DictReader(StringIO(given_back(table, found.bad))))
    assert [row["name"] for row in back] == ['\'=HYPERLINK("x")']
    assert back[0]["telephones"] == "'+447700900123"
    again = read(given_back(table, found.bad).encode())[1]
    assert [problem.told[:15] for problem in again.problems] == ["It begins with "]
    mended = back[0] | {"name": "Now Right"}
    assert read(file_of([mended]))[1].good[0].values["phones"] == ["+447700900123"]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", " =1"])
def test_nothing_that_is_given_back_begins_as_a_formula(cell: str) -> None:
    assert shielded(cell).startswith("'")


def test_the_template_can_be_brought_in_as_it_is() -> None:
    table, found = read(template().encode())
    assert list(table.headings) == HEADINGS
    assert (len(found.good), found.problems) == (1, ())


@pytest.mark.parametrize(
    ("kinds", "asked"),
    [
        ({"NAME"}, False),
        ({"PHONE"}, False),
        ({"BORN_NAME"}, True),
        ({"NAME", "PHONE"}, True),
        ({"EMAIL", "PHONE"}, True),
    ],
)
def test_a_custodian_is_asked_where_enough_agrees(kinds: set[str], asked: bool) -> None:
    assert may_be_one(frozenset(kinds)) is asked
