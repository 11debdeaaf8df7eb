import { keepCompiled } from '../base/compile-cache.ts';
import { RekeyError } from '../base/errors.ts';
import type { Item, Outcome, Settings } from './item.ts';
import type { Scanner } from './scanner.ts';

/** One batch on its way to a thread. Each thread serves one scan, so the settings are always the same. */
export interface Task {
  readonly items: readonly Item[];
  readonly settings: Settings;
}

/** Only a plain object keeps an error's code between threads. */
export type Answer = Outcome | { readonly failure: { readonly code: string; readonly message: string } };

// Before anything large is loaded.
keepCompiled();
const { createScanner } = await import('./scanner.ts');

let scanner: Scanner | undefined;

/** What a thread of the pool does with a batch. Secrets stay in the thread. */
export async function scanTask({ items, settings }: Task): Promise<Answer> {
  try {
    scanner ??= createScanner(settings);
    return await scanner.scan(items);
  } catch (error) {
    if (!(error instanceof RekeyError)) throw error;
    return { failure: { code: error.code, message: error.message } };
  }
}
