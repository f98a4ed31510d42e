import { createClient } from "@eai/contract/client";

/** The API behind this page's own origin. */
export const api = createClient({ baseUrl: "" });
