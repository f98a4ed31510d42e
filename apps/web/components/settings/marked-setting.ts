"use client";
import { usePathname, useRouter } from "next/navigation";
import { useEffect } from "react";

const listeners = new Set<() => void>();
const searchedForMilliseconds = 4_000;

function targetOf(hash: string): string {
  try {
    return decodeURIComponent(hash.slice(1));
  } catch {
    return "";
  }
}

/** Scrolls to a setting and marks it; false while it is not drawn. */
function mark(anchor: string): boolean {
  const setting = [...document.querySelectorAll<HTMLElement>("[data-setting]")].find(
    (element) => element.dataset.setting === anchor,
  );
  if (!setting) return false;
  for (const other of document.querySelectorAll("[data-setting-marked]")) other.removeAttribute("data-setting-marked");
  setting.setAttribute("data-setting-marked", "");
  setting.scrollIntoView({ block: "center" });
  setting.focus({ preventScroll: true });
  return true;
}

/** Marks the setting that the address names, as soon as it is drawn; again whenever the address names one. */
export function useMarkedSetting(): void {
  const pathname = usePathname();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page has other settings
  useEffect(() => {
    let observer: MutationObserver | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    function stop() {
      observer?.disconnect();
      clearTimeout(timer);
    }
    function look() {
      stop();
      const anchor = targetOf(window.location.hash);
      if (anchor === "" || mark(anchor)) return;
      observer = new MutationObserver(() => mark(anchor) && stop());
      observer.observe(document.body, { childList: true, subtree: true });
      timer = setTimeout(stop, searchedForMilliseconds);
    }
    look();
    listeners.add(look);
    window.addEventListener("hashchange", look);
    return () => {
      stop();
      listeners.delete(look);
      window.removeEventListener("hashchange", look);
    };
  }, [pathname]);
}

const routedAfterMilliseconds = 50;

/** Opens a page of the settings, at a single setting where the path names one. */
export function useOpenSetting(): (path: string) => void {
  const router = useRouter();
  return (path) => {
    const samePage = path.split("#")[0] === window.location.pathname;
    router.push(path);
    // The router tells nobody that only the part behind # changes.
    if (samePage) setTimeout(() => [...listeners].map((look) => look()), routedAfterMilliseconds);
  };
}
