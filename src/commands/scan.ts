import { RekeyError } from '../base/errors.ts';
import { readOptions, USAGE } from '../scan/options.ts';
import { runScan } from '../scan/run-scan.ts';

/** `rekey scan`: 0 nothing found, 1 findings, 2 an error or something that could not be read. */
export async function scanCommand(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (!options) {
    process.stdout.write(USAGE);
    return 0;
  }
  try {
    return await runScan(options);
  } catch (cause) {
    if (cause instanceof RekeyError) throw cause;
    // Anything else would end the process with 1, which says "findings". Its text may hold a piece of the scanned text.
    const kind = cause instanceof Error ? cause.name : typeof cause;
    throw new RekeyError('SCAN_FAILED', `The scan failed (${kind}); please report what was scanned.`, {
      cause,
    });
  }
}
