-- A user who is replaced is another user: what was granted to the old one ends, as with a stage. A user's credential may be a JSON array of
-- public keys with their labels; one in PEM, as earlier versions wrote it, is an array of one without a label.
-- updated_on_micros is null until something changes.

-- How often OR REPLACE put another in the user's place.
ALTER TABLE user_account ADD COLUMN replacements INTEGER NOT NULL DEFAULT 0;
ALTER TABLE user_account ADD COLUMN default_warehouse TEXT;
ALTER TABLE user_account ADD COLUMN updated_on_micros INTEGER;

ALTER TABLE role ADD COLUMN comment TEXT NOT NULL DEFAULT '';
ALTER TABLE role ADD COLUMN updated_on_micros INTEGER;

CREATE TRIGGER user_replaced AFTER UPDATE OF replacements ON user_account BEGIN
    DELETE FROM privilege_grant WHERE grantee_kind = 'USER' AND grantee = new.name;
    DELETE FROM role_grant WHERE grantee_kind = 'USER' AND grantee = new.name;
END;
