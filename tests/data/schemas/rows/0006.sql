UPDATE owned_room SET kind = 'teaching', made_by = '@jörg:verein.example', lobby = 1, password = 'geheim' WHERE node = 'chorprobe';
INSERT INTO reservation VALUES ('r-1', 'chorprobe', 'Chorprobe', 1773513000000, 1773525600000, 1, 'geheim');
