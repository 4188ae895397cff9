-- The third wall: row-level security, and what each role may do. Run by the owner after every migration; may be run again at any
-- time. A table of an account that a migration forgot to wall is walled here, and one without grants is unreachable.
-- Settings walls.owner, walls.console and walls.engine name the roles.

-- For whom the connection works; set by the application when it opens one. Unset: nobody.
create or replace function app.account() returns uuid language sql stable parallel safe
    as $$ select nullif(current_setting('app.account', true), '')::uuid $$;
create or replace function app.staff() returns boolean language sql stable parallel safe
    as $$ select coalesce(current_setting('app.staff', true), '') = 'on' $$;

do $$
declare
    console constant text := current_setting('walls.console');
    engine constant text := current_setting('walls.engine');
    -- Changing what a policy says means changing this number.
    version constant text := 'walls 1';
    -- Nobody changes what was written.
    append_only constant text[] := array['audit_log', 'platform_log', 'policies', 'consents', 'shown_texts'];
    -- Of no account: staff read and write them, nobody else.
    of_staff constant text[] := array['platform_log', 'platform_suppressions', 'feedback_programmes', 'mx_counts', 'mail_routes', 'sending_ips', 'ip_budgets', 'ip_outcomes', 'provider_states', 'log_readings'];
    -- Of no account: staff write them, everybody who is signed in reads them.
    of_everybody constant text[] := array['policies'];
    -- Written by the relay and the Mx alone; people read them.
    of_the_relay constant text[] := array['deliveries', 'outcomes', 'delivery_chunks', 'relay_nodes', 'feedback', 'mx_counts', 'campaign_links', 'events', 'event_work', 'log_states'];
    -- Whoever reads these can forge an opt-out, tell which addresses two accounts have in common, or sees every account's mail under way.
    of_the_engine constant text[] := array['token_keys', 'overlap_marks', 'log_queue', 'opt_out_requests'];
    item record;
    rights text;
    condition text;
begin
    -- Another node may be making partitions: PostgreSQL refuses two changes of one table's description at once.
    perform pg_advisory_xact_lock(hashtextextended('app.make_partitions', 0));
    execute format('revoke all on all tables in schema app, identity from %I, %I', console, engine);
    execute format('grant usage on schema app, identity to %I, %I', console, engine);
    execute format('grant usage on all sequences in schema app to %I, %I', console, engine);

    for item in
        select c.oid, c.oid::regclass as name, c.relname, c.relispartition, c.relrowsecurity and c.relforcerowsecurity as forced,
               case when c.relname = 'accounts' then 'id' else a.attname end as key,
               (select obj_description(p.oid, 'pg_policy') from pg_policy p where p.polrelid = c.oid and p.polname = 'account') as policy
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        left join pg_attribute a on a.attrelid = c.oid and a.attname = 'account_id' and not a.attisdropped
        where n.nspname = 'app' and c.relkind in ('r', 'p')
    loop
        condition := case
            -- (select …): once a statement, not once a row.
            when item.key is not null then format('%I = (select app.account()) or (select app.staff())', item.key)
            when item.relname = any(of_staff) then '(select app.staff())'
            when item.relname = any(of_everybody) then '(select app.account()) is not null or (select app.staff())'
        end;
        -- Only where something changes: these take a lock that waits for every reader.
        if condition is not null and not item.forced then
            execute format('alter table %s enable row level security', item.name);
            execute format('alter table %s force row level security', item.name);
        end if;
        if condition is not null and item.policy is distinct from version then
            execute format('drop policy if exists account on %s', item.name);
            execute format('create policy account on %s using (%s) with check (%s)', item.name, condition,
                case when item.relname = any(of_everybody) then '(select app.staff())' else condition end);
            execute format('comment on policy account on %s is %L', item.name, version);
        end if;

        rights := case when item.relname = any(append_only) then 'select, insert' else 'select, insert, update, delete' end;
        execute format('grant %s on %s to %I', rights, item.name, engine);
        -- A partition that is addressed by its own name would be reached around its parent.
        if not item.relispartition and not item.relname = any(of_the_engine) then
            execute format('grant %s on %s to %I', case when item.relname = any(of_the_relay) then 'select' else rights end, item.name, console);
        end if;
    end loop;

    execute format('grant execute on function app.resembling(integer[], double precision) to %I, %I', console, engine);
    execute format('grant execute on function app.overlap(uuid, bytea[]) to %I, %I', console, engine);
    execute format('grant execute on function app.make_partitions(date, integer) to %I', engine);
    execute format('grant execute on function app.erase_person(uuid, text, text, uuid, timestamptz) to %I', console);
    execute format('grant execute on function app.erase_events(uuid, text) to %I', console);
    execute format('grant select, insert, update, delete on all tables in schema identity to %I', console);
    -- The engine writes to people and never signs anybody in: no password hashes, no keys of a second factor.
    execute format('grant select (id, account_id, user_name, email, email_confirmed, display_name) on identity.users to %I', engine);
    execute format('grant select on identity.roles, identity.user_roles to %I', engine);

    -- Pages schedule in their own transaction, the engine runs what is due.
    execute format('grant usage on schema quartz to %I, %I', console, engine);
    execute format('grant select, insert, update, delete on all tables in schema quartz to %I, %I', console, engine);
end $$;
