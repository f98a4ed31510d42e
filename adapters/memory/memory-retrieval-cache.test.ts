import { describeRetrievalCache } from "../../modules/knowledge/cache/retrieval-cache.conformance.ts";
import { createMemoryRetrievalCache } from "./memory-retrieval-cache.ts";

describeRetrievalCache("this process", async () => ({ cache: createMemoryRetrievalCache(), close: async () => {} }));
