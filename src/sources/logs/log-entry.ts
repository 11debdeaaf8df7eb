/** Whose log a file of the zip is. */
export interface LogEntry {
  readonly job: string;
  /** Absent for the file of the whole job. */
  readonly step?: string;
}

/** GitHub numbers jobs and steps; a job that never began has the smallest number there is. */
const NUMBER = /^-?\d{1,20}_/;
const EXTENSION = /\.txt$/i;

/**
 * Which job and step a file of a run's log belongs to: `0_build.txt` is the whole job, `build/3_Run tests.txt` a step of
 * it. Undefined for what is no log. GitHub leaves out characters of the names that no file may have.
 */
export function logEntry(name: string): LogEntry | undefined {
  if (!EXTENSION.test(name)) return undefined;
  const cut = name.lastIndexOf('/');
  const own = name.slice(cut + 1).replace(EXTENSION, '');
  const label = own.replace(NUMBER, '') || own;
  return cut === -1 ? { job: label } : { job: name.slice(0, cut), step: label };
}
