package dev.troupe.node.journal;

import akka.actor.AbstractActor;
import akka.actor.ActorRef;
import akka.actor.Props;
import akka.persistence.AbstractPersistentActor;
import dev.troupe.node.journal.Happened.Claimed;
import dev.troupe.node.journal.Happened.ItemId;
import dev.troupe.node.journal.Happened.Token;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Not a test: events per second with one event per command, stock journal and ours in turns. Arguments: seconds per run, writers. */
public final class JournalBench {
  private JournalBench() {}

  public static void main(String[] args) throws Exception {
    int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 10;
    Map<String, ?> settings = args.length > 1 ? Map.of("troupe.journal.writers", Integer.valueOf(args[1])) : Map.of();
    // The first round warms up.
    for (int round = 0; round < 2; round++) {
      for (PluggedJournal.Dao dao : PluggedJournal.Dao.values()) {
        for (int inFlight : new int[] {1, 64, 400}) {
          try (PluggedJournal journal = new PluggedJournal(dao, settings)) {
            run(journal, dao + (round == 0 ? " (warm-up)" : ""), inFlight, round == 0 ? 4 : seconds);
          }
        }
      }
    }
    System.exit(0);
  }

  private static void run(PluggedJournal journal, String name, int inFlight, int seconds) throws Exception {
    System.out.printf("fsync %s, ", journal.ask("SHOW fsync"));
    long[] nanos = new long[5_000_000];
    AtomicInteger stored = new AtomicInteger();
    CountDownLatch ended = new CountDownLatch(inFlight);
    long start = System.nanoTime();
    long end = start + seconds * 1_000_000_000L;
    for (int i = 0; i < inFlight; i++) {
      ActorRef entity = journal.system.actorOf(Props.create(Entity.class, "work|" + i));
      journal.system.actorOf(Props.create(Client.class, () -> new Client(entity, nanos, stored, end, ended)));
    }
    ended.await();
    double elapsed = (System.nanoTime() - start) / 1e9;
    int count = stored.get();
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    System.out.printf("%-16s %3d in flight: %,8.0f events/s, p50 %5.1f ms, p99 %5.1f ms, max %5.1f ms%n", name, inFlight,
        count / elapsed, sorted[count / 2] / 1e6, sorted[(int) (count * 0.99)] / 1e6, sorted[count - 1] / 1e6);
  }

  static final class Entity extends AbstractPersistentActor {
    private final String id;

    Entity(String id) {
      this.id = id;
    }

    @Override
    public String persistenceId() {
      return id;
    }

    @Override
    public Receive createReceive() {
      return receiveBuilder().match(Claimed.class, claimed -> persist(claimed, c -> getSender().tell(c.leaseToken(), getSelf()))).build();
    }

    @Override
    public Receive createReceiveRecover() {
      return receiveBuilder().matchAny(any -> {}).build();
    }
  }

  static final class Client extends AbstractActor {
    private final ActorRef entity;
    private final long[] nanos;
    private final AtomicInteger stored;
    private final long end;
    private final CountDownLatch ended;
    private long sent;
    private long token;

    Client(ActorRef entity, long[] nanos, AtomicInteger stored, long end, CountDownLatch ended) {
      this.entity = entity;
      this.nanos = nanos;
      this.stored = stored;
      this.end = end;
      this.ended = ended;
    }

    @Override
    public void preStart() {
      send();
    }

    private void send() {
      sent = System.nanoTime();
      entity.tell(new Claimed(Happened.AT, new ItemId("w-17"), new Token(++token), 30, Optional.of("agent-7"), Optional.of("agent-7"),
          Optional.of("request-" + token), Optional.empty()), getSelf());
    }

    @Override
    public Receive createReceive() {
      return receiveBuilder().match(Token.class, answer -> {
        long now = System.nanoTime();
        nanos[stored.getAndIncrement()] = now - sent;
        if (now < end) {
          send();
        } else {
          ended.countDown();
        }
      }).build();
    }
  }
}
