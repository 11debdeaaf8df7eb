/** The value below which a share of the numbers lies (nearest rank), rounded to a tenth. */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
  return Math.round(value * 10) / 10;
}

/** Prints the figures of a bench, one to a line. */
export function printTable(name: string, figures: Readonly<Record<string, number | string>>): void {
  const width = Math.max(...Object.keys(figures).map((key) => key.length));
  process.stdout.write(`bench:${name} (Node ${process.versions.node})\n`);
  for (const [key, value] of Object.entries(figures))
    process.stdout.write(`  ${key.padEnd(width)}  ${value}\n`);
}
