import type { QualityFile, QualitySurface } from './quality-file.ts';
import { createRandom, seedOf } from './random.ts';
import { createSheet } from './sheet.ts';
import { SURFACES } from './surfaces/surfaces.ts';

/** Writes one file of a surface. */
function generateFile(surface: QualitySurface, seed: number): QualityFile {
  const sheet = createSheet(createRandom(seed));
  const { path, text, encoding = 'utf-8' } = surface.write(sheet);
  return { path, surface: surface.name, encoding, decoys: sheet.decoys(), ...sheet.finish(text) };
}

/**
 * A tree of realistic files with synthetic credentials and look-alikes, the same for the same seed. Every surface has
 * its turn, and each file stands in a folder of its own, as repositories do beside each other.
 */
export function generateTree(seed: number, files: number): readonly QualityFile[] {
  return Array.from({ length: files }, (_, index) => {
    const surface = SURFACES[index % SURFACES.length] as QualitySurface;
    const file = generateFile(surface, seedOf(seed, index));
    return { ...file, path: `repo-${String(index).padStart(5, '0')}/${file.path}` };
  });
}
