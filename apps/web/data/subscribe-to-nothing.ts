/** For `useSyncExternalStore`, of what stays as it is for as long as the page. */
export function subscribeToNothing(): () => void {
  return () => undefined;
}
