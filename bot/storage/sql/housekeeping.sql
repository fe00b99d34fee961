-- name: purge_lines
DELETE FROM inbox
 WHERE id IN (SELECT id FROM inbox WHERE closed_at < :before LIMIT :most)
RETURNING id;

-- name: purge_rooms
DELETE FROM conference_room WHERE used_at < :before RETURNING node;

-- name: purge_bridge_codes
DELETE FROM bridge_code WHERE until < :before RETURNING code;

-- name: purge_share_codes
DELETE FROM share_code WHERE until < :before RETURNING code;

-- A card lives as long as its room.
-- name: purge_cards
DELETE FROM card
 WHERE posted_at < :before
   AND NOT EXISTS (SELECT 1 FROM conference_room AS room
                    WHERE room.account = card.account AND room.chat = card.chat
                      AND room.node = card.node)
RETURNING id;

-- The line of a card and a pinned one can still be edited, and what announces a series can still be
-- reacted to.
-- name: purge_deliveries
DELETE FROM outbox
 WHERE id IN (
       SELECT id FROM outbox
        WHERE finished_at < :before
          AND NOT EXISTS (SELECT 1 FROM card WHERE card.key = outbox.key)
          AND NOT EXISTS (SELECT 1 FROM pinned_programme WHERE pinned_programme.key = outbox.key)
          AND NOT EXISTS (SELECT 1 FROM series
                           WHERE series.id = outbox.about_series AND outbox.about_slot IS NULL)
        LIMIT :most)
RETURNING id;

-- A series that was called off is past when nothing has been told of it since. Its subscriptions
-- and its alarm go with it.
-- name: purge_series
DELETE FROM series
 WHERE ends_at < :before
    OR (is_over = 1 AND NOT EXISTS (SELECT 1 FROM alarm
                                     WHERE alarm.series = series.id
                                       AND alarm.told_until >= :before))
RETURNING id;
