package dev.troupe.gateway.events;

import akka.util.ByteString;
import akka.util.ByteStringBuilder;
import dev.troupe.protocol.EventPosition;
import dev.troupe.protocol.FeedQuery.FeedEvent;
import dev.troupe.protocol.FeedQuery.Positioned;
import java.util.List;

/** An event as it goes over the line, encoded once for all readers. */
record Frame(FeedEvent event, ByteString bytes) implements Positioned {

  @Override
  public EventPosition position() {
    return event.position();
  }

  int size() {
    return bytes.length();
  }

  /** Those a filter lets through, as one text; empty when there are none. */
  static ByteString join(List<Frame> frames, EventFilter filter) {
    ByteStringBuilder text = new ByteStringBuilder();
    frames.stream().filter(frame -> filter.passes(frame.event())).forEach(frame -> text.append(frame.bytes()));
    return text.result().compact();
  }
}
