import type { ComponentProps } from "react";
import type { Streamdown } from "streamdown";
import { defaultRehypePlugins } from "streamdown";

type RehypePlugins = NonNullable<ComponentProps<typeof Streamdown>["rehypePlugins"]>;

/** Streamdown's own settings let every image and protocol through. */
const hardenSettings = {
  allowedImagePrefixes: [],
  allowDataImages: false,
  allowedLinkPrefixes: ["*"],
  allowedProtocols: [],
  imageBlockPolicy: "remove",
};

type Attacher = (settings: unknown) => (tree: object) => object | undefined;

/**
 * A plugin that has its settings in it: streamdown tells processors apart by the name of a plugin and its settings as JSON,
 * and writes that anew for each text it parses.
 */
function transformerOf(name: "sanitize" | "harden", settings?: object): (tree: object) => object | undefined {
  const plugin = defaultRehypePlugins[name];
  const [attacher, own] = Array.isArray(plugin) ? plugin : [plugin];
  if (typeof attacher !== "function") throw new Error(`streamdown no longer brings ${name}`);
  return (attacher as Attacher)(settings ?? own);
}

const sanitize = transformerOf("sanitize");
const harden = transformerOf("harden", hardenSettings);

/** Sanitize, then harden. Without `raw`: HTML in the text is never parsed. */
export const rehypePlugins = [
  function answerSanitize() {
    return sanitize;
  },
  function answerHarden() {
    return harden;
  },
] as RehypePlugins;
