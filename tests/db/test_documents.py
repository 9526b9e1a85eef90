"""The one form of a document that is hashed: the standard module's, whatever the document went through."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from db.documents import canonical, read, written
from states.stages import Role

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT
DOCUMENTS = st.recursive(VALUES, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner), max_leaves=20)
STANDARD = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


@settings(max_examples=40)
@given(DOCUMENTS)
def test_what_is_hashed_of_a_document_is_its_standard_json(document: object) -> None:
    assert canonical(document) == STANDARD.encode(document).encode()


@settings(max_examples=40)
@given(st.dictionaries(st.integers(0, 200) | st.sampled_from(Role), VALUES), DOCUMENTS)
def test_a_document_is_hashed_alike_before_it_is_kept_and_when_it_is_read_again(
    keyed: dict[object, object], document: object
) -> None:
    whole = [keyed, document, (1, Role.CRON)]
    assert canonical(read(written(whole))) == canonical(whole)
