export { createOversight, type Oversight } from "./create-oversight.ts";
