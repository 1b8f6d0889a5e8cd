# SPDX-License-Identifier: GPL-2.0-or-later
"""The captures: what is in each, and how its twin differs."""
import ipaddress

from . import cloud, files, hostile, media, office, recipes
from .frames import Link
from .net import Net
from .recipes import second
from .skype import Process

CLIENT, PUBLIC, STICKY = "10.1.0.20", "203.0.113.5", 35990


class Capture:
    """A row of the table: the builder fills a Net that its twin shares."""

    def __init__(self, name, recipe, holds, build, twin=None, links=None, kind="pcap", seed=None,
                 cut=None):
        self.name, self.recipe, self.holds, self.build, self.twin = name, recipe, holds, build, twin
        self.links, self.kind, self.seed, self.cut = links, kind, seed or name, cut

    def names(self):
        return [self.name, f"{self.name}-twin"] if self.twin else [self.name]

    def files(self, name, again=""):
        """{file name: bytes} of this capture or its twin; @again: another draw of it all."""
        net = Net(self.seed + again, related=name == self.name, links=self.links)
        net.slice = self.cut
        self.build(net)
        net.run()
        if self.kind == "pcapng":
            trace = files.pcapng(net.frames, net.links)
        else:
            trace = files.pcap(net.frames, net.links[0].type, self.kind == "nano")
        return {f"{name}.{'pcapng' if self.kind == 'pcapng' else 'pcap'}": trace,
                f"{name}.csv": files.labels(net.rows()).encode(),
                f"{name}.activities.csv": files.activities(net.activities()).encode()}


def client(net, address=CLIENT, port=STICKY, public=PUBLIC):
    return Process(net, address, port, public)


# -- builders ---------------------------------------------------------------

def login_2006(net):
    me, nodes = client(net), recipes.home_nodes(net, 46)
    events = Process(net, recipes.EVENTS, 12350)
    net.spawn(recipes.version_check(net, me.address, "1.2.0.18"), second(1.4))
    net.spawn(recipes.burst_2006(net, me, nodes))
    net.spawn(recipes.login_records(net, me, Process(net, recipes.LOGIN, 33033), 2006), second(13.8))
    net.spawn(recipes.login_records(net, me, events, 2006, "event-server"), second(15.2))
    net.spawn(recipes.lists_2006(net, me, nodes), second(33))


def login_3x(net):
    me, nodes = client(net), recipes.home_nodes(net, 40)
    net.spawn(recipes.burst_2006(net, me, nodes, lambda: net.shape.between(18, 37), (1, 2), kk=3))


def login_2015_blocked(net):
    me = client(net, port=13021)
    net.spawn(recipes.port_mapping(net, me))
    net.spawn(recipes.version_names(net, me.address, "335.0.7.7.3"), 4_000)
    net.spawn(recipes.burst_blocked(net, me, recipes.cloud_nodes(net, 120), recipes.home_nodes(net, 3)), 9_000)
    net.spawn(recipes.ladder(net, me, recipes.cloud_nodes(net, 40)))


def login_2016(net):
    recipes.login_2016(net, client(net, port=19717), recipes.R4_MIDDLE, keep=1)


def idle_2016(net):
    me, duration = client(net, port=19717), 45 * 60
    nodes = recipes.cloud_nodes(net, 150)
    old, fresh = nodes[0], nodes[40]
    net.spawn(recipes.idle_udp(net, me, nodes, duration))
    net.spawn(recipes.dh_supernode(net, me, fresh, pairs=1, keep=22), second(2))
    net.spawn(recipes.dh_events(net, me, keep=4), second(3))
    joined = me.connect(old).joined().mark("supernode-tcp", "2 B each 120 s to a node known from UDP; mid-stream", "medium")
    net.spawn(recipes.keep_alive(net, joined, 2, 120.0, 22, both=False), second(20))


def tcp_old_style(net):
    me, nodes = client(net), recipes.home_nodes(net, 9)
    plans = ((recipes.R6_LONG, 1), (recipes.R6_SHORT, 1), (recipes.R6_LONG, 3), (recipes.R6_SHORT, 3), (recipes.R6_2015, 0x0F))
    for index, (sizes, kk) in enumerate(plans):
        net.spawn(recipes.old_style(net, me, nodes[index], kk=kk, sizes=sizes), second(index * 3))
    net.spawn(recipes.old_style(net, me, nodes[5], port=80, kk=0x0F, sizes=(33, 29, 11, 4), later=0), second(17))
    for index, sizes in enumerate(recipes.R6_2016):  # the node tests whether we can be reached
        net.spawn(recipes.old_style(net, nodes[6 + index], me, kk=0x0F, sizes=sizes, role="peer-tcp", later=0),
                  second(19 + index * 2))


