import { randomUUID } from "node:crypto";

/** A person of an emulated Entra tenant. Tests change them between sign-ins. */
export interface EmulatedPerson {
  tenantId: string;
  /** `oid` */
  objectId: string;
  name: string;
  /** `preferred_username`: for display, and anybody's to change. */
  userName: string;
  email: string | undefined;
  /** Object ids of all groups, also of those that contain their groups. */
  groups: string[];
  /** Values of app roles. */
  roles: string[];
  /**
   * How the ID token says the groups: as a claim (`claim_names` once there are more than 200), by the mark of either
   * kind of overage, or not at all, as an app registration without group claims does.
   */
  groupsInToken: "claim" | "claim_names" | "hasgroups" | "omitted";
  /** Put over the other claims of the ID token; `undefined` takes a claim away. */
  claims: Record<string, unknown>;
}

/** What a test may leave out of a person. */
export type PersonInput = Partial<EmulatedPerson> & { name: string };

/** The people and groups of all emulated tenants. */
export interface Directory {
  /** The first tenant, where people are put who name no other. */
  homeTenantId: string;
  people: EmulatedPerson[];
  /** Display names by object id. */
  groupNames: Map<string, string>;
  addPerson(input: PersonInput): EmulatedPerson;
  /** @returns the object id of the new group */
  addGroup(name: string): string;
  /** @throws Error when there is nobody with this object id */
  person(objectId: string): EmulatedPerson;
}

export function createDirectory(homeTenantId: string): Directory {
  const people: EmulatedPerson[] = [];
  const groupNames = new Map<string, string>();
  return {
    homeTenantId,
    people,
    groupNames,
    addPerson(input) {
      const userName = input.userName ?? `${input.name.toLowerCase().replaceAll(/\W+/g, ".")}@contoso.example`;
      const person: EmulatedPerson = {
        tenantId: homeTenantId,
        objectId: randomUUID(),
        userName,
        email: userName,
        groups: [],
        roles: [],
        groupsInToken: "claim",
        claims: {},
        ...input,
      };
      people.push(person);
      return person;
    },
    addGroup(name) {
      const id = randomUUID();
      groupNames.set(id, name);
      return id;
    },
    person(objectId) {
      const found = people.find((person) => person.objectId === objectId);
      if (!found) throw new Error(`The identity emulator knows nobody with the object id ${objectId}.`);
      return found;
    },
  };
}
