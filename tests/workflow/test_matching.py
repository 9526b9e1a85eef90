"""Two lists of people with known truth: who is paired, who is left to a person to decide, who is on one alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from states.identity import check_digit
from workflow.matching.pairs import Person, matched, score

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂香福田玉梅建国志华小红晓东"
BORN = date(1960, 5, 5)


def number(born: date, serial: int) -> str:
    body = f"371602{born:%Y%m%d}{serial:03}"
    return body + check_digit(body)


def someone(key: str, rng: Random) -> Person:
    born = date(1930, 1, 1) + timedelta(days=rng.randrange(33_000))
    name = rng.choice(SURNAMES) + "".join(rng.choice(GIVEN) for _ in range(rng.choice((1, 2, 2))))
    return Person(key, f"h{key}", name, number(born, rng.randrange(1000)), born, f"3716020{rng.randrange(40):05}")


def mistyped(text: str, rng: Random) -> str:
    at = rng.randrange(len(text))
    return f"{text[:at]}{(int(text[at]) + 1) % 10 if text[at].isdigit() else 0}{text[at + 1 :]}"


def copied(person: Person, key: str, rng: Random) -> Person:
    """The same person as another office wrote them down: now and then wrongly, or moved away."""
    pick = rng.random()
    entry = replace(person, key=key)
    if pick < 0.04:
        entry = replace(entry, id_no=mistyped(person.id_no, rng))
    elif pick < 0.07:
        entry = replace(entry, id_no=person.id_no[:14])
    elif pick < 0.10:
        entry = replace(entry, id_no="")
    elif pick < 0.12:
        entry = replace(entry, name=person.name[0] + rng.choice(GIVEN) + person.name[2:])
    return replace(entry, village="371602099999") if rng.random() < 0.02 else entry


def test_of_two_lists_with_known_truth_nearly_everybody_is_found_and_hardly_anybody_wrongly():
    rng = Random(11)
    people = [someone(f"s{n}", rng) for n in range(4000)]
    truth = {person.key: f"r{n}" for n, person in enumerate(people) if rng.random() < 0.8}
    register = [copied(person, truth[person.key], rng) for person in people if person.key in truth]
    namesakes = [replace(someone(f"x{n}", rng), name=rng.choice(people).name) for n in range(800)]
    register += namesakes
    rng.shuffle(register)
    found = matched(people, register)
    sure = [pair for pair in found.pairs if pair.is_sure]
    right = sum(truth.get(pair.one.key) == pair.other.key for pair in sure)
    told = sum(truth.get(pair.one.key) == pair.other.key for pair in found.pairs)
    assert right / len(sure) > 0.999
    assert right / len(truth) > 0.98
    assert told / len(truth) > 0.995
    assert len(found.pairs) - len(sure) < 0.02 * len(people)
    assert len({pair.one.key for pair in found.pairs}) == len({pair.other.key for pair in found.pairs})
    assert len(found.pairs) + len(found.only_one) == len(people)
    everybody = len(found.pairs) + len(found.only_other) + sum(len(same) - 1 for same in found.twice)
    assert everybody == len(register)


ONE = Person("s", "c", "赵有福", number(BORN, 1), BORN, "371602001203")
PAIRS = {
    "the same number": ({}, True),
    "a digit mistyped": ({"id_no": mistyped(number(BORN, 1), Random(1))}, True),
    "no number": ({"id_no": ""}, True),
    "no number and moved": ({"id_no": "", "village": "x"}, False),
    "no number and a character of the name": ({"id_no": "", "name": "赵友福"}, False),
    "another sound number": ({"id_no": number(BORN, 700)}, False),
    "the number with another name": ({"name": "钱守义"}, False),
}


@pytest.mark.parametrize(("changed", "is_sure"), PAIRS.values(), ids=PAIRS)
def test_what_makes_a_pair_and_what_a_person_decides(changed, is_sure):
    (pair,) = matched([ONE], [replace(ONE, key="r", **changed)]).pairs
    assert pair.is_sure is is_sure


@pytest.mark.parametrize(
    "changed",
    [
        {"id_no": number(date(1985, 2, 3), 5), "born": date(1985, 2, 3)},
        {"id_no": "", "born": None, "village": "x"},
        {"name": "钱守义", "id_no": number(BORN, 700)},
    ],
    ids=["a namesake", "a name alone", "a birthday in the village"],
)
def test_who_shares_too_little_is_nobody_on_the_other_list(changed):
    found = matched([ONE], [replace(ONE, key="r", **changed)])
    assert (found.pairs, len(found.only_one), len(found.only_other)) == ((), 1, 1)


def test_where_two_fit_equally_well_nobody_is_sure_and_a_person_decides_for_good():
    twins = [replace(ONE, key=key, id_no="") for key in ("a", "b")]
    (pair,) = matched([ONE], twins).pairs
    assert not pair.is_sure
    (pair,) = matched([ONE], twins, {("s", "b"): True}).pairs
    assert (pair.other.key, pair.is_sure) == ("b", True)
    assert matched([ONE], twins, {("s", "a"): False, ("s", "b"): False}).pairs == ()
    same = [replace(ONE, key="r")]
    assert matched([ONE], same, {("s", "r"): False}).pairs == ()


def test_who_stands_twice_is_paired_once():
    found = matched([ONE], [replace(ONE, key="a"), replace(ONE, key="b", name="赵福")])
    assert [pair.other.key for pair in found.pairs] == ["a"]
    assert [[person.key for person in same] for same in found.twice] == [["a", "b"]]
    assert found.only_other == ()


def test_a_score_lies_between_nothing_and_everything():
    rng = Random(2)
    people = [someone(str(n), rng) for n in range(60)]
    assert all(0 <= score(one, other) <= 1 for one in people for other in people)
    assert all(score(one, one) == 1 for one in people)
