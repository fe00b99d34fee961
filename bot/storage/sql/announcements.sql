-- name: save
INSERT INTO announcement (series, account, chat, number, standing)
VALUES (:series, :account, :chat, :number, :standing)
ON CONFLICT (series, account, chat) DO UPDATE SET standing = excluded.standing;

-- name: get
SELECT series, account, chat, number, standing FROM announcement
 WHERE series = :series AND account = :account AND chat = :chat;

-- name: numbered
SELECT series, account, chat, number, standing FROM announcement
 WHERE account = :account AND chat = :chat AND number = :number;

-- name: of_series
SELECT series, account, chat, number, standing FROM announcement
 WHERE series = :series
 ORDER BY account, chat;

-- name: forget_old_codes
DELETE FROM share_code WHERE until <= :now;

-- name: offer
INSERT INTO share_code (code, series, until) VALUES (:code, :series, :until);

-- name: offered
SELECT series FROM share_code WHERE code = :code AND until > :now;

-- name: withdraw
DELETE FROM share_code WHERE series = :series;

-- name: take_over
UPDATE series SET account = :account, chat = :chat, number = :number WHERE id = :series;

-- name: remove
DELETE FROM announcement WHERE series = :series AND account = :account AND chat = :chat;
