package dev.troupe.cli;

import java.io.PrintStream;

/** Where a person watches: a bar that is drawn over in a terminal, plain lines everywhere else. Progress goes to standard error. */
public final class Console {

  private static final int BAR_WIDTH = 30;

  private final PrintStream out;
  private final boolean terminal;
  private boolean barDrawn;

  public Console(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Draws on standard error, as the launcher found it: {@code TROUPE_TERMINAL=1} when that is a terminal. */
  public static Console standard() {
    return new Console(System.err, "1".equals(System.getenv("TROUPE_TERMINAL")));
  }

  public boolean isTerminal() {
    return terminal;
  }

  /** A line that stays. */
  public synchronized void line(String text) {
    clearBar();
    out.println(text);
    out.flush();
  }

  /** A bar of done out of total with a text behind it; without a terminal nothing, since lines tell it. */
  public synchronized void bar(long done, long total, String text) {
    if (!terminal) {
      return;
    }
    int filled = total == 0 ? BAR_WIDTH : (int) (BAR_WIDTH * Math.min(done, total) / total);
    out.print("\r\u001b[2K[" + "#".repeat(filled) + "-".repeat(BAR_WIDTH - filled) + "] " + text);
    out.flush();
    barDrawn = true;
  }

  /** Takes the bar away, before something else is printed. */
  public synchronized void clearBar() {
    if (barDrawn) {
      out.print("\r\u001b[2K");
      out.flush();
      barDrawn = false;
    }
  }
}
