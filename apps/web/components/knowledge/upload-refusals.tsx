"use client";
import { ChevronRight, Copy } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { showToast } from "@/components/ui/toast.tsx";
import { copyText } from "@/data/copy-text.ts";
import { type RefusedFiles, refusedFiles, type Upload, type UploadLimits } from "@/data/upload-states.ts";
import { useMessages } from "@/messages/index.tsx";
import { refusalText } from "./upload-words.ts";

const namesAtMost = 200;

interface UploadRefusalsProps {
  uploads: readonly Upload[];
  limits: UploadLimits | undefined;
}

/** What was not taken, by reason; the names of each can be opened, and taken along as a list. */
export function UploadRefusals({ uploads, limits }: UploadRefusalsProps) {
  const t = useMessages();
  const groups = refusedFiles(uploads);
  if (groups.length === 0) return null;
  const list = groups
    .map(({ refusal, names }) => [refusalText(refusal, limits, t), ...names.map((name) => `  ${name}`)].join("\n"))
    .join("\n\n");

  async function copy() {
    if (await copyText(list)) showToast(t.common.copied);
    else showToast(t.errors.unknown, "danger");
  }

  return (
    <section aria-label={t.library.upload.refused} className="border-b bg-danger-soft/40 px-3.5 py-2.5">
      <div className="flex items-center justify-between gap-2">
        <h3 className="font-medium text-small text-danger-text">{t.library.upload.refused}</h3>
        <Button size="small" variant="ghost" onClick={copy}>
          <Copy aria-hidden />
          {t.library.upload.copyRefused}
        </Button>
      </div>
      <ul className="grid gap-1">
        {groups.map((group) => (
          <Refused key={group.key} group={group} text={refusalText(group.refusal, limits, t)} />
        ))}
      </ul>
    </section>
  );
}

function Refused({ group: { names }, text }: { group: RefusedFiles; text: string }) {
  const t = useMessages();
  return (
    <li className="text-small">
      <details className="group">
        <summary className="flex cursor-pointer list-none items-start gap-1.5 rounded py-0.5">
          <ChevronRight
            className="mt-0.5 size-4 shrink-0 text-muted-foreground transition-transform group-open:rotate-90 rtl:-scale-x-100"
            aria-hidden
          />
          <span className="[overflow-wrap:anywhere]">
            <span className="font-medium tabular-nums">{t.library.upload.files(names.length)}</span>: {text}
          </span>
        </summary>
        <ul className="ms-5.5 grid max-h-48 gap-0.5 overflow-y-auto py-1 text-muted-foreground text-xs">
          {names.slice(0, namesAtMost).map((name) => (
            <li key={name} className="[overflow-wrap:anywhere]">
              <bdi>{name}</bdi>
            </li>
          ))}
          {names.length > namesAtMost && <li>{t.ingestion.more(names.length - namesAtMost)}</li>}
        </ul>
      </details>
    </li>
  );
}
