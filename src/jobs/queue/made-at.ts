/** When a job was made: its id is a UUID of version 7, which begins with the milliseconds since 1970 (RFC 9562). */
export function madeAt(jobId: string): Date {
  return new Date(Number.parseInt(jobId.replaceAll('-', '').slice(0, 12), 16) || 0);
}
