-- Whether everybody may know of a series. The payload says so too, as JSON writes it.
ALTER TABLE series ADD COLUMN is_public BIGINT NOT NULL DEFAULT 0;
UPDATE series SET is_public = 1 WHERE payload LIKE '%"public": true%';
CREATE INDEX series_public ON series (id) WHERE is_public = 1;

-- Where each public series is found; kept when its title changes, and when it is private for a while.
CREATE TABLE page (
    slug TEXT PRIMARY KEY,
    series TEXT NOT NULL UNIQUE REFERENCES series (id) ON DELETE CASCADE
);

-- The calendars of single persons. account and chat stand for the direct chat with them.
CREATE TABLE private_feed (
    account TEXT NOT NULL,
    chat TEXT NOT NULL,
    token TEXT NOT NULL UNIQUE,
    PRIMARY KEY (account, chat)
);
