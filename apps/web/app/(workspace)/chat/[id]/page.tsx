/** Shown by the layout. */
export default function ConversationPage() {
  return null;
}
