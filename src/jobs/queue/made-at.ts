/**
 * When a job was made: its id is a UUID of version 7, which begins with the milliseconds since 1970 (RFC 9562). The first
 * digit tells how it stands, see `standing.ts`; of the time it is 0 until the year 2527.
 */
export function madeAt(jobId: string): Date {
  return new Date(Number.parseInt(jobId.replaceAll('-', '').slice(1, 12), 16) || 0);
}
