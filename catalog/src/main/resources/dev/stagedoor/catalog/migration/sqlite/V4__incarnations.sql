-- A number for life that tells a stage or a user from another one, earlier or later, of the same name.

ALTER TABLE stage ADD COLUMN incarnation INTEGER NOT NULL DEFAULT 0;
UPDATE stage SET incarnation = random();

ALTER TABLE user_account ADD COLUMN incarnation INTEGER NOT NULL DEFAULT 0;
UPDATE user_account SET incarnation = random();
