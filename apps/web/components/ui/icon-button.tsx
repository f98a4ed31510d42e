import type { ComponentProps } from "react";
import { Button } from "./button.tsx";
import { cn } from "./class-names.ts";
import { Tooltip } from "./tooltip.tsx";

interface IconButtonProps extends ComponentProps<typeof Button> {
  /** What it does: read out, and shown on hover. */
  label: string;
}

/** A button that shows only an icon, with its name as a tooltip. */
export function IconButton({ label, className, variant = "ghost", ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label} isName>
      <Button
        variant={variant}
        size="icon"
        aria-label={label}
        className={cn("text-muted-foreground", className)}
        {...rest}
      />
    </Tooltip>
  );
}
