-- Asked for seldom, so looked for in all payloads; :quoted is the id as it stands in JSON.
-- name: series_of
SELECT id, account, chat, number, is_over, payload FROM series
 WHERE payload LIKE '%' || :quoted || '%' ESCAPE '!'
 ORDER BY account, chat, number;

-- name: traces
SELECT (SELECT COUNT(*) FROM reaction WHERE person = :person) AS reactions,
       (SELECT COUNT(*) FROM wish WHERE account = :account AND chat = :person) AS waits,
       (SELECT COUNT(*) FROM private_feed WHERE account = :account AND chat = :person) AS calendars,
       (SELECT COUNT(*) FROM dashboard_pass WHERE account = :account AND person = :person)
       AS dashboards,
       (SELECT COUNT(*) FROM owned_room WHERE account = :account AND made_by = :person) AS rooms;

-- name: forget_subscriptions
DELETE FROM subscription WHERE account = :account AND (person = :person OR chat = :person);

-- name: forget_rsvps
DELETE FROM rsvp WHERE person = :person;

-- name: forget_reactions
DELETE FROM reaction WHERE person = :person;

-- What was told to them, and what is to be told to them by itself; an edit may be held.
-- name: forget_told
DELETE FROM outbox WHERE account = :account AND chat = :person AND finished_at IS NOT NULL;

-- name: forget_reminders
DELETE FROM outbox WHERE account = :account AND chat = :person AND state < 2 AND urgency = 1;

-- name: forget_held_reminders
DELETE FROM outbox
 WHERE account = :account AND chat = :person AND urgency = 1
   AND edits IS NOT NULL AND finished_at IS NULL;

-- name: forget_chat
DELETE FROM chat WHERE account = :account AND chat = :person;

-- name: forget_rooms
DELETE FROM conference_room WHERE account = :account AND chat = :person;

-- name: forget_cards
DELETE FROM card WHERE account = :account AND chat = :person;

-- name: forget_wishes
DELETE FROM wish WHERE account = :account AND chat = :person;

-- name: forget_follows
DELETE FROM followed_room WHERE account = :account AND chat = :person;

-- name: forget_feed
DELETE FROM private_feed WHERE account = :account AND chat = :person;

-- name: forget_silence
DELETE FROM unreachable WHERE account = :account AND chat = :person;

-- name: forget_dashboards
DELETE FROM dashboard_pass WHERE account = :account AND person = :person;

-- Rooms that others use stay; who made them is not known then.
-- name: forget_own_rooms
DELETE FROM owned_room WHERE account = :account AND chat = :person;

-- name: forget_maker
UPDATE owned_room SET made_by = NULL WHERE account = :account AND made_by = :person;

-- What somebody planned with the bot alone, where no other chat took it over.
-- name: forget_series
DELETE FROM series WHERE account = :account AND chat = :person;

-- name: forget_numbers
DELETE FROM series_number WHERE account = :account AND chat = :person;

-- name: forget_announcements
DELETE FROM announcement WHERE account = :account AND chat = :person;

-- name: forget_imports
DELETE FROM imported WHERE account = :account AND chat = :person;

-- name: forget_bridge
DELETE FROM bridge_code WHERE account = :account AND chat = :person;

-- name: forget_pin
DELETE FROM pinned_programme WHERE account = :account AND chat = :person;
