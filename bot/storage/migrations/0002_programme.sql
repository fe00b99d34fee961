-- How long before a date a chat wants to hear of it: a JSON list of milliseconds.
ALTER TABLE chat ADD COLUMN leads TEXT;

-- The newest number that each chat gave to a series; kept when the series is erased.
CREATE TABLE series_number (
    account TEXT NOT NULL,
    chat TEXT NOT NULL,
    newest BIGINT NOT NULL,
    PRIMARY KEY (account, chat)
);

-- The series. Columns are what is looked for, the payload is all the rest.
--   account, chat  the owner chat
--   ends_at        when the last date ends; NULL when there is always a next one
CREATE TABLE series (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    chat TEXT NOT NULL,
    number BIGINT NOT NULL,
    is_over BIGINT NOT NULL,
    ends_at BIGINT,
    payload TEXT NOT NULL,
    UNIQUE (account, chat, number)
);

-- Who wants to hear of which series, `lead` milliseconds before each date. The primary key is in
-- the order in which reminders are written.
CREATE TABLE subscription (
    series TEXT NOT NULL REFERENCES series (id) ON DELETE CASCADE,
    lead BIGINT NOT NULL,
    account TEXT NOT NULL,
    chat TEXT NOT NULL,
    person TEXT,
    PRIMARY KEY (series, lead, account, chat)
);
CREATE INDEX subscription_of_target ON subscription (account, chat, series);

-- When each series next needs attention; NULL when nothing will ever be due.
CREATE TABLE alarm (
    series TEXT PRIMARY KEY REFERENCES series (id) ON DELETE CASCADE,
    told_until BIGINT NOT NULL,
    due_at BIGINT
);
CREATE INDEX alarm_due ON alarm (due_at, series) WHERE due_at IS NOT NULL;
