-- The series of which is kept how many people were in their calls at most.
CREATE TABLE counted (
    series TEXT PRIMARY KEY REFERENCES series (id) ON DELETE CASCADE
);

-- That number for each of their dates; nothing about who it was.
CREATE TABLE turnout (
    series TEXT NOT NULL REFERENCES counted (series) ON DELETE CASCADE,
    slot TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    people BIGINT NOT NULL,
    PRIMARY KEY (series, slot)
);
CREATE INDEX turnout_past ON turnout (starts_at);
