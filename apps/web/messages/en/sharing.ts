import { plural } from "./plural.ts";

/** Sharing knowledge bases and documents. */
export const sharing = {
  share: "Share",
  shareTitle: (name: string) => `Share “${name}”`,
  sharedBadge: "Shared",
  sharedWithMeBadge: "Shared with me",
  restrictedBadge: "Restricted",

  search: "Add people, groups or tenants",
  searchPlaceholder: "Name or email",
  searchEmpty: (wanted: string) => `Nobody and nothing here is called “${wanted}”.`,
  searchNothing: "There is nobody to share with yet.",
  searching: "Searching…",
  searchFailed: "The directory could not be searched.",
  resultsLabel: "People, groups and tenants",
  kinds: { person: "Person", group: "Group", tenant: "Tenant" },
  listed: "On the list",
  newLevel: "What they get",

  levels: { read: "Can read", edit: "Can edit", none: "No access" },
  levelHints: {
    read: "Finds it, reads it and gets answers from it.",
    edit: "Can also add, change and remove documents.",
    none: "Never sees it, whatever else is allowed.",
  },
  levelOf: (name: string, level: string) => `${name}: ${level}. Change`,

  list: "People with access",
  owner: "Owner",
  ownerHint: "Always has access.",
  scopes: {
    personal: { name: "Only the owner", detail: "Nobody else, unless they are listed here." },
    team: { name: "Everyone in the team", detail: "Set by “Who can see it” of the knowledge base." },
    organization: { name: "Everyone in the organisation", detail: "Set by “Who can see it” of the knowledge base." },
  },
  inherited: "From the knowledge base",
  inheritedOff: "These do not count while only the people listed above may see this document. “No access” still does.",
  empty: "Nobody has been added yet.",
  remove: "Remove from the list",
  removed: (name: string) => `${name} was removed from the list.`,
  changed: (name: string, level: string) => `${name}: ${level}`,
  undo: "Undo",
  undone: "Taken back",

  restrict: "Only people listed here",
  restrictHint: "Hides this document from everyone else who can see the knowledge base.",

  deny: "“No access” wins. Whoever is denied here, in person or through a group or tenant, sees nothing of it, even where another entry lets them in. Only the owner keeps access.",

  who: "Who will see this",
  whoCount: (count: number) => (count === 0 ? "Nobody" : plural(count, "person", "people")),
  whoShowAll: (count: number) => `Show all ${count.toLocaleString("en")}`,
  whoShowLess: "Show fewer",
  whoRest: (count: number) => `and ${plural(count, "more person", "more people")}`,
  mayEdit: "Can edit",
  whoLive: (count: number) => `${plural(count, "person", "people")} will see this.`,
};
