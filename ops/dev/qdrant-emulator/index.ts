export { type QdrantEmulator, startQdrantEmulator } from "./server.ts";
