import type { Theme } from "@/components/shell/theme.ts";
import { cn } from "@/components/ui/class-names.ts";

const light = "scheme-light";
const dark = "scheme-dark";
const schemes: Record<Theme, string[]> = { light: [light], dark: [dark], system: [light, dark] };

/** A small page in the colours of a theme; the system's is half and half. The tokens follow the scheme of each element. */
export function ThemePicture({ theme }: { theme: Theme }) {
  return (
    <span aria-hidden className="flex h-18 w-30 overflow-hidden rounded-md border">
      {schemes[theme].map((scheme) => (
        <span key={scheme} className={cn("flex grow bg-background", scheme)}>
          <span className="w-1/3 border-e bg-sidebar" />
          <span className="flex grow flex-col justify-center gap-1.5 px-2">
            <span className="h-1.5 w-full rounded-full bg-border-strong" />
            <span className="h-1.5 w-2/3 rounded-full bg-border-strong" />
            <span className="mt-1 h-2.5 w-1/2 rounded-sm bg-accent" />
          </span>
        </span>
      ))}
    </span>
  );
}
