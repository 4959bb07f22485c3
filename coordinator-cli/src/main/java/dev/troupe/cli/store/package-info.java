/**
 * Backup and restore of the store, over JDBC alone: {@link dev.troupe.cli.store.StoreBackup} and {@link dev.troupe.cli.store.StoreRestore} are where
 * to begin. An archive is one moment of the store (one REPEATABLE READ snapshot), whatever the nodes do meanwhile; every part of it has its
 * checksum in the manifest. Knows tables, not what they mean, apart from the positions of the journal's readers ({@link
 * dev.troupe.cli.store.Positions}).
 */
package dev.troupe.cli.store;
