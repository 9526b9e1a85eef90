"""What a bank returns: a table with each payment's reference, what became of it, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from states.money import NotMoneyError, fen_of
from workflow.bank import FAILED, PAID, Returned
from workflow.errors import BadFile
from workflow.table_file import read_table
from workflow.wording import say

if TYPE_CHECKING:
    from pathlib import Path

    from workflow.table_file import Row

COLUMNS = {
    "reference": ("Reference", "付款编号", "业务编号", "流水号", "备注", "附言"),
    "state": ("State", "Result", "处理结果", "交易结果", "状态", "结果", "交易状态"),
    "amount": ("Amount", "金额", "交易金额", "发放金额", "To pay"),
    "reason": ("Reason", "失败原因", "原因", "错误信息", "处理信息"),
}
WORDS = {
    **dict.fromkeys(("paid", "success", "ok", "成功", "交易成功", "发放成功", "已发放", "1"), PAID),
    **dict.fromkeys(("failed", "failure", "fail", "失败", "交易失败", "发放失败", "退汇", "退回", "0"), FAILED),
}


def read_returns(path: Path) -> tuple[Returned, ...]:
    """The rows of a bank's file, all of them. BadFile names every row that cannot be read; BadInput: no such table."""
    table = read_table(path, COLUMNS, required=("reference", "state"))
    wrong: list[str] = []
    found = [each for row in table.rows if (each := _returned(row, wrong)) is not None]
    if wrong:
        raise BadFile(wrong)
    return tuple(found)


def _returned(row: Row, wrong: list[str]) -> Returned | None:
    state = WORDS.get(row["state"].lower())
    if state is None or not row["reference"]:
        wrong.append(say("payroll.return_unread", row=row.number, text=row["state"] or row["reference"]))
        return None
    try:
        amount = fen_of(row["amount"].replace(",", "").removeprefix("¥")) if row["amount"] else None
    except NotMoneyError:
        wrong.append(say("payroll.return_unread", row=row.number, text=row["amount"]))
        return None
    return Returned(row["reference"], state, amount, row["reason"])
