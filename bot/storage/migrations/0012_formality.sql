-- How German addresses the people of a chat: "du" or "sie"; NULL where the default holds.
ALTER TABLE chat ADD COLUMN formality TEXT;
