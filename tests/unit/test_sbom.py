"""The bill of materials names all that is locked for the image."""

import re

from tests.sbom import LOCK, sbom

LOCKED = LOCK.read_text(encoding="utf-8")


def test_everything_that_is_locked_for_the_image_is_named_with_all_its_hashes() -> None:
    components = sbom(LOCKED)["components"]

    pins = re.findall(r"^([\w.-]+==[\w.]+)", LOCKED, re.MULTILINE)
    assert [f"{one['name']}=={one['version']}" for one in components] == pins
    hashes = [each["content"] for one in components for each in one["hashes"]]
    assert hashes == re.findall(r"--hash=sha256:(\S+)", LOCKED)


def test_it_says_whose_it_is_and_names_each_package_as_scanners_look_for_it() -> None:
    bill = sbom(LOCKED)

    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert bill["metadata"]["component"]["name"] == "ankerplatz"
    purls = [one["purl"] for one in bill["components"]]
    assert len(set(purls)) == len(purls)
    assert all(re.fullmatch(r"pkg:pypi/[a-z0-9.-]+@[\w.]+", purl) for purl in purls)


def test_a_package_that_only_some_need_is_optional_and_says_where() -> None:
    digest = "0" * 64
    lock = f"one==1.0 ; sys_platform == 'win32' \\\n    --hash=sha256:{digest}\n"

    (one,) = sbom(lock)["components"]

    assert one["scope"] == "optional"
    assert one["properties"] == [{"name": "marker", "value": "sys_platform == 'win32'"}]
