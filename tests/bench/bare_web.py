"""A website that does nothing but answer: the same bytes each time, and streams that stay open.

Arguments: how many bytes a page has. Prints `ready`, and then its port.
"""

import asyncio
import sys

from aiohttp import web


async def serve(size: int) -> None:
    page = b"x" * size

    async def show(_request: web.Request) -> web.Response:
        return web.Response(body=page, content_type="text/html")

    async def live(request: web.Request) -> web.StreamResponse:
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await stream.prepare(request)
        await stream.write(b"data: {}\n\n")
        await asyncio.Event().wait()
        return stream

    app = web.Application()
    app.add_routes([web.get("/live", live), web.get("/{path:.*}", show)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print("ready", flush=True)
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


asyncio.run(serve(int(sys.argv[1])))
