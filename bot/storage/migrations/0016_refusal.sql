-- Why a line could never be sent, in the words of the log: for the moderators of its chat.
ALTER TABLE outbox ADD COLUMN refusal TEXT;
