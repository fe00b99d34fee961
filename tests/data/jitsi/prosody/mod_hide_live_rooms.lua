-- As Jitsi's muc_hide_all does: an outsider's question about a live room is refused, for an absent
-- one Prosody's own "not found" stands.
module:hook("iq-get/bare/http://jabber.org/protocol/disco#info:query", function (event)
	local room = module:depends("muc").get_room_from_jid(event.stanza.attr.to);
	if room and not room:get_occupant_by_real_jid(event.stanza.attr.from) then
		event.origin.send(require "util.stanza".error_reply(event.stanza, "auth", "forbidden"));
		return true;
	end
end, 10);
