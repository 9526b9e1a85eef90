from __future__ import annotations

import ast
import gettext
import re
import sys
import threading
from datetime import date
from string import Formatter
from typing import TYPE_CHECKING

import pytest
from babel.messages.pofile import read_po

from states import evidence, facts, findings, policy, stages
from states.findings import Yuan, blocks
from states.guards import ending
from states.steps import STEPS
from tests.repo.tree import ROOT, modules, named, parsed
from workflow import wording
from workflow.cli.commands import COMMANDS
from workflow.wording import LANGUAGES, LOCALE_DIRECTORY, finding_text, in_language, language_of_environment, money, say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

sys.path.insert(0, str(ROOT / "tools"))
import catalogues

DOMAINS = sorted({path.stem for path in LOCALE_DIRECTORY.glob("*/LC_MESSAGES/*.po")})
FINDERS = {"blocks", "warns", "unknown", "Finding"}
TROUBLES = {"Refused", "BadInput", "DatabaseTrouble", "NotPermitted"}


def catalogue(language: str, domain: str) -> dict[str, str]:
    with (LOCALE_DIRECTORY / language / "LC_MESSAGES" / f"{domain}.po").open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file, abort_invalid=True) if message.id}


def keys() -> set[str]:
    return {f"{domain}.{key}" for domain in DOMAINS for key in catalogue("en", domain)}


def placeholders(sentence: str) -> set[tuple[str, str]]:
    return {(name, spec or "") for _, name, spec, _ in Formatter().parse(sentence) if name is not None}


def calls(*names: str) -> Iterator[tuple[Path, ast.Call]]:
    for module in modules():
        for node in ast.walk(parsed(module)):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
                if name in names:
                    yield module, node


def pattern_of(key: ast.expr) -> str | None:
    """What a key looks like as a regular expression, its variable parts open; None where nothing is fixed."""
    if isinstance(key, ast.Constant) and isinstance(key.value, str):
        return re.escape(key.value)
    if isinstance(key, ast.JoinedStr) and isinstance(key.values[0], ast.Constant):
        return "".join(re.escape(str(p.value)) if isinstance(p, ast.Constant) else ".+" for p in key.values)
    return None


@pytest.mark.parametrize("domain", DOMAINS)
def test_both_languages_say_the_same_things(domain):
    english, chinese = catalogue("en", domain), catalogue("zh", domain)
    assert english.keys() == chinese.keys()
    for key, sentence in english.items():
        assert sentence.strip(), f"{domain}.{key} says nothing in English"
        assert chinese[key].strip(), f"{domain}.{key} says nothing in Chinese"
        assert placeholders(sentence) == placeholders(chinese[key]), f"{domain}.{key}"


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_compiled_catalogues_are_not_stale(language, domain):
    source = LOCALE_DIRECTORY / language / "LC_MESSAGES" / f"{domain}.po"
    assert source.with_suffix(".mo").read_bytes() == catalogues.compiled(source), "run: make catalogues"


def test_every_vocabulary_that_a_sentence_names_has_words():
    codes = catalogue("en", "codes")
    for domain in DOMAINS:
        for key, sentence in catalogue("en", domain).items():
            for _, vocabulary in placeholders(sentence):
                if vocabulary:
                    assert any(code.startswith(f"{vocabulary}.") for code in codes), f"{domain}.{key}: {vocabulary}"


def test_every_finding_of_the_rules_has_a_sentence_and_every_remedy_too():
    known, found = keys(), 0
    for module, call in calls(*FINDERS):
        if not named(module).startswith("states/") or not call.args:
            continue
        remedy = next((k.value for k in call.keywords if k.arg == "remedy"), None)
        for domain, node in (("findings", call.args[0]), ("remedies", remedy)):
            for code in (n.value for n in ast.walk(node) if isinstance(n, ast.Constant)) if node else ():
                found += 1
                assert f"{domain}.{code}" in known, f"{named(module)}:{call.lineno} {code}"
    assert found > 100


def test_every_code_of_the_rules_has_a_word():
    vocabularies = {
        "stage": stages.Stage, "outcome": stages.Outcome, "route": stages.Route, "role": stages.Role,
        "evidence": evidence.EvidenceKind, "paper_status": evidence.PaperStatus, "resolution": evidence.Resolution,
        "discrepancy": evidence.DiscrepancyOutcome, "change": evidence.ChangeKind, "aid": evidence.Aid,
        "early_exit": evidence.EarlyExitCause, "top_up": policy.TopUpCategory, "rounding": policy.Rounding,
        "income": facts.IncomeKind, "excluded": facts.ExcludedKind, "employment": facts.EmploymentKind,
        "labour": facts.Labour, "not_counted": facts.NotCounted, "sex": facts.Sex, "kind": findings.Kind,
        "order": evidence.OrderOf,
        "recheck_class": facts.RecheckClass, "disability": facts.DisabilityClass, "illness": facts.PLAN_A_ILLNESSES,
        "step": [step.name for step in STEPS],
        "reason": [*ending.REJECT_REASONS, *ending.CLOSE_REASONS, *ending.SET_ASIDE_REASONS],
    }  # fmt: skip
    known = keys()
    missing = [
        f"{name}.{code}" for name, all_ in vocabularies.items() for code in all_ if f"codes.{name}.{code}" not in known
    ]
    assert missing == []


