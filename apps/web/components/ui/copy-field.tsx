"use client";
import { Check, Copy } from "lucide-react";
import { useRef, useState } from "react";
import { copyText } from "@/data/copy-text.ts";
import { useMessages } from "@/messages/index.tsx";
import { Button } from "./button.tsx";

interface CopyFieldProps {
  label: string;
  value: string;
  /** Names the button. */
  action: string;
  /** What to do where the browser does not let a page write to the clipboard. */
  failure: string;
}

/** A value to take elsewhere, with a button that copies it. */
export function CopyField({ label, value, action, failure }: CopyFieldProps) {
  const t = useMessages();
  const input = useRef<HTMLInputElement>(null);
  const [outcome, setOutcome] = useState<"copied" | "failed">();

  async function copy() {
    const copied = await copyText(value);
    // What is selected can be copied by hand.
    input.current?.select();
    setOutcome(copied ? "copied" : "failed");
  }

  return (
    <div className="grid gap-1.5">
      <div className="flex gap-2 max-xs:flex-col">
        <input
          ref={input}
          readOnly
          value={value}
          aria-label={label}
          spellCheck={false}
          onFocus={(event) => event.target.select()}
          className="h-9 min-w-0 grow rounded-md border border-input bg-muted px-3 font-mono text-small"
        />
        <Button variant="primary" onClick={copy} autoFocus>
          {outcome === "copied" ? <Check aria-hidden /> : <Copy aria-hidden />}
          {outcome === "copied" ? t.common.copied : action}
        </Button>
      </div>
      <p role="status" className="text-small text-muted-foreground empty:hidden">
        {outcome === "failed" && failure}
      </p>
    </div>
  );
}
