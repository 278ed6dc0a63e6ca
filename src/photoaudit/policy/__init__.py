"""Policy packs: what a platform allows, as data; and what that means for one photo.

A pack is a TOML file. Each rule names its subject (``when``), how serious it is, in plain words why,
what to do, and where and when the rule was read. No rule is code.
"""

from __future__ import annotations

from photoaudit.policy.judge import LIMITS, judge, limited
from photoaudit.policy.pack import PackError, Policy, Problem, Rule, Vocabulary, When
from photoaudit.policy.parse import parse
from photoaudit.policy.reach import highest
from photoaudit.policy.shelf import ALL, DEFAULT, Shelf, named, outdated, shipped
from photoaudit.policy.stated import contradiction, statement
from photoaudit.policy.words import describe

__all__ = [
    "ALL",
    "DEFAULT",
    "LIMITS",
    "PackError",
    "Policy",
    "Problem",
    "Rule",
    "Shelf",
    "Vocabulary",
    "When",
    "contradiction",
    "describe",
    "highest",
    "judge",
    "limited",
    "named",
    "outdated",
    "parse",
    "shipped",
    "statement",
]
