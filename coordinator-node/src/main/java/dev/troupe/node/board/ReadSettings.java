package dev.troupe.node.board;

import com.typesafe.config.Config;

/**
 * How lists, histories and audits are read; the meaning of each key is in {@code board.conf}.
 *
 * @param inProgress reads that run or wait on one node, 1 to 10,000
 * @param pageBytes of one answer between nodes, 16 KiB to 32 MiB
 */
record ReadSettings(int inProgress, long pageBytes) {
  static final String DISPATCHER = "troupe.board.read-dispatcher";

  /** @throws IllegalArgumentException naming the key that is out of its range */
  ReadSettings {
    if (inProgress < 1 || inProgress > 10_000) {
      throw new IllegalArgumentException("Expected troupe.board.reads.in-progress from 1 to 10000, but it is " + inProgress + ".");
    }
    if (pageBytes < 16 * 1024 || pageBytes > 32 * 1024 * 1024) {
      throw new IllegalArgumentException("Expected troupe.board.reads.page-bytes from 16 KiB to 32 MiB, but it is " + pageBytes + ".");
    }
  }

  /** Reads {@code troupe.board.reads}. */
  static ReadSettings of(Config root) {
    Config reads = root.getConfig("troupe.board.reads");
    return new ReadSettings(reads.getInt("in-progress"), reads.getBytes("page-bytes"));
  }
}
