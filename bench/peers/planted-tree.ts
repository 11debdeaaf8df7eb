import { statSync } from 'node:fs';
import { join } from 'node:path';
import { emit, expectedOf } from '../quality/emit.ts';
import { generateTree } from '../quality/generate-tree.ts';
import type { Tree } from './clean-tree.ts';
import type { Planted } from './grade.ts';

/** A tree of which every credential is known. */
export interface PlantedTree extends Tree {
  readonly seed: number;
  readonly secrets: readonly Planted[];
}

/** Writes the tree of bench:quality into a folder; the same tree for the same seed and number of files. */
export function writePlantedTree(to: string, seed: number, count: number): PlantedTree {
  const files = generateTree(seed, count);
  emit(files, to);
  const folder = join(to, 'tree');
  return {
    folder,
    seed,
    files: files.length,
    bytes: files.reduce((sum, { path }) => sum + statSync(join(folder, path)).size, 0),
    secrets: files.flatMap((file) =>
      file.planted.map((planted) => ({
        ...expectedOf(file, planted),
        values: [planted.value, file.content.slice(planted.start, planted.end)],
      })),
    ),
  };
}
