# A file that promises to read no payload byte is held to it.
payload = false;
applications = ( { name = "a"; } );
application = "a";
generators = ( { name = "g"; multiply = 5; bits = 8; } );
registers = ( { name = "r"; bits = 16; } );
signatures = (
{ name = "good"; about = "-"; source = "-";
  match = [ "size == 3", "turn == 1", "sizes[1] == size + 5 or not (dest.port == 53)", "at least 1 of (iat < 1s; age > 2s)" ];
  relation = [ "known >= 5", "since(r) < 3s" ]; remember = [ "r = size" ];
  then = { event = "e"; key = "source.port"; }; },
{ name = "field"; about = "-"; source = "-"; match = [ "size == 3",
  "u8[0] == 1" ];
  then = { event = "e"; }; },
{ name = "deep"; about = "-"; source = "-"; match = [ "size == 3 and not (turn == 1 or le16[0] * 2 > size)" ];
  then = { event = "e"; }; },
{ name = "bytes"; about = "-"; source = "-"; match = [ "bytes[0] == 'x'" ];
  then = { event = "e"; }; },
{ name = "contains"; about = "-"; source = "-"; match = [ "bytes contains 'xyz'" ];
  then = { event = "e"; }; },
{ name = "run"; about = "-"; source = "-"; match = [ "run(g, 4..9) >= 3" ];
  then = { event = "e"; }; },
{ name = "relations"; about = "-"; source = "-"; relation = [ "relations(g, 4..end) >= 3" ];
  then = { event = "e"; }; },
{ name = "buffer"; about = "-"; source = "-"; match = [ "x = bytes[0..4]", "x.u8[0] == 1" ];
  then = { event = "e"; }; },
{ name = "step"; about = "-"; source = "-"; steps = (
  { match = [ "size == 3" ]; }, { match = [ "at least 2 of (size == 5; u8[1] == 2; turn == 2)" ]; } );
  then = { event = "e"; }; },
{ name = "remember"; about = "-"; source = "-"; match = [ "size == 3" ];
  remember = [ "r = u16[0]" ]; then = { event = "e"; }; },
{ name = "name"; about = "-"; source = "-"; match = [ "tls.name == 'a.b'" ];
  then = { event = "e"; }; },
{ name = "element"; about = "-"; source = "-"; match = [ "tlv(20, 1, 2, 4, 1) == 0" ];
  then = { event = "e"; }; },
{ name = "key"; about = "-"; source = "-"; match = [ "size == 3" ];
  then = { event = "e"; key = "u32[0]"; }; }
);
