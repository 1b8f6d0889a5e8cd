applications = ( { name = "skype"; family = "voip"; } );
application = "skype";
activities = [ "login", "call" ];
signatures = (
{
	name = "login"; about = "-"; source = "-"; match = [ "size == 5" ]; then = { activity = "login"; };
},
{
	name = "call"; about = "-"; source = "-"; match = [ "size == 6" ]; then = { activity = "call"; };
}
);
