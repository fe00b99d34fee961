"""Links into rooms: what they ask of the client, what they prove, and for how long."""

from datetime import UTC, datetime, timedelta

import jwt
import pytest

from bot.conferences.jitsi.links.room_links import JitsiLinks, app_link, with_token, with_wishes
from bot.conferences.jitsi.links.tokens import TokenSigner
from bot.domain.conference import ConferenceRoom
from bot.domain.shaping import CallTime, RoomKind

SECRET = "a secret of thirty-two bytes and more"
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
CALL = CallTime(NOON, NOON + timedelta(hours=2))
ROOM = ConferenceRoom(
    name="Grüne Runde",
    node="gr%c3%bcne%20runde",
    link="https://meet.example.org/Gr%C3%BCne%20Runde",
    topic=None,
    fixed=True,
)
SIGNER = TokenSigner(app_id="anker", app_secret=SECRET)
STRICT = JitsiLinks(SIGNER, guests_need_token=True)
WITH_GUESTS = JitsiLinks(SIGNER)
WITHOUT_TOKENS = JitsiLinks()


def token_of(link: str | None) -> str:
    assert link
    return link.partition("?jwt=")[2].partition("#")[0]


def claims_of(link: str | None) -> dict[str, object]:
    return jwt.decode(
        token_of(link),
        SECRET,
        algorithms=["HS256"],
        audience="anker",
        issuer="anker",
        options={"verify_exp": False, "verify_nbf": False},
    )


def test_a_token_is_for_one_room_and_ends_an_hour_after_the_call() -> None:
    claims = claims_of(STRICT.for_guests(ROOM, CALL))
    assert claims == {
        "iss": "anker",
        "aud": "anker",
        "sub": "*",
        "room": "gr%c3%bcne%20runde",
        "nbf": int((NOON - timedelta(hours=1)).timestamp()),
        "exp": int((NOON + timedelta(hours=3)).timestamp()),
    }


def test_the_header_says_what_jitsi_insists_on() -> None:
    header = jwt.get_unverified_header(token_of(STRICT.for_guests(ROOM, CALL)))
    assert header == {"typ": "JWT", "alg": "HS256"}


def test_only_a_moderators_link_says_that_its_reader_is_one() -> None:
    guest = claims_of(STRICT.for_guests(ROOM, CALL))
    moderator = claims_of(STRICT.for_moderator(ROOM, CALL))
    assert moderator.pop("context") == {"user": {"moderator": True, "affiliation": "owner"}}
    assert moderator == guest


def test_a_configured_domain_binds_the_token_to_that_server() -> None:
    signer = TokenSigner(app_id="anker", app_secret=SECRET, domain="meet.jitsi")
    assert claims_of(JitsiLinks(signer).for_moderator(ROOM, CALL))["sub"] == "meet.jitsi"


def test_the_same_call_gets_the_same_link_so_that_an_edit_changes_nothing() -> None:
    assert STRICT.for_guests(ROOM, CALL) == STRICT.for_guests(ROOM, CALL)


@pytest.mark.parametrize("links", [WITH_GUESTS, WITHOUT_TOKENS])
def test_where_guests_need_no_token_the_link_for_groups_has_none(links: JitsiLinks) -> None:
    assert links.for_guests(ROOM, CALL) == ROOM.link


def test_without_tokens_nobody_is_made_moderator_by_a_link() -> None:
    assert WITHOUT_TOKENS.for_moderator(ROOM, CALL) is None
    assert not WITHOUT_TOKENS.can_moderate


def test_a_signer_keeps_its_secret_to_itself() -> None:
    assert SECRET not in f"{SIGNER!r} {STRICT!r}"


def test_a_link_for_teaching_asks_for_muted_microphones_beside_its_token() -> None:
    room = STRICT.shaped(ROOM, RoomKind.TEACHING)
    assert room.link == f"{ROOM.link}#config.startWithAudioMuted=true"
    signed = STRICT.for_guests(room, CALL)
    assert signed == f"{ROOM.link}?jwt={token_of(signed)}#config.startWithAudioMuted=true"


@pytest.mark.parametrize("kind", [RoomKind.OPEN, RoomKind.CLOSED])
def test_other_rooms_ask_nothing_of_the_client(kind: RoomKind) -> None:
    assert STRICT.shaped(ROOM, kind) == ROOM


def test_wishes_are_json_and_percent_encoded() -> None:
    link = with_wishes("https://m/x#old=1", {"subject": 'Grün & "gut"', "startSilent": False})
    assert link == (
        "https://m/x#config.subject=%22Gr%5Cu00fcn%20%26%20%5C%22gut%5C%22%22"
        "&config.startSilent=false"
    )


def test_a_link_carries_one_token_only() -> None:
    assert with_token(with_token("https://m/x", "a.b.c"), "d.e.f") == "https://m/x?jwt=d.e.f"


def test_the_apps_link_names_the_same_room() -> None:
    assert app_link("https://meet.example.org/a/b") == "org.jitsi.meet://meet.example.org/a/b"
