-- A choir and a board on Matrix, a sports club on XMPP, one of which the bot has left.
INSERT INTO inbox VALUES (41, 'matrix:@anker:verein.example', '!chor:verein.example', '$answered', NULL, 1773477000000, 1773477000400);
INSERT INTO inbox VALUES (42, 'matrix:@anker:verein.example', '!chor:verein.example', '$waiting', '{"kind": "group", "sender": "@jörg:verein.example", "name": "Jörg 🎺", "role": 1, "text": "!wer", "addressed": false, "sent_at": "2026-03-14T09:30:00+00:00", "thread": null}', 1773480600000, NULL);
INSERT INTO outbox VALUES (7, 'reply:matrix:@anker:verein.example:$answered:0', 'matrix:@anker:verein.example', '!chor:verein.example', 0, 1, NULL, NULL, NULL, 2, 1773477000300, NULL, 1, 1773477000310, NULL, '$said', 1773477000500);
INSERT INTO outbox VALUES (8, 'card:Sommerfest-xyz', 'xmpp:anker@sport.example', 'verein@conference.sport.example', 0, 2, '{"text": "Sommerfest \u2013 https://meet.example/Sommerfest", "html": null, "link": "https://meet.example/Sommerfest", "notice": true, "answers": null, "thread": null}', NULL, NULL, 0, 1773480600000, 1773484200000, 0, NULL, NULL, NULL, NULL);
INSERT INTO outbox VALUES (9, 'edit:1', 'xmpp:anker@sport.example', 'verein@conference.sport.example', 2, 3, '{"text": "vorbei", "html": "<b>vorbei</b>", "link": null, "notice": true, "answers": null, "thread": null}', 'card:Sommerfest-xyz', NULL, 5, 1773480600000, NULL, 0, NULL, NULL, NULL, NULL);
INSERT INTO outbox VALUES (10, 'reply:gone:0', 'matrix:@anker:verein.example', '!vorstand:verein.example', 0, 4, NULL, NULL, NULL, 3, 1773477000000, NULL, 12, 1773470000000, NULL, NULL, 1773477000000);
INSERT INTO position VALUES ('matrix:@anker:verein.example', 'since', 's72594_4483_1934');
INSERT INTO position VALUES ('xmpp:anker@sport.example', 'verein@conference.sport.example', '28482-98726-73623');
INSERT INTO chat VALUES ('matrix:@anker:verein.example', '!chor:verein.example', 'group', 'de', 'Europe/Berlin', 'names', 1);
INSERT INTO chat VALUES ('matrix:@anker:verein.example', '!vorstand:verein.example', 'group', NULL, NULL, 'off', 1);
INSERT INTO chat VALUES ('matrix:@anker:verein.example', '!anna:verein.example', 'direct', 'en', 'America/New_York', NULL, 1);
INSERT INTO chat VALUES ('xmpp:anker@sport.example', 'verein@conference.sport.example', 'group', 'de', NULL, NULL, 1);
INSERT INTO chat VALUES ('xmpp:anker@sport.example', 'alt@conference.sport.example', 'group', NULL, NULL, NULL, 0);
INSERT INTO conference_room VALUES ('matrix:@anker:verein.example', '!chor:verein.example', 'chorprobe', 'Chorprobe', 'https://meet.example/Chorprobe', NULL, 1, 3, 1773477000000);
INSERT INTO conference_room VALUES ('xmpp:anker@sport.example', 'verein@conference.sport.example', 'sommerfest-blaue-ente-7', 'Sommerfest-Blaue-Ente-7', 'https://meet.example/Sommerfest-Blaue-Ente-7', 'Sommerfest & mehr', 0, 1, 1773480600000);
INSERT INTO card VALUES (3, 'card:Sommerfest-xyz', 'xmpp:anker@sport.example', 'verein@conference.sport.example', 'sommerfest-blaue-ente-7', 'Sommerfest-Blaue-Ente-7', 'https://meet.example/Sommerfest-Blaue-Ente-7', 'Sommerfest & mehr', 0, 1773480600000, 1, 'posted');
