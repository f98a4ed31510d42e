CREATE TABLE "budget_alerts" (
	"budget_id" text NOT NULL,
	"starts_at" timestamp (3) with time zone NOT NULL,
	"kind" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"delivered_at" timestamp (3) with time zone,
	CONSTRAINT "budget_alerts_budget_id_starts_at_kind_pk" PRIMARY KEY("budget_id","starts_at","kind")
);
--> statement-breakpoint
CREATE TABLE "budget_holds" (
	"id" text PRIMARY KEY NOT NULL,
	"amount_micro_usd" bigint NOT NULL,
	"periods" jsonb NOT NULL,
	"lease_expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "budget_periods" (
	"budget_id" text NOT NULL,
	"starts_at" timestamp (3) with time zone NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL,
	"spent_micro_usd" bigint DEFAULT 0 NOT NULL,
	"held_micro_usd" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "budget_periods_budget_id_starts_at_pk" PRIMARY KEY("budget_id","starts_at")
);
--> statement-breakpoint
CREATE TABLE "budgets" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"scope" text NOT NULL,
	"scope_id" text NOT NULL,
	"limit_micro_usd" bigint NOT NULL,
	"alert_percent" integer NOT NULL,
	"grace_percent" integer NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "open_model_calls" (
	"id" text PRIMARY KEY NOT NULL,
	"entry" jsonb NOT NULL,
	"lease_expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "usage_days" (
	"day" date NOT NULL,
	"tenant_id" text NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text NOT NULL,
	"api_key_id" text NOT NULL,
	"channel" text NOT NULL,
	"purpose" text NOT NULL,
	"provider" text NOT NULL,
	"deployment_id" text NOT NULL,
	"region" text NOT NULL,
	"model" text NOT NULL,
	"outcome" text NOT NULL,
	"calls" integer NOT NULL,
	"estimated_calls" integer NOT NULL,
	"prompt_tokens" bigint NOT NULL,
	"cached_tokens" bigint NOT NULL,
	"completion_tokens" bigint NOT NULL,
	"reasoning_tokens" bigint NOT NULL,
	"cost_micro_usd" bigint NOT NULL,
	CONSTRAINT "usage_days_key" PRIMARY KEY("day","tenant_id","actor_kind","actor_id","api_key_id","channel","purpose","provider","deployment_id","region","model","outcome")
);
--> statement-breakpoint
CREATE TABLE "deployment_drains" (
	"deployment_id" text PRIMARY KEY NOT NULL,
	"reason" text NOT NULL,
	"drained_by" text NOT NULL,
	"drained_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "tenants" ADD COLUMN "time_zone" text;--> statement-breakpoint
ALTER TABLE "budget_alerts" ADD CONSTRAINT "budget_alerts_budget_id_budgets_id_fk" FOREIGN KEY ("budget_id") REFERENCES "public"."budgets"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "budget_periods" ADD CONSTRAINT "budget_periods_budget_id_budgets_id_fk" FOREIGN KEY ("budget_id") REFERENCES "public"."budgets"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "budget_holds_lease" ON "budget_holds" USING btree ("lease_expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "budgets_scope" ON "budgets" USING btree ("scope","scope_id");--> statement-breakpoint
CREATE INDEX "budgets_tenant" ON "budgets" USING btree ("tenant_id");--> statement-breakpoint
CREATE INDEX "open_model_calls_lease" ON "open_model_calls" USING btree ("lease_expires_at");--> statement-breakpoint
CREATE INDEX "usage_records_actor_created_at" ON "usage_records" USING btree ("actor_id","created_at");--> statement-breakpoint
CREATE INDEX "usage_records_created_at" ON "usage_records" USING btree ("created_at");--> statement-breakpoint
-- A budget follows the person it is about to another tenant, and goes with what it is about.
CREATE FUNCTION move_budgets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE budgets SET tenant_id = NEW.tenant_id WHERE (scope = 'person' AND scope_id = NEW.person_id)
    OR (scope = 'api_key' AND scope_id IN (SELECT id FROM api_keys WHERE person_id = NEW.person_id));
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER memberships_move_budgets AFTER UPDATE OF tenant_id ON memberships FOR EACH ROW
  WHEN (OLD.tenant_id IS DISTINCT FROM NEW.tenant_id) EXECUTE FUNCTION move_budgets();
--> statement-breakpoint
CREATE FUNCTION remove_budgets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM budgets WHERE scope = TG_ARGV[0] AND scope_id = OLD.id;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER tenants_remove_budgets AFTER DELETE ON tenants FOR EACH ROW EXECUTE FUNCTION remove_budgets('tenant');
--> statement-breakpoint
CREATE TRIGGER groups_remove_budgets AFTER DELETE ON groups FOR EACH ROW EXECUTE FUNCTION remove_budgets('group');
--> statement-breakpoint
CREATE TRIGGER api_keys_remove_budgets AFTER DELETE ON api_keys FOR EACH ROW EXECUTE FUNCTION remove_budgets('api_key');
