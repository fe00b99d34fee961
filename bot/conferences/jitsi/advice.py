"""The one step that would let the bot see more of the server, with the lines to write."""

from typing import Final

from bot.conferences.jitsi.discovery.domains import Domains
from bot.conferences.jitsi.discovery.report import Level, SourceReport
from bot.conferences.jitsi.settings import JitsiSettings
from bot.conferences.jitsi.sources.muc_size import NO_MODULE

_WEB: Final = "https://anker.example.org"

_NAMES: Final = """\
to see who is there, let Prosody tell: in the server's Prosody configuration
    VirtualHost "{domain}"
        -- add to modules_enabled:
        "muc_size"; "muc_census";
and in the bot's, where Prosody's HTTP port can be reached,
    [jitsi]
    prosody_http = "http://127.0.0.1:5280\""""
_PUSH: Final = """\
to hear of changes at once, let Prosody post them: in the server's Prosody configuration
    Component "esync.{domain}" "event_sync_component"
        muc_component = "{muc}"
        breakout_component = "breakout.{domain}"
        api_prefix = "{web}/jitsi"
        api_headers = {{ ["Authorization"] = "Bearer SECRET" }}
and in the bot's, with the same secret,
    [jitsi]
    events_secret = "SECRET\""""
_REACH: Final = """\
so that the bot sees whether a call runs, give it the way to the signalling:
    [jitsi]
    xmpp_websocket = "wss://{host}/xmpp-websocket"
    xmpp_domain = "{host}"
    muc_domain = "conference.{host}\""""


def next_step(
    settings: JitsiSettings,
    domains: Domains | None,
    *,
    host: str,
    level: Level,
    sources: tuple[SourceReport, ...],
) -> str:
    """Lines for the operator; empty when nothing is missing.

    `sources` are those that are configured: what is there and fails is mended first.
    """
    domain = domains.domain if domains else host
    problem = next((one for one in sources if one.problem and one.name != "events"), None)
    mend = f"{problem.name}: {problem.problem}\n" if problem else ""
    if level is Level.NOTHING:
        return mend + ("" if settings.muc_domain else _REACH.format(host=host))
    if level < Level.NAMES:
        known = problem and not problem.problem.startswith(NO_MODULE)
        return mend.rstrip() if known else mend + _NAMES.format(domain=domain)
    if not settings.hears_events:
        muc = domains.inner_muc if domains else f"conference.{host}"
        return _PUSH.format(domain=domain, muc=muc, web=settings.public_url or _WEB)
    return ""
