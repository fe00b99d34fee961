"""The public key by which the Jitsi server knows who may end calls."""

from collections.abc import Sequence

from aiohttp import web


def routes(*, file_name: str, public_pem: bytes) -> Sequence[web.RouteDef]:
    """`prosody_password_public_key_repo_url` is then `<public_url>/jitsi/keys`."""

    async def key(_request: web.Request) -> web.Response:
        return web.Response(body=public_pem, content_type="application/x-pem-file")

    return (web.get(f"/jitsi/keys/{file_name}", key),)
