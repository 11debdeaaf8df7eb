/** What is known of Actions variables: never their values. */
export const VARIABLES: readonly string[] = [
  `create table variables (
    installation_id bigint not null, repository_id bigint not null, path text not null, updated_at text not null,
    rules text not null, holds boolean not null, secret_attempted_at timestamptz,
    primary key (installation_id, repository_id, path))`,
  `create table variable_lists (
    installation_id bigint not null, repository_id bigint not null, list text not null, rules text not null,
    pages jsonb not null, names jsonb, primary key (installation_id, repository_id, list))`,
  `create table variable_readings (repository_id bigint primary key, began_at timestamptz not null)`,
];
