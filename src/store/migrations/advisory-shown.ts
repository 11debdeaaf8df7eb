/** Which state the advisory of an incident was last made to show: what its hidden line says, people can edit. */
export const ADVISORY_SHOWN: readonly string[] = [`alter table advisories add column shown text`];
