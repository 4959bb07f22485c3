/**
 * The {@code troupe} command: reads arguments, acts through HTTP or on the local cluster, prints a table or JSON.
 *
 * <p>Read {@link dev.troupe.cli.Main} first. It may depend on nothing of the node's or the gateway's code. Invariant: exit
 * code 0 means that what was asked for has happened.
 */
package dev.troupe.cli;
