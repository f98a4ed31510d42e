ALTER TABLE "conversations" ADD COLUMN "document_ids" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "document_ids" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "filters" jsonb;--> statement-breakpoint
ALTER TABLE "knowledge_bases" ADD COLUMN "purpose" text;--> statement-breakpoint
CREATE UNIQUE INDEX "knowledge_bases_purpose" ON "knowledge_bases" USING btree ("owner_id","tenant_id","purpose") WHERE purpose is not null;--> statement-breakpoint
ALTER TABLE "knowledge_bases" ADD CONSTRAINT "knowledge_bases_purpose_personal" CHECK (purpose is null or scope = 'personal');