-- Which entry of another calendar (its UID) became which series, so that each does so once a chat.
CREATE TABLE imported (
    account TEXT NOT NULL,
    chat TEXT NOT NULL,
    uid TEXT NOT NULL,
    series TEXT NOT NULL REFERENCES series (id) ON DELETE CASCADE,
    PRIMARY KEY (account, chat, uid)
);
CREATE INDEX imported_series ON imported (series);
