/**
 * Functions for starting and signaling from plain SQL, where the database has functions of its own.
 *
 * Always: they write what the operations `start` and `send` write, with values in codec 2 (`docs/format.md`), and lock in
 * the same order. They run with the rights of their caller, and find tables nowhere but in the store's schema.
 */
import { sql } from 'kysely';
import type { Migration } from './migration.js';

export const startFromSql: Migration = {
  version: 5,
  name: 'start from SQL',
  olderMayGoOn: true,
  async up(db, layout) {
    if (!layout.functions) return;
    await sql`select set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true)`.execute(db);
    for (const text of [checksum, frame, sealed, stored, told, route, begin, start, signal]) await sql.raw(text).execute(db);
  },
};

const polynomial = 0xedb88320;

/** CRC-32 of every byte. */
function checksums(): readonly number[] {
  return Array.from({ length: 256 }, (_, byte) => {
    let rest = byte;
    for (let bit = 0; bit < 8; bit += 1) rest = (rest & 1) === 1 ? (rest >>> 1) ^ polynomial : rest >>> 1;
    return rest >>> 0;
  });
}

const checksum = `
create function checksum_of(content bytea) returns bigint
language plpgsql immutable strict set search_path from current as $waystone$
declare
  checksums constant bigint[] := '{${checksums().join(',')}}';
  rest bigint := 4294967295;
begin
  for at in 0 .. length(content) - 1 loop
    rest := checksums[((rest # get_byte(content, at)) & 255) + 1] # (rest >> 8);
  end loop;
  return rest # 4294967295;
end $waystone$`;

const frame = `
create function envelope_of(codec integer, payload bytea) returns bytea
language plpgsql immutable strict set search_path from current as $waystone$
declare
  framed bytea := '\\x575301'::bytea || substring(int4send(codec) from 4) || int4send(length(payload)) || payload;
begin
  return framed || substring(int8send(checksum_of(framed)) from 5);
end $waystone$`;

/** No value at all is `undefined`, in codec 1. */
const sealed = `
create function sealed(content jsonb) returns bytea
language sql immutable set search_path from current as $waystone$
  select case when content is null then envelope_of(1, '\\xf7'::bytea) else envelope_of(2, convert_to(content::text, 'UTF8')) end
$waystone$`;

/** One character means something else in the tables; see the dialect. */
const stored = `
create function stored(given text) returns text
language sql immutable set search_path from current as $waystone$
  select replace(given, chr(1), chr(1) || chr(2)) collate "C"
$waystone$`;

const told = `
create function tell_ready() returns void
language plpgsql set search_path from current as $waystone$
declare
  channel text := 'waystone ' || current_schema();
begin
  if octet_length(channel) > 63 then
    channel := 'waystone ' || translate(rtrim(encode(sha256(convert_to(current_schema(), 'UTF8')), 'base64'), '='), '+/', '-_');
  end if;
  perform pg_notify(channel, '{"from":"","notices":[{"kind":"ready"}]}');
end $waystone$`;

const route = `
create function route_to(queue text, graph text, priority integer, tags text) returns integer
language plpgsql set search_path from current as $waystone$
#variable_conflict use_variable
declare
  known integer;
  fresh integer;
begin
  select r.id into known from routes r
  where r.partition = 0 and r.graph = route_to.graph and r.queue = route_to.queue and r.priority = route_to.priority and r.tags = route_to.tags;
  if known is not null then return known; end if;
  -- From here on nobody else makes any, so that ids become visible in ascending order.
  update sequences s set next = s.next + 1 where s.partition = 0 and s.name = 'route' returning s.next - 1 into fresh;
  select r.id into known from routes r
  where r.partition = 0 and r.graph = route_to.graph and r.queue = route_to.queue and r.priority = route_to.priority and r.tags = route_to.tags;
  if known is not null then return known; end if;
  insert into routes (partition, id, queue, graph, priority, tags) values (0, fresh, queue, graph, priority, tags);
  return fresh;
end $waystone$`;

