"""What a statement takes, and what a transaction leaves behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import StatementError

from engine.errors import StoreError
from engine.store.database import Database
from engine.store.tables import MARK

WANTED = select(MARK.c.name).where(MARK.c.seller == bindparam("seller"), MARK.c.value != "none")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(Database(f"sqlite:///{tmp_path / 'cache.db'}")) as opened:
        yield opened


def test_a_statement_takes_its_values_by_name_and_no_others(database: Database) -> None:
    with database.read() as session:
        assert session.execute(WANTED, {"seller": "toko", "more than asked": 1}) == []
        with pytest.raises(StatementError, match="seller"):
            session.execute(WANTED)


def test_what_was_written_is_there_and_what_failed_is_not(database: Database) -> None:
    rows = [{"seller": "toko", "name": name, "value": "some"} for name in "ab"]
    with database.write() as session:
        session.repeat(insert(MARK), rows)
    with pytest.raises(StoreError, match="UNIQUE"), database.write() as session:  # noqa: PT012
        session.repeat(insert(MARK), [{"seller": "toko", "name": "c", "value": "some"}])
        session.repeat(insert(MARK), rows)
    with database.read() as session:
        assert sorted(session.execute(WANTED, {"seller": "toko"})) == [("a",), ("b",)]


def test_an_error_of_ours_undoes_as_well_and_the_next_one_goes_on(database: Database) -> None:
    row = {"seller": "toko", "name": "a", "value": "some"}
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), database.write() as session:  # noqa: PT012
            session.repeat(insert(MARK), [row])
            raise ZeroDivisionError
    with database.read() as session:
        assert session.execute(WANTED, {"seller": "toko"}) == []
