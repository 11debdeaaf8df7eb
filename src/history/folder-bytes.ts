import { lstatSync, readdirSync, type Dirent } from 'node:fs';
import { join } from 'node:path';

function entries(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // It was removed meanwhile.
    return [];
  }
}

/** Bytes of the files in a folder and those below it; what vanishes meanwhile counts nothing. Few files are expected. */
export function folderBytes(folder: string): number {
  return entries(folder).reduce((sum, entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sum + folderBytes(path);
    return sum + (lstatSync(path, { throwIfNoEntry: false })?.size ?? 0);
  }, 0);
}
