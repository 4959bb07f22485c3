package dev.troupe.load.contract;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Prints a line for each row, and counts. */
final class Walk {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final PrintStream out;
  private int right;
  private int wrong;
  private int notShown;

  Walk(PrintStream out) {
    this.out = out;
  }

  /** @param expected for a person; {@code check} is what counts */
  Reply row(String call, String expected, Reply got, Predicate<Reply> check) {
    boolean ok = check.test(got);
    line(ok ? "ok" : "WRONG", call, expected, got.summary());
    if (ok) {
      right++;
    } else {
      wrong++;
      out.println("        " + got.shortBody());
    }
    return got;
  }

  Reply row(String call, int status, Reply got) {
    return row(call, Integer.toString(status), got, reply -> reply.status() == status);
  }

  Reply refused(String call, int status, String code, Reply got) {
    return row(call, status + " " + code, got, reply -> reply.isProblem(status, code));
  }

  /** Repeats the call until it is right, for what the read side shows a little later; at most 15 s. */
  Reply eventually(String call, String expected, Supplier<Reply> ask, Predicate<Reply> check) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    Reply got = ask.get();
    while (!check.test(got) && got.status() == 200 && System.nanoTime() < end) {
      LockSupport.parkNanos(PAUSE.toNanos());
      got = ask.get();
    }
    return row(call, expected, got, check);
  }

  void notShown(String call, String expected, String why) {
    notShown++;
    line("-", call, expected, "not shown: " + why);
  }

  /** 0 when no row was wrong. */
  int verdict() {
    out.printf("%n%d rows right, %d wrong, %d not shown%n", right, wrong, notShown);
    return wrong == 0 ? 0 : 1;
  }

  private void line(String verdict, String call, String expected, String got) {
    out.printf("%-5s  %-66s  %-34s  %s%n", verdict, call, expected, got);
  }
}
