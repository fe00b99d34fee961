"""What a line looks like on its way out."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.chat import AccountId, ChatAddress, ChatId, DeliveryKey, LineId
from bot.domain.delivery import Delivery, Outgoing
from bot.errors import PermanentError
from bot.networks.matrix.events.content import content, transaction_id


def said(text: str = "x", *, edits: str | None = None, **outgoing: Any) -> dict[str, Any]:
    return content(
        Delivery(
            id=1,
            key=DeliveryKey("k"),
            chat=ChatAddress(AccountId("matrix:@a:b"), ChatId("!r")),
            outgoing=Outgoing(text=text, **outgoing),
            attempt=1,
            first_tried_at=datetime(2026, 1, 1, tzinfo=UTC),
            edits=None if edits is None else LineId(edits),
        )
    )


def test_an_answer_is_a_notice_and_a_reminder_rings():
    assert said()["msgtype"] == "m.notice"
    assert said(notice=False)["msgtype"] == "m.text"


def test_no_name_in_a_text_pings_anybody():
    for outgoing in (said("@anna:b and @room"), said("@anna:b", edits="$1")["m.new_content"]):
        assert outgoing["m.mentions"] == {}


def test_without_html_there_is_no_format():
    assert said() == {"msgtype": "m.notice", "body": "x", "m.mentions": {}}


def test_an_answer_quotes_its_line():
    assert said(answers="$1")["m.relates_to"] == {"m.in_reply_to": {"event_id": "$1"}}


def test_a_line_in_a_thread_answers_for_clients_without_threads():
    assert said(thread="$0")["m.relates_to"] == {
        "rel_type": "m.thread",
        "event_id": "$0",
        "is_falling_back": True,
        "m.in_reply_to": {"event_id": "$0"},
    }
    assert said(thread="$0", answers="$1")["m.relates_to"] == {
        "rel_type": "m.thread",
        "event_id": "$0",
        "is_falling_back": False,
        "m.in_reply_to": {"event_id": "$1"},
    }


def test_an_edit_carries_the_new_text_and_a_fallback():
    edit = said("2", html="<b>2</b>", edits="$1", answers="$0")
    assert edit["m.relates_to"] == {"rel_type": "m.replace", "event_id": "$1"}
    assert (edit["body"], edit["formatted_body"]) == ("* 2", "* <b>2</b>")
    new = edit["m.new_content"]
    assert (new["body"], new["formatted_body"]) == ("2", "<b>2</b>")


@pytest.mark.parametrize("text", ["a\0b", "half \ud83d of an emoji"])
def test_what_no_homeserver_takes_is_refused(text: str):
    with pytest.raises(PermanentError):
        said(text)
    with pytest.raises(PermanentError):
        said("fine", html=text)


@given(st.text())
def test_a_transaction_id_is_plain_and_short(key: str):
    made = transaction_id(DeliveryKey(key.encode("utf-8", "replace").decode()))
    assert made.isascii()
    assert made.isalnum()
    assert len(made) <= 64


def test_a_transaction_id_is_the_same_in_every_version_of_the_program():
    expected = "anker9eb535af11ccab75d847d3fbe6ca63afa2434d68"
    assert transaction_id(DeliveryKey("reply:a:0")) == expected
    assert transaction_id(DeliveryKey("reply:a:1")) != expected


def test_it_rings_at_whom_it_shall_and_an_edit_at_nobody_again():
    assert said(mentions=("@anna:b",))["m.mentions"] == {"user_ids": ["@anna:b"]}
    assert said(mentions_all=True)["m.mentions"] == {"room": True}
    edit = said(mentions=("@anna:b",), edits="$1")
    assert edit["m.mentions"] == {}
    assert edit["m.new_content"]["m.mentions"] == {"user_ids": ["@anna:b"]}
