-- A chat that goes on under another id takes along what it chose, planned and hears of. Lines and
-- cards stay where they were posted.

-- name: has_a_life
SELECT 1 AS found FROM chat WHERE account = :account AND chat = :chat
UNION ALL SELECT 1 FROM series_number WHERE account = :account AND chat = :chat
UNION ALL SELECT 1 FROM conference_room WHERE account = :account AND chat = :chat
UNION ALL SELECT 1 FROM followed_room WHERE account = :account AND chat = :chat
UNION ALL SELECT 1 FROM subscription WHERE account = :account AND chat = :chat
UNION ALL SELECT 1 FROM pinned_programme WHERE account = :account AND chat = :chat;

-- name: settings
UPDATE chat SET chat = :to, active = 1 WHERE account = :account AND chat = :chat;

-- name: sides
UPDATE chat SET main_chat = :to WHERE main_account = :account AND main_chat = :chat;

-- name: numbers
UPDATE series_number SET chat = :to WHERE account = :account AND chat = :chat;

-- name: series
UPDATE series SET chat = :to WHERE account = :account AND chat = :chat;

-- name: subscriptions
UPDATE subscription SET chat = :to WHERE account = :account AND chat = :chat;

-- name: announcements
UPDATE announcement SET chat = :to WHERE account = :account AND chat = :chat;

-- name: imported
UPDATE imported SET chat = :to WHERE account = :account AND chat = :chat;

-- name: rooms
UPDATE conference_room SET chat = :to WHERE account = :account AND chat = :chat;

-- name: owned_rooms
UPDATE owned_room SET chat = :to WHERE account = :account AND chat = :chat;

-- name: follows
UPDATE followed_room SET chat = :to WHERE account = :account AND chat = :chat;

-- name: wishes
UPDATE wish SET asked_in = :to WHERE account = :account AND asked_in = :chat;

-- name: cards
UPDATE card SET closed_at = :now
 WHERE account = :account AND chat = :chat AND closed_at IS NULL;

-- name: programme
UPDATE pinned_programme SET chat = :to, key = key || ':' || :to, shown = ''
 WHERE account = :account AND chat = :chat;
