# One error each, in what others use: they are not wrong for that.
applications = ( { name = "quail"; family = "p2p"; colour = 3; } );
application = "quail";
activities = ( { name = "talk"; lasts = 5; }, { name = "chat"; colour = 3; } );
registers = (
	{ name = "tag"; scope = "planet"; },
	{ name = "id"; bits = 12; },
	{ name = "ids"; recent = 9; },
	{ name = "all"; scope = "direction"; recent = 8; colour = 3; },
	{ name = "more"; scope = "direction"; recent = 8; colour = 3; }
);
generators = (
	{ name = "g"; multiply = 5; add = 3; bits = 9; },
	{ name = "w"; multiply = 0; }
);
signatures = (
{
	name = "users"; about = "-"; source = "-";
	match = [ "run(g, 0..end) >= 3", "u32[0] == next(w, u32[4])" ];
	relation = [ "u32[8] == tag", "u32[12] follows id by w within 1..60000",
		     "u16[16] == any ids" ];
	remember = [ "tag = u32[8]", "id = u32[12]", "all = u32[0]", "more = u32[4]" ];
	then = { evidence = { kind = "generator"; weight = 64; };
		 activity = { name = "talk"; weight = 60; }; };
},
{
	name = "misspelt"; about = "-"; source = "-";
	match = [ "u16[0] ==" ];
	then = { evidence = { kind = "constant"; weight = 16; };
		 activity = { name = "chat"; weight = 16; }; };
},
{
	name = "of-neither"; about = "-"; source = "-"; application = "snipe";
	flows = "decided"; on = "end";
	then = { evidence = { kind = "size"; weight = 20; }; activity = "talk"; event = "over";
		 learn = { lifetime = "1h"; weight = 1; }; client_info = { version = "1"; }; };
},
{
	name = "of-which"; about = "-"; source = "-"; flows = "decide"; on = "end";
	then = { activity = "talk"; };
},
{
	name = "on-what"; about = "-"; source = "-"; flows = "decided"; on = "windows"; window = "3s";
	match = [ "window.bytes > 3" ];
	then = { activity = "talk"; };
},
{
	about = "-"; source = "-";
	match = [ "size == 5" ];
	then = { event = "nameless"; };
},
{
	name = "named-event"; about = "-"; source = "-";
	then = { event = "two words"; key = "size"; };
},
{
	name = "likened"; about = "-"; source = "-";
	match = [ "tls.name liek '*.*.b'" ];
	then = { client_info = { version = "$2.$1"; }; };
},
{
	name = "buffers"; about = "-"; source = "-";
	match = "x = bytes[0..4]";
	relation = [ "x.u8[0] == 1" ];
	then = { event = "buffered"; };
}
);
hosts = (
{
	name = "all"; about = "-"; source = "-"; within = "5s"; peers = 5;
	at_least = "5"; keys = 0; key_peers = 3; share_of = "nameless"; share = 500;
	events = [ "nameless", "two words", "over", "buffered" ];
	then = { evidence = { kind = "size"; weight = 3; }; };
}
);