def tcp_dh(net):
    me, nodes, peers = client(net, port=19717), recipes.cloud_nodes(net, 5), recipes.home_nodes(net, 3)
    for index, node in enumerate(nodes):
        net.spawn(recipes.dh_supernode(net, me, node, pairs=3, keep=index == 0), second(index * 4))
    for index in range(2):
        net.spawn(recipes.dh_login(net, me), second(3 + index * 9))
        net.spawn(recipes.dh_events(net, me), second(5 + index * 9))
    net.spawn(recipes.dh_contacts(net, me), second(6))
    for index, peer in enumerate(peers):
        net.spawn(recipes.dh_peer(net, me, peer, keep=2), second(8 + index * 5))
    net.spawn(recipes.dh_peer(net, peers[0], me), second(30))


def fake_tls(net):
    me = client(net, port=13021)
    for index, node in enumerate(recipes.cloud_nodes(net, 6)):
        net.spawn(recipes.fake_tls(net, me, node, kk=(1, 3, 0x0F)[index % 3]), second(index * 2))


def ladder(net):
    me, nodes = client(net, port=13021), recipes.cloud_nodes(net, 24)
    for index, node in enumerate(nodes[:3]):
        net.spawn(recipes.retransmits(net, me, node, me.send(node, me.payload(27), "udp-probe")), index * 90)
    net.spawn(recipes.ladder(net, me, nodes, first=5, leak_at=27))
    for index, peer in enumerate(recipes.home_nodes(net, 2)):
        net.spawn(recipes.ladder_peer(net, me, peer), second(8 + index * 3))
    net.spawn(recipes.ladder_events(net, me), second(12))
    old = client(net, "10.2.0.30", 30111)
    net.spawn(recipes.ladder_2004(net, old, recipes.home_nodes(net, 4)), second(1))


def login_records(net):
    for address, port, era in ((CLIENT, STICKY, 2006), ("10.2.0.30", 13021, 2015)):
        me = client(net, address, port)
        for index in range(3):
            net.spawn(recipes.login_records(net, me, Process(net, recipes.LOGIN, 33033), era), second(index * 2))
            net.spawn(recipes.login_records(net, me, Process(net, recipes.EVENTS, 12350 if era == 2006 or index else 443),
                                            era, "event-server"), second(1 + index * 2))


def voice(net):
    eras = ((media.voice_2004, 2, 12), (media.voice_isac, 4), (media.voice_silk, 3))
    for index, ((script, *arguments), peer) in enumerate(zip(eras, recipes.home_nodes(net, 3))):
        net.after(second(index * 3), media.call, net, client(net, f"10.1.0.{20 + index}", STICKY + index), peer,
                  script, *arguments)


def video(net):
    me, peer = client(net), recipes.home_nodes(net, 1)[0]
    media.call(net, me, peer, media.voice_silk, 3, activity="video-call")
    net.spawn(media.video(net, me, peer, 4, 8), second(1.7))
    net.spawn(media.video(net, peer, me, 4, 6), second(1.9))


def skypeout(net):
    me, gateway = client(net), Process(net, "192.0.2.120", 12340)
    for peer in recipes.cloud_nodes(net, 3):
        net.spawn(recipes.nak_path(net, me, peer, me.send(peer, me.payload(18), "udp-probe"), 18))
    net.spawn(media.skypeout(net, me, gateway, 4), second(1))


def file_transfer(net):
    me, (peer, relay) = client(net), recipes.home_nodes(net, 2)
    net.spawn(media.session(net, me, peer, 32))
    net.spawn(media.file_transfer(net, me, peer, 45), second(4))
    net.spawn(media.relayed_file(net, me, relay, 15), second(7))


def relay(net):
    node, (caller, callee) = client(net, public=CLIENT), recipes.home_nodes(net, 2)
    net.spawn(media.relay(net, node, caller, callee, quiet=20, talk=3))


