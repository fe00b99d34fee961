"""Which chats are direct, between an invitation and the account data that tell of it."""

import nio

from bot.networks.matrix.chats.direct_chats import DirectChats

ANNA = "@anna:example.org"


def direct_chats() -> DirectChats:
    return DirectChats(nio.AsyncClient("https://example.org"))


def told(people: dict[str, list[str]]) -> nio.SyncResponse:
    account_data = {"events": [{"type": "m.direct", "content": people}]}
    answer = nio.SyncResponse.from_dict(
        {"next_batch": "s1", "rooms": {}, "account_data": account_data}
    )
    assert isinstance(answer, nio.SyncResponse)
    return answer


def test_a_chat_that_was_just_accepted_is_the_chat_with_whoever_invited():
    chats = direct_chats()
    chats.mark("!new:example.org", ANNA)
    assert list(chats.with_person(ANNA)) == ["!new:example.org"]
    assert list(chats.with_person("@ben:example.org")) == []
    assert not chats.is_noted("!new:example.org", ANNA)


def test_a_chat_that_sync_has_told_is_not_named_twice():
    chats = direct_chats()
    chats.mark("!new:example.org", ANNA)
    chats.read(told({ANNA: ["!old:example.org", "!new:example.org"]}))
    assert list(chats.with_person(ANNA)) == ["!old:example.org", "!new:example.org"]
    assert chats.is_noted("!new:example.org", ANNA)
    assert not chats.is_only_marked("!new:example.org")


def test_a_mark_that_was_taken_back_names_no_chat():
    chats = direct_chats()
    chats.mark("!new:example.org", ANNA)
    chats.forget("!new:example.org")
    assert list(chats.with_person(ANNA)) == []
    assert "!new:example.org" not in chats
