BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0003');
CREATE TABLE card_states (
	learner_id VARCHAR(200) NOT NULL, 
	card VARCHAR(200) NOT NULL, 
	repetitions INTEGER NOT NULL, 
	ease INTEGER NOT NULL, 
	interval TEXT NOT NULL, 
	due INTEGER NOT NULL, 
	introduced INTEGER NOT NULL, 
	drill INTEGER, 
	lapses INTEGER NOT NULL, 
	last INTEGER NOT NULL, 
	CONSTRAINT pk_card_states PRIMARY KEY (learner_id, card), 
	CONSTRAINT fk_card_states_last FOREIGN KEY(learner_id, last) REFERENCES reviews (learner_id, id)
)
 WITHOUT ROWID

;
INSERT INTO "card_states" VALUES('bob','fp16-max',1,260,'1',739944,739943,NULL,0,1);
INSERT INTO "card_states" VALUES('me','a',0,250,'0',739956,739956,NULL,0,9);
INSERT INTO "card_states" VALUES('me','b',0,250,'0',739956,739956,NULL,0,10);
INSERT INTO "card_states" VALUES('me','fp16-max',2,250,'6',739953,739943,NULL,0,3);
INSERT INTO "card_states" VALUES('me','kv-bytes',1,260,'1',739950,739945,NULL,1,4);
CREATE TABLE journal (
	learner_id VARCHAR(200) NOT NULL, 
	id INTEGER NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	subject VARCHAR(200) NOT NULL, 
	at BIGINT NOT NULL, 
	day INTEGER NOT NULL, 
	body TEXT NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_journal PRIMARY KEY (learner_id, id), 
	CONSTRAINT fk_journal_learner FOREIGN KEY(learner_id) REFERENCES learners (learner_id)
);
INSERT INTO "journal" VALUES('me',1,'mark','kv-bytes',1795510800000000,739944,'{"mark": "flag", "note": "unclear"}','d467ea866e3cc486404bdd6826cd1b8265967e197fb313f8f4b0883df0126956');
CREATE TABLE learners (
	learner_id VARCHAR(200) NOT NULL, 
	last INTEGER DEFAULT '0' NOT NULL, 
	head VARCHAR(64) DEFAULT '' NOT NULL, 
	cohort VARCHAR(200) DEFAULT '' NOT NULL, journal_last INTEGER DEFAULT '0' NOT NULL, journal_head VARCHAR(64) DEFAULT '' NOT NULL, 
	CONSTRAINT pk_learners PRIMARY KEY (learner_id)
);
INSERT INTO "learners" VALUES('bob',1,'03b409e43f206217c58664ef2c706d7ae5971704e7e273968bb4d234b5355996','',0,'');
INSERT INTO "learners" VALUES('me',10,'534844ac7b389e8c341fc849ba55c0b3bc52b8aa4b3948bacfc0306e4ca6373f','',1,'d467ea866e3cc486404bdd6826cd1b8265967e197fb313f8f4b0883df0126956');
CREATE TABLE readings (
	learner_id VARCHAR(200) NOT NULL, 
	id INTEGER NOT NULL, 
	section VARCHAR(20) NOT NULL, 
	at BIGINT NOT NULL, 
	CONSTRAINT pk_readings PRIMARY KEY (learner_id, id), 
	CONSTRAINT fk_readings_learner FOREIGN KEY(learner_id) REFERENCES learners (learner_id)
);
CREATE TABLE reviews (
	learner_id VARCHAR(200) NOT NULL, 
	id INTEGER NOT NULL, 
	card VARCHAR(200) NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	at BIGINT NOT NULL, 
	day INTEGER NOT NULL, 
	quality INTEGER, 
	repetitions_before INTEGER NOT NULL, 
	ease_before INTEGER NOT NULL, 
	interval_before TEXT NOT NULL, 
	repetitions_after INTEGER NOT NULL, 
	ease_after INTEGER NOT NULL, 
	interval_after TEXT NOT NULL, 
	due INTEGER, 
	answer TEXT NOT NULL, 
	family VARCHAR(200) NOT NULL, 
	seed BIGINT, 
	mistakes TEXT NOT NULL, 
	seconds FLOAT NOT NULL, 
	hints INTEGER NOT NULL, 
	proposed INTEGER, 
	points TEXT NOT NULL, 
	confidence VARCHAR(20) NOT NULL, 
	content VARCHAR(64) NOT NULL, 
	sitting VARCHAR(64) NOT NULL, 
	undoes INTEGER, 
	digest VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_reviews PRIMARY KEY (learner_id, id), 
	CONSTRAINT fk_reviews_learner FOREIGN KEY(learner_id) REFERENCES learners (learner_id), 
	CONSTRAINT fk_reviews_undoes FOREIGN KEY(learner_id, undoes) REFERENCES reviews (learner_id, id)
)
 WITHOUT ROWID

