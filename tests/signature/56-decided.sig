# Signatures about decided flows, and about windows.
applications = ( { name = "a"; } );
activities = [ "call" ];
application = "a";
registers = ( { name = "r"; scope = "direction"; } );
signatures = (
{
	name = "good"; about = "-"; source = "-";
	flows = "decided"; on = "window"; window = "2s";
	match = [ "window.payloads in 20..160", "window.bytes of reverse < 500",
		  "window.sizes(400..490) * 10 >= window.payloads", "window.seconds == 2",
		  "window.forwarded >= 3", "not activity('call')", "source.port > 1024" ];
	then = { activity = { name = "call"; weight = 12; }; };
},
{
	name = "good-too"; about = "-"; source = "-";
	flows = "decided"; on = "decision";
	match = [ "inbound == 1" ];
	then = { event = "e"; };
},
{
	name = "good-end"; about = "-"; source = "-";
	flows = "decided"; on = "end";
	match = [ "payloads of reverse <= 1" ];
	then = { event = "f"; };
},
{
	name = "good-repeat"; about = "-"; source = "-";
	transport = "tcp"; flows = "decided"; on = "retransmission"; from = "orig";
	match = [ "age >= 15s", "size == 3" ];
	then = { event = "h"; };
},
{
	name = "all-repeats"; about = "-"; source = "-"; on = "retransmission";
	then = { event = "h"; };
},
{
	name = "end-without-packet"; about = "-"; source = "-";
	flows = "decided"; on = "end";
	match = [ "size == 3", "window.bytes > 1" ];
	then = { event = "f"; };
},
{
	name = "all"; about = "-"; source = "-";
	on = "window"; window = "2s";
	then = { event = "e"; };
},
{
	name = "start"; about = "-"; source = "-";
	flows = "decided"; on = "start";
	then = { event = "e"; };
},
{
	name = "no-window"; about = "-"; source = "-";
	flows = "decided"; on = "window";
	then = { event = "e"; };
},
{
	name = "long"; about = "-"; source = "-";
	flows = "decided"; on = "window"; window = "8s";
	then = { event = "e"; };
},
{
	name = "odd"; about = "-"; source = "-";
	flows = "decided"; on = "window"; window = "1.5s";
	then = { event = "e"; };
},
{
	name = "not-asked"; about = "-"; source = "-";
	flows = "decided"; window = "2s";
	match = [ "window.bytes > 3" ];
	then = { event = "e"; };
},
{
	name = "packet"; about = "-"; source = "-";
	flows = "decided"; on = "window"; window = "2s";
	match = [ "size == 4", "u8[0] == 1" ];
	remember = [ "r = window.bytes" ];
	then = { event = "e"; };
},
{
	name = "step"; about = "-"; source = "-";
	flows = "decided";
	steps = ( { match = [ "size == 3" ]; }, { on = "window"; window = "1s"; } );
	then = { event = "e"; };
},
{
	name = "ranges"; about = "-"; source = "-";
	flows = "decided"; on = "window"; window = "2s";
	match = [ "window.sizes(1..1) == 1", "window.sizes(1..2) == 1", "window.sizes(1..3) == 1",
		  "window.sizes(1..4) == 1", "window.sizes(1..5) == 1", "window.sizes(1..6) == 1",
		  "window.sizes(1..7) == 1", "window.sizes(1..8) == 1", "activity('walk')" ];
	then = { event = "e"; };
}
);
hosts = (
{
	name = "good-rule"; about = "-"; source = "-";
	events = [ "e" ]; within = "1s"; unless = [ "f" ];
	then = { activity = "call"; };
},
{
	name = "unless-nothing"; about = "-"; source = "-";
	events = [ "e" ]; within = "1s"; unless = [ "g" ];
	then = { activity = "call"; };
},
{
	name = "unless-much"; about = "-"; source = "-";
	events = [ "e" ]; within = "1s"; unless = [ "f", "f", "f", "f", "f" ];
	then = { activity = "call"; };
}
);
