export { composeQuote } from "./compose-quote.ts";
export { createQuoteModel } from "./create-quote-model.ts";
export { type Evidence, findEvidence } from "./find-evidence.ts";
export { quoteDeployment } from "./quote-deployment.ts";
