"""A bot that cannot go on says why in one line, and its exit code says whose turn it is."""

from bot.demo.program import BotProgram
from tests.fixtures.postgresql import Postgres
from tests.fixtures.venue import MakeProgram, Venues

EX_CONFIG = 78


async def last_line(program: BotProgram, *, code: int) -> str:
    await program.launch()
    assert await program.wait() == code
    assert "Traceback" not in program.log.read_text()
    return program.last_words().splitlines()[-1]


async def test_who_is_refused_by_the_only_network_says_so(
    venues: Venues, make_program: MakeProgram
) -> None:
    program = make_program(await venues.open("xmpp"), xmpp={"password": "wrong"})
    assert "cannot work any more" in await last_line(program, code=1)


async def test_who_is_refused_by_the_database_has_something_to_configure(
    venues: Venues, make_program: MakeProgram, postgres: Postgres
) -> None:
    database = f"postgresql://nobody@127.0.0.1:{postgres.port}/postgres"
    program = make_program(await venues.open("xmpp"), bot={"database": database})
    assert "PGPASSWORD" in await last_line(program, code=EX_CONFIG)
