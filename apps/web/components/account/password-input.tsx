"use client";
import { Eye, EyeOff } from "lucide-react";
import { type ComponentProps, useState } from "react";
import { TextInput } from "@/components/ui/field.tsx";
import { useFrameMessages } from "@/messages/index.tsx";

/** A password field whose content can be shown. */
export function PasswordInput(props: Omit<ComponentProps<"input">, "type">) {
  const t = useFrameMessages();
  const [shown, setShown] = useState(false);
  const Icon = shown ? EyeOff : Eye;
  return (
    <div className="relative">
      <TextInput type={shown ? "text" : "password"} className="pe-10" {...props} />
      <button
        type="button"
        aria-pressed={shown}
        aria-label={shown ? t.account.hidePassword : t.account.showPassword}
        onClick={() => setShown(!shown)}
        className="absolute inset-y-0 end-0 flex w-9 items-center justify-center rounded-md text-muted-foreground hover:text-foreground"
      >
        <Icon className="size-4" aria-hidden />
      </button>
    </div>
  );
}
