--
-- PostgreSQL database dump
--


-- Dumped from database version 15.20 (Debian 15.20-0+deb12u1)
-- Dumped by pg_dump version 15.20 (Debian 15.20-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: journal_is_append_only(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.journal_is_append_only() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$;


--
-- Name: journal_moves_the_head(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.journal_moves_the_head() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN
  UPDATE learners SET journal_last = NEW.id, journal_head = NEW.digest
  WHERE learner_id = NEW.learner_id AND journal_last = NEW.id - 1;
  IF NOT FOUND THEN RAISE EXCEPTION 'the journal has no gaps'; END IF;
  RETURN NULL;
END $$;


--
-- Name: readings_are_append_only(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.readings_are_append_only() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'what was read is append-only'; END $$;


--
-- Name: readings_are_in_order(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.readings_are_in_order() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN
  IF NEW.id <> 1 + (SELECT coalesce(max(id), 0) FROM readings WHERE learner_id = NEW.learner_id)
  THEN RAISE EXCEPTION 'what was read has no gaps'; END IF;
  RETURN NEW;
END $$;


--
-- Name: reviews_are_append_only(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.reviews_are_append_only() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'the log is append-only'; END $$;


--
-- Name: reviews_move_the_head(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.reviews_move_the_head() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN
  UPDATE learners SET last = NEW.id, head = NEW.digest
  WHERE learner_id = NEW.learner_id AND last = NEW.id - 1;
  IF NOT FOUND THEN RAISE EXCEPTION 'the log has no gaps'; END IF;
  RETURN NULL;
END $$;


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: alembic_version; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);


--
-- Name: card_states; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.card_states (
    learner_id character varying(200) NOT NULL,
    card character varying(200) NOT NULL,
    repetitions integer NOT NULL,
    ease integer NOT NULL,
    "interval" text NOT NULL,
    due integer NOT NULL,
    introduced integer NOT NULL,
    drill integer,
    lapses integer NOT NULL,
    last integer NOT NULL
);


--
-- Name: learners; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.learners (
    learner_id character varying(200) NOT NULL,
    last integer DEFAULT 0 NOT NULL,
    head character varying(64) DEFAULT ''::character varying NOT NULL,
    cohort character varying(200) DEFAULT ''::character varying NOT NULL,
    journal_last integer DEFAULT 0 NOT NULL,
    journal_head character varying(64) DEFAULT ''::character varying NOT NULL
);


--
-- Name: reviews; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.reviews (
    learner_id character varying(200) NOT NULL,
    id integer NOT NULL,
    card character varying(200) NOT NULL,
    kind character varying(20) NOT NULL,
    at bigint NOT NULL,
    day integer NOT NULL,
    quality integer,
    repetitions_before integer NOT NULL,
    ease_before integer NOT NULL,
    interval_before text NOT NULL,
    repetitions_after integer NOT NULL,
    ease_after integer NOT NULL,
    interval_after text NOT NULL,
    due integer,
    answer text NOT NULL,
    family character varying(200) NOT NULL,
    seed bigint,
    mistakes text NOT NULL,
    seconds double precision NOT NULL,
    hints integer NOT NULL,
    proposed integer,
    points text NOT NULL,
    confidence character varying(20) NOT NULL,
    content character varying(64) NOT NULL,
    sitting character varying(64) NOT NULL,
    undoes integer,
    digest character varying(64) NOT NULL
);


--
-- Name: cohort_days; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.cohort_days WITH (security_barrier='true') AS
 SELECT l.cohort,
    r.day,
    count(DISTINCT r.learner_id) AS learners,
    count(*) AS answers,
    count(*) FILTER (WHERE (r.quality >= 3)) AS passed,
    sum(r.seconds) AS seconds
   FROM (public.reviews r
     JOIN public.learners l ON (((l.learner_id)::text = (r.learner_id)::text)))
  WHERE (((r.kind)::text = ANY (ARRAY[('review'::character varying)::text, ('drill'::character varying)::text, ('interview'::character varying)::text])) AND (EXISTS ( SELECT 1
           FROM pg_roles
          WHERE ((pg_roles.rolname = ('trainer_mentor_'::text || (l.cohort)::text)) AND pg_has_role(CURRENT_USER, pg_roles.oid, 'member'::text)))))
  GROUP BY l.cohort, r.day;


--
-- Name: journal; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.journal (
    learner_id character varying(200) NOT NULL,
    id integer NOT NULL,
    kind character varying(20) NOT NULL,
    subject character varying(200) NOT NULL,
    at bigint NOT NULL,
    day integer NOT NULL,
    body text NOT NULL,
    digest character varying(64) NOT NULL
);


--
-- Name: readings; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.readings (
    learner_id character varying(200) NOT NULL,
    id integer NOT NULL,
    section character varying(20) NOT NULL,
    at bigint NOT NULL
);


--
-- Name: shelves; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.shelves (
    learner_id character varying(200) NOT NULL,
    cards text NOT NULL
);


--
-- Data for Name: alembic_version; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.alembic_version VALUES ('0003');


--
-- Data for Name: card_states; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.card_states VALUES ('bob', 'fp16-max', 1, 260, '1', 739944, 739943, NULL, 0, 1);
INSERT INTO public.card_states VALUES ('me', 'fp16-max', 2, 250, '6', 739953, 739943, NULL, 0, 3);
INSERT INTO public.card_states VALUES ('me', 'kv-bytes', 1, 260, '1', 739950, 739945, NULL, 1, 4);
INSERT INTO public.card_states VALUES ('me', 'a', 0, 250, '0', 739956, 739956, NULL, 0, 9);
INSERT INTO public.card_states VALUES ('me', 'b', 0, 250, '0', 739956, 739956, NULL, 0, 10);


--
-- Data for Name: journal; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.journal VALUES ('me', 1, 'mark', 'kv-bytes', 1795510800000000, 739944, '{"mark": "flag", "note": "unclear"}', 'd467ea866e3cc486404bdd6826cd1b8265967e197fb313f8f4b0883df0126956');


--
-- Data for Name: learners; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.learners VALUES ('bob', 1, '03b409e43f206217c58664ef2c706d7ae5971704e7e273968bb4d234b5355996', '', 0, '');
INSERT INTO public.learners VALUES ('me', 10, '534844ac7b389e8c341fc849ba55c0b3bc52b8aa4b3948bacfc0306e4ca6373f', '', 1, 'd467ea866e3cc486404bdd6826cd1b8265967e197fb313f8f4b0883df0126956');


--
-- Data for Name: readings; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: reviews; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.reviews VALUES ('bob', 1, 'fp16-max', 'review', 1795424400000000, 739943, 5, 0, 250, '0', 1, 260, '1', 739944, '', '', NULL, '', 0, 0, NULL, '', '', '', '', NULL, '03b409e43f206217c58664ef2c706d7ae5971704e7e273968bb4d234b5355996');
INSERT INTO public.reviews VALUES ('me', 1, 'fp16-max', 'review', 1795424400000000, 739943, 4, 0, 250, '0', 1, 250, '1', 739944, 'answer 0 ☃', '', NULL, '', 0, 0, NULL, '', '', '', '', NULL, 'f2c9c433966d11141e7853bf7029d9bea308b201915133db092b33c769fda724');
INSERT INTO public.reviews VALUES ('me', 2, 'kv-bytes', 'review', 1795597200000000, 739945, 2, 0, 250, '0', 0, 250, '1', 739946, 'answer 1 ☃', 'kv', 1099511627777, 'K2,K5', 1.25, 0, NULL, '', '', '', '', NULL, 'f57563e66016b359e235c31296e0b28f959440899bc535bf5b9b63f864b6d92b');
INSERT INTO public.reviews VALUES ('me', 3, 'fp16-max', 'review', 1795770000000000, 739947, 4, 1, 250, '1', 2, 250, '6', 739953, 'answer 2 ☃', '', NULL, '', 2.5, 0, NULL, '', '', '', '', NULL, '324c7d71755c2451ba198351a2f8124b00672fb368aea22fcea41515bc56fb32');
INSERT INTO public.reviews VALUES ('me', 4, 'kv-bytes', 'review', 1795942800000000, 739949, 5, 0, 250, '1', 1, 260, '1', 739950, 'answer 3 ☃', 'kv', 1099511627779, '', 3.75, 0, NULL, '', '', '', '', NULL, 'b152ac9cd87d9e6f290027536e5557a4cb1120a94d7cf687e4a9184950bae5d7');
INSERT INTO public.reviews VALUES ('me', 5, 'lora-rank', 'review', 1796115600000000, 739951, 3, 0, 250, '0', 1, 236, '1', 739952, 'answer 4 ☃', '', NULL, '', 5, 0, NULL, '', '', '', '', NULL, '0019e04bff22c5769009b2159f9844037a6df3e60780734135fdafb58ac82299');
INSERT INTO public.reviews VALUES ('me', 6, 'lora-rank', 'undo', 1796374800000000, 739954, NULL, 1, 236, '1', 0, 250, '0', NULL, '', '', NULL, '', 0, 0, NULL, '', '', '', '', 5, 'a9821185c071fb5400b82e9fe0bfd7345e713203e17064353dbe32d11c19793d');
INSERT INTO public.reviews VALUES ('me', 7, 'kv-bytes', 'undo', 1796374800000000, 739954, NULL, 1, 260, '1', 0, 250, '1', 739946, '', '', NULL, '', 0, 0, NULL, '', '', '', '', 4, 'e2d042d7c8f66d1ef7c0ef64ff2ccf2f88166dedebc72606035cfb2f4696e017');
INSERT INTO public.reviews VALUES ('me', 8, 'kv-bytes', 'undo', 1796374800000000, 739954, NULL, 0, 250, '1', 1, 260, '1', 739950, '', '', NULL, '', 0, 0, NULL, '', '', '', '', 7, '8f5354c4c903a47c096467eb9979b4a691616d52c272d8287933db432f462a5f');
INSERT INTO public.reviews VALUES ('me', 9, 'a', 'interview', 1796461200000000, 739955, 2, 0, 250, '0', 0, 250, '0', 739956, '', '', NULL, '', 0, 0, NULL, '', '', '', 'interview-1', NULL, '0dde23dc6d1d4cad274df94a234845c0b97e00cd047dc3ffe7f03d5e92e48f7b');
INSERT INTO public.reviews VALUES ('me', 10, 'b', 'interview', 1796461200000000, 739955, 2, 0, 250, '0', 0, 250, '0', 739956, '', '', NULL, '', 0, 0, NULL, '', '', '', 'interview-1', NULL, '534844ac7b389e8c341fc849ba55c0b3bc52b8aa4b3948bacfc0306e4ca6373f');


--
-- Data for Name: shelves; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.shelves VALUES ('me', '["kv-bytes", "lora"]');


--
-- Name: alembic_version alembic_version_pkc; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);


--
-- Name: card_states pk_card_states; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.card_states
    ADD CONSTRAINT pk_card_states PRIMARY KEY (learner_id, card);


--
-- Name: journal pk_journal; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.journal
    ADD CONSTRAINT pk_journal PRIMARY KEY (learner_id, id);


--
-- Name: learners pk_learners; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.learners
    ADD CONSTRAINT pk_learners PRIMARY KEY (learner_id);


--
-- Name: readings pk_readings; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.readings
    ADD CONSTRAINT pk_readings PRIMARY KEY (learner_id, id);


--
-- Name: reviews pk_reviews; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.reviews
    ADD CONSTRAINT pk_reviews PRIMARY KEY (learner_id, id);


--
-- Name: shelves pk_shelves; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.shelves
    ADD CONSTRAINT pk_shelves PRIMARY KEY (learner_id);


--
-- Name: ix_card_states_drill; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_card_states_drill ON public.card_states USING btree (learner_id, drill);


--
-- Name: ix_card_states_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_card_states_due ON public.card_states USING btree (learner_id, due);


--
-- Name: ix_card_states_introduced; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_card_states_introduced ON public.card_states USING btree (learner_id, introduced);


--
-- Name: ix_journal_subject; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_journal_subject ON public.journal USING btree (learner_id, kind, subject, id);


--
-- Name: ix_reviews_card; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_reviews_card ON public.reviews USING btree (learner_id, card, id);


--
-- Name: ix_reviews_day; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_reviews_day ON public.reviews USING btree (learner_id, day);


--
-- Name: ix_reviews_undoes; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_reviews_undoes ON public.reviews USING btree (learner_id, undoes) WHERE (undoes IS NOT NULL);


--
-- Name: journal journal_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.journal FOR EACH STATEMENT EXECUTE FUNCTION public.journal_is_append_only();


--
-- Name: journal journal_head; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_head AFTER INSERT ON public.journal FOR EACH ROW EXECUTE FUNCTION public.journal_moves_the_head();


--
-- Name: readings readings_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER readings_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.readings FOR EACH STATEMENT EXECUTE FUNCTION public.readings_are_append_only();


--
-- Name: readings readings_in_order; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER readings_in_order BEFORE INSERT ON public.readings FOR EACH ROW EXECUTE FUNCTION public.readings_are_in_order();


--
-- Name: reviews reviews_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER reviews_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.reviews FOR EACH STATEMENT EXECUTE FUNCTION public.reviews_are_append_only();


--
-- Name: reviews reviews_head; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER reviews_head AFTER INSERT ON public.reviews FOR EACH ROW EXECUTE FUNCTION public.reviews_move_the_head();


--
-- Name: card_states fk_card_states_last; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.card_states
    ADD CONSTRAINT fk_card_states_last FOREIGN KEY (learner_id, last) REFERENCES public.reviews(learner_id, id);


--
-- Name: journal fk_journal_learner; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.journal
    ADD CONSTRAINT fk_journal_learner FOREIGN KEY (learner_id) REFERENCES public.learners(learner_id);


--
-- Name: readings fk_readings_learner; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.readings
    ADD CONSTRAINT fk_readings_learner FOREIGN KEY (learner_id) REFERENCES public.learners(learner_id);


--
-- Name: reviews fk_reviews_learner; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.reviews
    ADD CONSTRAINT fk_reviews_learner FOREIGN KEY (learner_id) REFERENCES public.learners(learner_id);


--
-- Name: reviews fk_reviews_undoes; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.reviews
    ADD CONSTRAINT fk_reviews_undoes FOREIGN KEY (learner_id, undoes) REFERENCES public.reviews(learner_id, id);


--
-- Name: shelves fk_shelves_learner; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.shelves
    ADD CONSTRAINT fk_shelves_learner FOREIGN KEY (learner_id) REFERENCES public.learners(learner_id);


--
-- Name: card_states; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.card_states ENABLE ROW LEVEL SECURITY;

--
-- Name: journal; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.journal ENABLE ROW LEVEL SECURITY;

--
-- Name: learners; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.learners ENABLE ROW LEVEL SECURITY;

--
-- Name: card_states own_rows; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY own_rows ON public.card_states USING (((learner_id)::text = (CURRENT_USER)::text));


--
-- Name: journal own_rows; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY own_rows ON public.journal USING (((learner_id)::text = (CURRENT_USER)::text));


--
-- Name: learners own_rows; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY own_rows ON public.learners USING (((learner_id)::text = (CURRENT_USER)::text));


--
-- Name: readings own_rows; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY own_rows ON public.readings USING (((learner_id)::text = (CURRENT_USER)::text));


--
-- Name: reviews own_rows; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY own_rows ON public.reviews USING (((learner_id)::text = (CURRENT_USER)::text));


--
-- Name: shelves own_rows; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY own_rows ON public.shelves USING (((learner_id)::text = (CURRENT_USER)::text));


--
-- Name: readings; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.readings ENABLE ROW LEVEL SECURITY;

--
-- Name: reviews; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.reviews ENABLE ROW LEVEL SECURITY;

--
-- Name: shelves; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.shelves ENABLE ROW LEVEL SECURITY;

--
-- PostgreSQL database dump complete
--


