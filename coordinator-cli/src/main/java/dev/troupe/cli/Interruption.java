package dev.troupe.cli;

/** What to do when Ctrl-C, SIGTERM or SIGHUP ends the command before it is done: clean up, once. */
public final class Interruption {

  private final Thread hook;

  private Interruption(Thread hook) {
    this.hook = hook;
  }

  public static Interruption watch(Runnable cleanUp) {
    Thread hook = new Thread(cleanUp, "clean-up");
    Runtime.getRuntime().addShutdownHook(hook);
    return new Interruption(hook);
  }

  /**
   * The command came to its end by itself.
   *
   * @return false when it was interrupted after all and has been cleaned up; then nothing more is to be done or said
   */
  public boolean forget() {
    try {
      return Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException endingAlready) {
      awaitCleanUp();
      return false;
    }
  }

  /** The other thread cleans up and the process ends with it: nothing more may happen here. */
  private void awaitCleanUp() {
    try {
      hook.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
