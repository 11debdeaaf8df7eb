/** The names of the variables that take the places of credentials: one and the same wherever Rekey speaks of a repository. */
export const VARIABLE_NAMES: readonly string[] = [
  `create table variable_names (
    repository_id bigint not null, name text not null, fingerprint text not null, primary key (repository_id, name))`,
];
