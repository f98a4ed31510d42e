import type { TextPiece } from "@/data/text-match.ts";

/** A text with what was found in it marked; whatever it holds is text. */
export function MarkedText({ pieces }: { pieces: readonly TextPiece[] }) {
  return pieces.map((piece, index) =>
    piece.marked ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no identity and do not move
      <mark key={index} className="rounded-sm bg-highlight text-foreground">
        {piece.text}
      </mark>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no identity and do not move
      <span key={index}>{piece.text}</span>
    ),
  );
}
