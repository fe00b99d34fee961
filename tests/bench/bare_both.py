"""Both bare bots in one process that also loads every other library that Ankerplatz loads.

Arguments: those of bare_nio, then those of bare_slixmpp. Prints `ready` once for each network.
"""

import asyncio
import importlib
import sys

# the file's folder is where Python looks first when it runs a script
import bare_nio
import bare_slixmpp

LIBRARIES = (
    *("apscheduler.schedulers.asyncio", "babel.dates", "dateutil.rrule"),
    *("defusedxml.ElementTree", "jinja2", "pydantic", "pydantic_settings", "slugify"),
    *("sqlite3", "typer"),
)


async def main(arguments: list[str]) -> None:
    on_matrix, on_xmpp = arguments[:4], arguments[4:]
    await asyncio.gather(bare_nio.main(*on_matrix), bare_slixmpp.main(*on_xmpp))


if __name__ == "__main__":
    for library in LIBRARIES:
        importlib.import_module(library)
    asyncio.run(main(sys.argv[1:]))
