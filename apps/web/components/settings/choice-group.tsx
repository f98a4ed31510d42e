"use client";
import { type ReactNode, useId } from "react";
import { cn } from "@/components/ui/class-names.ts";
import { markedRow, settingTarget } from "./settings-section.tsx";

interface ChoiceGroupProps<Value extends string> {
  /** Its name in the address. */
  anchor: string;
  title: string;
  hint: string;
  value: Value | undefined;
  choices: readonly { value: Value; label: string; lang?: string; picture?: ReactNode }[];
  onChange: (value: Value) => void;
}

/** One setting of few choices that are all seen; a choice acts at once. */
export function ChoiceGroup<Value extends string>(props: ChoiceGroupProps<Value>) {
  const { anchor, title, hint, value, choices, onChange } = props;
  const id = useId();
  return (
    <fieldset
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-hint`}
      {...settingTarget(anchor, cn(markedRow, "grid gap-x-6 gap-y-3 py-5 sm:grid-cols-[13rem_minmax(0,1fr)]"))}
    >
      <div>
        <p id={`${id}-title`} className="font-medium">
          {title}
        </p>
        <p id={`${id}-hint`} className="mt-0.5 text-pretty text-muted-foreground text-small">
          {hint}
        </p>
      </div>
      <div className="flex flex-wrap content-start items-start gap-2">
        {choices.map((choice) => (
          <label
            key={choice.value}
            className={cn(
              "flex min-h-9 cursor-pointer items-center gap-2.5 rounded-lg border bg-surface px-3 py-2 shadow-raised transition-colors hover:border-subtle",
              "has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-ring has-focus-visible:outline-offset-2",
              choice.picture !== undefined && "flex-col items-stretch gap-2 p-2",
            )}
          >
            {choice.picture}
            <span className={cn("flex items-center gap-2.5", choice.picture !== undefined && "px-1 pb-0.5")}>
              <input
                type="radio"
                name={id}
                value={choice.value}
                checked={value === choice.value}
                onChange={() => onChange(choice.value)}
                className="size-4 shrink-0 accent-accent outline-hidden"
              />
              <span lang={choice.lang}>{choice.label}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
