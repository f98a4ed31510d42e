export type LimitKind = "requests" | "tokens";

/** Of one minute; null is without limit. */
export interface MinuteLimits {
  requests: number | null;
  tokens: number | null;
}

/** Somebody or something whose use is limited: a person, or a tenant with everyone in and below it. */
export interface LimitLevel extends MinuteLimits {
  kind: "person" | "tenant";
  id: string;
  name: string;
}

/** What is counted together: the person first, then each tenant from their own up. */
export interface LimitScope {
  organizationId: string;
  levels: readonly LimitLevel[];
}

/** What tenants say of limits, read from their settings. */
export interface TenantLimits {
  /** What holds for each person; null where no tenant says anything. */
  person: MinuteLimits;
  /** The tenants with a limit of their own, from the person's own up. */
  tenants: readonly LimitLevel[];
}
