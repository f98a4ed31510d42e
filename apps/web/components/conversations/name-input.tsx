"use client";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { cn } from "@/components/ui/class-names.ts";
import { isComposing } from "@/components/ui/is-composing.ts";

interface NameInputProps {
  label: string;
  initial: string;
  maxLength: number;
  placeholder?: string;
  /** With null when nothing is to change. `byKey`: the focus is to go back to where it came from. */
  onDone: (name: string | null, byKey: boolean) => void;
  className?: string;
}

/** A name written in place: Enter and leaving the field keep it, Escape does not. */
export function NameInput({ label, initial, maxLength, placeholder, onDone, className }: NameInputProps) {
  const [value, setValue] = useState(initial);
  const input = useRef<HTMLInputElement>(null);
  const done = useRef(false);

  useEffect(() => {
    // After the menu that began this has given the focus back.
    const timer = setTimeout(() => input.current?.select(), 0);
    return () => clearTimeout(timer);
  }, []);

  function finish(name: string | null, byKey: boolean) {
    if (done.current) return;
    done.current = true;
    onDone(name === "" || name === initial ? null : name, byKey);
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (isComposing(event)) return;
    if (event.key !== "Enter" && event.key !== "Escape") return;
    // The focus moves on within this very press: the key would press what it moves to.
    event.preventDefault();
    event.stopPropagation();
    finish(event.key === "Enter" ? value.trim() : null, true);
  }

  return (
    <input
      ref={input}
      data-takes-escape
      aria-label={label}
      value={value}
      maxLength={maxLength}
      placeholder={placeholder}
      autoComplete="off"
      onChange={(event) => setValue(event.target.value)}
      onKeyDown={onKeyDown}
      onBlur={() => finish(value.trim(), false)}
      className={cn(
        "h-8 w-full rounded-md border border-ring bg-surface px-2 outline-none max-sm:text-base",
        className,
      )}
    />
  );
}
