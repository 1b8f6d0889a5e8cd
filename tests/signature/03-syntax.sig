applications = ( { name = "a"; } );
application = "a";
signatures = (
	{ name = "t" about "x" }
);
