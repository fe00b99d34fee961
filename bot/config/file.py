"""The TOML file: what it gives, and on which line."""

import logging
import re
import stat
import tomllib
from pathlib import Path
from typing import NoReturn, cast

from pydantic_settings import TomlConfigSettingsSource

from bot.config.given import FILE_SUFFIX, GivenValues, keys_of, target_of
from bot.config.model import SECTIONS, Configuration, is_secret
from bot.config.shapes import did_you_mean
from bot.errors import ConfigError

log = logging.getLogger(__name__)


class FileSource(TomlConfigSettingsSource):
    """What a TOML file gives. Raises `ConfigError` when it cannot be read as such at all."""

    def __init__(self, path: Path) -> None:
        self.found = GivenValues()
        self._path = path
        self._lines: dict[tuple[str, str], str] = {}
        super().__init__(Configuration, path.absolute())  # "~" is a name like any other
        # the library passes over what is no plain file: a pipe can be read, all else says why not
        for section, content in (self.toml_data or self._read_file(path)).items():
            self._add_section(section, content)
        _warn_when_secrets_are_open(path, self.found)

    def __call__(self) -> dict[str, dict[str, object]]:
        return self.found.sections

    def _read_file(self, file_path: object) -> dict[str, object]:  # noqa: ARG002 -- it is `_path`
        text = _read(self._path)
        self._lines = _line_numbers(text)
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as wrong:
            _raise_broken_toml(self._path, str(wrong))
        except RecursionError:
            _raise_broken_toml(self._path, "Lists in lists in lists")
        except ValueError:  # past a limit of the interpreter
            _raise_broken_toml(self._path, "A number of more than 4300 digits")

    def _add_section(self, section: str, content: object) -> None:
        place = self._place(section)
        if section not in SECTIONS:
            hint = did_you_mean(section, SECTIONS)
            self.found.problems.append(f"{place}: unknown section [{section}]{hint}")
        elif not isinstance(content, dict):
            remedy = f"write it as [{section}]"
            self.found.problems.append(f"{place}: {section} must be a section; {remedy}")
        else:
            self.found.sections[section] = {}
            for key, value in cast("dict[str, object]", content).items():
                self._add(section, key, value)

    def _add(self, section: str, key: str, value: object) -> None:
        place = self._place(section, key)
        if target_of(section, key) in SECTIONS[section].model_fields:
            self.found.add(section, key, value, place=f"{place}: [{section}] {key}")
        else:
            hint = did_you_mean(key, keys_of(section))
            self.found.problems.append(f"{place}: unknown key [{section}] {key}{hint}")

    def _place(self, section: str, key: str = "") -> str:
        return f"{self._path}{self._lines.get((section, key), '')}"


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(
            f"{path}: there is no such file; check --config or ANKERPLATZ_CONFIG"
        ) from None
    except IsADirectoryError:
        raise ConfigError(f"{path}: is a folder; name the file in it") from None
    except OSError as error:
        raise ConfigError(
            f"{path}: cannot be read ({error.strerror}); check owner and permissions"
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"{path}: not UTF-8 text (byte {error.start}); save it as UTF-8"
        ) from error


def _raise_broken_toml(path: Path, said: str) -> NoReturn:
    what, _, where = said.rstrip(")").partition(" (at ")
    # the library shows the name of a section as Python has it: ('bot',)
    if section := re.search(r"\('(.*?)',?\)", what):
        what = what.replace(section[0], f"[{section[1]}]".replace("', '", "."))
    place = ":".join([str(path), *re.findall(r"\d+", where)])
    end = " at the end of the file" if "end" in where else ""
    raise ConfigError(
        f"{place}: not valid TOML{end}: {what[:1].lower()}{what[1:]}; "
        'write keys as in name = "Ankerplatz"'
    ) from None


def _line_numbers(text: str) -> dict[tuple[str, str], str]:
    """Where sections (key "") and keys stand, as `:line`; what is written unusually is left out."""
    numbers: dict[tuple[str, str], str] = {}
    section = ""
    for number, line in enumerate(text.split("\n"), start=1):
        if header := re.match(r"\s*\[+\s*([\w-]+)\s*(?:\.\s*([\w-]+))?", line):
            section = header[1] if header[2] is None else f"{header[1]}.{header[2]}"
            numbers.setdefault((header[1], header[2] or ""), f":{number}")
        elif key := re.match(r"\s*([\w-]+)\s*(?:\.\s*([\w-]+)[^=]*)?=", line):
            name = (section, key[1]) if section else (key[1], key[2] or "")
            numbers.setdefault(name, f":{number}")
    return numbers


def _warn_when_secrets_are_open(path: Path, found: GivenValues) -> None:
    holds_secret = any(
        is_secret(section, key) and not place.endswith(FILE_SUFFIX)
        for (section, key), place in found.places.items()
    )
    if holds_secret and path.stat().st_mode & stat.S_IROTH:
        log.warning(
            "everybody on this machine can read the secrets in the configuration; chmod 600 it",
            extra={"path": str(path)},
        )
