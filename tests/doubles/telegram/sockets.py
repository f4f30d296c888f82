"""Connections as they break."""

from __future__ import annotations

import socket
import struct

from aiohttp import web


def is_gone(request: web.BaseRequest) -> bool:
    """Whether the caller has left."""
    return request.transport is None or request.transport.is_closing()


def reset(request: web.BaseRequest) -> None:
    """Ends the connection with a reset, so that the caller can't tell what became of its request."""
    if request.transport is None:
        return
    end = request.transport.get_extra_info("socket")
    if end is not None:
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    request.transport.abort()
