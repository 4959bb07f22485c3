package dev.troupe.load.scenario;

import dev.troupe.load.measure.Ending;
import dev.troupe.load.measure.Meter;
import dev.troupe.load.measure.Op;
import dev.troupe.load.wire.Answer;
import dev.troupe.load.wire.Lines;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Where one run plays: its service, its lines, its team, the names it gives, what it measured and was told. */
public final class Stage implements AutoCloseable {

  private static final int SURPRISES_KEPT = 20;
  private static final int LONGEST_TEXT = 300;
  private static final AtomicLong RUNS = new AtomicLong();

  private final String run = "r" + Long.toString(System.currentTimeMillis(), 36) + Long.toString(RUNS.getAndIncrement(), 36);
  private final Lines lines;
  private final Meter meter = new Meter();
  private final Answers answers = new Answers();
  private final AtomicLong items = new AtomicLong();
  private final Queue<String> surprises = new ConcurrentLinkedQueue<>();
  private final AtomicLong surprised = new AtomicLong();
  private int voices;

  public Stage(List<URI> nodes, Optional<String> key) {
    this.lines = new Lines(nodes, key);
  }

  public Meter meter() {
    return meter;
  }

  public Answers answers() {
    return answers;
  }

  /** A new item's id. */
  String newItem() {
    return run + "-" + items.getAndIncrement();
  }

  /** So many callers, each on a line of its own; their names begin with the kind. */
  synchronized List<Voice> voices(String kind, int count) {
    List<Voice> made = new ArrayList<>(count);
    for (int number = 0; number < count; number++) {
      made.add(new Voice(lines.open(voices++), new Calls(run + "-" + kind + "-" + number, run), meter));
    }
    return made;
  }

  /** Registers each as an agent of this run's team; fails when one is refused. */
  static CompletableFuture<Void> register(List<Voice> agents, int capacity) {
    return CompletableFuture.allOf(agents.stream().map(agent -> {
      CompletableFuture<Void> registered = new CompletableFuture<>();
      agent.line().execute(() -> agent.insist(Op.REGISTER, agent.calls().register(capacity), answer -> {
        if (answer.succeeded()) {
          registered.complete(null);
        } else {
          registered.completeExceptionally(new IllegalStateException("Expected to register " + agent.calls().caller() + ", but: " + text(answer)));
        }
      }));
      return registered;
    }).toArray(CompletableFuture[]::new));
  }

  /** Something no plan foresaw, like a completion that was refused; the run goes on and fails in the end. */
  void surprise(String doing, Answer answer) {
    surprised.incrementAndGet();
    if (surprises.size() < SURPRISES_KEPT) {
      surprises.add(doing + ": " + text(answer));
    }
  }

  public long surprised() {
    return surprised.get();
  }

  /** The first ones, in words. */
  public List<String> surprises() {
    return List.copyOf(surprises);
  }

  void handedOver(long intended) {
    meter.ended(Op.HAND_OVER, Ending.DONE, System.nanoTime() - intended);
  }

  @Override
  public void close() {
    lines.close();
  }

  private static String text(Answer answer) {
    String said = answer.status() == 0 ? answer.failure() : answer.status() + " " + new String(answer.body(), StandardCharsets.UTF_8);
    return said.length() <= LONGEST_TEXT ? said : said.substring(0, LONGEST_TEXT) + "…";
  }
}
