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

function withSettings(plugin: RehypePlugins[number] | undefined, settings: object): RehypePlugins[number] {
  const attacher = Array.isArray(plugin) ? plugin[0] : plugin;
  if (!attacher) throw new Error("streamdown no longer brings rehype-harden");
  return [attacher, settings] as RehypePlugins[number];
}

/** Sanitize, then harden. Without `raw`: HTML in the text is never parsed. */
export const rehypePlugins: RehypePlugins = [
  ...(defaultRehypePlugins.sanitize ? [defaultRehypePlugins.sanitize] : []),
  withSettings(defaultRehypePlugins.harden, hardenSettings),
];
