import type { Theme } from "@/components/shell/theme.ts";

/** As the tokens of each theme are: both are seen at once, whichever the page has. */
const colours = {
  light: { page: "#fefefe", side: "#f4f5f7", line: "#cfd3da", mark: "#4353d6" },
  dark: { page: "#0e0f12", side: "#090a0c", line: "#3b3f47", mark: "#8f9bff" },
} as const;

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

function SmallPage({ scheme }: { scheme: keyof typeof colours }) {
  const { page, side, line, mark } = colours[scheme];
  return (
    <>
      <rect width={width} height={height} fill={page} />
      <rect width="28" height={height} fill={side} />
      <rect x="6" y="10" width="16" height="4" rx="2" fill={line} />
      <rect x="6" y="18" width="12" height="4" rx="2" fill={line} />
      <rect x="36" y="14" width="50" height="5" rx="2.5" fill={line} />
      <rect x="36" y="24" width="40" height="5" rx="2.5" fill={line} />
      <rect x="58" y="38" width="28" height="9" rx="3" fill={mark} />
    </>
  );
}
