# Microsoft Teams, by the names that its clients say aloud; its calls are those of
# skype-teams.sig, where they cannot be told apart from Skype's.
#
# skywarden-signatures(5) defines the language. A name decides its own TLS or HTTP
# flow, and nothing else. [ndpi] is nDPI's list of host names.

applications = ( { name = "teams"; family = "voip"; } );
application = "teams";

signatures = (
{
	name = "tls-name";
	about = "a TLS session asks for a server of Teams";
	source = "measured: teams.microsoft.com and names under it; [ndpi]: teams.skype.com, teams.cloudapp.net; Microsoft's lists of addresses: teams.live.com, teams.cloud.microsoft";
	transport = "tcp";
	from = "orig";
	match = [ "tls.name ends 'teams.microsoft.com' or tls.name ends 'teams.live.com' or tls.name ends 'teams.skype.com' or tls.name ends 'teams.office.com' or tls.name ends 'teams.cloud.microsoft' or tls.name ends 'teams.cloudapp.net'" ];
	then = { evidence = { kind = "name"; weight = 24; }; };
},
{
	name = "tls-certificate";
	about = "a TLS server shows a certificate of Teams";
	source = "as tls-name";
	transport = "tcp";
	from = "reply";
	match = [ "tls.certificate ends 'teams.microsoft.com' or tls.certificate ends 'teams.live.com' or tls.certificate ends 'teams.skype.com' or tls.certificate ends 'teams.office.com'" ];
	then = { evidence = { kind = "name"; weight = 24; }; };
},
{
	name = "http-host";
	about = "an HTTP request to a server of Teams, or through a proxy to one";
	source = "as tls-name";
	transport = "tcp";
	from = "orig";
	match = [
		"turn <= 8", "u8[0] in 0x41..0x5a",
		"http.host ends 'teams.microsoft.com' or http.host ends 'teams.live.com' or http.host ends 'teams.skype.com' or http.host ends 'teams.office.com' or http.host ends 'teams.cloud.microsoft'"
	];
	then = { evidence = { kind = "name"; weight = 24; }; };
}
);
