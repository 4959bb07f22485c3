/**
 * The feed of events for the gateways: it follows the journal in the order in which nothing can appear later, and answers {@link
 * dev.troupe.protocol.FeedQuery}. Read {@link dev.troupe.node.feed.EventFeed} first (who waits, what is in memory), then {@link
 * dev.troupe.node.feed.FeedReader} (the statements). It depends on the journal's table and on the JSON in it, never on the
 * entities or on the classes of their events. Invariant: whoever reads on after the position of the page before, here or on any other node, sees
 * each event exactly once and each entity's events in their order.
 */
package dev.troupe.node.feed;
