"""Two calm themes, one accent: a dark one and a light one."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="dibao-dark",
    dark=True,
    primary="#7fb4a6",
    secondary="#6f8fa8",
    accent="#7fb4a6",
    warning="#d9a75f",
    error="#d9776f",
    success="#86b86b",
    foreground="#d6d9d6",
    background="#14181a",
    surface="#1a1f22",
    panel="#22292c",
    boost="#2a3235",
    variables={
        "border": "#3a4548",
        "border-blurred": "#2c3538",
        "footer-background": "#1a1f22",
        "footer-key-foreground": "#7fb4a6",
        "footer-description-foreground": "#a7aeab",
        "block-cursor-background": "#2f4743",
        "block-cursor-foreground": "#f0f3f1",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#263335",
        "block-cursor-blurred-foreground": "#d6d9d6",
        "input-selection-background": "#7fb4a6 35%",
        "scrollbar": "#333d40",
        "scrollbar-background": "#171c1e",
        "scrollbar-hover": "#46545a",
        "scrollbar-active": "#7fb4a6",
    },
)

LIGHT = Theme(
    name="dibao-light",
    dark=False,
    primary="#2d6f62",
    secondary="#4a6a85",
    accent="#2d6f62",
    warning="#8a5a10",
    error="#a8362e",
    success="#3d7327",
    foreground="#24292a",
    background="#f4f3ee",
    surface="#faf9f6",
    panel="#ebeae4",
    boost="#e2e1da",
    variables={
        "border": "#c3c4bc",
        "border-blurred": "#d7d7cf",
        "footer-background": "#ebeae4",
        "footer-key-foreground": "#2d6f62",
        "footer-description-foreground": "#565d5c",
        "block-cursor-background": "#cfe3dc",
        "block-cursor-foreground": "#14201d",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#e0e8e3",
        "block-cursor-blurred-foreground": "#24292a",
        "input-selection-background": "#2d6f62 25%",
        "scrollbar": "#cfcfc7",
        "scrollbar-background": "#efeee9",
        "scrollbar-hover": "#b5b6ae",
        "scrollbar-active": "#2d6f62",
    },
)

THEMES = (DARK, LIGHT)
