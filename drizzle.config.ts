import { defineConfig } from "drizzle-kit";

export default defineConfig({
  dialect: "postgresql",
  schema: ["./modules/*/tables.ts", "./adapters/pgvector/tables.ts", "./adapters/qdrant/tables.ts"],
  out: "./adapters/postgres/migrations",
});
