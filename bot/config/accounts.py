"""The sections of the chat networks: one account on each."""

from typing import Self

from pydantic import Field, model_validator

from bot.config.section import AccountSection
from bot.config.shapes import (
    HttpsUrl,
    Jid,
    MatrixUserId,
    MucJid,
    OptionalSecret,
    OptionalText,
    Secret,
    ServerEndpoint,
    Tls,
    TlsChoice,
)
from bot.domain.chat import AccountId


class MatrixSection(AccountSection):
    """The bot's Matrix account. It logs in by password, or uses a given token and its device."""

    homeserver: HttpsUrl = Field(examples=["https://matrix.example.org"])
    user_id: MatrixUserId = Field(examples=["@ankerplatz:example.org"])
    password: OptionalSecret = None
    access_token: OptionalSecret = None
    device_id: OptionalText = None
    lines_per_minute: int = Field(default=12, ge=0)
    encryption: bool = True

    @property
    def account(self) -> AccountId:
        return AccountId(f"matrix:{self.user_id}")

    @model_validator(mode="after")
    def _one_way_to_log_in(self) -> Self:
        if not self.password and not self.access_token:
            raise ValueError(
                "password is missing; add password, password_file, or access_token with device_id"
            )
        if self.password and self.access_token:
            raise ValueError("password and access_token are both given; keep one of them")
        if self.access_token and not self.device_id:
            raise ValueError("device_id is missing; it belongs to access_token")
        return self


class XmppSection(AccountSection):
    """The bot's XMPP account and the group chats it joins by itself."""

    jid: Jid = Field(examples=["ankerplatz@example.org"])
    password: Secret = Field(examples=["…"])
    host: ServerEndpoint = None
    rooms: tuple[MucJid, ...] = ()
    omemo: bool = False
    tls: TlsChoice = Tls.REQUIRED

    @property
    def account(self) -> AccountId:
        return AccountId(f"xmpp:{self.jid}")

    @model_validator(mode="after")
    def _plain_stays_on_this_machine(self) -> Self:
        if self.tls is Tls.INSECURE_PLAIN and not (self.host and self.host.is_loopback):
            raise ValueError(
                'tls = "insecure-plain" needs host on this machine, such as "127.0.0.1:5222"; '
                'use tls = "required"'
            )
        return self
