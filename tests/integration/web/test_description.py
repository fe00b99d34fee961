"""The interface for other programs is as it is described, whatever schemathesis sends."""

import asyncio
import sys
from asyncio.subprocess import PIPE, STDOUT
from pathlib import Path

import pytest

from tests.unit.web.conftest import CHOIR, Neighbourhood, another

pytestmark = pytest.mark.integration

EXAMPLES = 25
"""For each address."""


async def test_no_request_gets_what_is_not_described(tmp_path: Path) -> None:
    kiez = Neighbourhood()
    await kiez.plan(CHOIR, another("Werkstatt"))
    async with kiez.visited() as visitor:
        address = f"http://127.0.0.1:{visitor._base_url.port}"
        process = await asyncio.create_subprocess_exec(
            *(str(Path(sys.executable).with_name("schemathesis")), "run", "--no-color"),
            *(f"{address}/api/v1/openapi.json", "--url", address),
            *("--max-examples", str(EXAMPLES), "--generation-database", "none"),
            cwd=tmp_path,
            stdout=PIPE,
            stderr=STDOUT,
        )
        said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
    assert "3 selected / 3 total" in said.decode()
