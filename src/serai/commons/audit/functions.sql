-- The chain and its guards. {schema} is where Serai's tables lie. Installed by triggers.py, as the owner.

-- pgtrigger lets a session switch its triggers off by a setting that any SQL can make: not here.
CREATE OR REPLACE FUNCTION {schema}._pgtrigger_should_ignore(trigger_name name) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$ SELECT false $$;

-- Histories grow and never change. Their rows come from the triggers of the nouns (depth 2 and more).
CREATE OR REPLACE FUNCTION {schema}.audit_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF pg_trigger_depth() >= 2 THEN RETURN NULL; END IF;
    ELSIF TG_OP = 'UPDATE' THEN
        IF current_setting('audit.blanking', true) = 'yes' THEN RETURN NULL; END IF;
    ELSIF TG_OP = 'TRUNCATE' THEN
        IF current_setting('audit.may_empty', true) = 'yes' THEN RETURN NULL; END IF;
    END IF;
    RAISE EXCEPTION '% on % is refused: a history only grows, and only by what happens', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

-- One more link. The lock is held until the end of the transaction, so that the chain is never forked.
CREATE OR REPLACE FUNCTION {schema}.audit_link_row(
    of_source text, of_event bigint, of_shape bigint, by_actor text, content jsonb
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    last record;
    number bigint;
    moment timestamptz;
    fresh uuid := gen_random_uuid();
    row_digest bytea;
BEGIN
    PERFORM pg_advisory_xact_lock(727002);
    SELECT seq, hash INTO last FROM audit_link ORDER BY seq DESC LIMIT 1;
    number := coalesce(last.seq, 0) + 1;
    moment := clock_timestamp();
    row_digest := sha256(uuid_send(fresh) || convert_to(content::text, 'UTF8'));
    INSERT INTO audit_link (seq, at, source, event, shape, actor, digest, hash, salt) VALUES (
        number, moment, of_source, of_event, of_shape, by_actor, row_digest,
        sha256(
            coalesce(last.hash, '\x'::bytea)
            || convert_to(
                number || '|' || (extract(epoch FROM moment) * 1000000)::bigint || '|' || of_source || '|'
                || of_event || '|' || of_shape || '|' || by_actor,
                'UTF8'
            )
            || row_digest
        ),
        fresh
    );
END $$;

-- Deferred to the commit on every history: what is not committed has no link, what is has exactly one.
-- TG_ARGV: the shape, and the primary key's column.
CREATE OR REPLACE FUNCTION {schema}.audit_append() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = {schema}, pg_temp
SET timezone = 'UTC'
SET extra_float_digits = 1
SET bytea_output = 'hex'
AS $$
DECLARE
    content jsonb := to_jsonb(NEW);
    known jsonb := coalesce(nullif(content -> 'pgh_context', 'null'), '{{}}');
BEGIN
    PERFORM audit_link_row(
        TG_TABLE_NAME,
        (content ->> TG_ARGV[1])::bigint,
        TG_ARGV[0]::bigint,
        CASE WHEN TG_ARGV[1] = 'pgh_id'
            THEN left(coalesce(known ->> 'user', known ->> 'actor', ''), 60)
            ELSE left(coalesce(content ->> 'account', content ->> 'actor', ''), 60)
        END,
        content
    );
    RETURN NULL;
END $$;
