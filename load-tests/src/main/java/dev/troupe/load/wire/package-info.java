/**
 * Thousands of HTTP connections from one thread, at the least cost to the machine that also runs what is measured.
 *
 * <p>Read {@link dev.troupe.load.wire.Line} first. Nothing here knows what is called. Invariant: whatever belongs to one line (its calls, its
 * timers, its answers) happens on that line's one thread, so those who use it need no locks.
 */
package dev.troupe.load.wire;
