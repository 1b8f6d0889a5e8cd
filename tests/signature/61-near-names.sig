# Words that are similar to a name of this file, or to a word of the language.
applications = ( { name = "quail"; } );
application = "quial";
activities = [ "signalling" ];
registers = ( { name = "nonce"; } );
generators = ( { name = "padding"; multiply = 5; bits = 8; } );
signatures = (
{
	name = "t"; about = "-"; source = "-"; application = "qail";
	match = [ "u32[0] == nonec", "run(pading, 0..end) >= 3", "u32[0] == any nonces",
		  "window.byte > 3", "positon == 1", "since(nonc) > 1s", "dest == 1",
		  "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz == 1" ];
	remember = [ "nounce = size" ];
	then = { activity = "signaling"; event = "asked"; };
}
);
hosts = (
{
	name = "h"; about = "-"; source = "-"; events = [ "aksed" ]; unless = [ "askd" ];
	within = "5s"; then = { event = "f"; };
}
);