/** The rows of an instance; false: its id is taken. */
const begin = `
create function begin_instance(id text, workflow text, graph text, route integer, statuses jsonb, input jsonb, due bigint) returns boolean
language plpgsql set search_path from current as $waystone$
#variable_conflict use_variable
declare
  now_ms constant bigint := (extract(epoch from clock_timestamp()) * 1000)::bigint;
  n constant bigint := nextval('instance_blocks'::regclass) * 1024;
  entry constant bytea := case when input is null then envelope_of(1, '\\xa26176f7616ba0'::bytea)
    else sealed(jsonb_build_object('v', input, 'k', '{}'::jsonb)) end;
begin
  insert into instances (partition, n, id, uid, workflow, graph, route, state, terminated, replaced, created_at, input)
  values (0, n, id, gen_random_uuid()::text, workflow, graph, route, 'live', 0, 0, now_ms, sealed(input))
  on conflict do nothing;
  if not found then return false; end if;
  insert into lanes (partition, n, lane, position, fork_lane, route, state, epoch, seq, attempt, losses, since, due, pending, request, paused, node, envelope)
  values (0, n, '', 0, 0, route, 'live', 0, 0, 0, 0, now_ms, coalesce(due, now_ms), 0, 'none', 0, '', entry);
  insert into statuses (partition, n, name, version, set_at, envelope)
  select 0, n, stored(s.key), 0, now_ms, sealed(s.value -> 'initial') from jsonb_each(statuses) s;
  perform tell_ready();
  return true;
end $waystone$`;

export const start = `
create function start(
  workflow text, id text, input jsonb default null, queue text default null, priority integer default null,
  tags text[] default '{}', start_at timestamptz default null, on_conflict text default 'fail'
) returns text
language plpgsql set search_path from current as $waystone$
#variable_conflict use_variable
declare
  latest record;
  existing record;
  spec jsonb;
  place integer;
  own_tags text;
begin
  if id is null or octet_length(id) not between 1 and 256 then
    raise exception 'the instance id takes % bytes', coalesce(octet_length(id), 0)
      using errcode = 'invalid_parameter_value', hint = 'Give a text of 1 to 256 bytes.';
  end if;
  if on_conflict is null or on_conflict not in ('fail', 'useExisting') then
    raise exception 'on_conflict is %', coalesce(quote_literal(on_conflict), 'null')
      using errcode = 'invalid_parameter_value', hint = 'Give ''fail'' or ''useExisting''; a client can also start with ''terminateExisting''.';
  end if;
  select g.hash, g.graph into latest from graphs g where g.workflow = stored(start.workflow) order by g.registered desc limit 1;
  if not found then
    raise exception 'there is no workflow % here', coalesce(quote_literal(workflow), 'null')
      using errcode = 'no_data_found', hint = 'Start a worker that has it once, or check the name: select distinct workflow from ' || quote_ident(current_schema()) || '.graphs.';
  end if;
  spec := latest.graph::jsonb;
  queue := coalesce(queue, spec ->> 'queue', 'default');
  priority := coalesce(priority, (spec ->> 'priority')::integer, 3);
  if octet_length(queue) not between 1 and 256 then
    raise exception 'the queue takes % bytes', octet_length(queue)
      using errcode = 'invalid_parameter_value', hint = 'Give a text of 1 to 256 bytes.';
  end if;
  if priority not between 1 and 5 then
    raise exception 'the priority is %', priority
      using errcode = 'invalid_parameter_value', hint = 'Give a whole number from 1 (first) to 5 (last).';
  end if;
  if start_at is not null and (not isfinite(start_at) or abs(extract(epoch from start_at)) > 8640000000000) then
    raise exception 'start_at is %', start_at
      using errcode = 'invalid_parameter_value', hint = 'Give a time before the year 275760.';
  end if;
  if exists (select from unnest(tags) t where t is null or octet_length(t) not between 1 and 256) then
    raise exception 'a tag is null, empty or too long'
      using errcode = 'invalid_parameter_value', hint = 'Give texts of 1 to 256 bytes.';
  end if;
  select coalesce('[' || string_agg(to_json(t)::text, ',' order by t collate "C") || ']', '') into own_tags from (select distinct unnest(tags) as t) u;
  place := route_to(stored(queue), latest.hash, priority, stored(own_tags));
  loop
    if begin_instance(stored(id), stored(workflow), latest.hash, place, spec -> 'statuses', input, ceil(extract(epoch from start_at) * 1000)::bigint) then
      return 'started';
    end if;
    select i.workflow into existing from instances i where i.partition = 0 and i.id = stored(start.id) and i.replaced = 0;
    exit when found;
  end loop;
  if on_conflict = 'useExisting' and existing.workflow = stored(workflow) then return 'used'; end if;
  raise exception 'instance % exists already', quote_literal(id)
    using errcode = 'unique_violation', hint = 'Choose another id, or start with on_conflict => ''useExisting''.';
end $waystone$`;

