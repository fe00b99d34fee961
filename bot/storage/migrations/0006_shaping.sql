-- The rooms of each chat, and how they are to be on the server.
--   kind       open, closed or teaching
--   made_by    a person's id; NULL where nobody is known
--   opened_at  when it was last announced as open now; NULL where it was only planned
--   lobby, password  what the next call is to begin with
CREATE TABLE owned_room (
    account TEXT NOT NULL,
    chat TEXT NOT NULL,
    node TEXT NOT NULL,
    kind TEXT NOT NULL,
    made_by TEXT,
    made_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    opened_at BIGINT,
    lobby BIGINT NOT NULL,
    password TEXT,
    PRIMARY KEY (account, chat, node)
);
CREATE INDEX owned_room_of_node ON owned_room (node, made_at);

-- Rooms that chats had before; who made them was not kept.
INSERT INTO owned_room (account, chat, node, kind, made_at, used_at, opened_at, lobby)
SELECT account, chat, node, 'open', used_at, used_at, used_at, 0 FROM conference_room;

-- The calls that the Jitsi server was allowed to hold and has not reported as over.
CREATE TABLE reservation (
    id TEXT PRIMARY KEY,
    node TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    lobby BIGINT NOT NULL,
    password TEXT
);
