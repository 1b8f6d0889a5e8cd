# Host rules count: distinct keys, of one own port, as a share of other events.
applications = ( { name = "a"; } );
application = "a";
signatures = (
{ name = "t"; about = "-"; source = "-"; match = [ "size == 3" ];
  then = { event = "asked"; key = "dest.port"; }; },
{ name = "u"; about = "-"; source = "-"; match = [ "size == 4" ];
  then = { event = "answered"; key = "size"; }; }
);
hosts = (
{ name = "good"; about = "-"; source = "-"; events = [ "asked", "answered" ];
  same = [ "peer", "port" ]; different = [ "flow", "key" ]; each = [ "port" ];
  at_least = 8; peers = 4; keys = 3; key_peers = 2; share_of = "asked"; share = 50; within = "9s";
  then = { evidence = { kind = "fanout"; weight = 8; }; event = "done"; }; },
{ name = "keys"; about = "-"; source = "-"; events = [ "asked" ];
  keys = 4; at_least = 3; within = "1s"; then = { event = "a1"; }; },
{ name = "key-peers"; about = "-"; source = "-"; events = [ "asked" ];
  keys = 3; key_peers = 2; at_least = 5; within = "1s"; then = { event = "a8"; }; },
{ name = "one-key"; about = "-"; source = "-"; events = [ "asked" ];
  key_peers = 2; at_least = 5; within = "1s"; then = { event = "a9"; }; },
{ name = "no-keys"; about = "-"; source = "-"; events = [ "asked" ];
  keys = 0; within = "1s"; then = { event = "a2"; }; },
{ name = "each"; about = "-"; source = "-"; events = [ "asked" ];
  each = [ "address" ]; within = "1s"; then = { event = "a3"; }; },
{ name = "share-of-what"; about = "-"; source = "-"; events = [ "asked" ];
  share = 50; within = "1s"; then = { event = "a4"; }; },
{ name = "of-how-much"; about = "-"; source = "-"; events = [ "asked" ];
  share_of = "asked"; within = "1s"; then = { event = "a5"; }; },
{ name = "of-nothing"; about = "-"; source = "-"; events = [ "asked" ];
  share_of = "a99"; share = 1; within = "1s"; then = { event = "a6"; }; },
{ name = "over-share"; about = "-"; source = "-"; events = [ "asked" ];
  share_of = "asked"; share = 101; within = "1s"; then = { event = "a7"; }; }
);
