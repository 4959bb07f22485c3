/**
 * What a series of fault runs showed: measured, and told as JSON and as one self-contained page.
 *
 * <p>Read {@link dev.troupe.load.chaos.report.RunResult} first. It may depend on the records of history, checks and faults. Invariant: a report names the seed and
 * the command that make each of its runs again.
 */
package dev.troupe.load.chaos.report;
