import { type Document, isMap, isNode, isScalar, type LineCounter } from "yaml";

type Path = readonly PropertyKey[];

/** Where things stand in a YAML file, as `models.yaml:12:5` (line and column, both from 1). */
export interface YamlPlaces {
  /** Of the value at a path; of the nearest thing around it when it is not there. */
  ofValue(path: Path): string;
  /** Of the key itself, for one that should not be there. */
  ofKey(path: Path, key: string): string;
  ofOffset(offset: number): string;
}

export function yamlPlaces(document: Document, lines: LineCounter, file: string): YamlPlaces {
  const ofOffset = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };

  function nodeAt(path: Path): unknown {
    return path.length === 0 ? document.contents : document.getIn(path, true);
  }

  function ofValue(path: Path): string {
    for (let length = path.length; length >= 0; length--) {
      const node = nodeAt(path.slice(0, length));
      if (isNode(node) && node.range) return ofOffset(node.range[0]);
    }
    return ofOffset(0);
  }

  return {
    ofOffset,
    ofValue,
    ofKey(path, key) {
      const parent = nodeAt(path);
      const pair = isMap(parent)
        ? parent.items.find((item) => isScalar(item.key) && item.key.value === key)
        : undefined;
      return pair && isScalar(pair.key) && pair.key.range ? ofOffset(pair.key.range[0]) : ofValue(path);
    },
  };
}
