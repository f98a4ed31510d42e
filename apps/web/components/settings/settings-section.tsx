import { type ReactNode, useId } from "react";
import { cn } from "@/components/ui/class-names.ts";

interface SettingsHeadingProps {
  title: string;
  lead: string;
  action?: ReactNode;
}

/** The heading of a settings page, with what can be done there. */
export function SettingsHeading({ title, lead, action }: SettingsHeadingProps) {
  return (
    <div className="mb-5 flex items-start justify-between gap-x-6 gap-y-3 max-sm:flex-wrap">
      <div className="min-w-0 max-w-xl">
        <h1 className="font-semibold text-xl tracking-tight">{title}</h1>
        <p className="mt-1 text-pretty text-muted-foreground">{lead}</p>
      </div>
      {action}
    </div>
  );
}

/** Shows a setting that the address has named. */
const markedStyles =
  "relative outline-hidden data-setting-marked:after:pointer-events-none data-setting-marked:after:absolute " +
  "data-setting-marked:after:-inset-3 data-setting-marked:after:animate-appear data-setting-marked:after:rounded-xl " +
  "data-setting-marked:after:border-2 data-setting-marked:after:border-accent";

/** The same for one of several rows between lines. */
export const markedRow = "data-setting-marked:after:inset-y-1";

/** Makes an element one that `/settings/<section>#<anchor>` opens at. */
export function settingTarget(anchor: string, className?: string) {
  return { "data-setting": anchor, tabIndex: -1, className: cn(markedStyles, className) };
}

interface SettingsSectionProps {
  title: string;
  lead?: string;
  /** Its name in the address. */
  anchor?: string;
  children: ReactNode;
}

/** A part of a settings page under a heading of its own. */
export function SettingsSection({ title, lead, anchor, children }: SettingsSectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} {...(anchor ? settingTarget(anchor, "mt-8") : { className: "mt-8" })}>
      <h2 id={id} className="font-semibold">
        {title}
      </h2>
      {lead && <p className="mt-0.5 text-pretty text-muted-foreground">{lead}</p>}
      <div className="mt-3">{children}</div>
    </section>
  );
}
