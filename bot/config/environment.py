"""The environment: `ANKERPLATZ_<SECTION>__<KEY>`, a list as JSON or with commas."""

import json
import re
from collections.abc import Mapping
from typing import Final, get_origin

from pydantic_settings import EnvSettingsSource

from bot.config.given import GivenValues, keys_of, target_of
from bot.config.model import DELIMITER, PREFIX, SECTIONS, Configuration
from bot.config.shapes import did_you_mean

CONFIG_VARIABLE: Final = PREFIX + "CONFIG"
_OTHER_VARIABLES: Final = (CONFIG_VARIABLE, PREFIX + "LOG_FORMAT")
_NUMBER: Final = re.compile(r"-?[0-9]{1,9}")
_SWITCH: Final = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


class EnvironmentSource(EnvSettingsSource):
    """What the variables give. An unknown name with our beginning is a problem."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        super().__init__(Configuration)
        self.found = GivenValues()
        known = [variable_name(section, key) for section in SECTIONS for key in keys_of(section)]
        # only what is known: the library would also take a whole section as JSON, in any case
        self.env_vars = {name.lower(): environment[name] for name in known if name in environment}
        for section, texts in super().__call__().items():
            for key, text in texts.items():
                self._add(section, key, text)
        for name in sorted(environment.keys() - {*known, *_OTHER_VARIABLES}):
            if name.startswith(PREFIX):
                hint = did_you_mean(name, [*known, *_OTHER_VARIABLES])
                self.found.problems.append(f"{name}: unknown variable{hint}")

    def __call__(self) -> dict[str, dict[str, object]]:
        return self.found.sections

    def _add(self, section: str, key: str, text: str) -> None:
        name = variable_name(section, key)
        try:
            value = _from_text(section, target_of(section, key), text)
        except (ValueError, RecursionError):
            self.found.problems.append(f'{name}: must be a list, as in ["a", "b"] or a,b')
        else:
            self.found.add(section, key, value, place=name)


def variable_name(section: str, key: str) -> str:
    """What a key is called in the environment."""
    return f"{PREFIX}{section}{DELIMITER}{key}".upper()


def _from_text(section: str, key: str, text: str) -> object:
    annotation = SECTIONS[section].model_fields[key].annotation
    if annotation is bool:
        return _SWITCH.get(text.lower(), text)
    if annotation is int:
        return int(text) if _NUMBER.fullmatch(text) else text
    if get_origin(annotation) is tuple:
        if text.lstrip().startswith("["):
            return json.loads(text)
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return text
