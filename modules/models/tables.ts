import { instant } from "@eai/modules/kernel";
import { pgTable, text } from "drizzle-orm/pg-core";

/** Deployments that an administrator has taken out of service: they get no new calls until they are put back. */
export const deploymentDrains = pgTable("deployment_drains", {
  /** As in the catalogue; the row may outlive the deployment. */
  deploymentId: text("deployment_id").primaryKey(),
  reason: text("reason").notNull(),
  drainedBy: text("drained_by").notNull(),
  drainedAt: instant("drained_at").notNull().defaultNow(),
});
