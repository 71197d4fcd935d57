import type { Entity, TraceTree } from './trace_tree';

// Longer documents are searched up to here.
const MOST_CHARACTERS = 100_000;

/** Finds a text, in any case, in the names, values and texts of entities; folded once for a tree. */
export class TraceSearch {
  readonly #tree: TraceTree;
  readonly #texts = new Map<number, string>();

  constructor(tree: TraceTree) {
    this.#tree = tree;
  }

  /** In the order of the waterfall; empty for an empty text. */
  find(text: string): number[] {
    const wanted = text.trim().toLowerCase();
    if (wanted === '') return [];
    return this.#tree.entities.filter((entity) => this.#textOf(entity).includes(wanted)).map((entity) => entity.index);
  }

  #textOf(entity: Entity): string {
    let text = this.#texts.get(entity.index);
    if (text === undefined) {
      const own = { ...entity.document, subsegments: undefined };
      text = `${JSON.stringify(own).slice(0, MOST_CHARACTERS)} ${entity.status}`.toLowerCase();
      this.#texts.set(entity.index, text);
    }
    return text;
  }
}
