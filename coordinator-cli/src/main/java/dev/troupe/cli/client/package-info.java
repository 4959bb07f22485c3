/**
 * The HTTP contract as an agent's program sees it.
 *
 * <p>Read {@link dev.troupe.cli.client.TroupeClient} first, then {@code Call}, which holds the rules for repeating. It may not depend
 * on anything but the JDK's HTTP client and Jackson. Invariant: every repeat of a write carries the request id of its first attempt.
 */
package dev.troupe.cli.client;
