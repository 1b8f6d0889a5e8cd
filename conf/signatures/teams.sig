# Microsoft Teams, by the names that clients send in clear text. skype-teams.sig detects
# its calls, which look like those of Skype.
#
# skywarden-signatures(5) defines the language. A name decides its own TLS or HTTP
# flow only. [ndpi] is nDPI's list of host names.

applications = ( { name = "teams"; family = "voip"; } );
set = "payload";
application = "teams";

signatures = (
{
	name = "tls-name";
	about = "a TLS session asks for a server of Teams";
	source = "measured: teams.microsoft.com and names under it; [ndpi]: teams.skype.com, teams.cloudapp.net; Microsoft's lists of addresses: teams.live.com, teams.cloud.microsoft";
	transport = "tcp";
	from = "orig";
	match = [ "tls.name ends { 'teams.microsoft.com', 'teams.live.com', 'teams.skype.com', 'teams.office.com', 'teams.cloud.microsoft', 'teams.cloudapp.net' }" ];
	then = { evidence = { kind = "name"; weight = 24; }; };
},
{
	name = "tls-certificate";
	about = "a TLS server shows a certificate of Teams";
	source = "as tls-name";
	transport = "tcp";
	from = "reply";
	match = [ "tls.certificate ends { 'teams.microsoft.com', 'teams.live.com', 'teams.skype.com', 'teams.office.com' }" ];
	then = { evidence = { kind = "name"; weight = 24; }; };
},
{
	name = "http-host";
	about = "an HTTP request to a server of Teams, or through a proxy to one";
	source = "as tls-name";
	transport = "tcp";
	from = "orig";
	match = [
		"u8[0] in {0x43, 0x47, 0x48, 0x50}", # CONNECT, GET, HEAD, POST and PUT
		"http.host ends { 'teams.microsoft.com', 'teams.live.com', 'teams.skype.com', 'teams.office.com', 'teams.cloud.microsoft' }"
	];
	then = { evidence = { kind = "name"; weight = 24; }; };
}
);
