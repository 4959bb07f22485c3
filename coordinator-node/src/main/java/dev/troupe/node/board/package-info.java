/**
 * The read side: what lists, dispatchers, counts and the sweep need to know of all items and agents at once. Read {@link
 * dev.troupe.node.board.Board} first, which starts the parts; then {@link dev.troupe.node.board.JournalStream} (the journal in an order in
 * which nothing can appear later), {@link dev.troupe.node.board.BoardRow} (what an event does to a row, pure) and {@link
 * dev.troupe.node.board.BoardHandler} (a group of events in one transaction). It depends on the events of the entities and on the journal's
 * table, never on their actors: those it reaches only through the consumers it is given. Invariant: each event counts exactly once, and the
 * board never shows an item as it was before an event it has already seen.
 */
package dev.troupe.node.board;
