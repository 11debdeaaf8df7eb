import type { Slot } from '../../src/detect/index.ts';
import type { Sheet } from './sheet.ts';

/** What the examiner knows about a credential; only for the reader of a report. */
export interface PlantedFacts {
  readonly slot?: Slot;
  readonly server?: string;
  readonly key?: string;
  readonly provider?: string;
}

/** A credential that stands in a file: exactly its characters as written, in UTF-16 code units. */
export interface Planted extends PlantedFacts {
  readonly start: number;
  readonly end: number;
  /** The bare value: unescaped, decoded, without its scheme. */
  readonly value: string;
}

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** One file of the exam. */
export interface QualityFile {
  readonly path: string;
  readonly surface: string;
  readonly content: string;
  /** How the content is stored; UTF-16 with a byte order mark. */
  readonly encoding: Encoding;
  readonly planted: readonly Planted[];
  /** How many values that look like secrets and are none stand in it. */
  readonly decoys: number;
}

/** A text with marks, as a surface writes it. */
export interface Page {
  readonly path: string;
  readonly text: string;
  readonly encoding?: Encoding;
}

/** A kind of file: writes one, with credentials and look-alikes, from the choices of the sheet. */
export interface QualitySurface {
  readonly name: string;
  readonly write: (sheet: Sheet) => Page;
}
