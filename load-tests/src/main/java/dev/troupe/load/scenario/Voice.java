package dev.troupe.load.scenario;

import dev.troupe.load.measure.Ending;
import dev.troupe.load.measure.Meter;
import dev.troupe.load.measure.Op;
import dev.troupe.load.wire.Answer;
import dev.troupe.load.wire.Line;
import dev.troupe.load.wire.Request;
import java.util.Random;
import java.util.function.Consumer;

/** A line, what is said over it, and the meter that listens. To be used on the line's thread. */
final class Voice {

  private static final long PAUSE_MILLIS = 100;

  private final Line line;
  private final Calls calls;
  private final Meter meter;
  private final Random random;

  Voice(Line line, Calls calls, Meter meter) {
    this.line = line;
    this.calls = calls;
    this.meter = meter;
    this.random = new Random(calls.caller().hashCode());
  }

  Line line() {
    return line;
  }

  Calls calls() {
    return calls;
  }

  /** One attempt, timed from when it was meant to begin, of {@link System#nanoTime}. */
  void ask(Op op, Request request, long intended, Consumer<Answer> then) {
    line.call(request, answer -> {
      meter.ended(op, ending(op, answer), System.nanoTime() - intended);
      then.accept(answer);
    });
  }

  /**
   * Repeats the call under its key until it is neither shed nor left without an answer; a time that ends well counts from the first attempt. The pause after
   * a refusal is what the refusal asks for.
   */
  void insist(Op op, Request request, Consumer<Answer> then) {
    insist(op, request, System.nanoTime(), then);
  }

  /** Likewise, timed from when it was meant to begin. */
  void insist(Op op, Request request, long first, Consumer<Answer> then) {
    ask(op, request, first, answer -> {
      if (answer.shed() || answer.status() == 0) {
        line.after(pauseMillis(answer), () -> insist(op, request, first, then));
      } else {
        then.accept(answer);
      }
    });
  }

  /** What the refusal asks for, and up to half as much more, so that those refused together do not come back together. */
  long pauseMillis(Answer refusal) {
    long asked = refusal.retryAfterSeconds() > 0 ? refusal.retryAfterSeconds() * 1_000L : PAUSE_MILLIS;
    return asked + Math.round(asked * random.nextDouble() / 2);
  }

  private static Ending ending(Op op, Answer answer) {
    if (answer.succeeded()) {
      boolean claim = op == Op.CLAIM || op == Op.CLAIM_BATCH || op == Op.WAIT;
      return claim && isEmpty(answer.body()) ? Ending.EMPTY : Ending.DONE;
    }
    return answer.shed() ? Ending.SHED : answer.status() == 0 ? Ending.BROKEN : Ending.REFUSED;
  }

  /** {@code {"claims":[]}} with or without spaces; a claim is much longer. */
  private static boolean isEmpty(byte[] claims) {
    return claims.length < 20;
  }
}
