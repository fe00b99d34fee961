"""The sections of the configuration, their keys, types and defaults, and what belongs together.

`examples` are what an error proposes to write where a key is missing.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final, Self, get_args
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.config.accounts import MatrixSection, XmppSection
from bot.config.section import AccountSection, Section
from bot.config.shapes import (
    Account,
    AddressForm,
    AllowedServer,
    Colour,
    DatabaseUrl,
    Domain,
    Duration,
    Endpoint,
    HostName,
    HttpsUrl,
    IgnoredOne,
    InnerUrl,
    ListenEndpoint,
    LogLevel,
    LogLevelChoice,
    OptionalJid,
    OptionalSecret,
    OptionalText,
    Origin,
    PicturePath,
    PolicyChoice,
    Prefix,
    PresenceChoice,
    ServerEndpoint,
    SpokenLanguage,
    Timezone,
    Title,
    WebAddress,
    WebSocketUrl,
)
from bot.domain.language import GERMAN, Formality
from bot.domain.settings import Presence
from bot.domain.shaping import Policy

PREFIX: Final = "ANKERPLATZ_"
DELIMITER: Final = "__"


_PLAIN_PATH: Final = re.compile(r"(?:/(?!\.{1,2}(?:/|$))[\w.~-]+)*", re.ASCII)
_LISTEN: Final = Endpoint("127.0.0.1", 8480)


class BotSection(Section):
    """What the bot is called, how it speaks by default, whom it listens to."""

    name: Title = "Ankerplatz"
    language: SpokenLanguage = GERMAN
    address: AddressForm = Formality.INFORMAL
    timezone: Timezone = "Europe/Berlin"
    prefix: Prefix = "!"
    database: DatabaseUrl = Field(default="sqlite:///ankerplatz.db", repr=False)
    admins: tuple[Account, ...] = ()
    allow: tuple[AllowedServer, ...] = ()
    ignore: tuple[IgnoredOne, ...] = ()
    import_from: tuple[HostName, ...] = ()
    log_level: LogLevelChoice = LogLevel.INFO


class JitsiSection(Section):
    """The conference server, and how the bot sees and shapes what happens there."""

    url: HttpsUrl = Field(examples=["https://meet.example.org"])
    events_secret: OptionalSecret = None
    prosody_http: InnerUrl = None
    jicofo_rest: InnerUrl = None
    xmpp_user: OptionalJid = None
    xmpp_password: OptionalSecret = None
    xmpp_websocket: WebSocketUrl = "auto"
    xmpp_host: ServerEndpoint = None
    xmpp_domain: Domain = None
    muc_domain: Domain = None
    enter_calls: bool = False
    allow_hosts: tuple[HostName, ...] = ()
    reservations: bool = False
    reservations_secret: OptionalSecret = None
    reservations_policy: PolicyChoice = Policy.OPEN
    max_occupants: int = Field(default=0, ge=0)
    app_id: OptionalText = None
    app_secret: OptionalSecret = None
    guests: bool = False
    moderation_key: OptionalSecret = None
    moderation_kid: OptionalText = None

    @model_validator(mode="after")
    def _token_key_is_whole(self) -> Self:
        if self.app_id and not self.app_secret:
            raise ValueError("app_secret is missing; it belongs to app_id")
        if self.app_secret and not self.app_id:
            raise ValueError("app_id is missing; it belongs to app_secret")
        return self

    @model_validator(mode="after")
    def _moderation_is_whole(self) -> Self:
        if self.moderation_key and not self.moderation_kid:
            raise ValueError("moderation_kid is missing; it belongs to moderation_key")
        if self.moderation_kid and not self.moderation_key:
            raise ValueError("moderation_key is missing; it belongs to moderation_kid")
        if self.moderation_key and not self.prosody_http:
            raise ValueError("prosody_http is missing; moderation_key is of use only there")
        return self

    @model_validator(mode="after")
    def _reservations_are_guarded(self) -> Self:
        if self.reservations and not self.reservations_bearer:
            raise ValueError("reservations_secret is missing; it belongs to reservations")
        return self

    @property
    def reservations_bearer(self) -> SecretStr | None:
        """What the server proves itself by when it asks for rooms; one secret is enough."""
        return self.reservations_secret or self.events_secret

    @model_validator(mode="after")
    def _hidden_account_is_whole(self) -> Self:
        if self.xmpp_user and not self.xmpp_password:
            raise ValueError("xmpp_password is missing; it belongs to xmpp_user")
        if self.xmpp_password and not self.xmpp_user:
            raise ValueError("xmpp_user is missing; it belongs to xmpp_password")
        return self


def _where_it_listens(given: Mapping[str, Any]) -> str:
    host, port = given.get("listen") or _LISTEN
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


class WebSection(Section):
    """The bot's own web pages and endpoints. Port 0 takes any free one."""

    listen: ListenEndpoint = _LISTEN
    public_url: HttpsUrl = Field(default_factory=_where_it_listens)
    title: Title = "Ankerplatz"
    accent: Colour = "#127475"
    logo: PicturePath = None
    imprint: WebAddress = None
    privacy_policy: WebAddress = None
    embed_from: tuple[Origin, ...] = ()

    @model_validator(mode="after")
    def _path_is_plain(self) -> Self:
        if not _PLAIN_PATH.fullmatch(urlsplit(self.public_url).path):
            raise ValueError(
                "public_url must have a path of letters, digits and - . _ ~ alone, as in "
                "https://example.org/anker"
            )
        return self


