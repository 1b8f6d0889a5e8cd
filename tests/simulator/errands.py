# SPDX-License-Identifier: GPL-2.0-or-later
"""Side tasks of a client (sections 3.1 and 5): names, version check, the
hotspot check, and asking the router to map its port. Nothing waits for it.
"""
import asyncio
import struct

import places

PREFIX = {"2015": "335.0.7.7.3", "2016": "37.0.3.4.2"}  # version reversed, then the platform's digit
VERSION = {"2006": "1.2.0.18", "2015": "7.7.0.335", "2016": "4.3.0.37"}
PLATFORM = {"2006": 2, "2015": 3, "2016": 2}
MAP_REPEATS = (0.25, 0.5, 1.0, 2.0)


class Once(asyncio.DatagramProtocol):
    """A datagram and its answer."""

    def __init__(self):
        self.answered = asyncio.get_running_loop().create_future()

    def datagram_received(self, data, addr):
        if not self.answered.done():
            self.answered.set_result(data)

    def error_received(self, exc):
        if not self.answered.done():
            self.answered.set_result(None)


class Errands:
    def __init__(self, process, clock, style):
        self.process, self.shape, self.clock, self.style = process, process.shape, clock, style
        self.figures = {"names_asked": 0, "names_answered": 0, "http_asked": 0, "http_answered": 0,
                        "mappings_asked": 0, "mappings_answered": 0}

    async def run(self):
        await asyncio.gather(self.map_port(), self.names(), self.version_check())

    async def ask(self, where, datagrams, what, waits):
        """Return: the first answer."""
        try:
            transport, once = await asyncio.get_running_loop().create_datagram_endpoint(
                Once, local_addr=(self.process.address, 0))
        except OSError:
            return None
        self.figures[f"{what}_asked"] += 1
        try:
            for wait in waits:
                for data in datagrams:
                    transport.sendto(data, where)
                await asyncio.wait([once.answered], timeout=wait / self.clock.speed)
                if once.answered.done():
                    self.figures[f"{what}_answered"] += once.answered.result() is not None
                    return once.answered.result()
        finally:
            transport.close()
        return None

    async def map_port(self):
        """Section 3.1: NAT-PMP and two M-SEARCH in the same millisecond, naming the port."""
        port = self.process.port
        searches = [(f"M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: \"ssdp:discover\"\r\nMX: 3\r\n"
                     f"ST: urn:schemas-upnp-org:service:{kind}:1\r\n\r\n").encode()
                    for kind in ("WANIPConnection", "WANPPPConnection")]
        await asyncio.gather(
            self.ask((places.GATEWAY, 5351), [b"\0\1\0\0" + struct.pack(">HHI", port, port, 3600)], "mappings",
                     MAP_REPEATS),
            self.ask(("239.255.255.250", 1900), searches, "mappings", (3.0,)))

    async def name(self, name):
        """An A query, repeated as resolvers do; whether it was answered."""
        question = b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0\0\1\0\1"
        query = self.process.content.bytes(2) + bytes.fromhex("01000001000000000000") + question
        return await self.ask((places.RESOLVER, 53), [query], "names", (1.0, 2.0, 4.0))

    async def names(self):
        if self.style in PREFIX:
            for number in self.shape.sample(range(16), 3):
                await self.name(f"{PREFIX[self.style]}.rst{number}.r.skype.net")

    async def http(self, request):
        self.figures["http_asked"] += 1
        try:
            reader, writer = await self.clock.within(20, asyncio.open_connection(
                places.WEB, places.WEB_PORT, local_addr=(self.process.address, 0)))
            writer.write(request.encode())
            self.figures["http_answered"] += bool(await self.clock.within(20, reader.read(4096)))
            writer.close()
        except (OSError, asyncio.TimeoutError):
            pass

    async def version_check(self):
        """Section 5: getlatestversion, once a start; 2016 also asks whether it is behind a hotspot."""
        if self.style == "2016":
            await self.name("conn.skype.com")
            await self.http("GET / HTTP/1.0\r\nHost: conn.skype.com\r\nUser-Agent: Skype WISPr\r\n\r\n")
        await self.clock.sleep(4)
        await self.name("ui.skype.com")
        version = VERSION[self.style]
        await self.http(f"GET /ui/{PLATFORM[self.style]}/{version}/en/getlatestversion?ver={version}"
                        f"&uhash={self.process.content.bytes(16).hex()} HTTP/1.1\r\n"
                        "User-Agent: Skype\r\nHost: ui.skype.com\r\nCache-Control: no-cache\r\n\r\n")
