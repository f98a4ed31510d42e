"use client";
import { Permission } from "@eai/contract";
import { useSignedInPerson } from "@/components/shell/me.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Checkbox } from "@/components/ui/checkbox.tsx";
import { useMessages } from "@/messages/index.tsx";
import { groupPermissions } from "./permission-words.ts";

interface ScopeChoicesProps {
  value: readonly Permission[];
  onChange: (scopes: readonly Permission[]) => void;
  error: string | undefined;
}

/** What an API key may do: of what the person may do, all but managing the account itself. */
export function ScopeChoices({ value, onChange, error }: ScopeChoicesProps) {
  const t = useMessages();
  const words = t.settings.keys;
  const offered = useSignedInPerson().permissions.filter((permission) => permission !== Permission.AccountManage);
  const all = value.length === offered.length;

  function toggle(permission: Permission, on: boolean) {
    onChange(on ? [...value, permission] : value.filter((entry) => entry !== permission));
  }

  return (
    <fieldset aria-labelledby="scopes" aria-describedby={error ? "scopes-note" : undefined} className="grid gap-1.5">
      <div className="flex items-center justify-between gap-3">
        <span id="scopes" className="font-medium text-[0.8125rem]">
          {words.scopesLabel}
        </span>
        <Button variant="link" size="small" onClick={() => onChange(all ? [] : offered)}>
          {all ? words.scopeNone : words.scopeAll}
        </Button>
      </div>
      <div className="grid gap-4 rounded-lg border p-3.5">
        {groupPermissions(offered).map(({ name, permissions }) => (
          <fieldset key={name} className="grid gap-2">
            <legend className="mb-2 font-medium text-muted-foreground text-xs">
              {t.settings.permissionGroups[name]}
            </legend>
            {permissions.map((permission) => (
              <div key={permission} className="flex items-start gap-2.5">
                <Checkbox
                  id={`scope-${permission}`}
                  checked={value.includes(permission)}
                  onCheckedChange={(checked) => toggle(permission, checked === true)}
                  className="mt-0.5"
                />
                <label htmlFor={`scope-${permission}`} className="min-w-0 grow cursor-pointer">
                  {t.settings.permissions[permission]}
                </label>
              </div>
            ))}
          </fieldset>
        ))}
      </div>
      {error && (
        <p id="scopes-note" className="text-[0.8125rem] text-danger-text">
          {error}
        </p>
      )}
    </fieldset>
  );
}
