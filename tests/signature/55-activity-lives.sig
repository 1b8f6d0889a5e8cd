# How activities live, and what is wrong with it.
applications = ( { name = "a"; } );
application = "a";
activities = (
	{ name = "call"; lasts = "10s"; rank = 6; call = true; },
	{ name = "idle"; lasts = "11min"; alone = true; },
	"plain",
	{ name = "endless"; lasts = "never"; },
	{ name = "high"; rank = 256; },
	{ name = "more"; life = 3; },
	{ lasts = "1s"; },
	7,
	"call",
	"twice",
	{ name = "twice"; lasts = "3s"; },
	{ name = "twice"; lasts = "4s"; },
	{ name = "call"; lasts = "10s"; rank = 6; call = true; },
	{ name = "call"; lasts = "10s"; rank = 5; call = true; },
	{ name = "call"; lasts = "10s"; rank = 6; },
	{ name = "call"; lasts = "10s"; rank = 6; call = true; alone = true; }
);
signatures = (
{
	name = "good"; about = "-"; source = "-";
	match = [ "u32[0] == 7" ];
	then = { activity = { name = "call"; weight = 20; adds = true; host = false; }; };
},
{
	name = "unknown"; about = "-"; source = "-";
	then = { activity = { name = "walk"; }; };
},
{
	name = "of-neither"; about = "-"; source = "-";
	then = { activity = { name = "call"; host = false; flow = false; }; };
},
{
	name = "too-heavy"; about = "-"; source = "-";
	match = [ "size == 7" ];
	then = { activity = { name = "call"; weight = 20; }; };
},
{
	name = "key"; about = "-"; source = "-";
	then = { activity = { name = "call"; bits = 20; }; };
},
{
	name = "type"; about = "-"; source = "-";
	then = { activity = 3; };
}
);
