import type { Theme } from "@/components/shell/theme.ts";

const [width, height] = [96, 60];

/** A small page in the colours of a theme; the system's is half and half. */
export function ThemePicture({ theme }: { theme: Theme }) {
  return (
    <svg viewBox={`0 0 ${width} ${height}`} aria-hidden className="h-15 w-24 rounded-md border">
      {theme === "system" ? (
        <>
          <SmallPage scheme="light" />
          <svg
            aria-hidden
            x={width / 2}
            width={width / 2}
            height={height}
            viewBox={`${width / 2} 0 ${width / 2} ${height}`}
          >
            <SmallPage scheme="dark" />
          </svg>
        </>
      ) : (
        <SmallPage scheme={theme} />
      )}
    </svg>
  );
}

/** Its colours are in `globals.css`: those of both themes are seen at once, whichever the page has. */
function SmallPage({ scheme }: { scheme: "light" | "dark" }) {
  return (
    <g className="small-page" data-scheme={scheme}>
      <rect width={width} height={height} className="fill-(--small-page)" />
      <rect width="28" height={height} className="fill-(--small-side)" />
      <rect x="6" y="10" width="16" height="4" rx="2" className="fill-(--small-line)" />
      <rect x="6" y="18" width="12" height="4" rx="2" className="fill-(--small-line)" />
      <rect x="36" y="14" width="50" height="5" rx="2.5" className="fill-(--small-line)" />
      <rect x="36" y="24" width="40" height="5" rx="2.5" className="fill-(--small-line)" />
      <rect x="58" y="38" width="28" height="9" rx="3" className="fill-(--small-mark)" />
    </g>
  );
}
