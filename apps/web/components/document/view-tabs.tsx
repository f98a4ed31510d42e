"use client";
import { cn } from "@/components/ui/class-names.ts";
import { useMessages } from "@/messages/index.tsx";

const views = ["original", "passages"] as const;
type View = (typeof views)[number];

/** Where there is no room for both: the original, or its passages. */
export function ViewTabs({ value, onChange }: { value: View; onChange: (view: View) => void }) {
  const t = useMessages();
  return (
    <fieldset className="flex shrink-0 border-b px-4">
      <legend className="sr-only">{t.library.viewer.view}</legend>
      {views.map((view) => (
        <button
          key={view}
          type="button"
          aria-pressed={value === view}
          onClick={() => onChange(view)}
          className={cn(
            "-mb-px grow border-transparent border-b-2 py-2.5 font-medium text-muted-foreground -outline-offset-2",
            value === view && "border-foreground text-foreground",
          )}
        >
          {t.library.viewer[view]}
        </button>
      ))}
    </fieldset>
  );
}
