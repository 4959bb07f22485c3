/**
 * Judges a fault run: a pure function of what the clients saw, what the journal holds, what lists and streams told.
 *
 * <p>Read {@link dev.troupe.load.chaos.check.Checks} first; each of the ten checks is a class of its own, and {@code ItemModel} says what an
 * item may do. It may depend on the history's records and on {@code dev.troupe.load.check}. Invariant: every check has a test that plants what it
 * is there to find, and a clean history passes all of them.
 */
package dev.troupe.load.chaos.check;
