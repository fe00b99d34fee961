-- name: purge_lines
DELETE FROM inbox WHERE closed_at < :before RETURNING id;

-- name: purge_rooms
DELETE FROM conference_room WHERE used_at < :before RETURNING node;

-- A card lives as long as its room.
-- name: purge_cards
DELETE FROM card
 WHERE posted_at < :before
   AND NOT EXISTS (SELECT 1 FROM conference_room AS room
                    WHERE room.account = card.account AND room.chat = card.chat
                      AND room.node = card.node)
RETURNING id;

-- A delivery that can still be edited, for a card or an edit that waits, is not past.
-- name: purge_deliveries
DELETE FROM outbox
 WHERE finished_at < :before
   AND NOT EXISTS (SELECT 1 FROM card WHERE card.key = outbox.key)
   AND NOT EXISTS (SELECT 1 FROM outbox AS edit
                    WHERE edit.account = outbox.account AND edit.edits = outbox.key
                      AND edit.finished_at IS NULL)
RETURNING id;
