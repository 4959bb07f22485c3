package dev.troupe.cli.local;

/** The pause between two looks at a fact in another process, which cannot call us. */
final class Pause {

  private Pause() {
  }

  static void millis(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting", interrupted);
    }
  }
}
