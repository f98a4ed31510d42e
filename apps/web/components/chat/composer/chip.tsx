import { type LucideIcon, X } from "lucide-react";
import { cn } from "@/components/ui/class-names.ts";

interface ChipProps {
  Icon: LucideIcon;
  label: string;
  /** Read out, and shown on hover. */
  title?: string;
  /** Of the button that takes it away. */
  removeLabel: string;
  onRemove: () => void;
  quiet?: boolean;
}

/** Something chosen for a question, which can be taken away. */
export function Chip({ Icon, label, title, removeLabel, onRemove, quiet = false }: ChipProps) {
  return (
    <li
      title={title ?? label}
      className={cn(
        "inline-flex h-7 max-w-full items-center gap-1 rounded-full ps-2.5 pe-0.5 text-[0.8125rem] sm:max-w-56",
        quiet ? "bg-muted text-muted-foreground" : "bg-accent-soft text-accent-text",
      )}
    >
      <Icon className="size-3.5 shrink-0" aria-hidden />
      <span className="min-w-0 truncate">
        <bdi>{label}</bdi>
      </span>
      <button
        type="button"
        aria-label={removeLabel}
        onClick={onRemove}
        className="flex size-6 shrink-0 items-center justify-center rounded-full hover:bg-foreground/10"
      >
        <X className="size-3" aria-hidden />
      </button>
    </li>
  );
}