;
INSERT INTO "reviews" VALUES('bob',1,'fp16-max','review',1795424400000000,739943,5,0,250,'0',1,260,'1',739944,'','',NULL,'',0.0,0,NULL,'','','','',NULL,'03b409e43f206217c58664ef2c706d7ae5971704e7e273968bb4d234b5355996');
INSERT INTO "reviews" VALUES('me',1,'fp16-max','review',1795424400000000,739943,4,0,250,'0',1,250,'1',739944,'answer 0 ☃','',NULL,'',0.0,0,NULL,'','','','',NULL,'f2c9c433966d11141e7853bf7029d9bea308b201915133db092b33c769fda724');
INSERT INTO "reviews" VALUES('me',2,'kv-bytes','review',1795597200000000,739945,2,0,250,'0',0,250,'1',739946,'answer 1 ☃','kv',1099511627777,'K2,K5',1.25,0,NULL,'','','','',NULL,'f57563e66016b359e235c31296e0b28f959440899bc535bf5b9b63f864b6d92b');
INSERT INTO "reviews" VALUES('me',3,'fp16-max','review',1795770000000000,739947,4,1,250,'1',2,250,'6',739953,'answer 2 ☃','',NULL,'',2.5,0,NULL,'','','','',NULL,'324c7d71755c2451ba198351a2f8124b00672fb368aea22fcea41515bc56fb32');
INSERT INTO "reviews" VALUES('me',4,'kv-bytes','review',1795942800000000,739949,5,0,250,'1',1,260,'1',739950,'answer 3 ☃','kv',1099511627779,'',3.75,0,NULL,'','','','',NULL,'b152ac9cd87d9e6f290027536e5557a4cb1120a94d7cf687e4a9184950bae5d7');
INSERT INTO "reviews" VALUES('me',5,'lora-rank','review',1796115600000000,739951,3,0,250,'0',1,236,'1',739952,'answer 4 ☃','',NULL,'',5.0,0,NULL,'','','','',NULL,'0019e04bff22c5769009b2159f9844037a6df3e60780734135fdafb58ac82299');
INSERT INTO "reviews" VALUES('me',6,'lora-rank','undo',1796374800000000,739954,NULL,1,236,'1',0,250,'0',NULL,'','',NULL,'',0.0,0,NULL,'','','','',5,'a9821185c071fb5400b82e9fe0bfd7345e713203e17064353dbe32d11c19793d');
INSERT INTO "reviews" VALUES('me',7,'kv-bytes','undo',1796374800000000,739954,NULL,1,260,'1',0,250,'1',739946,'','',NULL,'',0.0,0,NULL,'','','','',4,'e2d042d7c8f66d1ef7c0ef64ff2ccf2f88166dedebc72606035cfb2f4696e017');
INSERT INTO "reviews" VALUES('me',8,'kv-bytes','undo',1796374800000000,739954,NULL,0,250,'1',1,260,'1',739950,'','',NULL,'',0.0,0,NULL,'','','','',7,'8f5354c4c903a47c096467eb9979b4a691616d52c272d8287933db432f462a5f');
INSERT INTO "reviews" VALUES('me',9,'a','interview',1796461200000000,739955,2,0,250,'0',0,250,'0',739956,'','',NULL,'',0.0,0,NULL,'','','','interview-1',NULL,'0dde23dc6d1d4cad274df94a234845c0b97e00cd047dc3ffe7f03d5e92e48f7b');
INSERT INTO "reviews" VALUES('me',10,'b','interview',1796461200000000,739955,2,0,250,'0',0,250,'0',739956,'','',NULL,'',0.0,0,NULL,'','','','interview-1',NULL,'534844ac7b389e8c341fc849ba55c0b3bc52b8aa4b3948bacfc0306e4ca6373f');
CREATE TABLE shelves (
	learner_id VARCHAR(200) NOT NULL, 
	cards TEXT NOT NULL, 
	CONSTRAINT pk_shelves PRIMARY KEY (learner_id), 
	CONSTRAINT fk_shelves_learner FOREIGN KEY(learner_id) REFERENCES learners (learner_id)
);
INSERT INTO "shelves" VALUES('me','["kv-bytes", "lora"]');
ANALYZE "sqlite_master";
INSERT INTO "sqlite_stat1" VALUES('reviews','reviews','1000000 1000000 1');
INSERT INTO "sqlite_stat1" VALUES('reviews','ix_reviews_card','1000000 1000000 10 1');
INSERT INTO "sqlite_stat1" VALUES('reviews','ix_reviews_day','1000000 1000000 4000');
INSERT INTO "sqlite_stat1" VALUES('reviews','ix_reviews_undoes','10000 10000 1');
INSERT INTO "sqlite_stat1" VALUES('card_states','card_states','100000 100000 1');
INSERT INTO "sqlite_stat1" VALUES('card_states','ix_card_states_due','100000 100000 300');
INSERT INTO "sqlite_stat1" VALUES('card_states','ix_card_states_introduced','100000 100000 500');
INSERT INTO "sqlite_stat1" VALUES('card_states','ix_card_states_drill','100000 100000 600');
INSERT INTO "sqlite_stat1" VALUES('journal','sqlite_autoindex_journal_1','10000 10000 1');
INSERT INTO "sqlite_stat1" VALUES('journal','ix_journal_subject','10000 10000 3000 10 1');
INSERT INTO "sqlite_stat1" VALUES('readings','sqlite_autoindex_readings_1','1000 1000 1');
CREATE INDEX ix_reviews_card ON reviews (learner_id, card, id);
CREATE INDEX ix_reviews_day ON reviews (learner_id, day);
CREATE INDEX ix_reviews_undoes ON reviews (learner_id, undoes) WHERE undoes IS NOT NULL;
CREATE INDEX ix_card_states_due ON card_states (learner_id, due);
CREATE INDEX ix_card_states_introduced ON card_states (learner_id, introduced);
CREATE INDEX ix_card_states_drill ON card_states (learner_id, drill);
CREATE TRIGGER reviews_no_update BEFORE UPDATE ON reviews
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER reviews_no_delete BEFORE DELETE ON reviews
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER reviews_in_order BEFORE INSERT ON reviews
WHEN NOT EXISTS
  (SELECT 1 FROM learners WHERE learner_id = NEW.learner_id AND last = NEW.id - 1)
