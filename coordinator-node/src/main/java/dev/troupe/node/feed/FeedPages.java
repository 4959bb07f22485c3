package dev.troupe.node.feed;

import dev.troupe.protocol.EventPosition;
import dev.troupe.protocol.FeedQuery.FeedEvent;
import dev.troupe.protocol.FeedQuery.FeedReply.Page;
import java.util.List;

/** How much goes into one answer. */
final class FeedPages {
  /** What an event takes beside its JSON, on the wire and, about, in memory. */
  private static final int OVERHEAD_BYTES = 300;

  private FeedPages() {}

  static int sizeOf(byte[] data) {
    return data.length + OVERHEAD_BYTES;
  }

  static int sizeOf(FeedEvent event) {
    return sizeOf(event.data());
  }

  /**
   * The first of the events.
   *
   * @param upTo where all of them end
   * @param maxBytes held, unless the first event alone is larger
   */
  static Page first(List<FeedEvent> events, EventPosition upTo, int limit, int maxBytes) {
    int count = 0;
    int bytes = 0;
    while (count < events.size() && count < limit) {
      bytes += sizeOf(events.get(count));
      if (bytes > maxBytes && count > 0) {
        break;
      }
      count++;
    }
    return count == events.size()
        ? new Page(List.copyOf(events), upTo)
        : new Page(List.copyOf(events.subList(0, count)), events.get(count - 1).position());
  }
}
