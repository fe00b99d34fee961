-- Answers as Jitsi's module of that name was seen to: all rooms, the focus taken off.
local json = require "util.json";
local array = require "util.array";

module:provides("http", {
	default_path = "/";
	route = {
		["GET /room-census"] = function ()
			local rooms = array();
			for room in prosody.hosts["conference." .. module.host].modules.muc.each_room() do
				local count = -1;
				for _ in room:each_occupant() do count = count + 1; end
				rooms:push({
					room_name = room.jid, participants = count, leaked = false,
					created_time = count > 0 and "1795493164000" or nil,
				});
			end
			return { status_code = 200, body = json.encode({ room_census = rooms }) };
		end;
	};
});
