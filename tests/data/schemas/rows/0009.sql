INSERT INTO tenure VALUES ('matrix:@anker:verein.example', 'host-a:1:5f00', 88);
