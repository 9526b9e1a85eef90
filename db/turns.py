"""Turns on a file: whoever writes transaction after transaction lets others in between.

One writes on a file at a time. SQLite lets the others look again ever more seldom, up to a tenth of a second, and gives
nobody a place in the line: beside a run that begins its next chunk at once a person would wait for its end. Here all
look equally often, and the run leaves a gap that is longer than their pause.
"""

from time import monotonic, sleep
from typing import Any

from sqlalchemy import Connection

PAUSE_SECONDS = 0.004
GAP_SECONDS = 0.010


def begin_writing(connection: Connection, patience_milliseconds: int) -> None:
    """Begin a transaction that writes, as soon as nobody else does; the driver's own error where none could in time."""
    driver: Any = connection.connection.dbapi_connection
    until = monotonic() + patience_milliseconds / 1000
    driver.execute("PRAGMA busy_timeout = 0")
    try:
        while monotonic() < until and _is_taken(driver):
            sleep(PAUSE_SECONDS)
        if not driver.in_transaction:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        driver.execute(f"PRAGMA busy_timeout = {patience_milliseconds}")


def _is_taken(driver: Any) -> bool:
    """Whether somebody else writes at this moment; if not, we do, or the next try says what else is wrong."""
    try:
        driver.execute("BEGIN IMMEDIATE")
    except driver.Error as error:
        return "locked" in str(error)
    return False
