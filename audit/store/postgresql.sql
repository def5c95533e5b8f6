-- What PostgreSQL does for the log: it takes the turn, hashes, writes and refuses. Statements end at a line of `;;`.
-- Run once, by the owner of the store, after its tables. Every function names its schema in full and searches no other,
-- so that nobody can slip a table or a function of their own under what the owner runs.

INSERT INTO head (id, size, root, at, frontier)
VALUES (1, 0, decode('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', 'hex'), '', ''::bytea)
;;
-- Whether a body is what the application writes: an entry with all its parts, each of its kind, in canonical form. It is
-- written out anew and compared. Anything else is refused now: it would stop every later block, and the verifier would
-- call the log altered from there on.
CREATE FUNCTION public.is_entry(body text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    code constant text := 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:/+=*-';
    parts jsonb := body::jsonb;
    details text := '';
    detail_is_plain boolean := true;
    named text;
BEGIN
    IF parts->'detail' <> '{}' THEN
        SELECT string_agg('"' || d.key || '":' || d.value::text, ',' ORDER BY d.key COLLATE "C"),
            bool_and(length(d.key) <= 200 AND translate(d.key, code, '') = '' AND CASE jsonb_typeof(d.value)
                WHEN 'number' THEN length(d.value::text) <= 9 AND translate(d.value::text, '-0123456789', '') = ''
                WHEN 'string' THEN length(d.value#>>'{}') <= 200 AND translate(d.value#>>'{}', code, '') = ''
                WHEN 'array' THEN (SELECT coalesce(bool_and(jsonb_typeof(e) = 'string' AND length(e#>>'{}') <= 200
                    AND translate(e#>>'{}', code, '') = ''), true) FROM jsonb_array_elements(d.value) AS elements (e))
                ELSE false END)
        INTO details, detail_is_plain FROM jsonb_each(parts->'detail') AS d;
    END IF;
    named := '{"acting_for":"' || (parts->>'acting_for') || '","action":"' || (parts->>'action')
        || '","actor_ref":"' || (parts->>'actor_ref') || '","attempt":' || (parts->'attempt')::text
        || ',"clearance":"' || (parts->>'clearance') || '","decision":"' || (parts->>'decision')
        || '","detail":{' || details || '},"digest":"' || (parts->>'digest')
        || '","grant_ref":"' || (parts->>'grant_ref') || '","object_ref":"' || (parts->>'object_ref')
        || '","private":"' || (parts->>'private') || '","purpose":"' || (parts->>'purpose')
        || '","request_id":"' || (parts->>'request_id') || '","roles":' || (parts->'roles')::text
        || ',"rule":"' || (parts->>'rule') || '","session":"' || (parts->>'session')
        || '","verb":"' || (parts->>'verb') || '"}';
    RETURN replace(named, ', ', ',') = body AND detail_is_plain
        AND (parts->'attempt' = 'null' OR jsonb_typeof(parts->'attempt') = 'number'
            AND length(parts->>'attempt') <= 9 AND translate(parts->>'attempt', '0123456789', '') = '')
        AND (SELECT coalesce(bool_and(jsonb_typeof(e) = 'string' AND length(e#>>'{}') <= 200
            AND translate(e#>>'{}', code, '') = ''), true) FROM jsonb_array_elements(parts->'roles') AS elements (e))
        AND greatest(length(parts->>'acting_for'), length(parts->>'action'), length(parts->>'actor_ref'),
            length(parts->>'clearance'), length(parts->>'grant_ref'), length(parts->>'object_ref'),
            length(parts->>'purpose'), length(parts->>'request_id'), length(parts->>'rule')) <= 200
        AND greatest(length(parts->>'verb'), length(parts->>'decision')) <= 20
        AND translate((parts->>'acting_for') || (parts->>'action') || (parts->>'actor_ref') || (parts->>'clearance')
            || (parts->>'decision') || (parts->>'grant_ref') || (parts->>'object_ref') || (parts->>'purpose')
            || (parts->>'request_id') || (parts->>'rule') || (parts->>'verb'), code, '') = ''
        AND translate((parts->>'digest') || (parts->>'private') || (parts->>'session'), '0123456789abcdef', '') = ''
        AND length(parts->>'digest') IN (0, 64) AND length(parts->>'private') IN (0, 64)
        AND length(parts->>'session') IN (0, 64);
END
$$
;;
-- Enter the 64 entries before `block_end` for looking up, in the transaction that wrote the last of them.
CREATE FUNCTION public.enter_block(block_end integer) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    entered integer;
BEGIN
    INSERT INTO public.lookups (seq, actor_ref, object_ref, verb, action, decision, purpose, digest, compartment, version)
    SELECT e.seq, p->>'actor_ref', nullif(p->>'object_ref', ''), p->>'verb', p->>'action', p->>'decision',
        nullif(p->>'purpose', ''), nullif(p->>'digest', ''),
        CASE WHEN jsonb_typeof(p->'detail'->'compartment') = 'string' THEN p->'detail'->>'compartment' END,
        CASE WHEN p->>'digest' <> '' AND p->>'decision' IN ('attempted', 'done')
             AND jsonb_typeof(p->'detail'->'version') = 'number' THEN (p->'detail'->>'version')::integer END
    FROM public.entries e CROSS JOIN LATERAL (SELECT convert_from(e.leaf, 'UTF8')::jsonb) AS read (p)
    WHERE e.seq >= block_end - 64 AND e.seq < block_end;
    GET DIAGNOSTICS entered = ROW_COUNT;
    IF entered <> 64 THEN
        RAISE EXCEPTION 'an entry is missing' USING ERRCODE = 'SK002';
    END IF;
    WITH block AS (
        SELECT e.seq, (p->>'attempt')::integer AS attempt, p->>'decision' AS decision
        FROM public.entries e CROSS JOIN LATERAL (SELECT convert_from(e.leaf, 'UTF8')::jsonb) AS read (p)
        WHERE e.seq >= block_end - 64 AND e.seq < block_end
    ), ended AS (
        DELETE FROM public.unfinished u USING block b WHERE u.seq = b.attempt
    )
    INSERT INTO public.unfinished (seq)
    SELECT b.seq FROM block b
    WHERE b.decision = 'attempted' AND b.attempt IS NULL
        AND NOT EXISTS (SELECT 1 FROM block o WHERE o.attempt = b.seq);
END
$$
;;
-- Append one entry: the only way in which anything comes into the log. `body` is the entry in canonical JSON, without
-- number and time; `asked_at` the caller's clock; `waited` the seconds since it was read.
CREATE FUNCTION public.append_entry(
    body bytea, asked_at text, waited double precision, note_digest text, note bytea,
    OUT given_seq integer, OUT given_at text, OUT leaf_hash bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    began timestamptz := clock_timestamp();
    last text;
    peaks bytea;
    leaf bytea;
    node bytea;
    made bytea;
    rest integer;
BEGIN
    IF public.is_entry(convert_from(body, 'UTF8')) IS NOT TRUE
        OR asked_at !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{6}Z$' THEN
        RAISE EXCEPTION 'this is no entry' USING ERRCODE = 'SK003';
    END IF;
    -- The turn: whoever comes second waits here, and then reads what the first has committed.
    SELECT h.size, h.at, h.frontier INTO STRICT given_seq, last, peaks FROM public.head h WHERE h.id = 1 FOR UPDATE;
    given_at := asked_at;
    IF last COLLATE "C" > asked_at THEN
        IF last::timestamptz - asked_at::timestamptz
            > make_interval(secs => 1 + waited) + (clock_timestamp() - began) THEN
            RAISE EXCEPTION 'the clock is behind the last entry' USING ERRCODE = 'SK001';
        END IF;
        given_at := last;
    END IF;
    leaf := convert_to('{"v":1,"seq":' || given_seq || ',"at":"' || given_at || '",', 'UTF8') || substring(body FROM 2);
    -- RFC 9162, 2.1.1: 0 before a leaf, 1 before two nodes. The entry completes a node for each 1 its number ends with.
    leaf_hash := sha256('\x00'::bytea || leaf);
    node := leaf_hash;
    made := leaf_hash;
    rest := given_seq;
    WHILE rest & 1 = 1 LOOP
        node := sha256('\x01'::bytea || substring(peaks FROM length(peaks) - 31) || node);
        peaks := substring(peaks FOR length(peaks) - 32);
        made := made || node;
        rest := rest >> 1;
    END LOOP;
    FOR place IN REVERSE length(peaks) - 31..1 BY 32 LOOP
        node := sha256('\x01'::bytea || substring(peaks FROM place FOR 32) || node);
    END LOOP;
    INSERT INTO public.entries (seq, at, hashes, leaf) VALUES (given_seq, given_at, made, leaf);
    UPDATE public.head SET size = given_seq + 1, root = node, at = given_at, frontier = peaks || substring(made FROM length(made) - 31);
    IF note_digest IS NOT NULL THEN
        INSERT INTO public.private_notes (digest, seq, sealed) VALUES (note_digest, given_seq, note);
    END IF;
    IF (given_seq + 1) % 64 = 0 THEN
        PERFORM public.enter_block(given_seq + 1);
    END IF;
END
$$
;;
-- Keep a signed checkpoint. Whether its signatures hold is checked by whoever relies on it.
CREATE FUNCTION public.keep_checkpoint(signed_size integer, signed_root bytea, signed_at text, signed_note text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM public.head h
                   WHERE h.size > signed_size OR (h.size = signed_size AND h.root = signed_root)) THEN
        RAISE EXCEPTION 'this is no head of the log' USING ERRCODE = 'SK003';
    END IF;
    INSERT INTO public.checkpoints (size, root, at, note) VALUES (signed_size, signed_root, signed_at, signed_note);
END
$$
;;
REVOKE ALL ON FUNCTION public.append_entry(bytea, text, double precision, text, bytea) FROM PUBLIC
;;
REVOKE ALL ON FUNCTION public.keep_checkpoint(integer, bytea, text, text) FROM PUBLIC
;;
REVOKE ALL ON FUNCTION public.enter_block(integer) FROM PUBLIC
;;
REVOKE ALL ON FUNCTION public.is_entry(text) FROM PUBLIC
;;
-- Those who run the application hold no right to change anything here. These guards stop the owner's own mistakes too;
-- the owner can take them away, and the signed checkpoints show what was done then.
CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the record is written once';
END
$$
;;
CREATE FUNCTION public.head_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id <> 1 OR NEW.size <> OLD.size + 1 OR NEW.at COLLATE "C" < OLD.at
        OR NOT EXISTS (SELECT 1 FROM public.entries e WHERE e.seq = OLD.size) THEN
        RAISE EXCEPTION 'the head follows the entries, one at a time';
    END IF;
    RETURN NEW;
END
$$
;;
CREATE TRIGGER entries_refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON entries EXECUTE FUNCTION public.refuse()
;;
CREATE TRIGGER lookups_refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON lookups EXECUTE FUNCTION public.refuse()
;;
CREATE TRIGGER checkpoints_refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON checkpoints EXECUTE FUNCTION public.refuse()
;;
CREATE TRIGGER private_notes_refuse BEFORE UPDATE OR TRUNCATE ON private_notes EXECUTE FUNCTION public.refuse()
;;
CREATE TRIGGER head_refuse BEFORE INSERT OR DELETE OR TRUNCATE ON head EXECUTE FUNCTION public.refuse()
;;
CREATE TRIGGER unfinished_refuse BEFORE UPDATE OR TRUNCATE ON unfinished EXECUTE FUNCTION public.refuse()
;;
CREATE TRIGGER head_follows BEFORE UPDATE ON head FOR EACH ROW EXECUTE FUNCTION public.head_follows()