export const signal = `
create function signal(instance_id text, name text, payload jsonb default null, signal_id text default null) returns text
language plpgsql set search_path from current as $waystone$
#variable_conflict use_variable
declare
  now_ms bigint;
  instance record;
  own_sid bigint;
  oldest bigint;
  waiting text;
begin
  loop
    select i.n, i.state, i.graph into instance from instances i
    where i.partition = 0 and i.id = stored(signal.instance_id) and i.replaced = 0 for update;
    exit when found;
    -- Its id may have gone to another instance while its row was waited for.
    perform from instances i where i.partition = 0 and i.id = stored(signal.instance_id) and i.replaced = 0;
    if not found then
      raise exception 'there is no instance %', coalesce(quote_literal(instance_id), 'null')
        using errcode = 'no_data_found', hint = 'Start it first, or check the id.';
    end if;
  end loop;
  if instance.state <> 'live' then
    raise exception 'instance % has ended', quote_literal(instance_id)
      using errcode = 'object_not_in_prerequisite_state', hint = 'Its outcome can still be read.';
  end if;
  if not exists (select from graphs g where g.hash = instance.graph and (g.graph::jsonb -> 'signals') ? signal.name) then
    raise exception 'instance % has no signal %', quote_literal(instance_id), coalesce(quote_literal(name), 'null')
      using errcode = 'invalid_parameter_value', hint = 'Signals are the fields of its class that are made with signal().';
  end if;
  if signal_id is not null then
    insert into signal_ids (partition, n, name, id) values (0, instance.n, stored(name), stored(signal_id)) on conflict do nothing;
    if not found then return 'duplicate'; end if;
  end if;
  now_ms := (extract(epoch from clock_timestamp()) * 1000)::bigint;
  own_sid := nextval('ordinal_blocks'::regclass) * 1024;
  insert into signals (partition, n, sid, name, assigned, sent_at, envelope) values (0, instance.n, own_sid, stored(name), 0, now_ms, sealed(payload));
  select l.lane into waiting from lanes l
  where l.partition = 0 and l.n = instance.n and l.signal = stored(signal.name) and l.sid is null and l.owner is null and l.request <> 'cancel'
  order by l.ordinal limit 1 for update;
  if found then
    select s.sid into oldest from signals s where s.partition = 0 and s.n = instance.n and s.name = stored(signal.name) and s.assigned = 0 order by s.sid limit 1;
    update lanes l set sid = oldest, due = case when l.due is null or l.due > now_ms then now_ms else l.due end
    where l.partition = 0 and l.n = instance.n and l.lane = waiting;
    update signals s set assigned = 1 where s.partition = 0 and s.n = instance.n and s.sid = oldest;
  end if;
  perform tell_ready();
  return 'sent';
end $waystone$`;