BEGIN SELECT RAISE(ABORT, 'the log has no gaps'); END;
CREATE TRIGGER reviews_head AFTER INSERT ON reviews
BEGIN
  UPDATE learners SET last = NEW.id, head = NEW.digest WHERE learner_id = NEW.learner_id;
END;
CREATE TRIGGER readings_no_update BEFORE update ON readings
BEGIN SELECT RAISE(ABORT, 'what was read is append-only'); END;
CREATE TRIGGER readings_no_delete BEFORE delete ON readings
BEGIN SELECT RAISE(ABORT, 'what was read is append-only'); END;
CREATE INDEX ix_journal_subject ON journal (learner_id, kind, subject, id);
CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_in_order BEFORE INSERT ON journal
WHEN NOT EXISTS
  (SELECT 1 FROM learners WHERE learner_id = NEW.learner_id AND journal_last = NEW.id - 1)
BEGIN SELECT RAISE(ABORT, 'the journal has no gaps'); END;
CREATE TRIGGER journal_head AFTER INSERT ON journal
BEGIN
  UPDATE learners SET journal_last = NEW.id, journal_head = NEW.digest
  WHERE learner_id = NEW.learner_id;
END;
CREATE TRIGGER readings_in_order BEFORE INSERT ON readings
WHEN NEW.id <> 1 +
  (SELECT coalesce(max(id), 0) FROM readings WHERE learner_id = NEW.learner_id)
BEGIN SELECT RAISE(ABORT, 'what was read has no gaps'); END;
COMMIT;