def test_every_key_that_is_said_has_a_wording():
    known, said = keys(), 0
    for module, call in calls("say", *TROUBLES):
        pattern = pattern_of(call.args[0]) if call.args else None
        if pattern is not None:
            said += 1
            assert any(re.fullmatch(pattern, key) for key in known), f"{named(module)}:{call.lineno} {pattern}"
    assert said > 30


def test_every_command_has_its_help_and_examples():
    known = keys()
    for module, call in calls("verb", "Commands"):
        name = getattr(call.func, "id", None)
        words = call.args[-1].value if call.args and isinstance(call.args[-1], ast.Constant) else None
        if words:
            for text in ("help",) if name == "Commands" else ("help", "examples"):
                assert f"{words}.{text}" in known, f"{named(module)}:{call.lineno} {words}.{text}"
    for entry in COMMANDS:
        assert f"cli.command.{entry.name}" in known


def test_a_key_without_wording_is_shown_and_warned_of():
    with pytest.warns(wording.UnwordedKeyWarning, match="no wording for findings.NO_SUCH"):
        assert say("findings.NO_SUCH") == "findings.NO_SUCH"


def test_a_key_that_chinese_lacks_is_said_in_english(tmp_path, monkeypatch):
    for language, keys_ in (("en", ("one", "two")), ("zh", ("one",))):
        folder = tmp_path / language / "LC_MESSAGES"
        folder.mkdir(parents=True)
        header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
        lines = "".join(f'\nmsgid "{key}"\nmsgstr "{key} in {language}"\n' for key in keys_)
        (folder / "odd.po").write_text(header + lines, encoding="utf-8")
        (folder / "odd.mo").write_bytes(catalogues.compiled(folder / "odd.po"))
    monkeypatch.setattr(wording, "LOCALE_DIRECTORY", tmp_path)
    with in_language("zh"):
        assert (say("odd.one"), say("odd.two")) == ("one in zh", "two in en")


def test_a_finding_is_told_with_what_was_found_the_limit_and_the_remedy():
    finding = blocks("NOTICE_SHOWS_OTHER_AMOUNT", datum=Yuan(123_456), limit=Yuan(-5), remedy="POST_NOTICE")
    with in_language("en"):
        told = finding_text(finding)
        assert "1,234.56 yuan" in told
        assert "-0.05 yuan" in told
        assert told.endswith("Post a public notice.")
    with in_language("zh"):
        assert "1,234.56元" in finding_text(finding)


def test_codes_in_a_finding_are_told_as_words_and_members_by_name_where_the_reader_may_see_them():
    with in_language("en"):
        assert "township, county" in finding_text(blocks("ROLE_MAY_NOT", datum="cron", limit="township county"))
        finding = blocks("CERTIFICATE_NOT_SEEN", datum="disability_certificate", subject="m1")
        assert "disability certificate of m1" in finding_text(finding)
        assert "disability certificate of Li" in finding_text(finding, {"m1": "Li"})
        assert "county's own paper" in finding_text(blocks("PAPER_NOT_SEEN", datum="county's own paper"))


def test_days_are_told_as_dates_and_nothing_as_a_dash():
    with in_language("en"):
        told = finding_text(blocks("SURVEY_BEFORE_APPLICATION", datum=None, limit=date(2026, 11, 3)))
    assert "2026-11-03" in told
    assert "—" in told


def test_markup_and_braces_in_a_value_are_shown_as_they_are():
    with in_language("en"):
        assert "{limit} [bold]" in finding_text(blocks("DISCREPANCY_OPEN", datum="{limit} [bold]", subject="bank m1"))


def test_money_is_told_with_thousands_apart():
    assert [money(fen) for fen in (0, 5, -5, 100, 1_234_567_89, -100_000)] == [
        "0.00", "0.05", "-0.05", "1.00", "1,234,567.89", "-1,000.00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("environment", "settled", "spoken"),
    [
        ({"DIBAO_LANG": "zh", "LANG": "en_US.UTF-8"}, "en", "zh"),
        ({"LANG": "en_US.UTF-8"}, "zh", "zh"),
        ({"LANG": "zh_CN.UTF-8"}, "", "zh"),
        ({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "", "en"),
        ({"LC_MESSAGES": "zh_TW", "LANG": "de_DE"}, "", "zh"),
        ({"DIBAO_LANG": "fr", "LANG": "de_DE"}, "", "en"),
        ({}, "", "en"),
    ],
)
def test_the_language_is_asked_of_environment_settings_and_locale_in_this_order(environment, settled, spoken):
    assert language_of_environment(environment, settled) == spoken


def test_a_language_chosen_for_the_process_holds_in_threads_that_run_already(monkeypatch):
    monkeypatch.setattr(wording._Chosen, "language", None)
    go, heard = threading.Event(), []
    thread = threading.Thread(target=lambda: (go.wait(), heard.append(say("codes.stage.applied"))))
    thread.start()
    wording.use_language("zh")
    go.set()
    thread.join()
    assert heard == ["已申请"]


def test_the_catalogues_are_ordinary_gettext():
    found = gettext.translation("codes", LOCALE_DIRECTORY, ["zh"])
    assert found.gettext("stage.tapering") == "渐退期"
