"use client";
import { useEffect, useState } from "react";
import type { PluginConfig } from "streamdown";

const loaded: PluginConfig = {};

/** Code colours and formulas, fetched when the first answer contains some. */
export function useMarkdownPlugins(text: string): PluginConfig {
  const [plugins, setPlugins] = useState<PluginConfig>(() => ({ ...loaded }));
  const wantsCode = plugins.code === undefined && text.includes("```");
  const wantsMath = plugins.math === undefined && text.includes("$$");

  useEffect(() => {
    if (!wantsCode) return;
    void import("./highlight-in-worker.ts").then(({ codeInWorker }) => {
      loaded.code = codeInWorker;
      setPlugins({ ...loaded });
    });
  }, [wantsCode]);

  useEffect(() => {
    if (!wantsMath) return;
    void import("./math-plugin.ts").then(({ math }) => {
      loaded.math = math;
      setPlugins({ ...loaded });
    });
  }, [wantsMath]);

  return plugins;
}
