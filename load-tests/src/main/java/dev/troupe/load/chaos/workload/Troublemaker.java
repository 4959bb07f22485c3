package dev.troupe.load.chaos.workload;

/** Does what no good client would, now and then, until calm is ordered. */
abstract class Troublemaker extends Client {

  private final int pauseMillis;

  /** @param pauseMillis before each trouble, at most */
  Troublemaker(String name, Crowd crowd, int node, long seed, int pauseMillis) {
    super(name, crowd, node, seed);
    this.pauseMillis = pauseMillis;
  }

  @Override
  final void step() throws InterruptedException {
    pause(pauseMillis);
    if (!crowd.isCalm()) {
      makeTrouble();
    }
  }

  abstract void makeTrouble() throws InterruptedException;
}
