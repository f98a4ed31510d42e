import { initialsOf } from "./person-name.ts";

/** A person's initials in a circle. */
export function Avatar({ name }: { name: string }) {
  return (
    <span
      aria-hidden
      className="inline-flex size-7 shrink-0 select-none items-center justify-center rounded-full bg-accent-soft font-semibold text-tiny text-accent-text"
    >
      {initialsOf(name)}
    </span>
  );
}
