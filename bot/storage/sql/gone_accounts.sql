-- Whoever read in a chat or planned something has a row in one of these; the large tables, which
-- would take long, have no others. The beat is that of the copy which serves the account.
-- name: accounts
SELECT used.account AS account, COALESCE(tenure.beat, -1) AS beat
  FROM (SELECT account FROM position UNION SELECT account FROM chat
        UNION SELECT account FROM series_number UNION SELECT account FROM conference_room) AS used
  LEFT JOIN tenure ON tenure.account = used.account;

-- name: erase_lines
DELETE FROM inbox WHERE id IN (SELECT id FROM inbox WHERE account = :account LIMIT :most)
RETURNING id;

-- name: erase_deliveries
DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE account = :account LIMIT :most)
RETURNING id;

-- What belongs to a series goes with it.
-- name: erase_series
DELETE FROM series WHERE id IN (SELECT id FROM series WHERE account = :account LIMIT :most)
RETURNING id;

-- name: erase_subscriptions
DELETE FROM subscription
 WHERE (series, lead, account, chat) IN (SELECT series, lead, account, chat FROM subscription
                                          WHERE account = :account LIMIT :most)
RETURNING lead;

-- name: erase_positions
DELETE FROM position WHERE account = :account RETURNING name;

-- name: erase_chats
DELETE FROM chat WHERE account = :account RETURNING chat;

-- A chat that a bridge joined to one of them stands alone again.
-- name: part_from_chats
UPDATE chat SET main_account = NULL, main_chat = NULL WHERE main_account = :account;

-- name: erase_bridge_codes
DELETE FROM bridge_code WHERE account = :account RETURNING code;

-- name: erase_rooms
DELETE FROM conference_room WHERE account = :account RETURNING node;

-- name: erase_cards
DELETE FROM card WHERE account = :account RETURNING id;

-- name: erase_follows
DELETE FROM followed_room WHERE account = :account RETURNING node;

-- name: erase_wishes
DELETE FROM wish WHERE account = :account RETURNING node;

-- name: erase_own_rooms
DELETE FROM owned_room WHERE account = :account RETURNING node;

-- name: erase_numbers
DELETE FROM series_number WHERE account = :account RETURNING chat;

-- name: erase_reactions
DELETE FROM reaction WHERE account = :account RETURNING line;

-- name: erase_announcements
DELETE FROM announcement WHERE account = :account RETURNING chat;

-- name: erase_silence
DELETE FROM unreachable WHERE account = :account RETURNING chat;

-- name: erase_feeds
DELETE FROM private_feed WHERE account = :account RETURNING chat;

-- name: erase_imports
DELETE FROM imported WHERE account = :account RETURNING uid;

-- name: erase_passes
DELETE FROM dashboard_pass WHERE account = :account RETURNING digest;

-- name: erase_pins
DELETE FROM pinned_programme WHERE account = :account RETURNING chat;

-- name: erase_fixtures
DELETE FROM fixture WHERE account = :account RETURNING name;

-- name: erase_tenure
DELETE FROM tenure WHERE account = :account RETURNING owner;
