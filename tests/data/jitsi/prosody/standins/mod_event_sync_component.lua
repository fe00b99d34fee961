-- Posts as the module of that name was seen to: each event by itself, tried again three times.
local http = require "net.http";
local json = require "util.json";
local jid = require "util.jid";

local prefix = module:get_option_string("api_prefix");
local headers = { ["Content-Type"] = "application/json" };
for name, value in pairs(module:get_option("api_headers", {})) do headers[name] = value; end
local muc_host = module:get_option_string("muc_component");
local calls = {};

local function post(what, body, tries)
	local options = { method = "POST", headers = headers, body = json.encode(body) };
	http.request(prefix .. "/events/" .. what, options, function (_, code)
		if (code == 0 or code >= 500) and tries > 0 then
			module:add_timer(1, function () post(what, body, tries - 1); end);
		end
	end);
end

local function tell(what, name, room, more)
	more.event_name, more.room_jid, more.room_name = name, room.jid, jid.node(room.jid);
	more.is_breakout = false;
	post(what, more, 3);
end

local function is_focus(occupant) return jid.resource(occupant.nick) == "focus"; end

local function call_in(room)
	local call = calls[room.jid];
	if not call then
		call = { created_at = os.time(), all = {}, active = 0 };
		calls[room.jid] = call;
		tell("room/created", "muc-room-created", room, { created_at = call.created_at });
	end
	return call;
end

local function listen(muc)
	muc:hook("muc-occupant-joined", function (event)
		local call = call_in(event.room);
		if is_focus(event.occupant) then return; end
		local stay = { occupant_jid = event.occupant.jid, joined_at = os.time() };
		table.insert(call.all, stay);
		call.active = call.active + 1;
		tell("occupant/joined", "muc-occupant-joined", event.room,
			{ occupant = stay, active_occupants_count = call.active });
	end);

	muc:hook("muc-occupant-left", function (event)
		local call = calls[event.room.jid];
		if not call or is_focus(event.occupant) then return; end
		for _, stay in ipairs(call.all) do
			if stay.occupant_jid == event.occupant.jid and not stay.left_at then
				stay.left_at = os.time();
				call.active = call.active - 1;
				tell("occupant/left", "muc-occupant-left", event.room,
					{ occupant = stay, active_occupants_count = call.active });
			end
		end
	end);

	muc:hook("muc-room-destroyed", function (event)
		local call = calls[event.room.jid];
		if not call then return; end
		calls[event.room.jid] = nil;
		tell("room/destroyed", "muc-room-destroyed", event.room,
			{ created_at = call.created_at, destroyed_at = os.time(), all_occupants = call.all });
	end);
end

if prosody.hosts[muc_host] then
	listen(module:context(muc_host));
else -- hosts are activated in no particular order
	module:hook_global("host-activated", function (host)
		if host == muc_host then listen(module:context(host)); end
	end);
end
