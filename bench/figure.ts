/** One measured figure; `target` is what it has to reach, when there is one. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  target?: string;
}
