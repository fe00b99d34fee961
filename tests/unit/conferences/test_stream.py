"""The stream to the server's signalling, where it ends."""

from bot.conferences.jitsi.signalling.stream import SignallingStream, tls_context, valid_jid


async def test_what_is_still_to_be_sent_when_the_connection_is_gone_is_dropped_in_silence():
    """As an error it would be in the log of every bot that is stopped while it connects."""
    stream = SignallingStream(valid_jid("meet.example.org"), tls_context("meet.example.org"))
    stream.send_raw("<presence/>")
