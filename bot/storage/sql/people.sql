-- Asked for seldom, so looked for in all payloads; :quoted is the id as it stands in JSON.
-- name: series_of
SELECT id, account, chat, number, is_over, payload FROM series
 WHERE payload LIKE '%' || :quoted || '%' ESCAPE '!'
 ORDER BY account, chat, number;

-- name: forget_subscriptions
DELETE FROM subscription WHERE account = :account AND person = :person;

-- name: forget_rsvps
DELETE FROM rsvp WHERE person = :person;

-- name: forget_reactions
DELETE FROM reaction WHERE person = :person;

-- What was told to them, or is to be told to them by itself.
-- name: forget_deliveries
DELETE FROM outbox
 WHERE account = :account AND chat = :person AND (finished_at IS NOT NULL OR urgency = 1);

-- name: forget_chat
DELETE FROM chat WHERE account = :account AND chat = :person;

-- name: forget_rooms
DELETE FROM conference_room WHERE account = :account AND chat = :person;

-- name: forget_cards
DELETE FROM card WHERE account = :account AND chat = :person;
