/**
 * The audit trail is about more than incidents, cannot be changed, and is sealed into one hash chain for each installation.
 * What it held before is kept, and sealed like the rest.
 */
export const AUDIT: readonly string[] = [
  `alter table audit add column installation_id bigint, add column subject_kind text not null default 'incident',
    add column subject_id text, add column actor_id bigint, add column why text, add column seq bigint, add column hash bytea,
    alter column incident_id drop not null`,
  `update audit set installation_id = c.installation_id, subject_id = i.id::text
    from incidents i join credentials c on c.id = i.credential_id where i.id = audit.incident_id`,
  `alter table audit alter column installation_id set not null, alter column subject_kind drop default`,
  `create table audit_chains (installation_id bigint primary key)`,
  `create table audit_checkpoints (
    installation_id bigint not null, seq bigint not null, hash bytea not null, at timestamptz not null, mac bytea not null,
    primary key (installation_id, seq))`,
  `create unique index audit_seq on audit (installation_id, seq) where seq is not null`,
  `create index audit_unsealed on audit (installation_id, id) where seq is null`,
  // The pages of the trail, newest first, as a whole and by who or what.
  `create index audit_at on audit (installation_id, at, id)`,
  `create index audit_actor on audit (installation_id, actor, at, id)`,
  `create index audit_event on audit (installation_id, event, at, id)`,
  // A row compared as a whole: a column that is added later is protected without a word here.
  `create function audit_append_only() returns trigger language plpgsql as $$
    begin
      if tg_op = 'UPDATE' and tg_table_name = 'audit' then
        if to_jsonb(old)->'seq' = 'null' and to_jsonb(old)->'hash' = 'null'
          and to_jsonb(new)->'seq' <> 'null' and to_jsonb(new)->'hash' <> 'null'
          and to_jsonb(new) - 'seq' - 'hash' = to_jsonb(old) - 'seq' - 'hash' then
          return new;
        end if;
      end if;
      raise exception 'the audit trail is append-only' using errcode = 'insufficient_privilege';
    end $$`,
  `create trigger audit_append_only before update or delete on audit for each row execute function audit_append_only()`,
  `create trigger audit_no_truncate before truncate on audit for each statement execute function audit_append_only()`,
  `create trigger audit_append_only before update or delete on audit_checkpoints for each row execute function audit_append_only()`,
  `create trigger audit_no_truncate before truncate on audit_checkpoints for each statement execute function audit_append_only()`,
];
