/**
 * Measures how fast the reads of the API are over a large journal. Start with {@link dev.troupe.load.reads.ReadTimes}. The journal is written by
 * SQL while no node runs, because millions of items would take hours through the API; everything is read over HTTP. It knows the
 * schema of the journal and of the board, and nothing else of the nodes.
 */
package dev.troupe.load.reads;
