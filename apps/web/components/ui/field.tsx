import { ChevronDown } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./class-names.ts";

const controlStyles =
  "w-full rounded-md border border-input bg-surface px-3 text-foreground shadow-raised transition-colors " +
  "placeholder:text-subtle hover:border-subtle focus-visible:border-ring focus-visible:outline-offset-0 " +
  "aria-invalid:border-danger disabled:opacity-60 max-sm:text-base sm:text-sm";

export function TextInput({ className, ...rest }: ComponentProps<"input">) {
  return <input className={cn(controlStyles, "h-9", className)} {...rest} />;
}

export function TextArea({ className, ...rest }: ComponentProps<"textarea">) {
  return <textarea className={cn(controlStyles, "min-h-20 py-2", className)} {...rest} />;
}

/** A choice of few. @param className of the box around it: its width */
export function Select({ className, ...rest }: ComponentProps<"select">) {
  return (
    <span className={cn("relative block", className)}>
      <select className={cn(controlStyles, "h-9 appearance-none truncate pe-8")} {...rest} />
      <ChevronDown className="pointer-events-none absolute end-2.5 top-2.5 size-4 text-muted-foreground" aria-hidden />
    </span>
  );
}

interface FieldProps {
  id: string;
  label: string;
  hint?: string;
  error?: string;
  children: ReactNode;
}

/** A label with its control; the control gets `id`, and `aria-describedby={`${id}-note`}` when there is a hint or an error. */
export function Field({ id, label, hint, error, children }: FieldProps) {
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="font-medium text-small">
        {label}
      </label>
      {children}
      {(error || hint) && (
        <p id={`${id}-note`} className={cn("text-small", error ? "text-danger-text" : "text-muted-foreground")}>
          {error ?? hint}
        </p>
      )}
    </div>
  );
}
