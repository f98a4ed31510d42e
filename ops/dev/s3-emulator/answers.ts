import type { ServerResponse } from "node:http";

export interface S3Refusal {
  status: number;
  code: string;
  message: string;
}

export interface StoredObject {
  bytes: Buffer;
  modifiedAt: Date;
  etag: string;
}

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** An error as S3 words it; an answer to HEAD has no body. */
export function sendRefusal(response: ServerResponse, { status, code, message }: S3Refusal, hasBody: boolean): void {
  response.statusCode = status;
  response.setHeader("content-type", "application/xml");
  const body = `${declaration}<Error><Code>${code}</Code><Message>${xmlText(message)}</Message></Error>`;
  response.end(hasBody ? body : undefined);
}

export interface ListQuery {
  prefix: string;
  /** The last key of the page before. */
  after: string;
  limit: number;
}

/** One page of ListObjectsV2, in the order of keys. */
export function listingXml(bucket: string, objects: ReadonlyMap<string, StoredObject>, query: ListQuery): string {
  const { prefix, after, limit } = query;
  const behind = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).toSorted();
  const page = behind.slice(0, limit);
  const isTruncated = behind.length > page.length;
  const last = page.at(-1);
  const contents = page.map((key) => {
    const object = objects.get(key);
    return (
      `<Contents><Key>${xmlText(key)}</Key><LastModified>${object?.modifiedAt.toISOString()}</LastModified>` +
      `<ETag>&quot;${object?.etag}&quot;</ETag><Size>${object?.bytes.length}</Size><StorageClass>STANDARD</StorageClass></Contents>`
    );
  });
  const token = isTruncated && last !== undefined ? Buffer.from(last).toString("base64url") : undefined;
  return [
    `${declaration}<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">`,
    `<Name>${xmlText(bucket)}</Name><Prefix>${xmlText(prefix)}</Prefix><KeyCount>${page.length}</KeyCount>`,
    `<MaxKeys>${limit}</MaxKeys><IsTruncated>${isTruncated}</IsTruncated>`,
    token === undefined ? "" : `<NextContinuationToken>${token}</NextContinuationToken>`,
    ...contents,
    "</ListBucketResult>",
  ].join("");
}

function xmlText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
