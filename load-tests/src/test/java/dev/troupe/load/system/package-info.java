/** Tests of the whole: node processes and a PostgreSQL, started as a user starts them, spoken to over HTTP. */
package dev.troupe.load.system;
