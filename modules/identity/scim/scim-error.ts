/** What RFC 7644 calls the kinds of a 400 or 409. */
export type ScimType = "invalidFilter" | "invalidPath" | "invalidSyntax" | "invalidValue" | "mutability" | "uniqueness";

/** An expected failure of SCIM, which has an error form of its own. */
export class ScimError extends Error {
  override name = "ScimError";
  readonly status: number;
  readonly scimType: ScimType | undefined;

  /** @param detail what was wrong and what to do, without content or secrets */
  constructor(status: number, detail: string, scimType?: ScimType) {
    super(detail);
    this.status = status;
    this.scimType = scimType;
  }
}

export function invalidValue(detail: string): ScimError {
  return new ScimError(400, detail, "invalidValue");
}

export function invalidPath(detail: string): ScimError {
  return new ScimError(400, detail, "invalidPath");
}

/** The same for what is not there and for what belongs to another organisation. */
export function noSuch(resource: "user" | "group"): ScimError {
  return new ScimError(404, `There is no such ${resource}.`);
}
