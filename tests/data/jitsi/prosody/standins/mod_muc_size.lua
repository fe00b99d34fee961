-- Answers as Jitsi's module of that name was seen to: /room-size and /room, without decoding.
local json = require "util.json";
local array = require "util.array";
local jid = require "util.jid";
local NICK = "http://jabber.org/protocol/nick";

local function room_asked(query)
	local asked = {};
	for key, value in query:gmatch("([^=&]+)=([^&]*)") do asked[key] = value; end
	local tenant = asked.subdomain and "[" .. asked.subdomain .. "]" or "";
	local host = prosody.hosts["conference." .. asked.domain];
	return host and host.modules.muc.get_room_from_jid(tenant .. asked.room .. "@" .. host.host);
end

local function answering(answer)
	return function (event)
		local query = event.request.url.query;
		if not query then return { status_code = 400 }; end
		local room = room_asked(query);
		if not room then return { status_code = 404 }; end
		return { status_code = 200, body = json.encode(answer(room)) };
	end
end

local function room_size(room)
	local count = 0;
	for _ in room:each_occupant() do count = count + 1; end
	return { participants = count > 1 and count - 1 or count };
end

local function people(room)
	local found = array();
	for nick, occupant in room:each_occupant() do
		if jid.resource(nick) ~= "focus" then
			for _, presence in occupant:each_session() do
				found:push({
					jid = nick, email = presence:get_child_text("email") or "",
					display_name = presence:get_child_text("nick", NICK) or "",
				});
			end
		end
	end
	return #found > 0 and found or {};
end

module:provides("http", {
	default_path = "/";
	route = { ["GET /room-size"] = answering(room_size), ["GET /room"] = answering(people) };
});
