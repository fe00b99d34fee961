"""The environment: `ANKERPLATZ_<SECTION>__<KEY>`, a list as JSON or with commas."""

import json
from collections.abc import Mapping
from typing import Final, get_origin

from bot.config.given import Findings, Given, as_given, keys_of, target_of
from bot.config.model import SECTIONS
from bot.config.shapes import did_you_mean

PREFIX: Final = "ANKERPLATZ_"
CONFIG_VARIABLE: Final = PREFIX + "CONFIG"
_OTHER_VARIABLES: Final = frozenset({CONFIG_VARIABLE, PREFIX + "LOG_FORMAT"})
_SWITCH: Final = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


def from_environment(environment: Mapping[str, str]) -> Findings:
    """Collect the variables. An unknown name with that beginning is a problem."""
    variables = {
        variable_name(section, key): (section, key)
        for section in SECTIONS
        for key in keys_of(section)
    }
    found = Findings()
    for name, text in sorted(environment.items()):
        if not name.startswith(PREFIX) or name in _OTHER_VARIABLES:
            continue
        if name not in variables:
            hint = did_you_mean(name, [*variables, *_OTHER_VARIABLES])
            found.problems.append(f"{name}: unknown variable{hint}")
            continue
        section, key = variables[name]
        try:
            value = _from_text(section, target_of(section, key), text)
        except ValueError:
            found.problems.append(f'{name}: must be a list, as in ["a", "b"] or a,b')
        else:
            found.add(section, key, Given(value, name))
    return found


def variable_name(section: str, key: str) -> str:
    """What a key is called in the environment."""
    return f"{PREFIX}{section}__{key}".upper()


def _from_text(section: str, key: str, text: str) -> object:
    annotation = SECTIONS[section].model_fields[key].annotation
    if annotation is bool:
        return _SWITCH.get(text.lower(), text)
    if get_origin(annotation) is tuple:
        if text.lstrip().startswith("["):
            return as_given(json.loads(text))
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return text
