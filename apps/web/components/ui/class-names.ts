import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

/** The sizes of text that `globals.css` adds to Tailwind's own. */
const merge = extendTailwindMerge({ extend: { theme: { text: ["tiny", "small", "reading"] } } });

/** Joins class names; of Tailwind classes that contradict each other the last one wins. */
export function cn(...values: ClassValue[]): string {
  return merge(clsx(values));
}
