"""A few points of what `make faults` does in full, the known forms of a seal, and that the harness can go red."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from db.documents import canonical
from db.reading import Reading
from db.seals import EMPTY, LEAF, NODE, Leaf, MerkleTree
from states.stages import SealKind
from tests.faults import tampering
from tests.faults.tampering import found_in, sealed_office, tampered, untampered
from tests.stores import unguard
from workflow.errors import Refused
from workflow.journal import check
from workflow.seal_keys import new_key, next_key, put_in_place, read_key
from workflow.sealing import change_key, seal, seals

LEAVES = st.lists(st.builds(Leaf, st.just("case"), st.text("abc", max_size=3), st.integers(1, 9), st.just("f" * 64)))


def test_every_tampering_is_seen_and_nothing_where_nobody_tampered():
    assert tampered(7, range(25)).wrong == []
    assert untampered(8, range(6)).wrong == []


def test_the_harness_goes_red_where_nothing_is_verified(monkeypatch):
    monkeypatch.setattr(tampering, "found_in", lambda _: set())
    assert len(tampered(7, range(4)).wrong) == 4
    monkeypatch.setattr(tampering, "found_in", lambda _: {"CHAIN_BROKEN"})
    assert len(untampered(8, range(3)).wrong) == 3


@settings(max_examples=40)
@given(LEAVES)
def test_a_seal_s_root_is_the_one_that_rfc_9162_defines(leaves):
    def root(part: list[Leaf]) -> bytes:
        if len(part) == 1:
            return hashlib.sha256(LEAF + canonical(tuple(part[0]))).digest()
        half = 1 << (len(part) - 1).bit_length() - 1
        return hashlib.sha256(NODE + root(part[:half]) + root(part[half:])).digest()

    tree = MerkleTree()
    for leaf in leaves:
        tree.add(leaf)
    assert tree.root == (root(leaves).hex() if leaves else EMPTY)


def test_keys_follow_each_other_and_another_office_s_key_is_none_of_them(tmp_path):
    with sealed_office(9, 4) as office:
        path = Path(office.store.url.removeprefix("sqlite:///")).with_name("seal.key")
        old, stranger = read_key(path), new_key(tmp_path / "other.key")
        assert path.stat().st_mode & 0o777 == 0o600
        assert seal(office, SealKind.DAY, old) is None, "nothing was written since"
        with pytest.raises(Refused):
            new_key(path)
        change_key(office, old, next_key(path))
        change_key(office, old, next_key(path))  # again, after it was interrupted
        assert put_in_place(path).name == f"seal.key.{old.id}"
        later = office.on(date(2027, 4, 1))
        for key in (None, old, stranger):
            with pytest.raises(Refused):
                seal(later, SealKind.DAY, key)
        first = seals(office)[0]
        found = check(office, public_key=old.public)
        assert found.problems == ()
        assert [found.has(told) for told in (f"1 · {first.fingerprint[:16]}", "0" * 16)] == [True, False]
        assert "SEAL_FORGED" in {problem.code for problem in check(office, public_key=stranger.public).problems}


def test_signatures_cannot_be_taken_off_the_newest_seals():
    with sealed_office(9, 4) as office, office.store.writer.connect() as connection:
        unguard(connection)
        connection.execute(text("PRAGMA ignore_check_constraints = ON"))
        connection.execute(text("UPDATE seals SET \"key\" = '', signature = '' WHERE number = 3"))
        assert "SEAL_UNSIGNED" in found_in(Reading(connection))
        connection.rollback()
