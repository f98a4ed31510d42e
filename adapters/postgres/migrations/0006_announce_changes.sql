-- What is read at every request is kept in memory until it changes; this is how every process hears of it, whoever writes.
CREATE FUNCTION announce_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('eai_changes', '');
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER tenants_announce AFTER INSERT OR UPDATE OR DELETE ON tenants FOR EACH STATEMENT EXECUTE FUNCTION announce_change();
--> statement-breakpoint
CREATE TRIGGER people_announce AFTER INSERT OR UPDATE OR DELETE ON people FOR EACH STATEMENT EXECUTE FUNCTION announce_change();
--> statement-breakpoint
CREATE TRIGGER memberships_announce AFTER INSERT OR UPDATE OR DELETE ON memberships FOR EACH STATEMENT EXECUTE FUNCTION announce_change();
--> statement-breakpoint
CREATE TRIGGER groups_announce AFTER INSERT OR UPDATE OR DELETE ON groups FOR EACH STATEMENT EXECUTE FUNCTION announce_change();
--> statement-breakpoint
CREATE TRIGGER group_members_announce AFTER INSERT OR UPDATE OR DELETE ON group_members FOR EACH STATEMENT EXECUTE FUNCTION announce_change();
--> statement-breakpoint
CREATE TRIGGER directory_profiles_announce AFTER INSERT OR UPDATE OR DELETE ON directory_profiles FOR EACH STATEMENT EXECUTE FUNCTION announce_change();
--> statement-breakpoint
CREATE TRIGGER budgets_announce AFTER INSERT OR UPDATE OR DELETE ON budgets FOR EACH STATEMENT EXECUTE FUNCTION announce_change();
--> statement-breakpoint
CREATE TRIGGER deployment_drains_announce AFTER INSERT OR UPDATE OR DELETE ON deployment_drains FOR EACH STATEMENT EXECUTE FUNCTION announce_change();
--> statement-breakpoint
-- Not at each use of a key.
CREATE TRIGGER api_keys_announce AFTER INSERT OR DELETE OR UPDATE OF scopes, expires_at, revoked_at ON api_keys FOR EACH STATEMENT EXECUTE FUNCTION announce_change();
