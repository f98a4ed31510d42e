import type { ReactNode } from "react";

interface AccountCardProps {
  title: string;
  lead: string;
  children: ReactNode;
  footer?: ReactNode;
}

/** The frame of the sign-in and sign-up pages. */
export function AccountCard({ title, lead, children, footer }: AccountCardProps) {
  return (
    <>
      <div className="rounded-xl border bg-surface p-6 shadow-floating">
        <h1 className="font-semibold text-lg tracking-tight">{title}</h1>
        <p className="mt-1 mb-5 text-muted-foreground">{lead}</p>
        {children}
      </div>
      {footer && <p className="mt-5 text-center text-muted-foreground">{footer}</p>}
    </>
  );
}
