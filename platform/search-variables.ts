import { choice, text, url, wholeNumber, withDefault } from "./environment-variable.ts";

export const searchVariables = {
  RERANK_URL: url(["https", "http"], {
    group: "Search",
    example: "https://api.cohere.com/v2",
    description:
      "Server with a reranking model that puts passages found in order; `/rerank` is added. Cohere's v2 API, which Azure AI Foundry's Cohere models, Jina and vLLM speak too.",
  }),
  RERANK_MODEL: text({
    group: "Search",
    example: "rerank-v4.0",
    description: "Name of the reranking model.",
  }),
  RERANK_API_KEY: text({
    group: "Search",
    description: "Key of that server, where it wants one.",
    secret: true,
  }),
  RERANK_REGION: text({
    group: "Search",
    example: "eastus2",
    description:
      "Where that server works, for tenants whose texts may be worked on in some regions only. Without it theirs are not sent there.",
  }),
  RERANK_COST_MICRO_USD: withDefault(
    0,
    wholeNumber(
      { minimum: 0, maximum: 1_000_000 },
      {
        group: "Search",
        description: "What one call of the reranking model costs, in millionths of a US dollar, for usage and budgets.",
      },
    ),
  ),
  QUERY_REWRITE: withDefault(
    "auto",
    choice(["auto", "off"], {
      group: "Search",
      description:
        '`auto`: a question that cannot stand alone ("And in Germany?") is made complete by the language model before it is searched for. `off`: it is searched for together with the question before it.',
    }),
  ),
};
