CREATE TABLE "evaluations" (
	"id" text PRIMARY KEY NOT NULL,
	"knowledge_base_id" text NOT NULL,
	"trigger" text NOT NULL,
	"settings" jsonb NOT NULL,
	"metrics" jsonb NOT NULL,
	"results" jsonb NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "golden_questions" (
	"id" text PRIMARY KEY NOT NULL,
	"knowledge_base_id" text NOT NULL,
	"question" text NOT NULL,
	"expected" jsonb NOT NULL,
	"source" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "index_removals" (
	"version_id" text PRIMARY KEY NOT NULL,
	"knowledge_base_id" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"due_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reindexes" (
	"id" text PRIMARY KEY NOT NULL,
	"knowledge_base_id" text NOT NULL,
	"state" text NOT NULL,
	"settings" jsonb NOT NULL,
	"before" jsonb NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"switched_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "saved_vectors" (
	"version_id" text NOT NULL,
	"embedded_hash" text NOT NULL,
	"vector" "bytea" NOT NULL,
	CONSTRAINT "saved_vectors_version_id_embedded_hash_pk" PRIMARY KEY("version_id","embedded_hash")
);
--> statement-breakpoint
CREATE TABLE "index_versions" (
	"version_id" text PRIMARY KEY NOT NULL,
	"document_id" text NOT NULL,
	"knowledge_base_id" text NOT NULL,
	"language" text NOT NULL,
	"embedding_model" text,
	"collection" text NOT NULL,
	"chunk_count" integer NOT NULL,
	"term_total" bigint NOT NULL,
	"terms" integer[] NOT NULL,
	"term_chunk_counts" integer[] NOT NULL
);
--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "unsupported" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "feedback" text;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "feedback_reason" text;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "feedback_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "chunks" ADD COLUMN "context" text;--> statement-breakpoint
ALTER TABLE "chunks" ADD COLUMN "embedded_hash" text;--> statement-breakpoint
ALTER TABLE "document_versions" ADD COLUMN "activity" jsonb;--> statement-breakpoint
ALTER TABLE "document_versions" ADD COLUMN "started_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "document_versions" ADD COLUMN "reindex_id" text;--> statement-breakpoint
ALTER TABLE "document_versions" ADD COLUMN "retired_by" text;--> statement-breakpoint
ALTER TABLE "document_versions" ADD COLUMN "page_kind" text;--> statement-breakpoint
ALTER TABLE "document_versions" ADD COLUMN "unread_pages" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "document_versions" ADD COLUMN "recognised_pages" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "document_versions" ADD COLUMN "dated_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "document_versions" ADD COLUMN "text_file_key" text;--> statement-breakpoint
ALTER TABLE "documents" ADD COLUMN "tags" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "knowledge_bases" ADD COLUMN "embedding_model" text;--> statement-breakpoint
ALTER TABLE "knowledge_bases" ADD COLUMN "search" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "knowledge_bases" ADD COLUMN "cache" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "evaluations" ADD CONSTRAINT "evaluations_knowledge_base_id_knowledge_bases_id_fk" FOREIGN KEY ("knowledge_base_id") REFERENCES "public"."knowledge_bases"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "golden_questions" ADD CONSTRAINT "golden_questions_knowledge_base_id_knowledge_bases_id_fk" FOREIGN KEY ("knowledge_base_id") REFERENCES "public"."knowledge_bases"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reindexes" ADD CONSTRAINT "reindexes_knowledge_base_id_knowledge_bases_id_fk" FOREIGN KEY ("knowledge_base_id") REFERENCES "public"."knowledge_bases"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saved_vectors" ADD CONSTRAINT "saved_vectors_version_id_document_versions_id_fk" FOREIGN KEY ("version_id") REFERENCES "public"."document_versions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "evaluations_knowledge_base" ON "evaluations" USING btree ("knowledge_base_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "golden_questions_question" ON "golden_questions" USING btree ("knowledge_base_id",md5("question"));--> statement-breakpoint
CREATE INDEX "index_removals_knowledge_base" ON "index_removals" USING btree ("knowledge_base_id");--> statement-breakpoint
CREATE INDEX "reindexes_knowledge_base" ON "reindexes" USING btree ("knowledge_base_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "reindexes_one_building" ON "reindexes" USING btree ("knowledge_base_id") WHERE state = 'building';--> statement-breakpoint
CREATE INDEX "index_versions_knowledge_base" ON "index_versions" USING btree ("knowledge_base_id");--> statement-breakpoint
CREATE INDEX "chunks_embedded_hash" ON "chunks" USING btree ("embedded_hash");--> statement-breakpoint
CREATE INDEX "document_versions_text_file_key" ON "document_versions" USING btree ("text_file_key");--> statement-breakpoint
CREATE INDEX "document_versions_reindex" ON "document_versions" USING btree ("reindex_id");--> statement-breakpoint
CREATE INDEX "document_versions_retired" ON "document_versions" USING btree ("retired_by") WHERE retired_by is not null;--> statement-breakpoint
CREATE INDEX "document_versions_knowledge_base" ON "document_versions" USING btree ("knowledge_base_id");--> statement-breakpoint
CREATE INDEX "document_versions_waiting" ON "document_versions" USING btree ("knowledge_base_id","id") WHERE state not in ('ready', 'failed');--> statement-breakpoint
CREATE INDEX "document_versions_ready_at" ON "document_versions" USING btree ("ready_at");--> statement-breakpoint
UPDATE "knowledge_bases" SET "chunking" = "chunking" || '{"contextual_prefix": false}'::jsonb;--> statement-breakpoint
-- A knowledge base keeps the embedding model that most of its documents were prepared with.
UPDATE "knowledge_bases" k SET "embedding_model" = (
  SELECT v."embedding_model" FROM "document_versions" v
  WHERE v."knowledge_base_id" = k."id" AND v."embedding_model" IS NOT NULL
  GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1
);