class RemindersSection(Section):
    """How long before a date people are reminded, and until when a late reminder still helps."""

    leads: tuple[Duration, ...] = (timedelta(days=1), timedelta(minutes=10))
    late_grace: Duration = timedelta(minutes=10)

    @field_validator("leads")
    @classmethod
    def _longest_first(cls, leads: tuple[timedelta, ...]) -> tuple[timedelta, ...]:
        """And each once, as a chat that chooses its own has them."""
        return tuple(sorted(set(leads), reverse=True))


class PrivacySection(Section):
    """What a chat shows of a call unless it chose otherwise, and how long the past is kept."""

    presence: PresenceChoice = Presence.COUNT
    retention: Duration = timedelta(days=30)


class Configuration(BaseSettings):
    """All of it. A chat network or the web port that has no section is not used.

    Made from the sources that it is called with, the first of which wins. Raises pydantic's
    `ValidationError`, which knows nothing of sources; `load` tells what was wrong where.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter=DELIMITER,
        enable_decoding=False,  # lists are read by our source, which also takes a,b
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
    )

    bot: BotSection = BotSection()
    jitsi: JitsiSection = Field(default={}, validate_default=True)  # what is missing is its url
    matrix: MatrixSection | None = None
    xmpp: XmppSection | None = None
    web: WebSection | None = None
    reminders: RemindersSection = RemindersSection()
    privacy: PrivacySection = PrivacySection()

    def __init__(self, *sources: PydanticBaseSettingsSource) -> None:
        super().__init__(sources=sources)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 -- the library passes it
        init_settings: PydanticBaseSettingsSource,
        *_: PydanticBaseSettingsSource,
        **__: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings()["sources"]

    @property
    def accounts(self) -> Sequence[AccountSection]:
        """Of the chat networks that are used."""
        found = (getattr(self, name) for name in NETWORKS)
        return [one for one in found if isinstance(one, AccountSection)]

    @model_validator(mode="after")
    def _what_jitsi_calls_has_a_port(self) -> Self:
        for key in ("events_secret", "reservations"):
            if getattr(self.jitsi, key) and not self.web:
                raise ValueError(
                    f"[web] is missing, and [jitsi] {key} needs it; add it with public_url"
                )
        return self


SECTIONS: Final[Mapping[str, type[Section]]] = {
    "bot": BotSection,
    "jitsi": JitsiSection,
    "matrix": MatrixSection,
    "xmpp": XmppSection,
    "web": WebSection,
    "reminders": RemindersSection,
    "privacy": PrivacySection,
}


NETWORKS: Final = tuple(
    name for name, model in SECTIONS.items() if issubclass(model, AccountSection)
)
"""The sections of the chat networks."""


def is_secret(section: str, key: str) -> bool:
    """Whether the value must never be shown, and may be given as `<key>_file` instead."""
    annotation = SECTIONS[section].model_fields[key].annotation
    return SecretStr in (annotation, *get_args(annotation))
