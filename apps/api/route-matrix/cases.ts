import { type Route, type RouteName, routes } from "@eai/contract";
import { accessCases } from "./cases-access.ts";
import { accountCases } from "./cases-account.ts";
import { administrationCases } from "./cases-administration.ts";
import { budgetCases } from "./cases-budgets.ts";
import { chatCases } from "./cases-chat.ts";
import { deploymentCases } from "./cases-deployments.ts";
import { knowledgeCases } from "./cases-knowledge.ts";
import { outsideContract } from "./cases-outside-contract.ts";
import { oversightCases } from "./cases-oversight.ts";
import { qualityCases } from "./cases-quality.ts";
import { reindexCases } from "./cases-reindexes.ts";
import { systemCases } from "./cases-system.ts";
import type { RouteCase } from "./route-case.ts";

/** A route of the contract without an entry does not compile. */
const contractCases: Readonly<Record<RouteName, RouteCase>> = {
  ...systemCases,
  ...knowledgeCases,
  ...qualityCases,
  ...reindexCases,
  ...chatCases,
  ...oversightCases,
  ...accessCases,
  ...accountCases,
  ...administrationCases,
  ...budgetCases,
  ...deploymentCases,
};

export interface NamedCase extends RouteCase {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** With `{name}` for parameters. */
  path: string;
}

/** Every route, as it is tried. */
export const cases: readonly NamedCase[] = [
  ...(Object.keys(contractCases) as RouteName[]).map((name) => {
    const { method, path }: Route = routes[name];
    return { ...contractCases[name], method, path };
  }),
  ...Object.entries(outsideContract).map(([name, tried]) => {
    const [method, path = ""] = name.split(" ");
    return { ...tried, method: method as NamedCase["method"], path: path.replace(/:(\w+)/g, "{$1}") };
  }),
];
