const DEAD = `'revoked_verified', 'disabled_verified', 'already_inactive', 'expired'`;
const IS_DEAD = `new.state in (${DEAD})`;
const IS_ENDED = `new.state in (${DEAD}, 'dismissed')`;
const SEARCH = `lower(concat_ws(E'\\n', c.type, c.provider, c.server, c.redacted))`;

/**
 * What lists of incidents are narrowed and ordered by, in one narrow row for each: otherwise a rare filter joins four
 * tables of all credentials. The database keeps it by itself, so that no writer can forget it. Of one incident the state
 * is written first and its row here after it, so two writers lock in the same order.
 */
export const VIEWS: readonly string[] = [
  // Positions in lists are moments of JavaScript, which have milliseconds: kept finer, rows would fall between two pages.
  `create table incident_list (
    incident_id uuid primary key references incidents on delete cascade, credential_id uuid not null,
    installation_id bigint not null, state text not null, provider text not null, owners jsonb not null default '[]',
    search text not null, created_at timestamptz(3) not null, ended_at timestamptz, dead_at timestamptz, environment text)`,
  `insert into incident_list
    select i.id, c.id, c.installation_id, i.state, c.provider, coalesce(o.owners, '[]'::jsonb), ${SEARCH},
      i.created_at, case when i.state in (${DEAD}, 'dismissed') then coalesce(a.ended_at, i.updated_at) end,
      case when i.state in (${DEAD}) then coalesce(a.dead_at, i.updated_at) end, c.environment
    from incidents i join credentials c on c.id = i.credential_id left join credential_owners o on o.credential_id = c.id
    left join (select incident_id, min(at) as ended_at, min(at) filter (where event <> 'dismissed') as dead_at from audit
      where event in (${DEAD}, 'dismissed') group by incident_id) a on a.incident_id = i.id`,
  `create function incident_listed() returns trigger language plpgsql as $$
    begin
      if tg_op = 'INSERT' then
        insert into incident_list
          select new.id, c.id, c.installation_id, new.state, c.provider, coalesce(o.owners, '[]'::jsonb), ${SEARCH},
            new.created_at, case when ${IS_ENDED} then new.updated_at end, case when ${IS_DEAD} then new.updated_at end, c.environment
          from credentials c left join credential_owners o on o.credential_id = c.id where c.id = new.credential_id;
      elsif new.state is distinct from old.state then
        update incident_list set state = new.state,
          ended_at = case when ${IS_ENDED} then coalesce(ended_at, new.updated_at) end,
          dead_at = case when ${IS_DEAD} then coalesce(dead_at, new.updated_at) end
        where incident_id = new.id;
      end if;
      return null;
    end $$`,
  `create trigger incident_listed after insert or update of state on incidents for each row execute function incident_listed()`,
  `create function credential_listed() returns trigger language plpgsql as $$
    begin
      update incident_list l set installation_id = c.installation_id, provider = c.provider, search = ${SEARCH},
        environment = c.environment
      from credentials c where c.id = new.id and l.credential_id = c.id;
      return null;
    end $$`,
  `create trigger credential_listed after update of installation_id, provider, type, server, redacted, environment on credentials
    for each row execute function credential_listed()`,
  `create function owners_listed() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' then
        update incident_list set owners = '[]' where credential_id = old.credential_id;
      else
        update incident_list set owners = new.owners where credential_id = new.credential_id;
      end if;
      return null;
    end $$`,
  `create trigger owners_listed after insert or delete or update of owners on credential_owners
    for each row execute function owners_listed()`,
  `create index incident_list_credential on incident_list (credential_id)`,
  `create index incident_list_page on incident_list (installation_id, created_at, incident_id)`,
  // Counted from the index alone: it has few values, and is a hundredth of the table.
  `create index incident_list_counts on incident_list (installation_id, state, environment)`,
  `create index incident_list_period on incident_list (installation_id, created_at, state, dead_at)`,
  `create index incident_list_state on incident_list (installation_id, state, created_at, incident_id)`,
  `create index incident_list_provider on incident_list (installation_id, provider, created_at, incident_id)`,
  `create index incident_list_open on incident_list (installation_id, created_at, incident_id) where ended_at is null`,

  `create index incident_list_owners on incident_list using gin (owners jsonb_path_ops)`,
  `create index incident_list_ended on incident_list (installation_id, ended_at)`,
  `create index incident_list_dead on incident_list (installation_id, dead_at)`,
  // Days that are over; \`seconds\`: how long each took that was proved dead on it, for the median of several installations.
  `create table incident_days (
    installation_id bigint not null, day date not null, opened integer not null, closed integer not null, dead integer not null,
    open integer not null, median float8, seconds real[] not null, primary key (installation_id, day))`,

  // Where a credential was seen first, how often, and in which repositories.
  `create index exposures_credential on exposures (credential_id, seen_at)`,
  `drop index exposures_repository`,
  `create index exposures_repository on exposures (repository_id, kind, credential_id)`,
  // What else stands in the same file of a commit: asked at each revocation.
  `create index exposures_version on exposures (repository_id, commit_sha)`,
  // How many places the history of a repository holds.
  `create index exposures_history on exposures (repository_id) where history`,
  `create index audit_steps on audit (incident_id, id) where subject_kind = 'incident'`,
  // What changed lately, looked for every few seconds.
  `create index incidents_updated on incidents (updated_at)`,
  `create index deliveries_installation on deliveries (installation_id, received_at)`,
  `drop index audit_incident`,
  `create index audit_incident on audit (incident_id, at, id) where incident_id is not null`,
  `create index repositories_name on repositories (owner, name)`,

  `alter table governance_findings alter column opened_at type timestamptz(3)`,
  `drop index governance_findings_list`,
  `create index governance_findings_page on governance_findings (installation_id, opened_at, id) where closed_at is null`,
  `create index governance_findings_check on governance_findings (installation_id, check_id, opened_at, id) where closed_at is null`,
  `create index governance_findings_severity on governance_findings (installation_id, severity, opened_at, id) where closed_at is null`,
  `create index governance_findings_subject on governance_findings (installation_id, subject_kind, opened_at, id) where closed_at is null`,
  `create index governance_findings_repository on governance_findings (installation_id, repository, opened_at, id) where closed_at is null`,
  `create index governance_findings_owners on governance_findings using gin (owners jsonb_path_ops) where closed_at is null`,
  `create index governance_findings_closed on governance_findings (installation_id, opened_at, id) where closed_at is not null`,
  // Counted from the index alone.
  `create index governance_findings_counts on governance_findings (installation_id, check_id) where closed_at is null`,
  `create index governance_exceptions_page on governance_exceptions (installation_id, ends_at, id) where ended_at is null`,
  // What an exception is about, open or closed.
  `create index governance_findings_of on governance_findings (installation_id, check_id, subject_kind, subject_id, opened_at)`,

  `alter table mcp_servers alter column first_seen_at type timestamptz(3)`,
  `create index mcp_servers_page on mcp_servers (installation_id, first_seen_at, id) where gone_at is null`,
  `alter table actions_secrets alter column updated_at type timestamptz(3)`,
  `create index actions_secrets_page on actions_secrets (installation_id, updated_at, id) where gone_at is null`,
];
