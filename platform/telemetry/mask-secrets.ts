/** What looks like a secret wherever it stands in a text, the most telling forms first. */
const secrets: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  // JSON web tokens.
  /\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g,
  /\b(?:bearer|basic)\s+[\w.~+/=-]{8,}/gi,
  // Keys with a well-known beginning: OpenAI and Langfuse, GitHub, Slack, AWS, Google, and those of this platform.
  /\b(?:sk|pk|rk)-[\w-]{12,}/g,
  /\beai(?:scim)?_[\w-]{12,}/g,
  /\b(?:gh[opusr]_|github_pat_|glpat-|xox[abposr]-|xapp-)[\w-]{10,}/g,
  /\b(?:AKIA|ASIA)[A-Z\d]{16}\b/g,
  /\bAIza[\w-]{30,}/g,
  // The password of an address.
  /(?<=\b[a-z][a-z\d+.-]{1,20}:\/\/[^\s:@/]{0,100}:)[^\s@/]{1,200}(?=@)/gi,
  // Whatever is called one.
  /(?<=\b(?:password|passwd|pwd|secret|token|api[-_ ]?key|authorization|cookie|client[-_ ]secret)["']?\s{0,3}[:=]\s{0,3}["']?)[^\s"',;]{4,}/gi,
  // Long runs of hexadecimal digits: keys of Azure, session ids.
  /\b[\da-f]{32,}\b/gi,
];

const email = /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g;

/** Takes secrets out of a text that people wrote, and e-mail addresses where asked. */
export function maskSecrets(text: string, { emails }: { emails: boolean }): string {
  let masked = text;
  for (const secret of secrets) masked = masked.replace(secret, "[secret]");
  return emails ? masked.replace(email, "[e-mail]") : masked;
}
