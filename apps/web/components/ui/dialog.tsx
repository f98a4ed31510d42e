"use client";
import { X } from "lucide-react";
import { Dialog as Primitive } from "radix-ui";
import type { ReactNode } from "react";
import { useMessages } from "@/messages/index.tsx";
import { cn } from "./class-names.ts";
import { IconButton } from "./icon-button.tsx";
import { useReturnFocus } from "./use-return-focus.ts";

interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  children?: ReactNode;
  /** `center`: a dialog; `start`, `end`: a sheet at that edge, as lines begin and end. */
  place?: "center" | "start" | "end";
  className?: string;
  /** Read out but not shown (the content has its own heading). */
  hideTitle?: boolean;
  /** Only its own buttons close it: what it shows is not shown again. */
  holdsOpen?: boolean;
}

const places = {
  center:
    "top-1/2 left-1/2 max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] max-w-md -translate-x-1/2 -translate-y-1/2 rounded-xl border animate-appear",
  start: "inset-y-0 start-0 w-[min(18.5rem,86vw)] border-e animate-slide-start",
  end: "inset-y-0 end-0 w-[min(27rem,94vw)] border-s animate-slide-end",
} as const;

/** The first Escape in a search with results closes these; in a field that says so it means something there. */
function takesEscape(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches('[role="combobox"][aria-expanded="true"], [data-takes-escape]');
}

/** A modal window or a sheet at an edge: traps the focus, closes with Escape. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  children,
  place = "center",
  className,
  hideTitle,
  holdsOpen,
}: DialogProps) {
  const t = useMessages();
  const returnFocus = useReturnFocus(open);
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      {open && (
        <Primitive.Portal>
          <Primitive.Overlay className="fixed inset-0 z-40 animate-appear bg-overlay" />
          <Primitive.Content
            className={cn(
              "fixed z-40 flex flex-col overflow-hidden bg-surface shadow-floating focus:outline-none",
              places[place],
              className,
            )}
            onInteractOutside={(event) => holdsOpen && event.preventDefault()}
            onEscapeKeyDown={(event) => (holdsOpen || takesEscape(event.target)) && event.preventDefault()}
            onCloseAutoFocus={returnFocus}
            onOpenAutoFocus={(event) => {
              // Not the close button: its tooltip would take the first Escape. A field with `autoFocus` keeps the focus.
              event.preventDefault();
              if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
            }}
            {...(description ? {} : { "aria-describedby": undefined })}
          >
            <div className={cn("flex items-start gap-3 px-5 pt-4 pb-3", hideTitle && "sr-only")}>
              <div className="min-w-0 grow">
                <Primitive.Title className="font-semibold text-base">{title}</Primitive.Title>
                {description && (
                  <Primitive.Description className="mt-1 text-muted-foreground text-sm">
                    {description}
                  </Primitive.Description>
                )}
              </div>
              <Primitive.Close asChild>
                <IconButton label={t.common.close} className="-me-2">
                  <X />
                </IconButton>
              </Primitive.Close>
            </div>
            {children}
          </Primitive.Content>
        </Primitive.Portal>
      )}
    </Primitive.Root>
  );
}

export function DialogBody({ children, className }: { children: ReactNode; className?: string }) {
  return <div className={cn("min-h-0 grow overflow-y-auto px-5 pb-5", className)}>{children}</div>;
}

export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="flex flex-wrap justify-end gap-2 border-t bg-muted/40 px-5 py-3">{children}</div>;
}
