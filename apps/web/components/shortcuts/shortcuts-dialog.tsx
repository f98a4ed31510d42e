"use client";
import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Dialog, DialogActions, DialogBody } from "@/components/ui/dialog.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { useBrowserStore } from "@/data/browser-store.ts";
import { actingKeysOf, keysOf, shortcutChoices } from "@/data/shortcut-bindings.ts";
import { shortcutGroups, shortcuts } from "@/data/shortcuts.ts";
import { useMessages } from "@/messages/index.tsx";
import { KeyCaps } from "./key-caps.tsx";

interface ShortcutsDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Lists what the keyboard can do, with the keys as they are chosen. */
export function ShortcutsDialog({ open, onOpenChange }: ShortcutsDialogProps) {
  const t = useMessages();
  const choices = useBrowserStore(shortcutChoices);
  const words = t.shortcuts;
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={words.title} className="max-w-2xl">
      <DialogBody className="pt-1">
        {!choices.enabled && (
          <Notice tone="warning" className="mb-4">
            {words.allOff}
          </Notice>
        )}
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled area must be reachable by keyboard */}
        <div tabIndex={0} className="gap-x-10 rounded-sm sm:columns-2">
          {shortcutGroups.map((group) => (
            <Group key={group} title={words.groups[group]}>
              {shortcuts
                .filter((entry) => entry.group === group && keysOf(entry.name, choices) !== null)
                .map(({ name }) => {
                  const keys = actingKeysOf(name, choices);
                  return (
                    <Entry key={name} name={words.names[name]}>
                      {keys === null ? (
                        <span className="text-muted-foreground text-small">{words.off}</span>
                      ) : (
                        <KeyCaps chord={keys} />
                      )}
                    </Entry>
                  );
                })}
            </Group>
          ))}
          <Group title={words.groups.writing}>
            <Entry name={words.writing.send}>
              <KeyCaps chord="Enter" />
            </Entry>
            <Entry name={words.writing.line}>
              <KeyCaps chord="Shift+Enter" />
            </Entry>
            <Entry name={words.writing.edit}>
              <KeyCaps chord="ArrowUp" />
            </Entry>
          </Group>
          <Group title={words.groups.list}>
            <Entry name={words.inLists.actions}>
              <KeyCaps chord="Shift+F10" />
            </Entry>
            <Entry name={words.inLists.rename}>
              <KeyCaps chord="F2" />
            </Entry>
            <Entry name={words.inLists.delete}>
              <KeyCaps chord="Delete" />
            </Entry>
          </Group>
        </div>
      </DialogBody>
      <DialogActions>
        <Button asChild>
          <Link href="/settings/shortcuts" onClick={() => onOpenChange(false)}>
            {words.change}
          </Link>
        </Button>
        <Button variant="primary" onClick={() => onOpenChange(false)}>
          {t.common.close}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="mb-5 break-inside-avoid">
      <h3 className="mb-1 font-medium text-muted-foreground text-xs">{title}</h3>
      <dl className="divide-y">{children}</dl>
    </section>
  );
}

function Entry({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex min-h-9 items-center justify-between gap-4 py-1.5">
      <dt className="min-w-0">{name}</dt>
      <dd className="shrink-0">{children}</dd>
    </div>
  );
}
