-- name: load
SELECT token FROM position WHERE account = :account AND name = :name;

-- name: save
INSERT INTO position (account, name, token) VALUES (:account, :name, :token)
ON CONFLICT (account, name) DO UPDATE SET token = excluded.token;
