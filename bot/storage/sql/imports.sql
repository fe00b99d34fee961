-- name: find
SELECT series FROM imported WHERE account = :account AND chat = :chat AND uid = :uid;

-- name: keep
INSERT INTO imported (account, chat, uid, series) VALUES (:account, :chat, :uid, :series)
ON CONFLICT (account, chat, uid) DO UPDATE SET series = excluded.series;
