# Skype's services in the cloud, by the names that clients send in clear text.
#
# skywarden-signatures(5) defines the language. "source" names where a fact comes
# from: [ndpi] nDPI's list of host names, [baset] Baset and Schulzrinne 2004, [snort]
# Snort's rules. "Measured" means in captures of 2006, 2015 and 2016.
#
# A name decides its own TLS or HTTP flow only, neither the host nor its other flows. Names that Skype shares with Teams are in skype-teams.sig.

applications = ( { name = "skype-cloud"; family = "voip"; } );
set = "payload";
application = "skype-cloud";

signatures = (
{
	name = "tls-name";
	about = "a TLS session asks for a server of Skype";
	source = "measured: config, apps, pipe, api of skype.com, skypeassets.com; [ndpi]";
	transport = "tcp";
	from = "orig";
	match = [
		"tls.name ends { 'skype.com', 'skype.net', 'skypeassets.com', 'gateway.messenger.live.com' }",
		# These belong to Teams or to both. The last one has many users: browsers and office
		# programs fetch their settings there.
		"not tls.name ends { 'teams.skype.com', 'asm.skype.com', 'flightproxy.skype.com', 'edge.skype.com' }"
	];
	then = { evidence = { kind = "name"; weight = 24; }; };
},
{
	name = "tls-certificate";
	about = "a TLS server shows a certificate of Skype";
	# Clients of 2015 and 2016 name no server in their hello.
	source = "measured: *.config.skype.com, *.pipe.skype.com, *.gateway.messenger.live.com, which is the gateway of clients since 2014";
	transport = "tcp";
	from = "reply";
	match = [
		"tls.certificate ends { 'skype.com', 'skype.net', 'skypeassets.com', 'gateway.messenger.live.com' }",
		"not tls.certificate ends { 'teams.skype.com', 'asm.skype.com', 'flightproxy.skype.com', 'edge.skype.com' }"
	];
	then = { evidence = { kind = "name"; weight = 24; }; };
},
{
	name = "tls-certificate-shared";
	about = "a client that names no server gets the certificate of a service where Skype keeps its settings";
	# Browsers fetch settings there, too, but send its name: their hello has at least 81 bytes.
	source = "measured: 62 bytes, then edge.skype.com, where b.config.skype.com was asked for in 2016";
	transport = "tcp";
	from = "reply";
	match = [ "tls.certificate ends 'edge.skype.com'", "directions[1] == 0", "sizes[1] in 44..80" ];
	then = { evidence = { kind = "name"; weight = 24; }; };
},
{
	name = "http-host";
	about = "an HTTP request to a server of Skype, or through a proxy to one";
	source = "measured: ui.skype.com, conn.skype.com; [ndpi]";
	transport = "tcp";
	from = "orig";
	match = [
		"u8[0] in {0x43, 0x47, 0x48, 0x50}", # CONNECT, GET, HEAD, POST and PUT
		"http.host ends { 'skype.com', 'skype.net', 'skypeassets.com', 'gateway.messenger.live.com' }",
		"not http.host ends { 'teams.skype.com', 'asm.skype.com', 'flightproxy.skype.com', 'edge.skype.com' }"
	];
	then = { evidence = { kind = "name"; weight = 24; }; };
},
{
	name = "version-check";
	about = "the client asks whether there is a newer version of itself";
	source = "[baset], [snort]; measured once a start in 2006 and 2016";
	transport = "tcp";
	from = "orig";
	match = [
		"http.method == 'GET'",
		"http.path like '/ui/#/*/*/getlatestversion**' or http.path like '/ui/#/*/*/getnewestversion**'",
		"http.host ends 'skype.com'"
	];
	then = { evidence = { kind = "name"; weight = 24; }; };
},
{
	name = "wispr-check";
	about = "the client checks for a hotspot between it and the network";
	source = "measured at every start in 2016: GET /, User-Agent Skype WISPr";
	transport = "tcp";
	from = "orig";
	match = [ "http.method == 'GET'", "http.agent == 'Skype WISPr'" ];
	then = { evidence = { kind = "name"; weight = 24; }; };
}
);
