import { cn } from "@/components/ui/class-names.ts";

/** The mark of the product; the same drawing as `app/icon.svg`. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden className={cn("size-7", className)}>
      <rect width="32" height="32" rx="8" fill="#3d46c2" />
      <path d="M9 9.5h14M9 16h9" stroke="#fff" strokeWidth="3" strokeLinecap="round" />
      <path d="M9 22.5h4.5" stroke="#fff" strokeWidth="3" strokeLinecap="round" opacity=".55" />
      <circle cx="21.5" cy="21" r="3.5" fill="#fff" />
    </svg>
  );
}
