"use client";
import { usePathname } from "next/navigation";
import { type RefObject, useEffect, useRef } from "react";

/**
 * After a move to another page the focus is in its content, as after a full load; Next tells its title to screen
 * readers. A field of the new page that took the focus by itself keeps it.
 */
export function useContentFocus(content: RefObject<HTMLElement | null>): void {
  const pathname = usePathname();
  const before = useRef(pathname);
  useEffect(() => {
    if (before.current === pathname) return;
    before.current = pathname;
    // After a drawer or a menu that led here has given the focus back.
    const timer = setTimeout(() => {
      const main = content.current;
      const current = document.activeElement;
      if (main && !main.contains(current) && !current?.closest("[role=dialog]")) main.focus({ preventScroll: true });
    }, 50);
    return () => clearTimeout(timer);
  }, [pathname, content]);
}
