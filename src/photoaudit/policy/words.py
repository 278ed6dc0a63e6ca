"""A rule's subject in plain words, for people who read a pack instead of its TOML."""

from __future__ import annotations

from photoaudit.policy.compared import DONE
from photoaudit.policy.evidence import span
from photoaudit.policy.pack import Rule, When
from photoaudit.policy.stated import SAYS, WORDS


def describe(rule: Rule) -> str:
    """Return when a rule fires, as one sentence."""
    told = {
        None: "",
        True: ", and you say that it is disclosed",
        False: ", unless you say that it is disclosed",
    }
    return f"Fires when {', or '.join(_trigger(when) for when in rule.when)}{told[rule.disclosed]}."


def _trigger(when: When) -> str:
    if when.declaration:
        return f"the file says that {' or '.join(SAYS[kind] for kind in when.declaration)}"
    if when.intent:
        return f"you say that {' or '.join(WORDS[intent] for intent in when.intent)}"
    if when.change:
        *others, last = (DONE[change] for change in when.change)
        first = f"{', '.join(others)} or " if others else ""
        return f"beside its original it shows that {first}{last}"
    if when.category:
        return f"the verdict is {' or '.join(when.category)}"
    if when.support:
        return f"pixels give at least {when.at_least} support for '{when.support}'"
    if when.cues is not None:
        return f"at least {when.cues} visible cues lie beyond 95 % of camera portraits"
    if when.older_than_years is not None:
        return f"the file says that it was taken more than {span(when.older_than_years)} ago"
    return f"{when.check}{f' ({when.detail})' if when.detail else ''} is {_bound(when)}"


def _bound(when: When) -> str:
    if when.is_ is not None:
        return f"{when.is_}"
    bounds = (("below", when.below), ("above", when.above))
    return " or ".join(f"{word} {bound:g}" for word, bound in bounds if bound is not None)