def supernode(net):
    node, people = client(net, public=CLIENT), recipes.home_nodes(net, 170)
    net.spawn(recipes.supernode(net, node, people[:50], people[50:140], 150))


def nat_punch(net):
    me = client(net)
    net.spawn(recipes.punch(net, me, "203.0.113.77", "10.77.2.203"))
    net.spawn(recipes.punch(net, me, "198.51.100.140", "10.98.0.102"), second(5))


# -- calls by codec, each of one length (section 7) -----------------------------

def one_call(*parts, activity="voice-call"):
    """A builder: one client and one peer, talking in @parts."""
    def build(net):
        me, peer = client(net), recipes.home_nodes(net, 1)[0]
        media.call(net, me, peer, media.talk, parts, duration=sum(part[0] for part in parts) + 6, activity=activity)
    return build


def seconds_of(seconds, codec):
    return (seconds, *codec)


def video_call(net):
    me, peer = client(net), recipes.home_nodes(net, 1)[0]
    media.call(net, me, peer, media.talk, (seconds_of(18, media.isac(30, 1)),), duration=24, activity="video-call")
    for delay, (one, other) in enumerate(media.both(net, me, peer)):
        net.spawn(media.video(net, one, other, 17.5, 8), second(1.6 + delay / 10))


def skypeout_g729(net):
    """8 kbit/s in frames of 10 ms: 29 B each 20 ms, as tstat saw."""
    me, gateway = client(net), Process(net, "192.0.2.121", 12340)
    for peer in recipes.cloud_nodes(net, 3):
        net.spawn(recipes.nak_path(net, me, peer, me.send(peer, me.payload(18), "udp-probe"), 18))
    net.spawn(media.skypeout(net, me, gateway, 17, 25, 25), second(1))


def conference(net):
    me = client(net)
    for index, peer in enumerate(recipes.home_nodes(net, 3)):
        net.after(second(index), lambda peer=peer, seconds=18 - index: media.call(
            net, me, peer, media.talk, ((seconds, 60_000, 67, 67),), duration=22, activity="conference"))


def conference_long(net):
    """Two others from the start, a third one for half a minute; the last 15 s one is left."""
    me = client(net)
    for delay, seconds, peer in zip((0, 1, 40), (125, 108, 30), recipes.home_nodes(net, 3)):
        net.after(second(delay), lambda peer=peer, seconds=seconds: media.call(
            net, me, peer, media.talk, (seconds_of(seconds, (60_000, 40, 90)),), duration=seconds + 6))
    net.did(me.address, "conference", second(2.5), second(109.5))


def video_long(net):
    """Three calls: at five frames a second as of a poor line, at twelve, and one of which we only send."""
    me = client(net)
    for index, (peer, frames) in enumerate(zip(recipes.home_nodes(net, 3), ((5, 5), (12, 8), (10, 0)))):
        net.after(second(index * 56), video_of, net, me, peer, frames, 40)
    net.did(me.address, "idle", 0, second(160))


def video_of(net, me, peer, frames, seconds):
    media.call(net, me, peer, media.talk, (seconds_of(seconds, media.isac(60, 1)),), duration=seconds + 4,
               activity="video-call")
    for (one, other), count in zip(media.both(net, me, peer), frames):
        if count:
            net.spawn(media.video(net, one, other, seconds - 1, count), second(1.7) + net.shape.ms(0, 300))


def relay_long(net):
    node, people = client(net, public=CLIENT), recipes.home_nodes(net, 4)
    net.spawn(media.relay(net, node, *people[:2], quiet=70, talk=6))
    net.spawn(media.relay(net, node, *people[2:], quiet=45, talk=4), second(90))


def files_relayed(net):
    """To a relay, and then from it: 1 kB/s."""
    me, (relay, other) = client(net), recipes.home_nodes(net, 2)
    net.spawn(media.relayed_file(net, me, relay, 70))
    net.spawn(media.relayed_file(net, other, me, 50), second(76))
    net.did(me.address, "idle", 0, second(130))


def file_sent(net):
    me, (peer, relay) = client(net), recipes.home_nodes(net, 2)
    net.spawn(media.session(net, me, peer, 20))
    net.spawn(media.file_transfer(net, me, peer, 560), second(2))
    net.spawn(media.relayed_file(net, me, relay, 45), second(14))


def supernode_crowd(net):
    node, people = client(net, public=CLIENT), recipes.home_nodes(net, 300)
    net.spawn(recipes.supernode(net, node, people[:60], people[60:300], 120))


