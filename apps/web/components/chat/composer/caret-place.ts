const copied = [
  "boxSizing",
  "width",
  "fontFamily",
  "fontSize",
  "fontWeight",
  "fontStyle",
  "letterSpacing",
  "lineHeight",
  "tabSize",
  "textTransform",
  "wordSpacing",
  "paddingTop",
  "paddingRight",
  "paddingBottom",
  "paddingLeft",
  "borderTopWidth",
  "borderRightWidth",
  "borderBottomWidth",
  "borderLeftWidth",
  "direction",
] as const;

/** Where a character of a text box stands, in pixels from its top left corner. A copy of the box is laid out to find out. */
export function caretPlace(area: HTMLTextAreaElement, position: number): { left: number; top: number } {
  const mirror = document.createElement("div");
  const style = getComputedStyle(area);
  for (const property of copied) mirror.style[property] = style[property];
  Object.assign(mirror.style, {
    position: "absolute",
    visibility: "hidden",
    whiteSpace: "pre-wrap",
    overflowWrap: "break-word",
    top: "0",
    left: "-9999px",
  });
  mirror.textContent = area.value.slice(0, position);
  const mark = document.createElement("span");
  mark.textContent = "​";
  mirror.append(mark);
  document.body.append(mirror);
  const place = { left: mark.offsetLeft - area.scrollLeft, top: mark.offsetTop - area.scrollTop };
  mirror.remove();
  return place;
}
