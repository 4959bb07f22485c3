/**
 * Where a fleet's work comes from: invented from a seed, a file of the API's form, or the old scripts' claims file.
 *
 * <p>Read {@link dev.troupe.load.backlog.BacklogFile} first. It may depend on the client's records only. Invariant: every entry of a file is
 * either work or refused with a reason, and every value that was changed is noted.
 */
package dev.troupe.load.backlog;