# -- versions that no capture shows: bounds of sections 9, 15, 16 -------------------

def peer_login(net, version, probe, kk, nak_share, sizes=None):
    """1.4 to 4.x: probes, old-style supernodes, login records of 2006; then idle."""
    me, nodes = client(net), recipes.home_nodes(net, 46)
    net.spawn(recipes.version_check(net, me.address, version), second(1.4))
    net.spawn(recipes.burst_2006(net, me, nodes, lambda: net.shape.between(*probe), nak_share, kk, sizes))
    net.spawn(recipes.login_records(net, me, Process(net, recipes.LOGIN, 33033), 2006), second(13.8))
    net.spawn(recipes.old_style(net, me, nodes[40], kk=kk, sizes=sizes() if sizes else None, keep=1), second(20))


def login_14(net):
    peer_login(net, "1.4.0.84", (18, 18), 1, (2, 51), lambda: recipes.sizes_14(net))


def login_2x(net):
    peer_login(net, "2.5.0.154", (18, 37), 1, (1, 6))


def login_4x(net):
    peer_login(net, "4.2.0.169", (18, 37), 0x0F, (1, 8))


def data_centre_login(net, version, names, records):
    """5.x and 6.x: padded probes to data centres, DH, login records; then idle."""
    me, nodes = client(net, port=21853), recipes.cloud_nodes(net, 40)
    recipes.logged_in(net, me, 11.9)
    net.spawn(recipes.version_names(net, me.address, names))
    net.spawn(recipes.version_check(net, me.address, version), second(0.6))
    net.spawn(recipes.port_mapping(net, me), second(0.7))
    net.spawn(recipes.burst_2016(net, me, nodes[1:]), second(0.9))
    net.spawn(recipes.dh_supernode(net, me, nodes[0], 2, 1), second(1.4))
    if records:
        net.spawn(recipes.login_records(net, me, Process(net, recipes.LOGIN, 33033), 2015), second(2.6))
    else:
        net.spawn(recipes.dh_login(net, me), second(2.6))
    net.spawn(recipes.dh_events(net, me), second(4.2))


def login_5x(net):
    data_centre_login(net, "5.10.0.116", "116.0.10.5.0", True)


def login_6x(net):
    data_centre_login(net, "6.18.0.106", "106.0.18.6.0", False)


def blocked_7x(net, until):
    """R3 and the ladder R8; no new node is asked after @until seconds."""
    me = client(net, port=13021)
    net.spawn(recipes.port_mapping(net, me))
    net.spawn(recipes.version_names(net, me.address, "335.0.7.7.3"), 4_000)
    net.spawn(recipes.burst_blocked(net, me, recipes.cloud_nodes(net, 120), recipes.home_nodes(net, 3)), 9_000)
    net.spawn(recipes.ladder(net, me, recipes.cloud_nodes(net, 90), leak_at=until, leaks=False))
    return me


def login_refused(net):
    net.did(blocked_7x(net, 84).address, "login-refused", 0, second(108))


def login_tried(net):
    net.until = second(100)
    net.did(blocked_7x(net, 100).address, "login-tried", 0, net.until)


def port_80(net):
    net.spawn(recipes.port_80(net, client(net, port=30111), recipes.home_nodes(net, 5), 100))


def day(net):
    """Login, idle, a call, idle, files, idle: one client, 285 s."""
    me = client(net, port=19717)
    nodes = recipes.login_2016(net, me, recipes.R4_SMALL, pairs=2, keep=2)
    peer, relay = recipes.home_nodes(net, 2)
    net.did(me.address, "idle", second(32), second(285))
    net.after(second(80), lambda: media.call(net, me, peer, media.talk, (seconds_of(25, media.isac(60, 2)),), duration=32))
    net.spawn(media.session(net, me, peer, 40), second(160))
    net.spawn(media.relayed_file(net, me, relay, 30), second(163))
    for at in (50, 140, 240, 284):
        for node in net.shape.sample(nodes[1:20], 6):
            net.spawn(recipes.idle_exchange(net, me, node), second(at) + net.shape.ms(0, 900))


# -- everybody else, and the rest ------------------------------------------------------

def ordinary(net):
    office.office(net, ("10.1.0.51", "10.1.0.52", "10.2.0.53", "10.2.0.54"))


