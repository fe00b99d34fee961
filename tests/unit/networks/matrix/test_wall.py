"""What a widget says to clients that have a page for Jitsi and to those that have none."""

from dataclasses import replace

from bot.domain.conference import ConferenceRoom
from bot.networks.matrix.chats.wall import widget_content, widget_id

ROOM = ConferenceRoom(
    name="Tee-Küche",
    node="tee-k%c3%bcche",
    link="https://meet.example.org/sub/Tee-K%C3%BCche",
    topic=None,
    fixed=True,
)


def content_of(room: ConferenceRoom) -> dict[str, object]:
    return dict(widget_content(room, key="key", by="@anker:example.org"))


def test_the_server_may_be_in_a_folder_and_has_its_port():
    room = replace(ROOM, link="https://meet.example.org:8443/sub/Tea", name="Tea")
    assert content_of(room)["data"] == {
        "conferenceId": "Tea",
        "domain": "meet.example.org:8443/sub",
        "isAudioOnly": False,
        "roomName": "Tea",
    }


def test_the_name_is_the_one_that_people_read():
    assert content_of(ROOM)["name"] == "Jitsi: Tee-Küche"


def test_a_signed_link_is_shown_as_any_page_for_clients_pages_know_no_tokens():
    content = content_of(replace(ROOM, link=f"{ROOM.link}?jwt=abc.def.ghi"))
    assert content["type"] == "m.custom"
    assert content["url"] == f"{ROOM.link}?jwt=abc.def.ghi"


def test_a_room_has_one_widget_and_a_key_that_fits():
    assert widget_id("tea") == widget_id("tea")
    assert widget_id("tea") != widget_id("board")
    assert len(widget_id("x" * 1000)) < 255
