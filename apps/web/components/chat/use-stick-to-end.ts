"use client";
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";

const nearPixels = 80;

/**
 * Keeps a scrolled area at its end while content grows, until the reader scrolls away from it.
 * @param jumpKey when this changes (a new question), the area goes to the end in any case
 */
export function useStickToEnd(scroller: RefObject<HTMLElement | null>, jumpKey: string | number | undefined) {
  const [atEnd, setAtEnd] = useState(true);
  const sticking = useRef(true);

  const goToEnd = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    sticking.current = true;
    element.scrollTop = element.scrollHeight;
  }, [scroller]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is what makes it jump
  useLayoutEffect(goToEnd, [jumpKey, goToEnd]);

  useEffect(() => {
    const element = scroller.current;
    const content = element?.firstElementChild;
    if (!element || !content) return;
    const onScroll = () => {
      const near = element.scrollHeight - element.scrollTop - element.clientHeight < nearPixels;
      sticking.current = near;
      setAtEnd(near);
    };
    const observer = new ResizeObserver(() => {
      if (sticking.current) element.scrollTop = element.scrollHeight;
      else onScroll();
    });
    observer.observe(content);
    observer.observe(element);
    element.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", onScroll);
    };
  }, [scroller]);

  return { atEnd, goToEnd };
}