def blocked_login(net):
    students = Process(net, "10.1.0.20", 19717, PUBLIC)
    staff = Process(net, "10.2.0.30", 62271, PUBLIC)
    net.after(second(3), recipes.login_2016, net, students, recipes.R4_SMALL)
    net.after(second(24), recipes.login_2016, net, staff, recipes.R4_MIDDLE)
    for host in ("10.1.0.51", "10.1.0.52", "10.2.0.53"):
        office.desk(net, host, 75, 2)
    net.spawn(office.game(net, "10.1.0.52", 3), second(30))


def short_login(net, address=CLIENT, port=19717):
    """A login of 16 datagrams, one supernode and the login server."""
    me = Process(net, address, port, PUBLIC)
    recipes.login_2016(net, me, ((8, 5), (14, 8), (16, 8), (16, 8)), pairs=1, names=False, web=False)


def short_login_ipv6(net):
    """The same; the addresses become IPv6 as the frames are made."""
    inner = net.udp, net.tcp, net.mark, net.did

    def six(address):
        prefix = "2001:db8:1" if net.is_lan(address) else "2001:db8:f"
        return str(ipaddress.ip_address(f"{prefix}::" + ":".join(f"{int(part):x}" for part in address.split("."))))

    def udp(source, source_port, dest, *rest, **more):
        inner[0](six(source), source_port, six(dest), *rest, **more)

    def tcp(source, source_port, dest, *rest):
        inner[1](six(source), source_port, six(dest), *rest)

    def mark(protocol, source, source_port, dest, *rest):
        inner[2](protocol, six(source), source_port, six(dest), *rest)

    def did(host, *rest):
        inner[3](six(host), *rest)

    net.udp, net.tcp, net.mark, net.did = udp, tcp, mark, did
    short_login(net)


def two_interfaces(net):
    net.attach("10.2.0.30", 1)
    short_login(net)
    net.after(second(2), short_login, net, "10.2.0.30", 62271)


# -- the table ----------------------------------------------------------------

def short(name, holds, build=short_login, **rest):
    """One login in many wrappings: all share a seed, so all must score alike."""
    return Capture(name, "R4 R7", holds, build, seed="login-short", **rest)


NO_CHAIN = "no IV chain, no CRC or ID that comes again"


def literature(name, recipe, holds, build, twin="", cut=64):
    """A capture of something that no real capture shows: sizes and times are those of papers. @twin None: no twin."""
    return Capture(name, recipe, f"{holds}; shape from literature", build, None if twin is None else f"{NO_CHAIN}{twin}",
                   cut=cut)


