-- Which copy of the bot serves which account. `beat` grows while it does: that it stands still is
-- all that the others need to see, whatever their clocks say.
CREATE TABLE tenure (
    account TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    beat BIGINT NOT NULL
);
