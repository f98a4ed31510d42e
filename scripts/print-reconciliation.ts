import { type FindingKind, findingKinds, type Reconciliation } from "@eai/modules/knowledge";

const sentences: Record<FindingKind, string> = {
  incomplete_versions: "documents with passages or index entries missing or too many",
  misled_documents: "documents whose newest version is ready but not searched",
  stray_index_versions: "versions in the index that no document has",
  versions_without_file: "versions whose original is lost: upload these files again",
  versions_without_text: "versions whose extracted text is lost",
  unused_files: "files that no document has",
  wrong_statistics: "knowledge bases whose word counts are wrong",
  pending_removals: "versions still to leave the index",
};

/** What was compared and found, a line for each kind, and a last one that says whether something is left. */
export function printReconciliation({ checked, findings, left }: Reconciliation, repaired: boolean): void {
  const { versions, passages, indexEntries, files } = checked;
  console.log(`Compared ${versions} versions, ${passages} passages, ${indexEntries} index entries and ${files} files.`);
  for (const kind of findingKinds) {
    const { found, mended, examples } = findings[kind];
    if (found === 0) continue;
    const done = repaired ? `, ${mended} mended` : "";
    console.log(`${found} ${sentences[kind]}${done}${examples.length > 0 ? ` (${examples.join(", ")})` : ""}`);
  }
  if (left === 0) console.log("Nothing is left to mend.");
  else console.log(repaired ? `${left} could not be mended.` : `${left} to mend: run it again with -- --repair`);
}
