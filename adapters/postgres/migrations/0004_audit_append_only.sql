-- The head of each chain that was written before there were heads.
INSERT INTO "audit_heads" ("tenant_id", "sequence", "hash")
SELECT DISTINCT ON ("tenant_id") "tenant_id", "sequence", "hash" FROM "audit_events" ORDER BY "tenant_id", "sequence" DESC;
--> statement-breakpoint
CREATE FUNCTION "refuse_audit_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;
--> statement-breakpoint
CREATE TRIGGER "audit_events_append_only" BEFORE UPDATE OR DELETE ON "audit_events"
FOR EACH ROW EXECUTE FUNCTION "refuse_audit_change"();
--> statement-breakpoint
CREATE TRIGGER "audit_events_kept" BEFORE TRUNCATE ON "audit_events"
FOR EACH STATEMENT EXECUTE FUNCTION "refuse_audit_change"();
--> statement-breakpoint
CREATE TRIGGER "audit_seals_append_only" BEFORE UPDATE OR DELETE ON "audit_seals"
FOR EACH ROW EXECUTE FUNCTION "refuse_audit_change"();
--> statement-breakpoint
CREATE TRIGGER "audit_seals_kept" BEFORE TRUNCATE ON "audit_seals"
FOR EACH STATEMENT EXECUTE FUNCTION "refuse_audit_change"();
--> statement-breakpoint
UPDATE "document_versions" SET "uploaded_at" = "created_at";
--> statement-breakpoint
UPDATE "memberships" SET "role_source" = 'first' WHERE "person_id" IN (SELECT "first_person_id" FROM "installation");
