"use client";
import { type RefObject, startTransition, useEffect, useState } from "react";

type Listener = () => void;

/** One observer for all that is in a scrolled area: tells each thing once that it comes near. */
class NearObserver {
  private readonly listeners = new Map<Element, Listener>();
  private readonly observer: IntersectionObserver;

  constructor(root: Element) {
    this.observer = new IntersectionObserver((entries) => this.tell(entries), { root, rootMargin: "150% 0px" });
  }

  observe(element: Element, listener: Listener): () => void {
    this.listeners.set(element, listener);
    this.observer.observe(element);
    return () => {
      this.listeners.delete(element);
      this.observer.unobserve(element);
    };
  }

  private tell(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      this.listeners.get(target)?.();
      this.listeners.delete(target);
      this.observer.unobserve(target);
    }
  }
}

const observers = new WeakMap<Element, NearObserver>();

/**
 * Whether a thing has come near to what is read in its scrolled area; once it has, it stays so.
 * @param initially it is near from the beginning
 */
export function useNear(
  element: RefObject<Element | null>,
  scroller: RefObject<Element | null>,
  initially: boolean,
): boolean {
  const [near, setNear] = useState(initially);
  useEffect(() => {
    if (near || !element.current || !scroller.current) return;
    const observer = observers.get(scroller.current) ?? new NearObserver(scroller.current);
    observers.set(scroller.current, observer);
    // Drawing a long answer is cut into short tasks: the reader scrolls meanwhile.
    return observer.observe(element.current, () => startTransition(() => setNear(true)));
  }, [near, element, scroller]);
  return near || initially;
}
