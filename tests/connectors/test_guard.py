"""No connection to a forbidden address: not by spelling, not by redirect, not by a resolver that lies.

A trap listens on loopback, where the program would arrive if it were fooled, and counts who comes. The
stand-in for a public server is 127.0.0.2, which the allow-list opens.
"""

from __future__ import annotations

import asyncio
import ipaddress
import random
import socket
import threading
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

import pytest

from connectors._guard import AddressPolicy, GuardedBackend
from connectors.http import FetchError, ForbiddenAddressError, HttpClient

PUBLIC = "127.0.0.2"
INSIDE = "127.0.0.1"
SPELLINGS, REDIRECTS, REBINDINGS = 5_000, 2_500, 2_500


@dataclass
class World:
    """Two servers on one port: the public one redirects to `target`, the trap counts."""

    port: int = 0
    target: str = ""
    trapped: int = 0
    served: int = 0
    servers: list[asyncio.Server] = field(default_factory=list)

    async def start(self) -> None:
        public = await asyncio.start_server(self._serve, PUBLIC, 0)
        self.port = public.sockets[0].getsockname()[1]
        self.servers = [public, await asyncio.start_server(self._trap, INSIDE, self.port)]

    async def stop(self) -> None:
        for server in self.servers:
            server.close()

    async def _trap(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.trapped += 1
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nsecret")
        writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        self.served += 1
        head = f"302 Found\r\nLocation: {self.target}" if self.target else "200 OK"
        writer.write(f"HTTP/1.1 {head}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        writer.close()


def in_world(story: Callable[[World], Awaitable[None]]) -> World:
    """Play `story` with both servers up."""

    async def go() -> World:
        world = World()
        await world.start()
        try:
            await story(world)
        finally:
            await world.stop()
        return world

    return asyncio.run(go())


FORBIDDEN_V4 = (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
    "192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4",
)  # fmt: skip


def some_forbidden(rng: random.Random) -> ipaddress.IPv4Address:
    """Loopback half of the time, so that a spelling that gets through lands in the trap."""
    network = ipaddress.ip_network(rng.choice(FORBIDDEN_V4) if rng.random() < 0.5 else "127.0.0.1/32")
    return ipaddress.IPv4Address(int(network.network_address) + rng.randrange(network.num_addresses))


def octets(address: ipaddress.IPv4Address) -> list[int]:
    return list(address.packed)


def short(address: ipaddress.IPv4Address, rng: random.Random) -> str:
    """The last two or three octets as one number: 127.1."""
    a, b, c, d = octets(address)
    return rng.choice([f"{a}.{(b << 16) + (c << 8) + d}", f"{a}.{b}.{(c << 8) + d}"])


def mixed(address: ipaddress.IPv4Address, rng: random.Random) -> str:
    return ".".join(rng.choice([str, hex, lambda n: f"0{n:o}"])(n) for n in octets(address))


def full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in text)


def v6(prefix: str, address: ipaddress.IPv4Address, shift: int = 0) -> str:
    return f"[{ipaddress.IPv6Address(int(ipaddress.IPv6Address(prefix)) | int(address) << shift)}]"


WAYS: dict[str, Callable[[ipaddress.IPv4Address, random.Random], str]] = {
    "plain": lambda a, _: str(a),
    "decimal": lambda a, _: str(int(a)),
    "hexadecimal": lambda a, rng: rng.choice([hex(int(a)), hex(int(a)).upper().replace("X", "x")]),
    "octal": lambda a, _: f"0{int(a):o}",
    "short": short,
    "mixed": mixed,
    "octal octets": lambda a, _: ".".join(f"0{n:o}" for n in octets(a)),
    "full-width digits": lambda a, _: full_width(str(a)),
    "full-width dots": lambda a, rng: str(a).replace(".", rng.choice("。．｡")),
    "trailing dot": lambda a, _: f"{a}.",
    "percent-encoded": lambda a, _: str(a).replace("1", "%31"),
    "mapped": lambda a, rng: v6("::ffff:0:0", a) if rng.random() < 0.5 else f"[::ffff:{a}]",
    "compatible": lambda a, _: v6("::", a),
    "translated": lambda a, _: v6("::ffff:0:0:0", a),
    "NAT64": lambda a, _: v6("64:ff9b::", a),
    "local NAT64": lambda a, _: v6("64:ff9b:1::", a),
    "6to4": lambda a, _: v6("2002::", a, 80),
    "Teredo": lambda a, _: v6("2001::", a, 64),
    "zone": lambda a, rng: f"[fe80::{rng.randrange(1, 65535):x}%25{rng.choice(['lo', 'eth0', '1'])}]",
    "loopback": lambda a, rng: rng.choice(["[::1]", "[::]", "localhost", "LOCALHOST", "0", "[0:0::0:1]"]),
    "local": lambda a, rng: (
        f"[{rng.choice(['fc00', 'fd12', 'fec0', 'ff02', 'fe80'])}::{rng.randrange(65535):x}]"
    ),
    "user name": lambda a, _: f"example.org@{a}",
    "backslash": lambda a, _: f"example.org\\@{a}",
}


def a_spelling(rng: random.Random) -> str:
    return rng.choice(list(WAYS.values()))(some_forbidden(rng), rng)


def offline(host: str, port: int) -> Sequence[str]:
    """The system's own reading of numeric names, as generous as it gets, without asking a name server."""
    name = host.rstrip(".").lower()
    if name == "localhost":
        return ["::1", INSIDE]
    found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    return [str(entry[4][0]) for entry in found]


def test_the_trap_works() -> None:
    async def story(world: World) -> None:
        async with HttpClient(allow_private=["127.0.0.1/32"]) as http:
            assert (await http.get(f"http://{INSIDE}:{world.port}/")).body == b"secret"

    assert in_world(story).trapped == 1


def test_no_spelling_of_a_forbidden_address_is_connected_to() -> None:
    rng = random.Random(1)

    async def story(world: World) -> None:
        async with HttpClient(resolve=offline) as http:
            for _ in range(SPELLINGS):
                scheme = rng.choice(["http", "https", "HTTP"])
                with pytest.raises(FetchError, match=r"refused|not a usable address|cannot be resolved"):
                    await http.get(f"{scheme}://{a_spelling(rng)}:{world.port}/latest/meta-data")

    assert in_world(story).trapped == 0


def test_no_redirect_leads_to_a_forbidden_address() -> None:
    rng = random.Random(2)

    async def story(world: World) -> None:
        async with HttpClient(allow_private=[f"{PUBLIC}/32"], resolve=offline) as http:
            for _ in range(REDIRECTS):
                scheme = rng.choice(["http:", "https:", "", "HTTP:"])
                world.target = f"{scheme}//{a_spelling(rng)}:{world.port}/latest/meta-data"
                with pytest.raises(FetchError, match=r"refused|not a usable address|cannot be resolved"):
                    await http.get(f"http://{PUBLIC}:{world.port}/")

    world = in_world(story)
    assert (world.trapped, world.served) == (0, REDIRECTS)


def rebinding(rng: random.Random) -> Callable[[str, int], Sequence[str]]:
    """A resolver under an attacker's control: public now, inside next, or both at once."""
    answers = [[PUBLIC], [INSIDE], [PUBLIC, INSIDE], [INSIDE, PUBLIC], [PUBLIC, "169.254.169.254"], ["::1"]]
    turn = iter(range(10**9))

    def resolve(host: str, port: int) -> Sequence[str]:
        if host == "alternating.example":
            return [(PUBLIC, INSIDE)[next(turn) % 2]]
        return rng.choice(answers)

    return resolve


def test_a_resolver_that_changes_its_mind_never_leads_inside() -> None:
    rng = random.Random(3)
    outcomes: list[bool] = []

    async def story(world: World) -> None:
        async with HttpClient(allow_private=[f"{PUBLIC}/32"], resolve=rebinding(rng)) as http:
            for _ in range(REBINDINGS):
                name = rng.choice(["alternating.example", "random.example"])
                try:
                    await http.get(f"http://{name}:{world.port}/")
                    outcomes.append(True)
                except ForbiddenAddressError:
                    outcomes.append(False)

    world = in_world(story)
    assert world.trapped == 0
    assert world.served == outcomes.count(True) > REBINDINGS // 5
    assert outcomes.count(False) > REBINDINGS // 5


def test_the_name_is_asked_for_once_and_the_server_is_told_it_unchanged() -> None:
    asked: list[str] = []
    heads: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    def resolve(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return [PUBLIC]

    async def go() -> int:
        server = await asyncio.start_server(serve, PUBLIC, 0)
        port: int = server.sockets[0].getsockname()[1]
        async with HttpClient(allow_private=[f"{PUBLIC}/32"], resolve=resolve) as http:
            await http.get(f"http://news.example:{port}/feed")
        server.close()
        return port

    port = asyncio.run(go())
    assert asked == ["news.example"]
    assert f"host: news.example:{port}".encode() in heads[0].lower()


def test_the_next_address_is_tried_when_one_does_not_answer() -> None:
    async def story(world: World) -> None:
        allowed = [f"{PUBLIC}/32", "127.0.0.3/32"]
        async with HttpClient(allow_private=allowed, resolve=lambda *_: ["127.0.0.3", PUBLIC]) as http:
            assert (await http.get(f"http://news.example:{world.port}/")).status == 200

    assert in_world(story).served == 1


def test_a_resolver_that_hangs_ends_at_the_deadline() -> None:
    release = threading.Event()

    def resolve(host: str, port: int) -> Sequence[str]:
        release.wait(10)
        return [PUBLIC]

    async def go() -> None:
        async with HttpClient(resolve=resolve, deadline_s=0.2) as http:
            with pytest.raises(FetchError, match="not resolved in time"):
                await http.get("http://slow.example/")
        release.set()

    asyncio.run(go())


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0", "10.0.0.1", "100.100.100.200", "127.0.0.1", "169.254.169.254", "172.16.0.1", "192.0.0.1",
        "192.88.99.1", "192.168.1.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "::", "::1",
        "::ffff:10.0.0.1", "::7f00:1", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::", "2001:db8::1", "2001::1",
        "3fff::1", "fc00::1", "fe80::1", "fec0::1", "ff02::1",
    ],
)  # fmt: skip
def test_an_address_that_is_not_public_is_never_permitted(address: str) -> None:
    assert not AddressPolicy().permits(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.215.14", "2606:4700:4700::1111", "::ffff:1.1.1.1"])
def test_a_public_address_is_permitted(address: str) -> None:
    assert AddressPolicy().permits(address)


def test_the_allow_list_opens_just_what_it_names() -> None:
    policy = AddressPolicy(["10.1.0.0/16"])

    assert policy.permits("10.1.2.3")
    assert not policy.permits("10.2.0.1")


@pytest.mark.parametrize("name", ["localhost", "a.LOCALHOST.", "127.1", "0x7f000001", "10.0.0.1", "::1"])
def test_a_name_that_is_forbidden_by_its_spelling_is_known_without_resolving(name: str) -> None:
    backend = GuardedBackend(AddressPolicy(), resolve=lambda host, port: pytest.fail("was resolved"))

    with pytest.raises(ForbiddenAddressError):
        backend.require_name(name)
    backend.require_name("news.example")
