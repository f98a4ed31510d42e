import { ProblemError } from "@eai/modules/kernel";

/**
 * Someone who may add documents here, and may not see the one that has this name, learns that the name is taken and
 * nothing else: the answer is the same whatever bytes they send, so it is no test of what the hidden one says. The other
 * ways are worse. To replace it would be to write what one may not read. A second document of the same name would leave
 * its owner with two that nobody can tell apart. And to rename it quietly would tell the same, to whoever looks.
 */
export function nameTaken(): ProblemError {
  return new ProblemError("conflict", "This name is taken in this knowledge base. Choose another name for the file.");
}
