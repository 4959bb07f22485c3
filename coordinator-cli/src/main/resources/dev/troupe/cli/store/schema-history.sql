-- The table in which Flyway notes what it applied, as it makes it itself.
CREATE TABLE flyway_schema_history (
  installed_rank INTEGER NOT NULL CONSTRAINT flyway_schema_history_pk PRIMARY KEY,
  version        VARCHAR(50),
  description    VARCHAR(200) NOT NULL,
  type           VARCHAR(20) NOT NULL,
  script         VARCHAR(1000) NOT NULL,
  checksum       INTEGER,
  installed_by   VARCHAR(100) NOT NULL,
  installed_on   TIMESTAMP NOT NULL DEFAULT now(),
  execution_time INTEGER NOT NULL,
  success        BOOLEAN NOT NULL
);
CREATE INDEX flyway_schema_history_s_idx ON flyway_schema_history (success);
