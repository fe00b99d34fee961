"""Who may command, from the state of a room."""

from typing import Any

import pytest
from hypothesis import given

from bot.domain.chat import ChatRole
from bot.networks.matrix.events.chat_state import ChatState
from bot.networks.matrix.events.permissions import UNBOUNDED, level_of, may_react, role_of
from tests.unit.networks.matrix.rubbish import JSON, contents, events

ANNA, BEN, CLEO = "@anna:example.org", "@ben:example.org", "@cleo:example.org"


def create(version: object = "12", *, sender: str = ANNA, **content: object) -> dict[str, Any]:
    return {
        "type": "m.room.create",
        "state_key": "",
        "sender": sender,
        "content": {"room_version": version, **content},
    }


def levels(**content: object) -> dict[str, Any]:
    return {"type": "m.room.power_levels", "state_key": "", "sender": ANNA, "content": content}


def role(user: str, *state: object) -> ChatRole:
    chat = ChatState()
    for event in state:
        chat.apply(event)
    return role_of(
        user,
        creation=chat.creation,
        levels=chat.levels,
        admins=frozenset({"@root:example.org"}),
    )


def level(user: str, *state: object) -> float:
    chat = ChatState()
    for event in state:
        chat.apply(event)
    return level_of(user, chat.creation, chat.levels)


def test_the_creators_of_version_12_need_no_level():
    made = create(additional_creators=[BEN])
    for user in (ANNA, BEN):
        assert level(user, made, levels(users={})) == UNBOUNDED
        assert role(user, made, levels(state_default=10**6)) is ChatRole.MODERATOR
    assert role(CLEO, made, levels(users={})) is ChatRole.MEMBER


@pytest.mark.parametrize("version", ["1", "10", "11"])
def test_before_version_12_a_creator_has_what_the_levels_say(version: str):
    made = create(version, additional_creators=[BEN])
    assert level(ANNA, made, levels(users={ANNA: 100})) == 100
    assert level(ANNA, made, levels(users={})) == 0
    assert level(BEN, made, levels(users={})) == 0


def test_the_default_for_state_decides():
    made = create("11")
    assert role(BEN, made, levels(users={BEN: 50})) is ChatRole.MODERATOR
    assert role(BEN, made, levels(users={BEN: 49})) is ChatRole.MEMBER
    assert role(BEN, made, levels(users={BEN: 49}, state_default=40)) is ChatRole.MODERATOR
    assert role(BEN, made, levels(users={BEN: 60}, state_default=70)) is ChatRole.MEMBER
    assert role(BEN, made, levels(users_default=50)) is ChatRole.MODERATOR
    assert role(BEN, made, levels(state_default=0)) is ChatRole.MODERATOR


def test_without_levels_only_the_creator_may_command():
    assert role(ANNA, create("11")) is ChatRole.MODERATOR
    assert role(BEN, create("11")) is ChatRole.MEMBER
    assert role(BEN) is ChatRole.MEMBER


def test_newer_levels_replace_older_ones():
    older, newer = levels(users={BEN: 100}), levels(users={CLEO: 100})
    assert role(BEN, create("11"), older, newer) is ChatRole.MEMBER


def test_levels_written_as_text_in_old_rooms_count():
    assert level(BEN, create("1"), levels(users={BEN: "50"})) == 50


@pytest.mark.parametrize("nonsense", [True, 5.5, None, [], {}, "much", "9" * 30])
def test_a_level_that_is_none_falls_back_to_the_default(nonsense: object):
    assert level(BEN, create("11"), levels(users={BEN: nonsense}, users_default=7)) == 7


def test_admins_may_all_whatever_the_levels_say():
    assert role("@root:example.org", create(), levels()) is ChatRole.ADMIN
    assert role("@root:example.org", create(), levels(users={})) is ChatRole.ADMIN
    assert role("@root:Example.ORG", create(), levels()) is ChatRole.ADMIN
    assert role("@Root:example.org", create(), levels()) is ChatRole.MEMBER


@pytest.mark.parametrize(
    ("content", "may"),
    [
        ({}, True),
        ({"events_default": 50}, False),
        ({"events_default": 50, "users_default": 50}, True),
        ({"events_default": 50, "events": {"m.reaction": 0}}, True),
        ({"events": {"m.reaction": 50}}, False),
    ],
)
def test_a_room_may_keep_reactions_for_those_with_power(content: dict[str, Any], may: bool):
    chat = ChatState()
    assert may_react(chat.levels)
    chat.apply(levels(**content))
    assert may_react(chat.levels) is may


def test_state_with_a_key_is_not_the_rooms_own():
    other = {**levels(users={BEN: 100}), "state_key": BEN}
    assert role(BEN, create("11"), levels(), other) is ChatRole.MEMBER


def test_a_room_that_was_encrypted_once_stays_so():
    chat = ChatState()
    for content in ({"algorithm": "m.megolm.v1.aes-sha2"}, {}):
        chat.apply({"type": "m.room.encryption", "state_key": "", "content": content})
        assert chat.encrypted


@given(JSON | events(contents))
def test_no_state_whatever_raises(rubbish: object):
    assert role(BEN, rubbish, rubbish) in set(ChatRole)
