package dev.troupe.load.scenario;

import dev.troupe.load.measure.Op;
import dev.troupe.load.wire.Answer;
import java.util.List;
import java.util.Random;

/** One agent, as real ones behave: it waits for work, thinks, reports, and ends what it has in one of the ways of its {@link Behaviour}. */
final class SimulatedAgent {

  private final FleetRun fleet;
  private final Voice voice;
  private final Behaviour behaviour;
  private final Random random;
  private long lastSign = System.nanoTime();

  SimulatedAgent(FleetRun fleet, Voice voice, Behaviour behaviour, long seed) {
    this.fleet = fleet;
    this.voice = voice;
    this.behaviour = behaviour;
    this.random = new Random(seed);
  }

  /** @param withinMillis begins at a drawn time within it, so that a large fleet does not ask with one voice */
  void start(long withinMillis) {
    voice.line().execute(() -> voice.line().after((long) (random.nextDouble() * withinMillis), this::poll));
  }

  private void poll() {
    if (fleet.isOver()) {
      return;
    }
    voice.insist(Op.WAIT, voice.calls().claim(1, behaviour.waitSeconds()), answer -> {
      lastSign = System.nanoTime();
      if (!answer.succeeded()) {
        fleet.stage().surprise(me() + " asking for work", answer);
        voice.line().after(100, this::poll);
        return;
      }
      List<Held> claims = Held.claims(answer.body());
      if (claims.isEmpty()) {
        poll();
      } else {
        fleet.began();
        take(claims.get(0));
      }
    });
  }

  private void take(Held held) {
    long claimedAt = System.nanoTime();
    fleet.taken(held, me());
    switch (behaviour.fate(random)) {
      case COMPLETE -> work(held, claimedAt, behaviour.progressReports(), behaviour.thinkMillis(random) / (behaviour.progressReports() + 1));
      case FAIL -> voice.line().after(behaviour.thinkMillis(random), () -> fail(held, claimedAt));
      case STALL -> voice.line().after(Behaviour.absenceMillis(random, fleet.shape().leaseSeconds()), () -> late(held, claimedAt, false));
      case VANISH -> {
        voice.line().hangUp();
        voice.line().after(Behaviour.absenceMillis(random, fleet.shape().leaseSeconds()), () -> late(held, claimedAt, true));
      }
    }
  }

  /** So many reports and pauses are left before the item is completed. */
  private void work(Held held, long claimedAt, int reports, long pauseMillis) {
    Runnable step = reports == 0 ? () -> complete(held, claimedAt)
      : () -> report(held, claimedAt, 100 - 100 * reports / (behaviour.progressReports() + 1), () -> work(held, claimedAt, reports - 1, pauseMillis));
    pause(pauseMillis, step);
  }

  /** Thinks, with heartbeats where it takes long. */
  private void pause(long millis, Runnable then) {
    long untilHeartbeat = behaviour.heartbeatSeconds() * 1_000L - (System.nanoTime() - lastSign) / 1_000_000;
    if (millis == 0) {
      then.run();
    } else if (millis < untilHeartbeat) {
      voice.line().after(millis, then);
    } else {
      long first = Math.max(0, untilHeartbeat);
      voice.line().after(first, () -> voice.insist(Op.HEARTBEAT, voice.calls().heartbeat(), answer -> {
        lastSign = System.nanoTime();
        if (!answer.succeeded()) {
          fleet.stage().surprise("heartbeat of " + me(), answer);
        }
        pause(Math.max(0, millis - first), then);
      }));
    }
  }

  private void report(Held held, long claimedAt, int percent, Runnable then) {
    voice.insist(Op.PROGRESS, voice.calls().progress(held, percent), answer -> {
      lastSign = System.nanoTime();
      if (answer.succeeded()) {
        fleet.stage().answers().progressed(held.workId(), me(), held.token());
        then.run();
      } else {
        refused(held, claimedAt, "progress on", answer);
      }
    });
  }

  private void complete(Held held, long claimedAt) {
    voice.insist(Op.COMPLETE, voice.calls().complete(held), answer -> {
      lastSign = System.nanoTime();
      if (answer.succeeded()) {
        fleet.completed(held, me());
        next();
      } else {
        refused(held, claimedAt, "completing", answer);
      }
    });
  }

  private void fail(Held held, long claimedAt) {
    voice.insist(Op.FAIL, voice.calls().fail(held), answer -> {
      if (answer.succeeded()) {
        fleet.count(FleetRun.Happening.FAILED_ATTEMPT);
        next();
      } else {
        refused(held, claimedAt, "failing", answer);
      }
    });
  }

  /** Back after silence. If the lease is over the token must be refused; if not (its clock is soft) it still counts. */
  private void late(Held held, long claimedAt, boolean vanished) {
    fleet.count(vanished ? FleetRun.Happening.VANISHED : FleetRun.Happening.STALLED);
    complete(held, claimedAt);
  }

  /** A lease may be lost when its time has passed, and never before. */
  private void refused(Held held, long claimedAt, String doing, Answer answer) {
    boolean overdue = System.nanoTime() - claimedAt > fleet.shape().leaseSeconds() * 1_000_000_000L;
    if (overdue && (answer.status() == 412 || answer.status() == 409)) {
      fleet.count(FleetRun.Happening.LATE_REFUSED);
    } else {
      fleet.stage().surprise(doing + " " + held.workId(), answer);
    }
    next();
  }

  private void next() {
    fleet.ended();
    poll();
  }

  private String me() {
    return voice.calls().caller();
  }
}
