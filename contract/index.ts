export * from "./chat.ts";
export * from "./identity.ts";
export * from "./knowledge.ts";
export * from "./pagination.ts";
export * from "./problem.ts";
export * from "./routes.ts";
export * from "./stream.ts";
export * from "./system.ts";
