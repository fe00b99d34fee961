"""What strangers may put into events: JSON that nearly looks right."""

from typing import Any

from hypothesis import strategies as st

KEYS = st.sampled_from(
    [
        "body", "msgtype", "format", "formatted_body", "m.relates_to", "rel_type", "event_id",
        "m.in_reply_to", "m.mentions", "user_ids", "membership", "displayname", "users",
        "users_default", "state_default", "room_version", "creator", "additional_creators",
        "replacement_room", "algorithm", "ciphertext", "m.federate", "redacted_because",
        "prev_content", "url", "info", "ankerplatz.opened_for", "redacts", "key",
        "memberships", "application", "type", "expires", "expires_ts", "created_ts", "member",
    ]
)  # fmt: skip
WORDS = st.sampled_from(
    [
        "m.text", "m.notice", "m.image", "m.annotation", "org.matrix.custom.html", "m.replace",
        "m.thread", "join", "invite", "leave", "12", "11", "@anker:example.org",
        "@anna:example.org", "Anker Platz: who", "> <@anna:example.org> x\n\n!who", "$line",
        "m.megolm.v1.aes-sha2", "m.call",
        '<a href="https://matrix.to/#/@anker:example.org">Anker</a>: who',
    ]
)  # fmt: skip
SCALARS = st.none() | st.booleans() | st.integers(-(2**63), 2**63) | WORDS | st.text(max_size=20)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(KEYS | st.text(max_size=5), inner, max_size=5)
    ),
    max_leaves=12,
)
TYPES = st.sampled_from(
    [
        "m.room.message", "m.room.encrypted", "m.room.member", "m.room.create",
        "m.room.power_levels", "m.room.encryption", "m.room.tombstone", "m.room.name",
        "m.room.topic", "m.room.redaction", "m.reaction", "m.sticker", "m.call.invite",
        "m.space.child", "org.example.unknown", "org.matrix.msc3401.call.member",
        "org.matrix.msc4143.rtc.member",
    ]
)  # fmt: skip
contents = st.dictionaries(KEYS, JSON, max_size=8)


def events(content: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Events whose frame is a homeserver's and whose content is anybody's."""
    return st.fixed_dictionaries(
        {
            "type": TYPES,
            "event_id": st.sampled_from(["$a", "$b", "$c"]),
            "sender": st.sampled_from(["@anker:example.org", "@anna:example.org", "@ben:b:80"]),
            "origin_server_ts": st.integers(0, 2**53),
            "content": content,
            "unsigned": st.dictionaries(KEYS, content, max_size=2),
        },
        optional={"state_key": st.sampled_from(["", "@anker:example.org", "@anna:example.org"])},
    )
