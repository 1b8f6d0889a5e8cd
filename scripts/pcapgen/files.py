# SPDX-License-Identifier: GPL-2.0-or-later
"""The files: classic pcap, pcapng, labels, activities. Times are whole microseconds."""
import struct

BEGIN_SECONDS = 1_577_836_800  # 2020-01-01 00:00 UTC, second 0 of every capture
COLUMNS = ("proto", "ip_a", "port_a", "ip_b", "port_b", "packets", "bytes", "label", "why", "sure", "role", "shape")


def pcap(frames, link_type, nano=False):
    """frames: (microseconds, interface, bytes, bytes on the wire). The nanosecond kind keeps an
    odd 7 ns in each stamp, so that a reader that ignores the magic shows."""
    out = [struct.pack("<IHHiIII", 0xA1B23C4D if nano else 0xA1B2C3D4, 2, 4, 0, 0, 65535, link_type)]
    for at, _, data, length in frames:
        second, fraction = divmod(at, 1_000_000)
        if nano:
            fraction = fraction * 1000 + 7
        out += [struct.pack("<IIII", BEGIN_SECONDS + second, fraction, len(data), length), data]
    return b"".join(out)


def pcapng(frames, links):
    """One interface block a link; the second interface counts nanoseconds."""
    out = [_block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))]
    for index, link in enumerate(links):
        options = _option(2, b"lan%d" % index) + _option(9, b"\x09" if index else b"\x06") + _option(0, b"")
        out.append(_block(1, struct.pack("<HHI", link.type, 0, 65535) + options))
    for at, interface, data, length in frames:
        stamp = (BEGIN_SECONDS * 1_000_000 + at) * (1000 if interface else 1)
        head = struct.pack("<IIIII", interface, stamp >> 32, stamp & 0xFFFFFFFF, len(data), length)
        out.append(_block(6, head + _pad(data)))
    return b"".join(out)


def _pad(data):
    return data + bytes(-len(data) % 4)


def _option(code, value):
    return struct.pack("<HH", code, len(value)) + _pad(value)


def _block(kind, body):
    size = struct.pack("<I", len(body) + 12)
    return struct.pack("<I", kind) + size + body + size


def labels(rows):
    """RFC 4180 as csv.writer does it, with the line ends of the other label files."""
    lines = [",".join(COLUMNS)]
    for row in rows:
        lines.append(",".join(_cell(str(row[column])) for column in COLUMNS))
    return "\n".join(lines) + "\n"


def activities(rows):
    """(host, activity, start, end): what each host did, in seconds to the millisecond."""
    lines = ["host,activity,start,end"]
    for host, activity, start, end in rows:
        lines.append(f"{host},{activity},{_seconds(start)},{_seconds(end)}")
    return "\n".join(lines) + "\n"


def _seconds(microseconds):
    return f"{microseconds // 1_000_000}.{microseconds // 1000 % 1000:03}"


def _cell(text):
    if any(mark in text for mark in ',"\n'):
        return '"' + text.replace('"', '""') + '"'
    return text
