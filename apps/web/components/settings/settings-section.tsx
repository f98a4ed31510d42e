import { type ReactNode, useId } from "react";

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

interface SettingsSectionProps {
  title: string;
  lead?: string;
  children: ReactNode;
}

/** A part of a settings page under a heading of its own. */
export function SettingsSection({ title, lead, children }: SettingsSectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="mt-8">
      <h2 id={id} className="font-semibold">
        {title}
      </h2>
      {lead && <p className="mt-0.5 text-muted-foreground">{lead}</p>}
      <div className="mt-3">{children}</div>
    </section>
  );
}
