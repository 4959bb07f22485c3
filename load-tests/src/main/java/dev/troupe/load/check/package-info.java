/**
 * Judges a run by what PostgreSQL holds, not by what the cluster says of itself.
 *
 * <p>Read {@link dev.troupe.load.check.JournalCheck} first; {@code ItemHistory} has the rules for one item. It may depend on nothing but
 * the JDK. Invariant: every kind of violation has a test that plants one and sees it found.
 */
package dev.troupe.load.check;
