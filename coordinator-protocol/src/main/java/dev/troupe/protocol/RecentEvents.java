package dev.troupe.protocol;

import dev.troupe.protocol.FeedQuery.Positioned;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * The newest events without a gap, bounded in number and bytes. Both ends of the protocol keep one: the feed, so that who follows costs no read of the
 * journal, and the gateway, so that a reader that has almost caught up joins the others. Not for several threads.
 */
public final class RecentEvents<E extends Positioned> {
  private final ArrayDeque<E> events = new ArrayDeque<>();
  private final ToIntFunction<E> sizeInBytes;
  private final int maxCount;
  private final long maxBytes;
  private long bytes;
  private EventPosition start;
  private EventPosition end;

  /** Empty, and complete after {@code from}. The newest event is kept even if it alone is above the bound in bytes. */
  public RecentEvents(EventPosition from, ToIntFunction<E> sizeInBytes, int maxCount, long maxBytes) {
    this.start = from;
    this.end = from;
    this.sizeInBytes = sizeInBytes;
    this.maxCount = maxCount;
    this.maxBytes = maxBytes;
  }

  /**
   * @param next what follows {@link #end}, in order
   * @param upTo everything up to here is now known; not below the last of them
   */
  public void append(List<E> next, EventPosition upTo) {
    for (E event : next) {
      events.addLast(event);
      bytes += sizeInBytes.applyAsInt(event);
    }
    end = upTo;
    while (events.size() > maxCount || bytes > maxBytes && events.size() > 1) {
      E oldest = events.removeFirst();
      bytes -= sizeInBytes.applyAsInt(oldest);
      start = oldest.position();
    }
  }

  /** Whether nothing after this position is missing here. */
  public boolean reaches(EventPosition position) {
    return !start.isAfter(position);
  }

  /** Whether this is the position of an event that is here, or an end of what is here. */
  public boolean knows(EventPosition position) {
    if (position.equals(start) || position.equals(end)) {
      return true;
    }
    for (Iterator<E> newestFirst = events.descendingIterator(); newestFirst.hasNext(); ) {
      int order = newestFirst.next().position().compareTo(position);
      if (order <= 0) {
        return order == 0;
      }
    }
    return false;
  }

  /** What is known after a position, in order; costs as much as it finds. All of it only if the position is {@linkplain #reaches reached}. */
  public List<E> after(EventPosition position) {
    List<E> found = new ArrayList<>();
    for (Iterator<E> newestFirst = events.descendingIterator(); newestFirst.hasNext(); ) {
      E event = newestFirst.next();
      if (!event.position().isAfter(position)) {
        break;
      }
      found.add(event);
    }
    Collections.reverse(found);
    return found;
  }

  public EventPosition end() {
    return end;
  }
}
