/** Sends a deletion. @throws when it was not made */
type SendDeletion = (id: string, options: { keepalive: boolean }) => Promise<void>;

/**
 * Deletions that can be taken back for a while: what is deleted is hidden at once, and the server is told when that time
 * is over, or when the page is left. Who shows the way back decides when it is over.
 */
export class DeferredDeletions {
  /** Deleted, and the server does not know yet. */
  private readonly waiting = new Set<string>();
  private readonly sending = new Map<string, Promise<void>>();
  private readonly listeners = new Set<() => void>();
  private hidden: ReadonlySet<string> = new Set();
  private readonly sendDeletion: SendDeletion;

  constructor(sendDeletion: SendDeletion) {
    this.sendDeletion = sendDeletion;
  }

  /** What is not to be shown any more; the same object until it changes. */
  getHidden = (): ReadonlySet<string> => this.hidden;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Deletes; until `send` it can be taken back. */
  hide(id: string): void {
    if (this.sending.has(id)) return;
    this.waiting.add(id);
    this.change((hidden) => hidden.add(id));
  }

  /** Takes a deletion back. @returns false when it is too late */
  undo(id: string): boolean {
    if (!this.waiting.delete(id)) return false;
    this.change((hidden) => hidden.delete(id));
    return true;
  }

  /**
   * Tells the server; more than once does no harm. What could not be deleted is shown again.
   * @throws what sending threw
   */
  async send(id: string, options = { keepalive: false }): Promise<void> {
    if (!this.waiting.delete(id)) return this.sending.get(id);
    const sent = this.sendDeletion(id, options);
    this.sending.set(id, sent);
    try {
      // It stays hidden: a list that was read a moment ago may still have it.
      await sent;
    } catch (error) {
      this.change((hidden) => hidden.delete(id));
      throw error;
    } finally {
      this.sending.delete(id);
    }
  }

  /** Tells the server of everything that waits: the page is being left, or the person signs out. */
  async sendAll(options: { keepalive: boolean }): Promise<void> {
    await Promise.allSettled([...this.waiting].map((id) => this.send(id, options)));
  }

  private change(edit: (hidden: Set<string>) => void): void {
    const next = new Set(this.hidden);
    edit(next);
    this.hidden = next;
    for (const listener of this.listeners) listener();
  }
}
