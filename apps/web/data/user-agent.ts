export interface Device {
  /** Of a browser or a program; undefined when it says nothing that is known. */
  browser: string | undefined;
  system: string | undefined;
  kind: "computer" | "phone" | "program";
}

/** In this order: browsers call themselves by the names of those they descend from as well. */
const browsers: [mark: RegExp, name: string][] = [
  [/\bEdg(e|A|iOS)?\//, "Edge"],
  [/\b(OPR|Opera)\//, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\bVivaldi\//, "Vivaldi"],
  [/\b(Firefox|FxiOS)\//, "Firefox"],
  [/\bHeadlessChrome\//, "Chrome"],
  [/\b(Chrome|CriOS)\//, "Chrome"],
  [/\bVersion\/[\d.]+ .*Safari\//, "Safari"],
];

const programs: [mark: RegExp, name: string][] = [
  [/^curl\//, "curl"],
  [/^python-requests\/|^python-httpx\/|^Python/, "Python"],
  [/^node\b|^undici\b/, "Node.js"],
  [/^Go-http-client\//, "Go"],
  [/^PostmanRuntime\//, "Postman"],
];

const systems: [mark: RegExp, name: string][] = [
  [/\biPad\b/, "iPad"],
  [/\biPhone\b/, "iPhone"],
  [/\bAndroid\b/, "Android"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bWindows NT\b/, "Windows"],
  [/\bMac OS X\b|\bMacintosh\b/, "macOS"],
  [/\bLinux\b/, "Linux"],
];

function nameIn(names: [RegExp, string][], text: string): string | undefined {
  return names.find(([mark]) => mark.test(text))?.[1];
}

/** What a `User-Agent` header tells for people: the family of the browser and of the system, never its own words. */
export function deviceOf(userAgent: string | null): Device {
  const text = userAgent ?? "";
  const program = nameIn(programs, text);
  if (program) return { browser: program, system: undefined, kind: "program" };
  const system = nameIn(systems, text);
  const phone = system === "iPhone" || system === "iPad" || system === "Android";
  return { browser: nameIn(browsers, text), system, kind: phone ? "phone" : "computer" };
}
