"""The schedule in a crontab, and the quarter's lists; printing through `lp`."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.workflow.test_demo_county import county  # noqa: F401  a fixture
from workflow.errors import Refused
from workflow.printing import print_pdf
from workflow.quarter_lists import quarter_lists
from workflow.schedule import QUEUED, crontab_lines, install, jobs, remove, systemd_units

OTHERS = "# mine\nMAILTO=me\n*/5 * * * * /usr/bin/backup --all # dibao is not mine\n@daily true\n"
WANTED = jobs("/opt/dibao/bin/dibao", "sqlite:////srv/office of 100%/dibao.db", "zh")


def test_the_lines_are_absolute_and_name_database_and_language():
    for line in crontab_lines(WANTED):
        assert re.match(
            r"[\d*, ]+ /opt/dibao/bin/dibao --db 'sqlite:////srv/office of 100\\%/dibao\.db' --lang zh ", line
        )


def test_the_nightly_run_the_first_day_of_each_quarter_and_the_day_s_seal_are_there():
    night, quarter, seal = crontab_lines(WANTED)
    assert night.startswith("30 2 * * * ")
    assert " recheck " in night
    assert quarter.startswith("0 6 1 1,4,7,10 * ")
    assert seal.startswith("55 23 * * * ")
    assert " journal seal " in seal


def test_a_backup_is_taken_before_the_night_where_a_folder_is_settled():
    daily, *others = jobs("/opt/dibao", "sqlite:///o.db", "en", backups=Path("/media/two words"), key=Path("/k"))
    assert others == list(jobs("/opt/dibao", "sqlite:///o.db", "en"))
    (line,) = crontab_lines((daily,))
    assert line.startswith("30 1 * * * /opt/dibao --db sqlite:///o.db --lang en ")
    assert line.endswith(" backup '/media/two words' --keep 14 --key-file /k --quiet # dibao backup")


def test_the_night_may_be_left_to_workers_and_nothing_else_changes():
    left = jobs("/opt/dibao/bin/dibao", "sqlite:////srv/office of 100%/dibao.db", "zh", recheck=QUEUED)
    assert [job.command.replace(" recheck --queue ", " recheck ") for job in left] == [job.command for job in WANTED]
    assert sum(" recheck --queue --quiet" in line for line in crontab_lines(left)) == 1


def test_installing_twice_leaves_one_schedule_and_every_other_line_as_it_was(tmp_path: Path):
    tab = tmp_path / "crontab"
    tab.write_text(OTHERS)
    install(WANTED, tab)
    install(WANTED, tab)
    text = tab.read_text()
    assert text.count("# dibao recheck") == 1
    assert text.count("# dibao due-lists") == 1
    for line in OTHERS.splitlines():
        assert line in text.splitlines()


def test_removing_takes_out_ours_alone(tmp_path: Path):
    tab = tmp_path / "crontab"
    tab.write_text(OTHERS)
    install(WANTED, tab)
    assert remove(tab) == 3
    assert [line for line in tab.read_text().splitlines() if line] == OTHERS.splitlines()
    assert remove(tab) == 0


def test_systemd_gets_a_service_and_a_timer_for_each_job():
    units = dict(systemd_units(WANTED))
    assert set(units) == {
        "dibao-recheck.service", "dibao-recheck.timer", "dibao-due-lists.service", "dibao-due-lists.timer",
        "dibao-seal.service", "dibao-seal.timer",
    }  # fmt: skip
    assert "100%%" in units["dibao-recheck.service"]
    assert "OnCalendar=*-*-* 02:30:00" in units["dibao-recheck.timer"]


def test_a_users_crontab_is_read_and_written_through_the_command(monkeypatch, tmp_path):
    tab = tmp_path / "tab"
    tab.write_text(OTHERS)
    command = tmp_path / "crontab"
    command.write_text(f'#!/bin/sh\nif [ "$1" = -l ]; then cat {tab}; else cat > {tab}.new && mv {tab}.new {tab}; fi\n')
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    install(WANTED)
    assert tab.read_text() == OTHERS + "".join(f"{line}\n" for line in crontab_lines(WANTED))
    assert remove() == 3
    assert tab.read_text() == OTHERS


def test_without_a_crontab_it_says_so(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refused):
        install(WANTED)


def lp(folder: Path, script: str) -> None:
    command = folder / "lp"
    command.write_text(f"#!/bin/sh\n{script}\n")
    command.chmod(0o755)


def test_a_list_is_handed_to_lp_with_its_title_and_printer(monkeypatch, tmp_path):
    lp(tmp_path, f'echo "$@" > {tmp_path}/asked; cat > {tmp_path}/given')
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    print_pdf(b"%PDF-", "the list", "office")
    assert (tmp_path / "asked").read_text().strip() == "-t the list -d office -"
    assert (tmp_path / "given").read_bytes() == b"%PDF-"


def test_a_printer_that_refuses_is_quoted(monkeypatch, tmp_path):
    lp(tmp_path, "echo no such printer >&2; exit 1")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(Refused, match="no such printer"):
        print_pdf(b"%PDF-", "the list", "nowhere")


def test_the_quarters_lists_are_a_pdf_for_each_township(county, tmp_path, monkeypatch):  # noqa: F811
    monkeypatch.setenv("PATH", str(tmp_path))
    done = quarter_lists(county, tmp_path / "lists")
    assert len(done.saved) == 16
    assert all(path.read_bytes().startswith(b"%PDF-") for path in done.saved)
    assert done.why_not_printed
