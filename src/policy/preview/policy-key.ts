/** A key of the file as {@link Policy} has it: `dry_run` is `dryRun`. */
export function policyKey(fileKey: string): string {
  return fileKey.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
