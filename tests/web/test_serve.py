"""The socket that everything comes in by."""

from __future__ import annotations

import asyncio
import socket

import pytest

from bot.web.serve import UnusableAddressError, listen


def test_a_response_is_not_held_back_for_the_next_packet() -> None:
    """Nagle's algorithm would keep a body waiting for the acknowledgement of its headers: 40 ms a response.

    asyncio switches it off for sockets that say that they are TCP's, and for no others.
    """

    async def accepted() -> int:
        told: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        def meet(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            told.set_result(writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        with listen("127.0.0.1", 0) as listener:
            server = await asyncio.start_server(meet, sock=listener)
            async with server:
                _, writer = await asyncio.open_connection(*listener.getsockname())
                try:
                    return await told
                finally:
                    writer.close()

    assert asyncio.run(accepted())


def test_a_port_is_taken_before_anything_is_served() -> None:
    """So that of two programs that start at the same time one is told."""
    with listen("127.0.0.1", 0) as first, pytest.raises(UnusableAddressError, match="Address already in use"):
        listen(*first.getsockname())
