INSERT INTO announcement VALUES ('chor', 'xmpp:anker@sport.example', 'verein@conference.sport.example', 1, 0);
INSERT INTO share_code VALUES ('blau-ente-sieben', 'chor', 1773900000000);
INSERT INTO news VALUES (5, 'chor', 3, '{"turn": "moved", "made_at": "2026-03-14T09:40:00+00:00", "dates": [["2026-03-22T19:30:00", "2026-03-22T18:30:00+00:00"]], "moved_to": "2026-03-23T19:00:00+00:00"}', 86400000, 'matrix:@anker:verein.example', '!anna:verein.example');
INSERT INTO unreachable VALUES ('chor', 'xmpp:anker@sport.example', 'ben@sport.example');
INSERT INTO running_date VALUES ('card:Chorprobe', 'chor', '2026-03-08T19:30:00', 1772994600000, 1773000000000);
