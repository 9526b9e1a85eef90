"""This process, as others are told of it."""

from __future__ import annotations

import getpass
import os
import socket

MOST = 60
"""What a server keeps of a session's name."""


def who() -> str:
    """The account, the machine and the process's number, cut to what a server keeps: "li@office-pc (4711)"."""
    try:
        account = getpass.getuser()
    except (OSError, KeyError, ImportError):
        account = "?"  # a container may know no names
    return f"{account}@{socket.gethostname()} ({os.getpid()})"[:MOST]
