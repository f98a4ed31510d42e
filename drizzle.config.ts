import { defineConfig } from "drizzle-kit";

export default defineConfig({
  dialect: "postgresql",
  schema: ["./modules/*/tables.ts", "./adapters/pgvector/tables.ts"],
  out: "./adapters/postgres/migrations",
});
