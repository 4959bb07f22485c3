package dev.troupe.load.scenario;

import dev.troupe.load.fleet.Latencies;
import dev.troupe.load.measure.Op;
import dev.troupe.load.wire.Answer;
import dev.troupe.load.wire.Request;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * One item from beginning to end by one caller: add, claim, complete. An add that is shed is dropped, as a caller with something better to do drops it; what
 * has begun is brought to its end, with the pauses the service asks for.
 */
final class Chain {

  private static final int WAIT_SECONDS = 2;

  private final Stage stage;
  private final Latencies shedAfter = new Latencies();
  private final AtomicLong shed = new AtomicLong();
  private final AtomicLong shedWithoutPause = new AtomicLong();
  private final AtomicLong completed = new AtomicLong();

  Chain(Stage stage) {
    this.stage = stage;
  }

  long completed() {
    return completed.get();
  }

  long shed() {
    return shed.get();
  }

  /** 503 or 429 that did not say when to come again. */
  long shedWithoutPause() {
    return shedWithoutPause.get();
  }

  /** How long a caller had to wait to be refused. */
  Latencies shedAfter() {
    return shedAfter;
  }

  /** On the voice's thread. @param then told whether an item was completed */
  void once(Voice voice, Consumer<Boolean> then) {
    String id = stage.newItem();
    long began = System.nanoTime();
    voice.ask(Op.ADD, voice.calls().add(id, Shape.USUAL), began, answer -> {
      if (answer.succeeded()) {
        stage.answers().added(id);
        claim(voice, then);
      } else {
        if (answer.shed()) {
          shed(answer, System.nanoTime() - began);
        } else {
          stage.surprise("adding " + id, answer);
        }
        then.accept(false);
      }
    });
  }

  /** Callers that each go on with the next item as soon as one is done, until the end of {@link System#nanoTime}. @return items completed a second */
  double perSecond(List<Voice> voices, long end) throws InterruptedException {
    long before = completed.get();
    long start = System.nanoTime();
    Run.await(CompletableFuture.allOf(voices.stream().map(voice -> {
      CompletableFuture<Void> done = new CompletableFuture<>();
      voice.line().execute(() -> again(voice, end, done));
      return done;
    }).toArray(CompletableFuture[]::new)));
    return (completed.get() - before) * 1e9 / (System.nanoTime() - start);
  }

  private void again(Voice voice, long end, CompletableFuture<Void> done) {
    if (System.nanoTime() - end > 0) {
      done.complete(null);
    } else {
      once(voice, worked -> again(voice, end, done));
    }
  }

  private void claim(Voice voice, Consumer<Boolean> then) {
    untilTaken(voice, Op.CLAIM, voice.calls().claim(1, WAIT_SECONDS), answer -> {
      List<Held> claims = answer.succeeded() ? Held.claims(answer.body()) : List.of();
      if (!answer.succeeded()) {
        stage.surprise(voice.calls().caller() + " asking for work", answer);
      }
      if (claims.isEmpty()) {
        then.accept(false);
      } else {
        complete(voice, claims.get(0), then);
      }
    });
  }

  private void complete(Voice voice, Held held, Consumer<Boolean> then) {
    stage.answers().claimed(held.workId(), voice.calls().caller(), held.token());
    untilTaken(voice, Op.COMPLETE, voice.calls().complete(held), answer -> {
      if (answer.succeeded()) {
        stage.answers().completed(held.workId(), voice.calls().caller(), held.token());
        completed.incrementAndGet();
      } else {
        stage.surprise("completing " + held.workId(), answer);
      }
      then.accept(answer.succeeded());
    });
  }

  /** Each attempt is timed by itself: how long the service takes to accept or to refuse is asked here, not how long callers keep away. */
  private void untilTaken(Voice voice, Op op, Request request, Consumer<Answer> then) {
    long began = System.nanoTime();
    voice.ask(op, request, began, answer -> {
      if (answer.shed()) {
        shed(answer, System.nanoTime() - began);
      }
      if (answer.shed() || answer.status() == 0) {
        voice.line().after(voice.pauseMillis(answer), () -> untilTaken(voice, op, request, then));
      } else {
        then.accept(answer);
      }
    });
  }

  private void shed(Answer answer, long nanos) {
    shed.incrementAndGet();
    shedAfter.record(Duration.ofNanos(nanos));
    if (answer.retryAfterSeconds() < 0) {
      shedWithoutPause.incrementAndGet();
    }
  }
}
