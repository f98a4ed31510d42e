/** Loads what shows messages: nothing of it is needed where a conversation begins. */
export function loadMessageList() {
  return import("./message-list.tsx");
}
