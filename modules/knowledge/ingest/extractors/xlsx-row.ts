/** The cells of a row that hold something, by column from 1. Two lists, as a map for each row takes twice the memory. */
export class SheetRow {
  readonly columns: number[] = [];
  readonly texts: string[] = [];

  get size(): number {
    return this.columns.length;
  }

  get(column: number): string | undefined {
    const index = this.columns.indexOf(column);
    return index < 0 ? undefined : this.texts[index];
  }

  /** Keeps the columns in order, whatever order they come in. A column that is there stays as it is. */
  add(column: number, text: string): void {
    let index = this.columns.length;
    while (index > 0 && (this.columns[index - 1] ?? 0) > column) index -= 1;
    if (index > 0 && this.columns[index - 1] === column) return;
    if (index === this.columns.length) {
      this.columns.push(column);
      this.texts.push(text);
      return;
    }
    this.columns.splice(index, 0, column);
    this.texts.splice(index, 0, text);
  }

  /** A row of only some columns. */
  only(wanted: ReadonlySet<number>): SheetRow {
    const row = new SheetRow();
    for (const [index, column] of this.columns.entries()) {
      if (wanted.has(column)) row.add(column, this.texts[index] ?? "");
    }
    return row;
  }
}
