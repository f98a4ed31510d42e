import type { EmulatedPerson } from "./directory.ts";

/** A browser without a window: it keeps cookies for each host and follows redirects one by one. */
export interface UnattendedBrowser {
  /** One request, with the cookies of the host; redirects are not followed. */
  fetch(address: string, init?: RequestInit): Promise<Response>;
  /** Follows redirects until a page is shown. */
  open(address: string, init?: RequestInit): Promise<{ address: string; response: Response }>;
  /** The cookies of a host as a header. */
  cookiesFor(address: string): string;
}

/**
 * @param reach where an origin is really reached: the web origin is a proxy to the API, which a test may do without.
 * Its pages are not opened then; with null nothing of the origin is.
 * @param proxyHeaders what that proxy would add, such as the address of the client
 */
export function createBrowser(
  reach: Readonly<Record<string, string | null>> = {},
  proxyHeaders: Readonly<Record<string, string>> = {},
): UnattendedBrowser {
  const jars = new Map<string, Map<string, string>>();
  const jarOf = (address: string) => {
    const { host } = new URL(address);
    const jar = jars.get(host) ?? new Map<string, string>();
    jars.set(host, jar);
    return jar;
  };
  const cookiesFor = (address: string) => [...jarOf(address)].map(([name, value]) => `${name}=${value}`).join("; ");

  async function fetchOnce(address: string, init: RequestInit = {}): Promise<Response> {
    const url = new URL(address);
    const target = (reach[url.origin] ?? url.origin) + url.pathname + url.search;
    const headers = new Headers(init.headers);
    const cookies = cookiesFor(address);
    if (cookies !== "") headers.set("cookie", cookies);
    if (reach[url.origin]) for (const [name, value] of Object.entries(proxyHeaders)) headers.set(name, value);
    const response = await fetch(target, { ...init, headers, redirect: "manual" });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      const isGone = value === "" || /;\s*max-age=0/i.test(line) || /;\s*expires=Thu, 01 Jan 1970/i.test(line);
      if (isGone) jarOf(address).delete(name);
      else jarOf(address).set(name, value);
    }
    return response;
  }

  async function open(address: string, init?: RequestInit): Promise<{ address: string; response: Response }> {
    let current = address;
    let response = await fetchOnce(current, init);
    for (let hops = 0; response.status >= 300 && response.status < 400; hops++) {
      if (hops > 20) throw new Error(`Too many redirects, the last one from ${current}.`);
      current = new URL(response.headers.get("location") ?? "", current).href;
      const { origin, pathname } = new URL(current);
      const instead = reach[origin];
      if (instead === null || (instead !== undefined && !pathname.startsWith("/api/"))) break;
      response = await fetchOnce(current);
    }
    return { address: current, response };
  }

  return { fetch: fetchOnce, open, cookiesFor };
}

/**
 * Goes to an authorization address and picks an account where the provider asks for one.
 * @returns where the browser is in the end
 */
export async function pickAccount(
  browser: UnattendedBrowser,
  authorization: string,
  account: EmulatedPerson | "nobody",
): Promise<{ address: string; response: Response }> {
  const first = await browser.open(authorization);
  if (!new URL(first.address).pathname.includes("/pick-account/")) return first;
  const body = new URLSearchParams({ account: account === "nobody" ? account : account.objectId });
  return browser.open(first.address, { method: "POST", body });
}
