/** What a person may be allowed to do. A role is a set of these. */
export const Permission = {
  ChatUse: "chat.use",
  KnowledgeRead: "knowledge.read",
  /** Changing what one may write: which knowledge bases these are is decided row by row. */
  KnowledgeWrite: "knowledge.write",
  KnowledgeCreate: "knowledge.create",
  KnowledgeCreateOrganization: "knowledge.create_organization",
  /** Deciding who may use what one owns or administers. */
  KnowledgeShare: "knowledge.share",
  /** Reading one document that one may not see, with a reason that is recorded. */
  KnowledgeBreakGlass: "knowledge.break_glass",
  /** Asking what another person would find, and why they may or may not see a document. */
  AccessExplain: "access.explain",
  ModelsRead: "models.read",
  /** Finding people, groups and tenants of one's organisation by name. */
  DirectoryRead: "directory.read",
  /** One's own API keys, sign-ins and data. Never in the scopes of an API key. */
  AccountManage: "account.manage",
  AuditRead: "audit.read",
  UsageRead: "usage.read",
  /** People, groups, invitations, directory connections of one's tenant and those below it. */
  PeopleManage: "people.manage",
  /** Exporting and erasing another person's data. */
  PrivacyManage: "privacy.manage",
  TenantManage: "tenant.manage",
  PlatformManage: "platform.manage",
} as const;
export type Permission = (typeof Permission)[keyof typeof Permission];
