"""From what was given to a `Configuration`, or to one clear line for each thing that is wrong."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.config.environment import CONFIG_VARIABLE, EnvironmentSource, variable_name
from bot.config.file import FileSource
from bot.config.given import GivenValues
from bot.config.model import SECTIONS, Configuration
from bot.errors import ConfigError

USUAL_PATHS: Final = (Path("config.toml"), Path("/etc/ankerplatz/config.toml"))
_TYPES: Final = {
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
    "greater_than_equal": "must be 0 or more",
    "tuple_type": 'must be a list, as in ["a", "b"]',
}
_FOLLOWS: Final = "default_factory_not_called"
"""A default that hangs on another key, which is wrong and said to be so."""


@dataclass(frozen=True, slots=True)
class _Found:
    path: Path | None
    file: GivenValues
    variables: GivenValues

    def sentence(self, error: ErrorDetails) -> str:
        """One line: where it is wrong, what is wrong, what to do."""
        match error["loc"]:
            case (str(section), str(key), *_):
                if place := (self.file.places | self.variables.places).get((section, key)):
                    return f"{place}: {_said(error)}"
                example = _example(section, key)
                return f"{self._home(section)}: [{section}] {key} is missing; {example}"
            case (str(section),):
                return f"{self._home(section)}: [{section}] {_said(error)}"
            case _:
                return f"{self._home('')}: {_said(error)}"

    def _home(self, section: str) -> str:
        """The place where what is missing in a section is to be added."""
        if self.path is None:
            looked = " or ".join(map(str, USUAL_PATHS))
            return f"no file at {looked}"
        only_in_environment = section in self.variables.sections.keys() - self.file.sections
        return "environment" if only_in_environment else str(self.path)


def load(path: Path | None = None, environment: Mapping[str, str] = os.environ) -> Configuration:
    """Read the configuration from `path`, else `$ANKERPLATZ_CONFIG`, else a usual place.

    A named file has to be there; where none is named and none is found, the environment has to
    give all that is needed. Raises `ConfigError` with one line for each thing that is wrong.
    """
    path = path or _named_or_usual(environment)
    variables = EnvironmentSource(environment)
    files = [FileSource(path)] if path else []
    found = _Found(path, files[0].found if files else GivenValues(), variables.found)
    problems = found.file.problems + found.variables.problems
    try:
        configuration = Configuration(variables, *files)
    except ValidationError as invalid:
        errors = invalid.errors(include_url=False, include_input=False)
        problems += [found.sentence(error) for error in errors if error["type"] != _FOLLOWS]
    else:
        if not problems:
            return configuration
    raise ConfigError("\n".join(problems))


def _named_or_usual(environment: Mapping[str, str]) -> Path | None:
    if named := environment.get(CONFIG_VARIABLE):
        return Path(named)
    return next((usual for usual in USUAL_PATHS if usual.exists()), None)


def _said(error: ErrorDetails) -> str:
    raised = error.get("ctx", {}).get("error")
    return _TYPES[error["type"]] if raised is None else str(raised)


def _example(section: str, key: str) -> str:
    examples = SECTIONS[section].model_fields[key].examples or [""]
    return f'add {key} = "{examples[0]}" or set {variable_name(section, key)}'
