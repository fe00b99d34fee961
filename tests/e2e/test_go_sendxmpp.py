"""A person in a shell, with go-sendxmpp; everybody checks certificates here, the bot too."""

import pytest

from bot.demo.program import write_configuration
from bot.demo.servers.prosody import CHAT_DOMAIN, CHAT_MUC, Certificate
from tests.e2e.aftermath import WatchedProgram, nothing_is_betrayed
from tests.e2e.clients import listening, run
from tests.fixtures.prosody import StartProsody

pytestmark = pytest.mark.e2e

ROOM = f"shell@{CHAT_MUC}"


async def test_go_sendxmpp_gets_the_link_over_tls(
    start_prosody: StartProsody,
    certificate: Certificate,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.chain))
    server = start_prosody(certificate=certificate)
    server.add_account(f"anker@{CHAT_DOMAIN}", "secret")
    server.add_account(f"gosia@{CHAT_DOMAIN}", "hers")
    address = "{}:{}".format(*server.c2s)
    config = tmp_path_factory.mktemp("bot") / "config.toml"
    write_configuration(
        config,
        {
            "bot": {"language": "de", "allow": [CHAT_DOMAIN]},
            "jitsi": {"url": "http://127.0.0.1:9"},
            "xmpp": {
                "jid": f"anker@{CHAT_DOMAIN}",
                "password": "secret",
                "host": address,
                "rooms": [ROOM],
            },
        },
    )
    program = WatchedProgram(config)
    login = ("-u", f"gosia@{CHAT_DOMAIN}", "-p", "hers", "-j", address, "-c", ROOM)

    async def say(text: str) -> None:
        await run("go-sendxmpp", "-a", "Gosia", *login, typed=f"{text}\n")

    try:
        await program.start()
        async with listening("go-sendxmpp", "-l", "-a", "Gosias Ohr", *login) as hears:
            while not await hears("Hallo", within_seconds=1):
                await say("Hallo")
            await say("!meet Vorstand")
            assert await hears(r"Ankerplatz: .*http://127\.0\.0\.1:9/vorstand-", within_seconds=10)
    finally:
        assert await program.stop() == 0, program.last_words()
    await nothing_is_betrayed(program, said=["!meet Vorstand"])
