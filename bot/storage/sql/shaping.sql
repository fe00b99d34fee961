-- name: save_room
INSERT INTO owned_room (account, chat, node, kind, made_by, made_at, used_at, opened_at, lobby,
                        password)
VALUES (:account, :chat, :node, :kind, :made_by, :made_at, :used_at, :opened_at, :lobby, :password)
ON CONFLICT (account, chat, node) DO UPDATE
   SET kind = excluded.kind, made_by = excluded.made_by, made_at = excluded.made_at,
       used_at = excluded.used_at, opened_at = excluded.opened_at, lobby = excluded.lobby,
       password = excluded.password;

-- name: get_room
SELECT account, chat, node, kind, made_by, made_at, used_at, opened_at, lobby, password
  FROM owned_room
 WHERE account = :account AND chat = :chat AND node = :node;

-- name: rooms_of_node
SELECT account, chat, node, kind, made_by, made_at, used_at, opened_at, lobby, password
  FROM owned_room
 WHERE node = :node
 ORDER BY made_at, account, chat;

-- name: save_reservation
INSERT INTO reservation (id, node, name, starts_at, ends_at, lobby, password)
VALUES (:id, :node, :name, :starts_at, :ends_at, :lobby, :password)
ON CONFLICT (node) DO UPDATE
   SET id = excluded.id, name = excluded.name, starts_at = excluded.starts_at,
       ends_at = excluded.ends_at, lobby = excluded.lobby, password = excluded.password;

-- name: get_reservation
SELECT id, node, name, starts_at, ends_at, lobby, password FROM reservation WHERE id = :id;

-- name: running
SELECT id, node, name, starts_at, ends_at, lobby, password FROM reservation
 WHERE node = :node AND ends_at > :now;

-- name: end
DELETE FROM reservation WHERE id = :id
RETURNING id, node, name, starts_at, ends_at, lobby, password;

-- The rooms of a series may rest for longer than anything is kept.
-- name: purge_rooms
DELETE FROM owned_room
 WHERE used_at < :before
   AND NOT EXISTS (SELECT 1 FROM series
                    WHERE series.account = owned_room.account AND series.chat = owned_room.chat
                      AND series.is_over = 0)
RETURNING node;

-- name: purge_reservations
DELETE FROM reservation WHERE ends_at < :before RETURNING node;
