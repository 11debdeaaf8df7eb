/** Which state the issue of an incident was last made to show: what its hidden line says, people can edit. */
export const ISSUE_SHOWN: readonly string[] = [`alter table incidents add column issue_shown text`];
