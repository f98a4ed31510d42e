"use client";
import { KeyRound } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { accountSentenceOf, type Provider, startSignIn, useSystem } from "@/data/account.ts";
import { useFrameMessages } from "@/messages/index.tsx";
import type { FrameMessages } from "@/messages/messages.ts";

function labelOf(provider: Provider, oidcName: string | null, t: FrameMessages): string {
  const name = provider === "microsoft" ? t.account.microsoft : (oidcName ?? t.account.oidc);
  return t.account.continueWith(name);
}

/** A button for each of the company's sign-in providers. */
export function ProviderButtons({ returnPath }: { returnPath: string }) {
  const t = useFrameMessages();
  const system = useSystem();
  const [starting, setStarting] = useState<Provider>();
  const [failure, setFailure] = useState<string>();
  const providers = system.data?.sign_in_methods.filter((method) => method !== "password") ?? [];

  useEffect(() => {
    // Back from the provider's page, which the browser may have kept this page for.
    const reset = () => setStarting(undefined);
    window.addEventListener("pageshow", reset);
    return () => window.removeEventListener("pageshow", reset);
  }, []);

  async function start(provider: Provider) {
    setStarting(provider);
    setFailure(undefined);
    try {
      window.location.assign(await startSignIn(provider, returnPath));
    } catch (error) {
      setStarting(undefined);
      setFailure(accountSentenceOf(error, t));
    }
  }

  if (providers.length === 0) return null;
  return (
    <div className="grid gap-2.5">
      {failure && <Notice tone="danger">{failure}</Notice>}
      {providers.map((provider) => (
        <Button
          key={provider}
          size="large"
          busy={starting === provider}
          disabled={starting !== undefined}
          onClick={() => start(provider)}
          className="w-full whitespace-normal"
        >
          {starting !== provider && (provider === "microsoft" ? <MicrosoftMark /> : <KeyRound aria-hidden />)}
          <span className="min-w-0 truncate">{labelOf(provider, system.data?.oidc_name ?? null, t)}</span>
        </Button>
      ))}
    </div>
  );
}

/** The four squares, as Microsoft asks for on such a button. */
function MicrosoftMark() {
  return (
    <svg viewBox="0 0 21 21" aria-hidden>
      <path fill="#f25022" d="M0 0h10v10H0z" />
      <path fill="#7fba00" d="M11 0h10v10H11z" />
      <path fill="#00a4ef" d="M0 11h10v10H0z" />
      <path fill="#ffb900" d="M11 11h10v10H11z" />
    </svg>
  );
}

/** Between the providers and the local account. */
export function MethodDivider() {
  const t = useFrameMessages();
  return (
    <div className="my-4 flex items-center gap-3 text-muted-foreground text-xs before:h-px before:grow before:bg-border after:h-px after:grow after:bg-border">
      {t.account.or}
    </div>
  );
}