TYPE_RANDOM, OLD_RANDOM = "; type byte random", "; old-style hello and login constants random; other names"
LITERATURE = (
    literature("voice-097", "R11", "a call of 0.97: 67 B 70 times a second each way, on hold 3 times, talk again",
               one_call(seconds_of(5, media.V097), seconds_of(22, media.V097_HOLD), seconds_of(6, media.V097)), TYPE_RANDOM),
    literature("voice-isac", "R11", "a call of 1.4-3: iSAC 30 ms, then 60 ms with redundancy 2, then 3",
               one_call(seconds_of(8, media.isac(30, 1)), seconds_of(18, media.isac(60, 2)),
                        seconds_of(12, media.isac(60, 3))), TYPE_RANDOM),
    literature("voice-ilbc", "R11", "a call of 1.4-3: iLBC 30 ms", one_call(seconds_of(24, media.ILBC_30)), TYPE_RANDOM),
    literature("voice-svopc", "R11", "a call of 2.x-4: 115-190 B each 27-40 ms", one_call(seconds_of(27, media.SVOPC)), TYPE_RANDOM),
    literature("voice-silk", "R11", "a call of 4.x: SILK 20 ms", one_call(seconds_of(17, media.SILK_20)), TYPE_RANDOM),
    literature("voice-hold", "R11", "a call of 2.x-4 that is put on hold for 25 s",
               one_call(seconds_of(12, media.SVOPC), seconds_of(25, media.V097_HOLD), seconds_of(11, media.SVOPC)), TYPE_RANDOM),
    literature("video-call", "R12", "voice and packets of 400-490 and 800-980 B both ways, rate halved in the middle",
               video_call, TYPE_RANDOM),
    literature("skypeout-g729", "R13", "17 s to port 12340, 29 B each 20 ms", skypeout_g729, "; the 4 bytes random, pairs differ"),
    literature("conference", "R11", "a host that mixes for three others: 67 B each 60 ms to and from each", conference, TYPE_RANDOM),
    literature("conference-long", "R11", "a host that mixes for two and then three others, until one is left", conference_long, None),
    literature("video-long", "R12", "three calls: 5 frames a second, 12 and 8, and one of which the other end sends none",
               video_long, None),
    literature("files-relayed", "R14", "a file to a relay and one from it, 1 kB/s", files_relayed, None),
    literature("relay-long", "R15", "two pairs whose segments one node forwards, quiet and in a call", relay_long, None),
    literature("file-sent", "R14", "560 packets of file data to a peer, then one file through a relay at 1 kB/s", file_sent,
               "; type byte random, no common keystream, DH padding random"),
    literature("supernode-crowd", "R16", "60 clients keep TCP to one node, 240 new addresses probe it, 2 a second",
               supernode_crowd, "; no keystream twice", None),
    literature("login-14", "R1 R6 R10", "client 1.4: first sizes 14, 22-29, 58 or more, 4 or 15-17", login_14, OLD_RANDOM),
    literature("login-2x", "R2 R6 R10", "client 2.5: probes of 18-37 B, one of six by NAK", login_2x, OLD_RANDOM),
    literature("login-4x", "R2 R6 R10", "client 4.2: the same with the hello of 2010 on", login_4x, OLD_RANDOM),
    literature("login-5x", "R4 R7 R10", "client 5.10: data-centre nodes, DH, login records of 2015", login_5x,
               "; DH padding and login constants random; other names"),
    literature("login-6x", "R4 R7", "client 6.18: data-centre nodes, DH, login by DH", login_6x, "; DH padding random; other names"),
    literature("login-80", "R8 R6", "no UDP, nothing on the node's port: old style on its port 80, then idle", port_80,
               "; no keystream twice"),
    literature("day", "R4 R5 R7 R11 R14", "login, idle, a call, idle, a file through a relay, idle: 285 s of one client", day,
               "; DH padding random; type byte random; other names"),
)

