# what gives activities: signatures, a host rule to its flow, a host rule to its host
applications = ( { name = "talker"; family = "voip"; }, { name = "caller"; family = "voip"; },
	{ name = "pager"; family = "im"; }, { name = "mute"; family = "im"; } );
activities = [ "login", "call", "online", "page", "never" ];
signatures = (
{
	name = "login"; application = "talker"; about = "-"; source = "-";
	match = [ "size == 5" ]; then = { activity = "login"; event = "l"; };
},
{
	name = "rings"; application = "caller"; about = "-"; source = "-";
	match = [ "size == 6" ]; then = { event = "r"; };
},
{
	name = "page"; application = "pager"; about = "-"; source = "-";
	match = [ "size == 7" ]; then = { activity = "page"; };
}
);
hosts = (
{
	name = "online"; application = "talker"; about = "-"; source = "-";
	events = [ "l" ]; within = "1h"; then = { activity = "online"; };
},
{
	name = "call"; application = "caller"; about = "-"; source = "-";
	events = [ "r" ]; within = "1h"; then = { activity = { name = "call"; flow = true; }; };
}
);
