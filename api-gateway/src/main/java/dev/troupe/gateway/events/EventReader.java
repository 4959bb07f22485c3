package dev.troupe.gateway.events;

import akka.actor.ActorRef;
import akka.actor.Terminated;
import akka.actor.typed.javadsl.Adapter;
import akka.stream.Attributes;
import akka.stream.Outlet;
import akka.stream.SourceShape;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;
import akka.stream.stage.TimerGraphStageLogic;
import akka.util.ByteString;
import akka.util.ByteStringBuilder;
import dev.troupe.protocol.EventPosition;
import java.util.ArrayDeque;
import scala.Tuple2;
import scala.runtime.BoxedUnit;

/**
 * One reader's stream. It is behind until the tail lets it join: then it asks for one page at a time, the next only when the one before has gone
 * out, so it may take its time. Once it has joined, events come by themselves; those that wait go out together as soon as there is room, and
 * when more than {@code reader-buffer} bytes wait the stream fails, which closes the connection.
 */
final class EventReader extends GraphStage<SourceShape<ByteString>> {
  private final Outlet<ByteString> out = Outlet.create("events");
  private final SourceShape<ByteString> shape = SourceShape.of(out);
  private final akka.actor.typed.ActorRef<EventTail.Message> tail;
  private final EventFilter filter;
  private final EventPosition from;
  private final ByteString greeting;
  private final EventSettings settings;

  /** @param greeting what goes out first */
  EventReader(
      akka.actor.typed.ActorRef<EventTail.Message> tail, EventFilter filter, EventPosition from, ByteString greeting, EventSettings settings) {
    this.tail = tail;
    this.filter = filter;
    this.from = from;
    this.greeting = greeting;
    this.settings = settings;
  }

  @Override
  public SourceShape<ByteString> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Reading();
  }

  private final class Reading extends TimerGraphStageLogic {
    private final ArrayDeque<ByteString> pending = new ArrayDeque<>();
    private long pendingBytes;
    private EventPosition position = from;
    private boolean behind;
    private ActorRef self;

    Reading() {
      super(shape);
      setHandler(
          out,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              flush();
            }
          });
    }

    @Override
    public void preStart() {
      StageActor actor = getStageActor(this::told);
      actor.watch(Adapter.toClassic(tail));
      self = actor.ref();
      offer(greeting);
      tail.tell(new EventTail.Join(self, filter, position));
      scheduleAtFixedRate("ping", settings.ping(), settings.ping());
    }

    @Override
    public void postStop() {
      tail.tell(new EventTail.Leave(self));
    }

    /** Only when nothing else would go out: whatever waits tells as much. */
    @Override
    public void onTimer(Object ping) {
      if (isAvailable(out)) {
        push(out, Encoding.ping(position));
      }
    }

    private BoxedUnit told(Tuple2<ActorRef, Object> said) {
      Object message = said._2();
      if (message instanceof ToReader.Next next) {
        position = next.upTo();
        offer(next.text());
        if (!next.joined()) {
          tail.tell(new EventTail.Join(self, filter, position));
        }
      } else if (message instanceof ToReader.Behind) {
        behind = true;
        flush();
      } else if (message instanceof ToReader.Finish || message instanceof Terminated) {
        completeStage();
      }
      return BoxedUnit.UNIT;
    }

    private void offer(ByteString text) {
      if (text.nonEmpty()) {
        pending.add(text);
        pendingBytes += text.length();
        flush();
        if (pendingBytes > settings.readerBuffer()) {
          failStage(new SlowReader(pendingBytes));
        }
      }
    }

    private void flush() {
      if (!isAvailable(out)) {
        return;
      }
      if (!pending.isEmpty()) {
        push(out, pending.size() == 1 ? pending.getFirst() : together());
        pending.clear();
        pendingBytes = 0;
      } else if (behind) {
        behind = false;
        tail.tell(new EventTail.Fetch(self, filter, position));
      }
    }

    private ByteString together() {
      ByteStringBuilder text = new ByteStringBuilder();
      pending.forEach(text::append);
      return text.result();
    }
  }
}
