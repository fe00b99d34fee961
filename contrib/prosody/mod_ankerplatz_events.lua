-- Posts to Ankerplatz who comes to, leaves, and renames themselves in conference rooms.
--
-- For Prosody 0.12 and 13, on the MUC component that has the conferences. See README.md.
-- License: AGPL-3.0-or-later, as the rest of Ankerplatz.

local http = require "net.http";
local json = require "util.json";
local hashes = require "util.hashes";
local id = require "util.id";
local jid = require "util.jid";
local queue = require "util.queue";
local time = require "util.time";

local url = module:get_option_string("ankerplatz_url");
local secret = module:get_option_string("ankerplatz_secret");
local send_names = module:get_option_boolean("ankerplatz_names", true);
local hidden_domains = module:get_option_set("ankerplatz_hidden_domains", {});
local bearer = module:get_option_boolean("ankerplatz_bearer", false);

local NICK = "http://jabber.org/protocol/nick";
local MOST_WAITING = 1000;
local FIRST_PAUSE, LONGEST_PAUSE = 1, 30;

-- Names this load of the module; numbers go up by one with each post, so that gaps show.
local boot, number = id.medium(), 0;
-- room JID -> { began_at, seats = { [occupant nick] = { jid, joined_at, name, hidden } } }
local calls = {};

if not (url and secret) then
	module:log("error", "ankerplatz_url and ankerplatz_secret are both needed; nothing is posted");
	return;
end

---------------------------------------------------------------- posting
-- One after the other: a post that does not arrive is tried again, and holds up those behind it.

local waiting = queue.new(MOST_WAITING, true); -- when full, the oldest is dropped
local in_flight, stopped, pause = nil, false, FIRST_PAUSE;
local post_next;

local function headers_for(body)
	local headers = { ["Content-Type"] = "application/json" };
	if bearer then
		headers["Authorization"] = "Bearer " .. secret;
	else
		headers["X-Ankerplatz-Signature"] = "sha256=" .. hashes.hmac_sha256(secret, body, true);
	end
	return headers;
end

local function on_answer(_, code)
	local posted = in_flight;
	in_flight = nil;
	if stopped then return; end
	if code == 0 or code >= 500 or code == 408 or code == 429 then
		module:log("warn", "Ankerplatz does not take what is posted (%s); next try in %ds", code, pause);
		module:add_timer(pause, post_next);
		pause = math.min(pause * 2, LONGEST_PAUSE);
		return;
	end
	if code >= 300 then
		module:log("error", "Ankerplatz refuses what is posted: %s", code);
	end
	pause = FIRST_PAUSE;
	if waiting:peek() == posted then waiting:pop(); end -- else it was dropped meanwhile
	post_next();
end

function post_next()
	local body = waiting:peek();
	if in_flight or stopped or not body then return; end
	in_flight = body;
	http.request(url, { method = "POST", headers = headers_for(body), body = body }, on_answer);
end

---------------------------------------------------------------- what is posted

local function seat_of(occupant, since)
	local presence = occupant:get_presence();
	local domain = jid.host(occupant.bare_jid);
	return {
		jid = occupant.jid or occupant.bare_jid;
		joined_at = since or time.now();
		name = presence and presence:get_child_text("nick", NICK) or "";
		hidden = hidden_domains:contains(domain) or domain:sub(1, 9) == "recorder." or nil;
		is_focus = jid.resource(occupant.nick) == "focus";
	};
end

local function tell(event, room, call, seat)
	if seat and seat.is_focus then return; end
	local taken = 0;
	for _, other in pairs(call.seats) do
		if not other.is_focus then taken = taken + 1; end
	end
	number = number + 1;
	waiting:push(json.encode({
		v = 1, boot = boot, seq = number, event = event, at = time.now(),
		room_jid = room.jid, meeting_id = room._data and room._data.meetingId,
		began_at = call.began_at, seats = taken,
		occupant = seat and {
			occupant_jid = seat.jid, joined_at = seat.joined_at, hidden = seat.hidden,
			name = send_names and seat.name or nil,
		},
	}));
	post_next();
end

local function sit_down(room, call, occupant)
	if call.seats[occupant.nick] then return; end
	local seat = seat_of(occupant);
	call.seats[occupant.nick] = seat;
	tell("joined", room, call, seat);
end

-- The call in a room. One that began before the module was loaded is told of when it first matters.
local function call_in(room)
	local call = calls[room.jid];
	if not call then
		call = { began_at = time.now(), seats = {} };
		calls[room.jid] = call;
		tell("room-created", room, call);
		for _, occupant in room:each_occupant() do
			sit_down(room, call, occupant);
		end
	end
	return call;
end

module:hook("muc-occupant-joined", function (event)
	sit_down(event.room, call_in(event.room), event.occupant);
end, -100);

-- Every presence of somebody in a room comes by here, also the one that changes their name.
module:hook("muc-broadcast-presence", function (event)
	local call = calls[event.room.jid];
	if not call or event.stanza.attr.type == "unavailable" then return; end
	sit_down(event.room, call, event.occupant); -- who changes their nick joins nowhere else
	local seat = call.seats[event.occupant.nick];
	local name = seat_of(event.occupant).name;
	if name ~= seat.name then
		seat.name = name;
		tell("renamed", event.room, call, seat);
	end
end, -100);

module:hook("muc-occupant-left", function (event)
	local call = call_in(event.room);
	local seat = call.seats[event.nick];
	call.seats[event.nick] = nil;
	if seat then tell("left", event.room, call, seat); end
end, -100);

module:hook("muc-room-destroyed", function (event)
	local call = calls[event.room.jid];
	if not call then return; end
	call.seats = {};
	calls[event.room.jid] = nil;
	tell("room-destroyed", event.room, call);
end, -100);

function module.unload()
	stopped = true;
end
