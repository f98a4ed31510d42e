"use client";
import { useShortcutKeys } from "@/components/shortcuts/use-shortcut-keys.ts";
import { useCommands } from "./use-commands.ts";

/** Makes the keyboard do what the commands say. */
export function CommandKeys() {
  const commands = useCommands();
  useShortcutKeys((name) => {
    const { run } = commands[name];
    return run !== undefined && run() !== false;
  });
  return null;
}
