"use client";
import { type FormEvent, useState } from "react";
import { AccountError, accountSentenceOf } from "@/data/account.ts";
import { useFrameMessages } from "@/messages/index.tsx";

export interface AccountValues {
  name: string;
  email: string;
  password: string;
}

export type FieldErrors = Partial<Record<keyof AccountValues, string>>;

function valuesOf(form: HTMLFormElement): AccountValues {
  const data = new FormData(form);
  const text = (name: string) => String(data.get(name) ?? "");
  return { name: text("name").trim(), email: text("email").trim(), password: text("password") };
}

/** Checks, sends and reports a sign-in or sign-up form, then opens the page the person was on the way to. */
export function useAccountForm(options: {
  returnPath: string;
  check: (values: AccountValues) => FieldErrors;
  send: (values: AccountValues) => Promise<void>;
}) {
  const t = useFrameMessages();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const [errors, setErrors] = useState<FieldErrors>({});

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const values = valuesOf(form);
    const found = options.check(values);
    setErrors(found);
    setFailure(undefined);
    const firstWrong = Object.keys(found)[0];
    if (firstWrong) {
      form.querySelector<HTMLInputElement>(`[name="${firstWrong}"]`)?.focus();
      return;
    }
    setBusy(true);
    try {
      await options.send(values);
      // A full load, so that nothing stays in memory of another person whose session ended in this tab.
      window.location.replace(options.returnPath);
    } catch (error) {
      setBusy(false);
      const fields = error instanceof AccountError ? Object.entries(error.fields) : [];
      setErrors(Object.fromEntries(fields.map(([name, text]) => [name, t.accountFieldProblems[name] ?? text])));
      setFailure(fields.length === 0 ? accountSentenceOf(error, t) : undefined);
    }
  }

  return { busy, failure, errors, submit };
}
