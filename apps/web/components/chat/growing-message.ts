import type { ChatMessage } from "./chat-message.ts";

type Part = ChatMessage["parts"][number];

/**
 * Did nothing happen but that words were added to the last message? Then only the answer itself is to be drawn again.
 * @param before messages of a conversation as they were
 */
export function onlyTextGrew(before: readonly ChatMessage[], after: readonly ChatMessage[]): boolean {
  if (before.length !== after.length) return false;
  const last = after.length - 1;
  return after.every((message, index) => {
    const earlier = before[index];
    return message === earlier || (index === last && earlier !== undefined && hasMoreWords(earlier, message));
  });
}

function hasMoreWords(before: ChatMessage, after: ChatMessage): boolean {
  return (
    before.id === after.id &&
    before.metadata === after.metadata &&
    before.parts.length === after.parts.length &&
    after.parts.every((part, index) => isSamePart(before.parts[index], part))
  );
}

/** Its words aside, but not whether there are any. */
function isSamePart(before: Part | undefined, after: Part): boolean {
  if (before?.type === "text" && after.type === "text")
    return before.state === after.state && (before.text === "") === (after.text === "");
  return before?.type === after.type && "data" in before && "data" in after && before.data === after.data;
}