CAPTURES = (
    Capture("login-2006", "R1 R6 R10", "client 1.2: version check, burst of 18-byte probes, supernodes over TCP, login, lists",
            login_2006, f"{NO_CHAIN}; old-style hello and login constants random; other names"),
    Capture("login-3x", "R2 R6", "clients 2.0-3.x: probes of 18-37 B, every second one by NAK, resend and answer",
            login_3x, f"{NO_CHAIN}; NAK and resend echo nothing"),
    Capture("login-2015-blocked", "R3 R8 R9", "client 7.7 that nothing answers: probes, NAT-PMP, ladder, one node leaks at 53 s",
            login_2015_blocked, f"{NO_CHAIN}; padding and challenge random; port map of another port"),
    Capture("login-2016", "R4 R7", "client 4.3: TCP to a cached node, UDP, login 33033, events 12350, contacts, HTTP checks",
            login_2016, f"{NO_CHAIN}; DH padding random; other names"),
    Capture("idle-2016", "R5 R7", "45 min idle: groups of nodes each 606 s, keep-alives each 120 and 540 s, one joined mid-stream",
            idle_2016, f"{NO_CHAIN}; DH padding random"),
    Capture("tcp-old-style", "R6", "nine streams of 2004-2016, one on port 80, three inbound",
            tcp_old_style, "no keystream twice"),
    Capture("tcp-dh", "R7", "supernodes, login, events, contacts, direct peers, one inbound",
            tcp_dh, "no generator bytes after the DH value"),
    Capture("fake-tls", "R9 R6", "fixed SSLv2 hello and server hello on 443, then old style on both sides",
            fake_tls, "random challenge, another server hello, no keystream twice"),
    Capture("ladder", "R8 R9", "a blocked client of 2015 and one of 2004 going through their ports",
            ladder, f"{NO_CHAIN}; padding and challenge random, no keystream twice, records random"),
    Capture("login-records", "R10", "16 03 01 00 00 / 17 03 01 00 00 logins of 2006 and 2015 at 33033, 12350, 443",
            login_records, "random bytes for all constants"),
    Capture("voice", "R11", "three calls: 67 B of 2004, iSAC frames, 115-190 B each 27-40 ms; shape from literature",
            voice, f"{NO_CHAIN}; type byte random"),
    Capture("video", "R12", "one call with video packets of 400-490 and 800-980 B; shape from literature",
            video, f"{NO_CHAIN}; type byte random"),
    Capture("skypeout", "R13", "UDP to port 12340 with 4 constant bytes, pairs first; shape from literature",
            skypeout, f"{NO_CHAIN}; the 4 bytes random, pairs differ"),
    Capture("file-transfer", "R14", "1370 B data and 27 B answers under one keystream, and a slow one through a relay",
            file_transfer, f"{NO_CHAIN}; type byte random, no common keystream, DH padding random"),
    Capture("relay", "R15", "segments passed between two TCP flows of one port within 2 ms, quiet and in a call",
            relay, f"{NO_CHAIN}; forwarded late and in other sizes; DH padding random"),
    Capture("supernode", "R16", "50 clients keep TCP to one node, 90 new addresses probe it; shape from literature",
            supernode, f"{NO_CHAIN}; no keystream twice"),
    *LITERATURE,
    Capture("login-refused", "R3 R8 R9", "client 7.7 that gets no answer at all; giving up after 108 s is our assumption",
            login_refused, f"{NO_CHAIN}; padding and challenge random; port map of another port"),
    Capture("login-tried", "R3 R8 R9", "the same, cut off while it tries", login_tried),
    Capture("nat-punch", "R17", "28 B of one CRC to 17 guessed ports and a private address, three times, two peers",
            nat_punch, NO_CHAIN),
    Capture("hostile", "-", "copies, forged chains, first words and handshakes, and those they are to spoil", hostile.hostile),
    Capture("generator-twin", "R1 R4 R7 R17", "logins that show everything but the generator, of no real application", hostile.other_generator),
    Capture("nat-ports", "R1", "two clients behind an address whose NAT gives each destination another port",
            hostile.nat_ports, f"{NO_CHAIN}; NAK and resend echo nothing"),
    Capture("one-way", "R1 R7", "30 probes, NAK paths and handshakes of which only what the LAN sends is seen",
            hostile.one_way, f"{NO_CHAIN}; DH padding random"),
    Capture("mid-stream", "R5", "24 connections that began before, 20 of them with an end that UDP proves",
            hostile.mid_stream, NO_CHAIN),
    Capture("proxies", "R6 R7", "handshakes behind CONNECT, SOCKS 4 and SOCKS 5, with and without a password",
            hostile.proxies, "DH padding random, no keystream twice"),
    Capture("service-names", "R18", "names in TLS, certificates, HTTP and behind a proxy; version and hotspot checks",
            cloud.service_names, "other names"),
    Capture("cloud-call", "R18", "4 s of a call: TURN in three frames and STUN with Microsoft's attributes, RTP each 20 ms",
            cloud.cloud_call, "STUN, TURN and RTP of the standards"),
    Capture("teams", "R18", "names of Teams, a service that it shares with Skype, 2 s of a call",
            cloud.teams, "other names; STUN and RTP of the standards"),
    Capture("office", "-", "60 s of ordinary traffic with the worst confusers; must never alarm", ordinary),
    Capture("blocked-login", "R4 R7", "make demo: logins of a student and of staff among three other hosts", blocked_login),
    short("login-short", "a short login in plain Ethernet: what the next nine carry in other ways"),
    short("login-ipv6", "the same over IPv6", build=short_login_ipv6),
    short("login-vlan", "the same with one VLAN tag (77)", links=[Link("vlan")]),
    short("login-qinq", "the same with two VLAN tags (300, 77)", links=[Link("qinq")]),
    short("login-pppoe", "the same in a PPPoE session", links=[Link("pppoe", 1492)]),
    short("login-mpls", "the same under two MPLS labels", links=[Link("mpls")]),
    short("login-fragmented", "the same over an MTU of 576: large datagrams are IP fragments, in order", links=[Link(mtu=576)]),
    short("login-sll", "the same, Linux cooked link type", links=[Link("sll")]),
    short("login-raw", "the same, raw IP link type", links=[Link("raw")]),
    short("login-ns", "the same as a nanosecond pcap", kind="nano"),
    Capture("login-ng", "R4 R7", "two short logins in one pcapng: Ethernet in microseconds, raw IP in nanoseconds",
            two_interfaces, links=[Link(), Link("raw")], kind="pcapng"),
)
