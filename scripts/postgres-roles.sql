-- Makes the two roles of a PostgreSQL database of Genkan, and says what each may do. Safe to run again, before the first
-- migration or after any. Run it in that database, as a superuser or as a role that may make roles and owns the database:
--
--   psql -X -v ON_ERROR_STOP=1 --single-transaction -f scripts/postgres-roles.sql postgresql://postgres@/genkan
--
-- genkan_owner  migrates and drops months: `genkan migrate --database postgresql://genkan_owner@…`. Owns every table.
-- genkan_app    serves. Changes no table's form, and neither changes nor removes an entry of the history.
--
-- Both may log in and have no password yet: give them one by \password, or a line in pg_hba.conf.

\set QUIET on

select format('create role %I login', name) from unnest(array['genkan_owner', 'genkan_app']) as name
where to_regrole(name) is null \gexec

-- Whoever is no superuser must belong to a role to give it something.
select format('grant genkan_owner to %I', current_user) where not pg_has_role('genkan_owner', 'member') \gexec

select 'create schema genkan' where to_regnamespace('genkan') is null \gexec
alter schema genkan owner to genkan_owner;
grant usage on schema genkan to genkan_app;

-- What an earlier migration by another role has made.
select format('alter table genkan.%I owner to genkan_owner', relname) from pg_class
where relnamespace = 'genkan'::regnamespace and relkind in ('r', 'p') \gexec
select format('alter function %s owner to genkan_owner', oid::regprocedure) from pg_proc
where pronamespace = 'genkan'::regnamespace \gexec

-- Tables of migrations to come; what they withhold from this they withhold themselves.
alter default privileges for role genkan_owner in schema genkan
    grant select, insert, update, delete on tables to genkan_app;

-- Tables that are there: months only through their parents, and what only grows only to read and to add to.
grant select, insert, update, delete on all tables in schema genkan to genkan_app;
select format('revoke all on genkan.%I from genkan_app', relname) from pg_class
where relnamespace = 'genkan'::regnamespace and relispartition \gexec
select format('revoke update, delete, truncate on genkan.%I from genkan_app', name)
from unnest(array['history', 'history_data']) as name where to_regclass('genkan.' || name) is not null \gexec
select 'revoke insert, update, delete, truncate on genkan.schema_migration from genkan_app'
where to_regclass('genkan.schema_migration') is not null \gexec
select format('grant execute on function genkan.%s(timestamptz) to genkan_app', name)
from unnest(array['make_month', 'has_month']) as name
where to_regprocedure(format('genkan.%s(timestamptz)', name)) is not null \gexec
select 'grant execute on function genkan.analyze_months() to genkan_app'
where to_regprocedure('genkan.analyze_months()') is not null \gexec
