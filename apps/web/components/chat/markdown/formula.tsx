"use client";
import "katex/dist/katex.min.css";
import katex from "katex";
import { useLayoutEffect, useRef, useState } from "react";

interface FormulaProps {
  tex: string;
  display: boolean;
}

/** A formula as KaTeX draws it, with MathML for those who hear it; what it cannot read stays as it was written. */
export default function Formula({ tex, display }: FormulaProps) {
  const place = useRef<HTMLSpanElement>(null);
  const [isReadable, setReadable] = useState(true);
  useLayoutEffect(() => {
    if (!place.current) return;
    try {
      // Into elements, not as HTML: styles are set one by one then, which the Content-Security-Policy allows.
      katex.render(tex, place.current, {
        displayMode: display,
        throwOnError: true,
        trust: false,
        strict: false,
        maxSize: 20,
        maxExpand: 200,
      });
      setReadable(true);
    } catch {
      setReadable(false);
    }
  }, [tex, display]);
  return (
    <>
      <span ref={place} hidden={!isReadable} className={display ? "block" : undefined} />
      {!isReadable && <code>{tex}</code>}
    </>
  );
}
