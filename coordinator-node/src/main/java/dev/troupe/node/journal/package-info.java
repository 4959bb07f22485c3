/**
 * The journal: where every fact about an entity is stored, once, as JSON in PostgreSQL, and from where an entity is rebuilt. Begin with
 * {@code db/migration/V1__journal.sql} (what is stored, and in which order it is read) and {@link dev.troupe.node.journal.BatchingJournalDao}
 * (how it is written). Deletion and the replay of long histories are those of akka-persistence-jdbc; writing is ours, because the
 * stock one lets one bad event fail its neighbours and has no columns for the audit; so is the look for highest sequence numbers, snapshots and
 * short histories, because the stock one asks for each new entity by itself. Work items use {@link dev.troupe.node.journal.EntityJournal}, which does the
 * same without Akka's plugin in between. The package knows no entity: an event tells it what an
 * auditor will ask through {@link dev.troupe.node.journal.JournalFacts}. Invariant: a write that is answered with success is on disk, and a write
 * is stored wholly or not at all.
 */
package dev.troupe.node.journal;
